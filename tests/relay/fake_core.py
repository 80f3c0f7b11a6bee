"""A core for testing the threads around it: one room, a few words.

SAY text     stored, then "nick text" to everybody else and "ok text" to the sender
PING text    "PONG text" at once (after all that was said before)
HIST n       a job: the last n rows, as "row text" lines
BIG n        n bytes to the asker
CRASH        raises
QUIT         "bye" and the end
"""

from dataclasses import dataclass, field
from typing import Any

from messenger.irc.framing import TooLong
from messenger.relay.ports import Door
from messenger.relay.turn import Delivery, Job, Turn, Wire
from messenger.store.rows import HistoryRequest, HistoryRow


@dataclass(eq=False)
class FakePeer:
    wire: Wire
    address: str
    door: Door
    number: int
    name: str = ""
    paused: bool = False
    lines: list[Any] = field(default_factory=list)


class FakeCore:
    def __init__(self, last_serial: int = 0) -> None:
        self.peers: list[FakePeer] = []
        self.certificates: list[str] = []  # of all who ever came, "" for none
        self.lost_reasons: list[str] = []
        self.failed_turns: list[int] = []
        self.serial = last_serial
        self.number = 0
        self.wall_ms = 0
        self.count = 0
        self.wait_s = 30.0
        self.pause_on_hold = False
        self.turn = Turn(0)
        self._next()

    def _next(self) -> None:
        self.number += 1
        self.turn = Turn(self.number)

    def begin(self, now: float, wall_ms: int) -> None:
        self.wall_ms = wall_ms

    def connect(
        self, wire: Wire, address: str, door: Door, now: float, certificate: str = ""
    ) -> FakePeer:
        self.count += 1
        self.certificates.append(certificate)
        peer = FakePeer(wire, address, door, self.count, f"p{self.count}")
        self.peers.append(peer)
        return peer

    def receive(self, peer: FakePeer, lines: list[bytes | TooLong], now: float) -> None:
        for line in lines:
            if peer not in self.peers:
                return
            if isinstance(line, TooLong):
                self.tell(peer, b"too long")
                continue
            word, _, rest = line.partition(b" ")
            handler = getattr(self, "do_" + word.decode("ascii", "replace").lower(), None)
            if handler:
                handler(peer, rest)
            else:
                self.tell(peer, b"what?")

    def classic_login(self, peer: FakePeer, name: str, now: float) -> None:
        peer.name = name
        self.tell(peer, b"hello " + name.encode())

    def classic_say(self, peer: FakePeer, text: str, now: float) -> None:
        self.do_say(peer, text.encode())

    def do_say(self, peer: FakePeer, text: bytes) -> None:
        self.serial += 1
        words = text.decode("utf-8", "replace")
        source = f"{peer.name}!u@h"
        self.turn.rows.append(
            HistoryRow(self.serial, "#lobby", self.wall_ms, source, "", "PRIVMSG", (words,))
        )
        others = [one.wire for one in self.peers if one is not peer]
        line = peer.name.encode() + b" " + text + b"\r\n"
        self.turn.deliveries.append(Delivery(line, others, durable=True))
        self.turn.deliveries.append(Delivery(b"ok " + text + b"\r\n", [peer.wire], durable=True))
        self.turn.refusals.append(Delivery(b"FAIL " + text + b"\r\n", [peer.wire]))

    def do_ping(self, peer: FakePeer, text: bytes) -> None:
        self.tell(peer, b"PONG " + text)

    def do_big(self, peer: FakePeer, text: bytes) -> None:
        self.tell(peer, b"x" * int(text))

    def do_hist(self, peer: FakePeer, text: bytes) -> None:
        def then(rows: Any) -> None:
            for row in rows:
                self.tell(peer, b"row " + row.params[0].encode())

        request = HistoryRequest("#lobby", None, None, int(text), newest_first=True)
        self.turn.jobs.append(Job(request, then))

    def do_pause(self, peer: FakePeer, text: bytes) -> None:
        peer.paused = True
        self.wait_s = 0.05

    def do_crash(self, peer: FakePeer, text: bytes) -> None:
        raise RuntimeError("a bug, on purpose")

    def do_quit(self, peer: FakePeer, text: bytes) -> None:
        self.tell(peer, b"bye")
        self.turn.closing.append(peer.wire)
        self.peers.remove(peer)

    def tell(self, peer: FakePeer, text: bytes) -> None:
        self.turn.deliveries.append(Delivery(text + b"\r\n", [peer.wire]))

    def lost(self, peer: FakePeer, reason: str, now: float) -> None:
        self.lost_reasons.append(reason)
        self.peers.remove(peer)

    def tick(self, now: float) -> None:
        for peer in self.peers:
            peer.paused = False

    def next_tick(self, now: float) -> float:
        return self.wait_s

    def end_turn(self) -> Turn:
        turn = self.turn
        self._next()
        return turn

    def failed(self, turn: Turn, behind: Any) -> None:
        self.failed_turns.append(turn.number)

    def shutdown(self, reason: str) -> None:
        for peer in self.peers:
            self.tell(peer, b"ERROR :" + reason.encode())
            self.turn.closing.append(peer.wire)
        self.peers.clear()
