"""A relay's core with named peers on fake wires; lines in, lines out, no socket and no sleep.

town = Town()
ann = town.join("ann")                 # logged in and in #lobby, output read
ann.send("PRIVMSG #lobby :hello")
assert bob.read() == [":ann!ann@10.0.0.1 PRIVMSG #lobby :hello"]
"""

import dataclasses
import sqlite3
from collections import deque
from typing import Any

from messenger.config import HistoryConfig, LimitsConfig, RelayConfig
from messenger.irc.message import Message
from messenger.relay.core import Core
from messenger.relay.ports import Door
from messenger.relay.turn import Turn
from messenger.store import accounts, room_rows
from messenger.store.belonging import (
    BelongingRequest,
    BelongingRow,
    EditedRow,
    WholeRequest,
    edited,
)
from messenger.store.facts import FactRow, load_facts, write_facts
from messenger.store.migrations import RELAY_STEPS, migrate
from messenger.store.retention import ExpireRow
from messenger.store.rows import (
    ErasedRow,
    HistoryRequest,
    HistoryRow,
    HistoryRun,
    Memory,
    MovedRow,
    RoomRow,
    RowRequest,
    SerialAtRequest,
    StoredRef,
    StoredRequest,
)
from messenger.store.search import Found, SearchRequest

START_MS = 1_700_000_000_000


class FakeWire:
    def __init__(self) -> None:
        self.out: list[bytes] = []
        self.closed = False


class FakeStore:
    """Answers what the store answers, from a list; about accounts from SQLite. broken: writes
    fail."""

    def __init__(self) -> None:
        self.rows: list[HistoryRow] = []
        self.places: set[tuple[str, int]] = set()  # of all rows, the erased ones, too
        self.rooms: dict[str, str] = {}
        self.facts: list[FactRow] = []
        self.belonging: list[tuple[int, int]] = []  # parent, serial
        self.broken = False
        self.conn = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self.conn, RELAY_STEPS)

    def write(self, rows: list[Any]) -> bool:
        if rows and self.broken:
            return False
        for row in rows:
            if isinstance(row, RoomRow):
                self.rooms[row.name] = row.json
                if not row.json:
                    del self.rooms[row.name]
            elif isinstance(row, FactRow):
                self.facts.append(row)
                write_facts(self.conn, [row])
            elif type(row) in accounts.WRITERS:
                accounts.WRITERS[type(row)](self.conn, [row])
            elif isinstance(row, room_rows.DroppedRow):
                room_rows.write_dropped(self.conn, [row])
            elif isinstance(row, MovedRow):
                self.rows = [
                    dataclasses.replace(one, target=row.target)
                    if one.target == row.before and one.serial <= row.last_serial
                    else one
                    for one in self.rows
                ]
                self.places |= {(one.target, one.serial) for one in self.rows}
            elif isinstance(row, BelongingRow):
                self.belonging.append((row.parent, row.serial))
            elif isinstance(row, EditedRow):
                self._edit(row)
            elif isinstance(row, ErasedRow):
                gone = {serial for parent, serial in self.belonging if parent == row.serial}
                self.rows = [one for one in self.rows if one.serial not in {row.serial, *gone}]
            elif isinstance(row, HistoryRun):
                self.rows += row.rows()
                self.places |= {(one.target, one.serial) for one in row.rows()}
            elif isinstance(row, ExpireRow):
                self.rows = [
                    one
                    for one in self.rows
                    if one.sent_ms >= row.before_ms and one.serial >= row.before_serial
                ]
            else:
                self.rows.append(row)
                self.places.add((row.target, row.serial))
                if " " in row.target:
                    accounts.note_talks(self.conn, [(row.target, row.sent_ms)])
        return True

    def run(self, request: Any) -> Any:
        if type(request) in accounts.REQUESTS:
            return accounts.REQUESTS[type(request)](self.conn, request)
        if isinstance(request, room_rows.DropsRequest):
            return room_rows.drops(self.conn)
        return {
            HistoryRequest: self._page,
            SerialAtRequest: self._serial_at,
            RowRequest: self._one_row,
            StoredRequest: lambda asked: (asked.target, asked.serial) in self.places,
            BelongingRequest: self._belonging,
            WholeRequest: self._whole,
            SearchRequest: self._search,
        }[type(request)](request)

    def _page(self, request: HistoryRequest) -> tuple[HistoryRow, ...]:
        found = [
            row
            for row in self.rows
            if row.target == request.target
            and row.serial > (request.after or 0)
            and (request.before is None or row.serial < request.before)
            and (request.events or row.command in ("PRIVMSG", "NOTICE"))
            and row.sent_ms >= request.since_ms
        ]
        kept = found[-request.limit :] if request.newest_first else found[: request.limit]
        return tuple(kept)

    def _search(self, request: SearchRequest) -> Found:
        """By words only; `tests/store/test_search.py` has the rest."""
        found = [
            row
            for row in self.rows
            for place in request.places
            if row.target == place.target and row.serial > place.after
            if row.command == "PRIVMSG" and row.sent_ms >= place.since_ms
            if all(word in row.params[0] for word in request.words)
        ]
        return Found(tuple(found[-request.limit :]))

    def _edit(self, edit: EditedRow) -> None:
        for place, row in enumerate(self.rows):
            if row.serial == edit.parent and edit.is_meant(row):
                self.rows[place] = dataclasses.replace(row, params=(edit.text,))
                self.belonging.append((edit.parent, edit.serial))

    def _belonging(self, request: BelongingRequest) -> Any:
        return tuple(
            (parent, row)
            for parent, serial in sorted(self.belonging)
            for row in self.rows
            if parent in request.parents and row.serial == serial
        )

    def _whole(self, request: WholeRequest) -> Any:
        row = self._one_row(RowRequest(request.target, request.serial))
        parent = edited("relay", row) if row else None
        if row and (parent, row.serial) in self.belonging:
            return row, self._with_wordings(parent)
        return row and (row, self._with_wordings(row.serial))

    def _with_wordings(self, serial: int | None) -> tuple[int | None, ...]:
        wordings = {row.serial for row in self.rows if edited("relay", row) == serial}
        return (serial, *(one for parent, one in self.belonging if one in wordings))

    def _one_row(self, request: RowRequest) -> HistoryRow | None:
        found = [row for row in self.rows if row.serial == request.serial]
        return found[0] if found and found[0].target == request.target else None

    def _serial_at(self, request: SerialAtRequest) -> int:
        serials = [
            row.serial
            for row in self.rows
            if row.target == request.target
            and (row.sent_ms < request.sent_ms + (not request.strict))
        ]
        return max(serials, default=0)

    def memory(self) -> Memory:
        recent: dict[str, list[HistoryRow]] = {}
        for row in self.rows:
            if " " not in row.target and row.command in ("PRIVMSG", "NOTICE"):
                recent.setdefault(row.target, []).append(row)
        refs = [
            StoredRef(Message.parse(f":{row.source} X").nick.lower(), row.ref, row.serial,
                      row.sent_ms)
            for row in self.rows if row.ref
        ]  # fmt: skip
        last = self.rows[-1] if self.rows else None
        return Memory(
            "relay",
            last.serial if last else 0,
            last.sent_ms if last else 0,
            dict(self.rooms),
            {room: rows[-50:] for room, rows in recent.items()},
            refs,
            facts=load_facts(self.conn),
            accounts=accounts.known(self.conn),
        )


class Person:
    """One peer. Output stays in `read` until it is asked for."""

    def __init__(self, town: "Town", door: Door, address: str) -> None:
        self.town, self.wire = town, FakeWire()
        self._rest = b""
        town.begin()
        self.peer = town.core.connect(self.wire, address, door, town.now)
        town.turn()

    def send(self, *lines: str | bytes) -> "Person":
        """All lines in one turn."""
        self.town.begin()
        encoded = [line.encode() if isinstance(line, str) else line for line in lines]
        self.town.core.receive(self.peer, encoded, self.town.now)
        self.town.turn()
        return self

    def classic_name(self, name: str) -> "Person":
        self.town.begin()
        self.town.core.classic_login(self.peer, name, self.town.now)
        self.town.turn()
        return self

    def classic_say(self, text: str) -> None:
        self.town.begin()
        self.town.core.classic_say(self.peer, text, self.town.now)
        self.town.turn()

    def lose(self, reason: str = "Connection closed") -> None:
        self.town.begin()
        self.town.core.lost(self.peer, reason, self.town.now)
        self.town.turn()

    def read(self) -> list[str]:
        """All lines since the last call."""
        data = b"".join(self.wire.out)
        self.wire.out.clear()
        assert data.endswith(b"\n") or not data
        return [line.removesuffix("\r") for line in data.decode().split("\n")[:-1]]

    def ask(self, *lines: str | bytes) -> list[str]:
        """Send and read."""
        self.read()
        return self.send(*lines).read()

    def messages(self) -> list[Message]:
        return [Message.parse(line) for line in self.read()]

    def codes(self) -> list[str]:
        """The commands of all lines since the last read."""
        return [message.command for message in self.messages()]


class Town:
    """A core, its store and its people. Time moves by `step_s` with each turn."""

    def __init__(
        self, config: RelayConfig | None = None, store: FakeStore | None = None, **options: Any
    ) -> None:
        self.store = store or FakeStore()
        self.config = config or RelayConfig()
        self.core = Core(self.config, self.store.memory(), **options)
        self.now, self.step_s = 1000.0, 0.001
        self.wall_ms = START_MS + len(self.store.rows) * 1000
        self.turns: list[Turn] = []
        self._waiting: deque[Turn] = deque()
        self.disk_waits = False
        self.people: list[Person] = []
        self._addresses = 0

    def begin(self) -> None:
        self.now += self.step_s
        self.wall_ms += max(1, round(self.step_s * 1000))
        self.core.begin(self.now, self.wall_ms)

    def pass_s(self, seconds: float) -> None:
        """Let time pass on all clocks; what comes of it, comes with the next turn."""
        self.now += seconds
        self.wall_ms += round(seconds * 1000)

    def turn(self) -> Turn:
        """End turns until no job is left, as the loop and the writer would. While `disk_waits`,
        turns with rows and all behind them stay until `settle`."""
        while True:
            turn = self.core.end_turn()
            self.turns.append(turn)
            self._waiting.append(turn)
            if self.disk_waits and any(one.rows for one in self._waiting):
                return turn
            if not self._leave():
                return turn

    def settle(self) -> None:
        """The disk takes, or refuses (`FakeStore.broken`), all that waits."""
        self.disk_waits = False
        while self._waiting:
            if self._leave():
                self.begin()
                self.turn()

    def settle_one(self, stored: bool) -> None:
        """The oldest turn that waits is settled."""
        before, self.store.broken = self.store.broken, not stored
        self._leave()
        self.store.broken = before

    def _leave(self) -> bool:
        """True when there were jobs."""
        turn = self._waiting.popleft()
        stored = self.store.write(turn.rows)
        if not stored:
            self.core.failed(turn, self._waiting)
        turn.complete()
        for delivery in (*turn.deliveries, *(() if stored else turn.refusals)):
            if stored or not delivery.durable:
                for wire in delivery.wires:
                    assert not wire.closed, "nothing may be sent after the end"
                    wire.out.append(delivery.data)
        for wire in turn.closing:
            wire.closed = True
        for job in turn.jobs:
            job.then(None if job.request is None else self.store.run(job.request))
        return bool(turn.jobs)

    def tick(self, after_s: float) -> None:
        """Let time pass, then tick."""
        self.now += after_s
        self.begin()
        self.core.tick(self.now)
        self.turn()

    def connect(self, door: Door = Door.PLAIN, address: str = "") -> Person:
        self._addresses += 1
        person = Person(self, door, address or f"10.0.0.{self._addresses}")
        self.people.append(person)
        return person

    def log_in(self, nick: str, *capabilities: str, **options: Any) -> Person:
        """Somebody who has logged in; its output so far is read."""
        person = self.connect(**options)
        lines = ["CAP LS 302", f"CAP REQ :{' '.join(capabilities)}"] if capabilities else []
        end = ["CAP END"] if capabilities else []
        person.send(*lines, f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}", *end)
        assert person.peer.is_in, person.read()
        person.read()
        return person

    def join(self, nick: str, *capabilities: str, room: str = "#lobby") -> Person:
        """Somebody in a room; everybody's output so far is read."""
        person = self.log_in(nick, *capabilities)
        person.send(f"JOIN {room}")
        for one in self.people:
            one.read()
        return person


def settings(*, history: dict[str, Any] | None = None, **limits: Any) -> RelayConfig:
    """A RelayConfig with some limits and history settings changed."""
    return dataclasses.replace(
        RelayConfig(),
        limits=dataclasses.replace(LimitsConfig(), **limits),
        history=dataclasses.replace(HistoryConfig(), **(history or {})),
    )
