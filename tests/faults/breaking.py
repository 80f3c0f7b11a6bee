"""Breaks guarantees on purpose, outside the product: the harness must notice each of them.

Each break notes which messages it has touched, and says what the verdict must find of them.
It befalls "bob", the second person of a run.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from messenger.irc import stamps
from messenger.irc.marks import EDIT_TAG
from tests.faults.journal import token_of
from tests.faults.lines import TO_RELAY
from tests.faults.stage import Program, Relay
from tests.faults.verdict import Kind

VICTIM = "bob"
FIRST_AT, APART = 3, 3  # messages that pass before the first break, and between two
SOME = 3  # new wordings: one whose message is then taken back is not missed
MISDATED_MS = 700  # some messages fall into it
_SAID = re.compile(rb"(?:@(\S+) )?(?::(\S+) )?PRIVMSG #lobby :(.*?)\r?\n")
_TIME = re.compile(rb"time=([^ ;]+)")
# What happens to one message on its way: the lines to pass on, the lines to send back.
Touched = tuple[list[bytes], list[bytes]]


def drop(line: bytes) -> Touched:
    """It does not arrive."""
    return [], []


def double(line: bytes) -> Touched:
    """It comes twice, the second time under another msgid."""
    other = re.sub(rb"(msgid=\w+-)\w+", rb"\1fffff", line)
    return [line, re.sub(rb"(internal/ref=)\w+", rb"\g<1>0", other)], []


def alter(line: bytes) -> Touched:
    """It comes with other words."""
    return [line.replace(b"#lobby :", b"#lobby :perhaps ")], []


def misdate(line: bytes) -> Touched:
    """It claims to be older than those before it."""
    time = _TIME.search(line)
    assert time
    earlier = stamps.server_time(stamps.parse_time(time[1].decode()) - MISDATED_MS)
    return [line.replace(time[1], earlier.encode())], []


def forge(line: bytes) -> Touched:
    """It is confirmed by nobody but the way itself."""
    tags, _, body = line.partition(b" ")
    source = VICTIM.encode() + b"!bob@127.0.0.1 "
    return [], [tags + b";msgid=forged-1 :" + source + body]


def delete_row(conn: sqlite3.Connection, serial: int) -> None:
    """The relay forgets a message."""
    conn.execute("DELETE FROM history WHERE serial = ?", (serial,))


def repeat_row(conn: sqlite3.Connection, serial: int) -> None:
    """The relay has a message twice."""
    conn.execute(
        "INSERT INTO history SELECT (SELECT max(serial) FROM history) + 1, target, sent_ms, "
        "source, account, command, middle, text, tags, '', '' FROM history WHERE serial = ?",
        (serial,),
    )


def alter_row(conn: sqlite3.Connection, serial: int) -> None:
    """The relay has other words than were said."""
    conn.execute("UPDATE history SET text = text || '!' WHERE serial = ?", (serial,))


def wipe_outbox(conn: sqlite3.Connection) -> list[str]:
    """A client forgets what it has not sent yet."""
    return [token_of(text) for (text,) in conn.execute("DELETE FROM outbox RETURNING text")]


def refill_outbox(conn: sqlite3.Connection) -> list[str]:
    """A client would send something once more that the relay has."""
    rows = conn.execute(
        "INSERT INTO outbox (server, ref, target, text, kind, created, failed) "
        "SELECT server, 'again', target, text, kind, sent_at, '' FROM messages JOIN places "
        "ON places.id = place WHERE own AND kind = 'message' "
        "ORDER BY sent_at DESC, tie DESC LIMIT 1 RETURNING text"
    ).fetchall()
    return [token_of(text) for (text,) in rows]


def read_less(conn: sqlite3.Connection) -> list[str]:
    """A device does not know how far was read."""
    rows = conn.execute(
        "UPDATE places SET read_at = read_at - 1 WHERE read_at NOT NULL RETURNING target"
    )
    return [target for (target,) in rows.fetchall()]


def leave_rooms(conn: sqlite3.Connection) -> list[str]:
    """A device does not know where the person is."""
    rows = conn.execute("UPDATE places SET joined = 0 WHERE joined RETURNING target")
    return [target for (target,) in rows.fetchall()]


def damage(relay: Relay) -> None:
    """A page of the relay's database is used by nothing."""
    with sqlite3.connect(relay.database) as conn:
        conn.execute("PRAGMA writable_schema = ON")
        conn.execute("DELETE FROM sqlite_schema WHERE name = 'history_talk'")
    conn.close()


@dataclass(frozen=True, slots=True)
class Break:
    """finds: what the verdict must name. Of the others one says when it is done: on the way to
    the person or to the relay, while the relay is down, while bob's program is dead (after he has
    spoken without a link), or when all is over. changes: it befalls new wordings, each of them, or
    what was taken back."""

    finds: Kind
    to_person: Callable[[bytes], Touched] | None = None
    to_relay: Callable[[bytes], Touched] | None = None
    row: Callable[[sqlite3.Connection, int], None] | None = None
    dead: Callable[[sqlite3.Connection], list[str]] | None = None
    over: Callable[[sqlite3.Connection], list[str]] | None = None
    damage: Callable[[Relay], None] | None = None
    changes: bool = False


BREAKS: Mapping[str, Break] = {
    "drop": Break(Kind.LOST, to_person=drop),
    "double": Break(Kind.DOUBLED, to_person=double),
    "alter": Break(Kind.ALTERED, to_person=alter),
    "misdate": Break(Kind.ORDER, to_person=misdate),
    "forge": Break(Kind.FORGED, to_relay=forge),
    "row-gone": Break(Kind.LOST, row=delete_row),
    "row-twice": Break(Kind.DOUBLED, row=repeat_row),
    "row-altered": Break(Kind.ALTERED, row=alter_row),
    "outbox-gone": Break(Kind.LOST, dead=wipe_outbox),
    "outbox-full": Break(Kind.OPEN, over=refill_outbox),
    "read-less": Break(Kind.APART, over=read_less),
    "rooms-left": Break(Kind.APART, over=leave_rooms),
    "wording-lost": Break(Kind.ALTERED, to_person=drop, changes=True),
    "damage": Break(Kind.DAMAGED, damage=damage),
}


class Sabotage:
    """Some kinds of break in one run. touched: by kind, the tokens that it befell."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.touched: dict[str, list[str]] = {kind: [] for kind in kinds}
        self._due = {FIRST_AT + APART * place: kind for place, kind in enumerate(kinds)}
        self._passed = 0

    def any(self, when: str) -> bool:
        """Whether one of the kinds is done at that time (a field of Break)."""
        return any(getattr(BREAKS[kind], when) for kind in self.touched)

    @property
    def changes(self) -> bool:
        """Whether something is done to new wordings and the like."""
        return any(BREAKS[kind].changes for kind in self.touched)

    @property
    def is_past(self) -> bool:
        """Everything that befalls lines has befallen one."""
        return all(
            len(self.touched[kind]) >= (SOME if BREAKS[kind].changes else 1)
            or not (BREAKS[kind].to_person or BREAKS[kind].to_relay)
            for kind in self.touched
        )

    def tamper(self, way: str, line: bytes) -> Touched:
        """See `lines.Tamper`; on the proxy's thread."""
        found = _SAID.fullmatch(line)
        token = token_of(found[3].decode()) if found else ""
        own = token.startswith(f"{VICTIM}#")
        if not found or not token or b"batch=" in (found[1] or b"") or own != (way == TO_RELAY):
            return [line], []
        is_change = EDIT_TAG.encode() in (found[1] or b"")
        self._passed += 1
        for at, kind in self._due.items():
            act = BREAKS[kind].to_relay if own else BREAKS[kind].to_person
            if act is None or BREAKS[kind].changes != is_change:
                continue
            if self._passed >= at and (is_change or not self.touched[kind]):
                self.touched[kind].append(token)
                return act(line)
        return [line], []

    def between_lives(self, relay: Relay) -> None:
        """The relay is down."""
        with sqlite3.connect(relay.database) as conn:
            rows = conn.execute(
                "SELECT serial, text FROM history WHERE target = '#lobby' AND command = 'PRIVMSG' "
                "AND instr(text, char(10)) = 0 ORDER BY serial LIMIT ? OFFSET 2",
                (len(self.touched),),
            ).fetchall()
            for (serial, text), (kind, touched) in zip(rows, self.touched.items(), strict=False):
                act = BREAKS[kind].row
                if act:
                    act(conn, serial)
                    touched.append(token_of(text))
        conn.close()

    def in_cache(self, program: Program, when: str) -> None:
        """Bob's program is dead; when: "dead" or "over"."""
        with sqlite3.connect(program.data / "cache.sqlite3") as conn:
            for kind, touched in self.touched.items():
                act = getattr(BREAKS[kind], when)
                if act:
                    touched += act(conn)
        conn.close()

    def at_the_end(self, relay: Relay) -> None:
        for kind, touched in self.touched.items():
            act = BREAKS[kind].damage
            if act:
                act(relay)
                touched.append("")
