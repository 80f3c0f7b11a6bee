"""A WebSocket as a wire of the loop, over plain text or TLS, without a thread."""

import time
from collections.abc import Sequence
from contextlib import suppress

from messenger.relay.io.websocket import WebSession
from messenger.relay.io.wire import Farewell, PlainWire
from messenger.relay.ports import Door

MAX_HELD_BYTES = 131_072  # framed and not taken: who only pings and never reads has to go
_CHUNK_BYTES = 32_768  # framed at a time, so that a blocked peer holds little of it


class WebWire(PlainWire):
    """Takes and gives lines where the wire inside it has frames.

    `established` turns true when the HTTP request was accepted.
    """

    __slots__ = ("_frames", "_inner", "_session", "established")

    def __init__(self, inner: PlainWire, origins: Sequence[str]) -> None:
        door = Door.WEB_TLS if inner.door is Door.TLS else Door.WEB
        super().__init__(inner.sock, inner.address, door)
        self._inner = inner
        self._session = WebSession(origins, time.monotonic())
        self._frames = b""
        self.established = False
        self.send = self._frame_and_send

    @property
    def stuck(self) -> bool:  # type: ignore[override]
        """Frames, or records around them, wait for the socket."""
        return bool(self._frames) or self._inner.stuck

    def receive(self) -> bytes | None:
        """As in PlainWire: whole lines. Raises Farewell with the last of them."""
        data = self._inner.receive()
        session = self._session
        if not data or session.is_over:
            return None if data is None or data else b""
        lines = session.receive(data, time.monotonic())
        self.established = session.is_open
        self._send_frames()
        taken = b"".join(line + b"\n" for line in lines)
        if session.is_over:
            raise Farewell("Connection closed", taken)
        return taken or None

    def _frame_and_send(self, data: bytes) -> int:
        """Frame as much as the socket takes, whole lines only; returns how much of data."""
        taken, size = 0, len(data)
        self._send_frames()
        while taken < size and not self.stuck:
            end = data.rfind(b"\n", taken, taken + _CHUNK_BYTES) + 1
            end = end or data.find(b"\n", taken) + 1 or size
            self._session.say(data[taken:end])
            taken = end
            self._send_frames()
        return taken

    def _send_frames(self) -> None:
        frames = self._frames + self._session.data_to_send()
        if not frames and not self._inner.stuck:
            return
        try:
            frames = frames[self._inner.send(frames) :]
        except BlockingIOError:
            pass
        finally:
            self._frames = frames
        if len(frames) > MAX_HELD_BYTES:
            raise ConnectionAbortedError("Reads nothing")

    def say_end(self) -> None:
        self._session.close()
        with suppress(OSError):
            self._send_frames()
        self._inner.say_end()

    def close(self) -> None:
        super().close()
        self._inner.close()
