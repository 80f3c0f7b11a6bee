"""People at a relay over real sockets: an IRC person, the lecture's old clients, and nc."""

import re
import socket
import time
from types import TracebackType
from typing import Self

WAIT_S = 40.0
HOST = "127.0.0.1"


class Talker:
    """A socket whose received text can be waited for.

    Every wait has a deadline; when it passes the test fails and shows what came so far.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), WAIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._bytes = b""  # all that came
        self._read_to = 0  # before this place everything was found by `expect`
        self.ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    @property
    def received(self) -> bytes:
        """All that came until now, as it came."""
        return self._bytes

    @property
    def text(self) -> str:
        """All that came until now."""
        return self._bytes.decode("utf-8", "replace")

    def send_bytes(self, data: bytes) -> None:
        """Exactly these bytes."""
        self.socket.sendall(data)

    def receive(self, wait_s: float, size: int = 65536) -> bool:
        """Take in what is there or comes within the time; False at the end or when it is over."""
        self.socket.settimeout(max(wait_s, 0.001))
        try:
            data = self.socket.recv(size)
        except TimeoutError:
            return False
        except ConnectionError:
            data = b""
        self._bytes += data
        self.ended = self.ended or not data
        return bool(data)

    def expect(self, pattern: str, wait_s: float = WAIT_S) -> re.Match[bytes]:
        """Wait for a pattern in what came since the last one; returns the match."""
        deadline = time.monotonic() + wait_s
        wanted = re.compile(pattern.encode(), re.MULTILINE)
        while not (found := wanted.search(self._bytes, self._read_to)):
            left_s = deadline - time.monotonic()
            if self.ended or left_s <= 0:
                why = "the connection ended" if self.ended else f"not within {wait_s} s"
                raise AssertionError(f"{pattern!r} did not come ({why}); got:\n{self._tail()}")
            self.receive(left_s)
        self._read_to = found.end()
        return found

    def saw(self, pattern: str, wait_s: float = WAIT_S) -> re.Match[bytes]:
        """Wait for a pattern anywhere in what came since the beginning."""
        read_to, self._read_to = self._read_to, 0
        try:
            return self.expect(pattern, wait_s)
        finally:
            self._read_to = max(read_to, self._read_to)

    def expect_end(self, wait_s: float = WAIT_S) -> None:
        """Wait until the other side closes."""
        deadline = time.monotonic() + wait_s
        while not self.ended:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise AssertionError(f"the connection is still open; got:\n{self._tail()}")
            self.receive(left_s)

    def _tail(self) -> str:
        return self._bytes[self._read_to :][-3000:].decode("utf-8", "replace")


class IrcPerson(Talker):
    """Somebody with a plain RFC 1459 client, or with capabilities if some are named."""

    def __init__(self, port: int, nick: str, room: str = "#lobby", caps: str = "") -> None:
        super().__init__(port)
        self.nick = nick
        if caps:
            self.send(f"CAP REQ :{caps}")
        self.send(f"NICK {nick}")
        self.send(f"USER {nick} 0 * :{nick}")
        if caps:
            self.expect(r" ACK :")
            self.send("CAP END")
        self.expect(rf"^\S+ 001 {re.escape(nick)} ")
        if room:
            self.join(room)

    def send(self, line: str) -> None:
        """One line, without its CR LF."""
        self.send_bytes(f"{line}\r\n".encode())

    def join(self, room: str) -> None:
        self.send(f"JOIN {room}")
        self.expect(rf" 366 {re.escape(self.nick)} {re.escape(room)} ")

    def say(self, text: str, target: str = "#lobby") -> None:
        self.send(f"PRIVMSG {target} :{text}")

    def hears(self, nick: str, text: str, target: str = "#lobby", wait_s: float = WAIT_S) -> None:
        """Wait until this is said."""
        heard = rf":{re.escape(nick)}!\S+ PRIVMSG {re.escape(target)} :{re.escape(text)}\r$"
        self.expect(heard, wait_s)

    def synchronise(self) -> None:
        """Wait until the relay has worked on all that we sent."""
        token = f"t{time.monotonic_ns()}"
        self.send(f"PING {token}")
        self.expect(rf"PONG \S+ :?{token}")


class OldClient(Talker):
    """The socket behaviour of the lecture's two clients.

    They send the name without a newline and wait a moment; each text goes as "name: text",
    without a newline too; they read up to 1,024 bytes and show them as they come.
    """

    def __init__(self, port: int, name: str) -> None:
        super().__init__(port)
        self.name = name
        self.send_bytes(name.encode())

    def receive(self, wait_s: float, size: int = 1024) -> bool:
        return super().receive(wait_s, size)

    def say(self, text: str) -> None:
        self.send_bytes(f"{self.name}: {text}".encode())
