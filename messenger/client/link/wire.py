"""The client's socket once it is connected: bytes in, bytes out, never blocking."""

import socket
import ssl
from collections.abc import Callable

from messenger.client.link.address import is_loopback
from messenger.errors import LinkLost

READ_BYTES = 65536
READS_A_PASS = 2  # then intents get their turn again, and it is seen who is behind
MAX_UNSENT_BYTES = 4_000_000
DEAD_AFTER_MS = 20_000  # unacknowledged bytes; the kernel then reports an error by itself


class Wire:
    """A connected socket, plain or TLS. Owned by the link thread."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._unsent = bytearray()
        sock.setblocking(False)
        _set_quietly(sock, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        user_timeout = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux only
        if user_timeout is not None:
            _set_quietly(sock, socket.IPPROTO_TCP, user_timeout, DEAD_AFTER_MS)

    @property
    def wants_write(self) -> bool:
        """Something waits for the socket to take it."""
        return bool(self._unsent)

    @property
    def stays_here(self) -> bool:
        """What we send never leaves this computer."""
        try:
            return is_loopback(self.sock.getpeername()[0])
        except OSError:
            return False

    @property
    def has_more(self) -> bool:
        """Bytes are decrypted and waiting inside TLS, where `select` does not see them."""
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0

    def receive(self, take: Callable[[bytes], None]) -> bool:
        """Give all that is there to `take`, in pieces; False when the stream ended.

        Raises LinkLost.
        """
        for _ in range(READS_A_PASS):
            try:
                data = self.sock.recv(READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return True
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return False
            except OSError as error:
                raise LinkLost(_words(error)) from error
            if not data:
                return False
            take(data)
        return True

    def send(self, data: bytes) -> None:
        """Write what the socket takes now, keep the rest. Raises LinkLost."""
        self._unsent += data
        if len(self._unsent) > MAX_UNSENT_BYTES:
            raise LinkLost("The server takes nothing any more.")
        while self._unsent:
            try:
                sent = self.sock.send(bytes(self._unsent[:READ_BYTES]))
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError as error:
                raise LinkLost(_words(error)) from error
            del self._unsent[:sent]

    def close(self) -> None:
        """Let go of the socket."""
        self.sock.close()


def _words(error: OSError) -> str:
    return f"The connection broke ({error.strerror or error})."


def _set_quietly(sock: socket.socket, level: int, option: int, value: int) -> None:
    """A comfort, not a need: some systems and socket kinds do not have it."""
    try:
        sock.setsockopt(level, option, value)
    except OSError:
        return
