"""A load through any door (plain text, TLS, WebSocket): a generator in Python, for comparing doors.

It is slower than ircload.c, which speaks plain text only; what is measured is the server's CPU, and
with a window the server has the same work however long the generator takes for it.
"""

import base64
import os
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.servers import PROCESSORS, Server, cpu_s, running

ROOM = "#bench"
WAIT_S = 60.0
PAD = "x" * 60
_READ = 1 << 18


class Plain:
    """One connection: IRC lines in and out."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), WAIT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def say(self, lines: Sequence[str]) -> None:
        self.sock.sendall("".join(line + "\r\n" for line in lines).encode())

    def read(self) -> bytes:
        """Some bytes, b"" at the end."""
        return self.sock.recv(_READ)

    def pending(self) -> bool:
        """True when something can be read that the poller does not see."""
        return False

    def lines(self) -> list[bytes]:
        data = self.read()
        if not data:
            raise ConnectionError("the server has closed a connection")
        *whole, self._rest = (self._rest + data).split(b"\n")
        return whole


class Tls(Plain):
    def __init__(self, port: int) -> None:
        super().__init__(port)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.sock = self.tls = context.wrap_socket(self.sock)

    def pending(self) -> bool:
        return self.tls.pending() > 0


class Web(Plain):
    """source: RFC 6455; IRCv3 websocket: one line in each message, without its end."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.read()
        if b" 101 " not in head:
            raise ConnectionError(f"no WebSocket: {head!r}")
        self._rest = head.partition(b"\r\n\r\n")[2]

    def say(self, lines: Sequence[str]) -> None:
        frames = []
        for line in lines:
            body = line.encode()
            size = (
                bytes([0x80 | len(body)])
                if len(body) < 126
                else b"\xfe%c%c" % divmod(len(body), 256)
            )
            # A mask of zeros leaves the text as it is; the server has the same work with it.
            frames.append(b"\x81" + size + b"\0\0\0\0" + body)
        self.sock.sendall(b"".join(frames))

    def lines(self) -> list[bytes]:
        data = self.read()
        if not data:
            raise ConnectionError("the server has closed a connection")
        data, place, found = self._rest + data, 0, []
        while len(data) - place >= 4:
            size, start = data[place + 1] & 127, place + 2
            if size == 126:
                size, start = int.from_bytes(data[place + 2 : place + 4], "big"), place + 4
            if len(data) < start + size:
                break
            if data[place] & 15 == 9:
                raise ConnectionError("a ping: the run takes too long")
            found.append(data[start : start + size])
            place = start + size
        self._rest = data[place:]
        return found


DOORS: dict[str, Callable[[int], Plain]] = {"plain": Plain, "tls": Tls, "websocket": Web}


@dataclass
class Crowd:
    """members of one room; the first `senders` of them speak, `window` lines ahead of what the
    last member has read."""

    members: int
    senders: int
    window: int
    messages: int


@dataclass
class Cost:
    """us: CPU of the server for a delivery; wall_s: of the whole load; right: every receiver got
    every line once and in order."""

    us: float
    wall_s: float
    right: bool


def measure(server: Server, door: str, crowd: Crowd) -> Cost:
    """One fresh server, one load through this door of it."""
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {PROCESSORS[-1]})
    try:
        with running(server) as one:
            people = [_come_in(DOORS[door](one.port), n) for n in range(crowd.members)]
            load = _Load(people, crowd)
            load.drain()
            began, before = time.perf_counter(), cpu_s(one.pid)
            is_right = load.run()
            wall_s, cpu = time.perf_counter() - began, cpu_s(one.pid) - before
            for person in people:
                person.sock.close()
    finally:
        os.sched_setaffinity(0, here)
    deliveries = crowd.senders * crowd.messages * (crowd.members - 1)
    return Cost(cpu * 1e6 / deliveries, wall_s, is_right)


def _come_in(person: Plain, number: int) -> Plain:
    person.say([f"NICK u{number:05d}", f"USER u{number} 0 * :load"])
    joined = False
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for line in person.lines():
            if line.startswith(b"PING"):
                person.say(["PONG" + line[4:].decode().rstrip()])
            if b" 001 " in line:
                person.say([f"JOIN {ROOM}"])
            joined |= b" 366 " in line
        if joined:
            return person
    raise TimeoutError("a member did not get into the room")


class _Load:
    def __init__(self, people: list[Plain], crowd: Crowd) -> None:
        self._people, self._crowd = people, crowd
        self._sent = [0] * crowd.senders
        self._next = [[0] * crowd.senders for _ in people]  # by reader and sender
        self._right = True
        self._selector = selectors.DefaultSelector()
        for number, person in enumerate(people):
            self._selector.register(person.sock, selectors.EVENT_READ, number)

    def drain(self) -> None:
        """Take what comes of others' joining."""
        while ready := self._selector.select(0.3):
            for key, _ in ready:
                self._people[key.data].lines()

    def run(self) -> bool:
        """Say and read all; False when something was lost, doubled or out of order."""
        crowd, senders = self._crowd, self._crowd.senders
        deadline = time.monotonic() + WAIT_S
        awaited = sum(crowd.messages * (senders - (n < senders)) for n in range(crowd.members))
        while awaited and time.monotonic() < deadline:
            self._say_more()
            for key, _ in self._selector.select(1.0):
                person = self._people[key.data]
                awaited -= self._take(key.data, person.lines())
                while person.pending():
                    awaited -= self._take(key.data, person.lines())
        self._selector.close()
        return self._right and not awaited

    def _say_more(self) -> None:
        seen = self._next[-1]
        for sender in range(self._crowd.senders):
            first = self._sent[sender]
            last = min(seen[sender] + self._crowd.window, self._crowd.messages)
            if first < last:
                self._people[sender].say(
                    [f"PRIVMSG {ROOM} :@{sender} {number} {PAD}" for number in range(first, last)]
                )
                self._sent[sender] = last

    def _take(self, reader: int, lines: list[bytes]) -> int:
        count, expected = 0, self._next[reader]
        for line in lines:
            _, mark, rest = line.partition(b" :@")
            if mark:
                sender, number, _ = rest.split(b" ", 2)
                self._right &= int(number) == expected[int(sender)]
                expected[int(sender)] += 1
                count += 1
        return count
