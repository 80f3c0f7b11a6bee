"""One connection's two ends at the loop: bytes in, bytes out; and how plain text does it."""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from messenger.relay.ports import Door

READ_BYTES = 16_384
# A peer that vanished without a word: the system tries 60 s, then 4 times 15 s, and gives
# unacknowledged output 60 s. The core's own PINGs usually find it earlier.
_KEEPALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))
_USER_TIMEOUT_MS = 60_000


class Farewell(Exception):
    """The other side is done, or has to go, and was told so. data: what it said last."""

    def __init__(self, reason: str, data: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.data = reason, data


class PlainWire:
    """A connection without TLS. Owned by the loop; the core only names it in deliveries.

    out: what is to be written, shared bytes objects. While blocked, the first `counted` of
    them are counted in queued_bytes. peer: None before the core knows it and after it is done
    with it. dirty: in the list of those to flush. blocked: the socket is full. stuck: bytes
    below `out` (TLS records) wait for the socket. paused: not read from. interest: what the
    poller watches for. closing: ends when its output is out. mute: takes no more output than
    it has. detached: the core is done with it. closed: the socket is closed.
    """

    __slots__ = (
        "address",
        "blocked",
        "closed",
        "closing",
        "counted",
        "detached",
        "dirty",
        "door",
        "intake",
        "interest",
        "mute",
        "out",
        "paused",
        "peer",
        "queued_bytes",
        "read_bytes",
        "send",
        "sock",
    )
    stuck = False
    established = True  # there is no handshake
    certificate = ""  # that the peer has shown: SHA-256 in hex

    def __init__(self, sock: socket.socket, address: str, door: Door) -> None:
        self.sock, self.address, self.door = sock, address, door
        self.send: Callable[[bytes], int] = sock.send
        self.out: list[bytes] = []
        self.counted = self.queued_bytes = 0
        self.read_bytes = READ_BYTES
        self.interest = 0
        self.peer: Any = None
        self.intake: Any = None
        self.dirty = self.blocked = self.paused = self.closing = self.closed = self.mute = False
        self.detached = False

    def receive(self) -> bytes | None:
        """What came: b"" at its end, None when nothing came that is for the core.

        Raises OSError, BlockingIOError among them.
        """
        return self.sock.recv(self.read_bytes)

    def say_end(self) -> None:
        """No more output follows: lets the other side read all of it before it sees the end."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Let go of the socket, and of a way to send of our own: the circle that it makes would
        keep what TLS holds until the collector comes by, 25 KB a connection."""
        self.closed = True
        with suppress(OSError):
            self.sock.close()
        self.send = self.sock.send


def prepare(sock: socket.socket) -> None:
    """Set what every accepted connection needs; options that a system lacks are left out."""
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (*_KEEPALIVE, ("TCP_USER_TIMEOUT", _USER_TIMEOUT_MS)):
        option = getattr(socket, name, None)
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
