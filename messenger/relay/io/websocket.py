"""WebSocket without sockets: bytes in, IRC lines out, and back; one line a message.

source: RFC 6455; IRCv3 websocket (text.ircv3.net, binary.ircv3.net). The protocol itself is the
object without I/O of the `websockets` library, which is imported by the first who comes in: it
is not light, and most relays have no such listener.
"""

import logging
import re
from collections.abc import Sequence
from typing import Any

from messenger.irc.framing import MAX_BODY_BYTES, MAX_TAGS_BYTES
from messenger.relay.access.limits import Bucket

TEXT, BINARY = "text.ircv3.net", "binary.ircv3.net"
_SUBPROTOCOLS: list[Any] = [TEXT, BINARY]
ANY_ORIGIN = "*"
MAX_MESSAGE_BYTES = MAX_TAGS_BYTES + MAX_BODY_BYTES
MAX_REQUEST_BYTES = 16_384  # of HTTP, before it is a WebSocket
# Frames that bring no line (pings, fragments): so many at once, then so many a second.
IDLE_BURST, IDLE_PER_S = 128.0, 10.0
_PIECE_BYTES = 4_096  # parsed at a time, so that a flood of tiny frames is seen soon
_LOOPBACK_PAGE = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?", re.IGNORECASE)
_OP_CONTINUED, _OP_TEXT, _OP_BINARY = 0, 1, 2
_CLOSE_NORMAL, _CLOSE_PROTOCOL, _CLOSE_BAD_TEXT, _CLOSE_POLICY = 1000, 1002, 1007, 1008
_quiet = logging.getLogger("messenger.relay.io.websocket.frames")
_quiet.setLevel(logging.CRITICAL)  # at its lower levels the library logs what people say


class WebSession:
    """One WebSocket, from its HTTP request to its end.

    origins: the pages that may connect, as browsers name them ("https://chat.example.org");
    none: pages of this machine only; "*": all. A program that is no browser sends no Origin and
    may always. is_open: the handshake is done. is_over: nothing more will be read.
    """

    def __init__(self, origins: Sequence[str], now: float) -> None:
        self._web = _protocol(origins)
        self._idle = Bucket(IDLE_BURST, IDLE_PER_S, IDLE_BURST, now)
        self._request_bytes = 0
        self._parts: list[bytes] = []
        self._takes_text = False
        self.is_open = False

    @property
    def is_over(self) -> bool:
        return bool(self._web.eof_sent)

    def receive(self, data: bytes, now: float) -> list[bytes]:
        """Take in bytes, give back the lines they complete, without line ends.

        Answers, refusals and close frames are in `data_to_send` then. now: monotonic seconds.
        """
        lines: list[bytes] = []
        for start in range(0, len(data), _PIECE_BYTES):
            piece = data[start : start + _PIECE_BYTES]
            if not self.is_over:
                self._web.receive_data(piece)
                self._take_events(lines, len(piece), now)
        return lines

    def say(self, data: bytes) -> None:
        """Frame lines, each with its CR LF, one a message."""
        web = self._web
        if self.is_over:
            return
        send = web.send_binary if web.subprotocol == BINARY else web.send_text
        for line in data.split(b"\n"):
            if line:
                send(line.removesuffix(b"\r"))

    def close(self) -> None:
        """Say that nothing follows."""
        if self.is_open and not self.is_over:
            self._web.fail(_CLOSE_NORMAL)

    def data_to_send(self) -> bytes:
        """What the other side has to get now."""
        return b"".join(self._web.data_to_send())

    def _take_events(self, lines: list[bytes], size: int, now: float) -> None:
        events: list[Any] = list(self._web.events_received())
        if not self.is_open:
            self._request_bytes += size
            if events:
                self._web.send_response(self._web.accept(events.pop(0)))
                self.is_open = not self.is_over
            elif self._request_bytes > MAX_REQUEST_BYTES and not self.is_over:
                self._web.send_response(self._web.reject(431, "The request is too long.\n"))
        for frame in events:
            line = self._line_of(frame)
            if line:
                lines.append(line)
            elif not self._idle.take(now):
                self._fail(_CLOSE_POLICY, "Too many frames without a line")
                return

    def _line_of(self, frame: Any) -> bytes:
        """The line that a frame completes, b"" for none."""
        if frame.opcode > _OP_BINARY:
            return b""
        if frame.opcode != _OP_CONTINUED:
            self._takes_text = frame.opcode == _OP_TEXT
        self._parts.append(bytes(frame.data))
        if not frame.fin:
            return b""
        line = b"".join(self._parts).removesuffix(b"\n").removesuffix(b"\r")
        self._parts = []
        if b"\n" in line:  # a second command in a first one
            self._fail(_CLOSE_PROTOCOL, "One line a message")
        elif self._takes_text and not _is_utf8(line):
            self._fail(_CLOSE_BAD_TEXT, "Text must be UTF-8")
        else:
            return line
        return b""

    def _fail(self, code: int, reason: str) -> None:
        if not self.is_over:
            self._web.fail(code, reason)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _protocol(origins: Sequence[str]) -> Any:
    from websockets.server import ServerProtocol

    allowed: list[Any] = [None, *(origins or (_LOOPBACK_PAGE,))]
    # No extension is offered: compressed messages can be bombs.
    return ServerProtocol(
        origins=None if ANY_ORIGIN in origins else allowed,
        subprotocols=_SUBPROTOCOLS,
        select_subprotocol=_choose,
        max_size=MAX_MESSAGE_BYTES,
        logger=_quiet,
    )


def _choose(protocol: Any, offered: Sequence[Any]) -> Any:
    """The first that the client names and we know; None (text) if it names none at all."""
    from websockets.exceptions import NegotiationError

    for name in offered:
        if name in _SUBPROTOCOLS:
            return name
    if offered:
        raise NegotiationError(f"none of {', '.join(_SUBPROTOCOLS)} was asked for")
    return None
