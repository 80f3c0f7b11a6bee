"""What there is at the end, from every place that keeps or shows messages. Plain data."""

import re
import socket
import sqlite3
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from messenger.store.cache_db import Edge
from tests.faults.habits import ROOM
from tests.faults.journal import Account, token_of
from tests.faults.plain import LINE, Seen

PAGE = 500
WAIT_S = 20.0
_SPOKEN = ("message", "action", "notice")


@dataclass(frozen=True, slots=True)
class Kept:
    """One message in the relay's database; text as a client shows it."""

    msgid: str
    target: str
    text: str

    @property
    def token(self) -> str:
        return token_of(self.text)


Shown = Sequence[tuple[str, str]]  # (msgid, text), in order


@dataclass(slots=True)
class Person:
    """One person of ours, or a device of it: nick is what the person is called, "" for the name of
    the device. cache, screen: by target; unsettled: tokens shown as not confirmed.

    outbox: tokens still on the disk; pane: tokens in the window, None without one.
    screen and cache are those after reading upwards to the end; told: msgids that had come before
    that by themselves. killed_at: seconds since 1970. gaps: msgids before which the cache says
    that something may be missing.
    """

    account: Account
    cache: Mapping[str, Shown] = field(default_factory=dict)
    screen: Mapping[str, Shown] = field(default_factory=dict)
    unsettled: Sequence[str] = ()
    outbox: Sequence[str] = ()
    pane: Sequence[str] | None = None
    killed_at: Sequence[float] = ()
    nick: str = ""
    told: Collection[str] = ()
    gaps: Set[str] = frozenset()


@dataclass(slots=True)
class Evidence:
    """All of it. served: what CHATHISTORY gave a fresh client of the room, (msgid, first line).

    damage: what `PRAGMA integrity_check` says, by file; {} when all is well. backups: what those
    hold that were made while the relay was killed.
    """

    history: Sequence[Kept]
    served: Shown
    people: Mapping[str, Person]
    plain: Mapping[str, Seen]
    damage: Mapping[str, str] = field(default_factory=dict)
    backups: Mapping[str, Sequence[Kept]] = field(default_factory=dict)


def integrity(path: Path) -> str:
    """ "" or what is wrong with a database."""
    conn = sqlite3.connect(path)
    try:
        verdict = str(conn.execute("PRAGMA integrity_check").fetchone()[0])
        return "" if verdict == "ok" else verdict
    except sqlite3.Error as error:
        return str(error)
    finally:
        conn.close()


def accounts(path: Path) -> int:
    """How many people have made their names their own."""
    conn = sqlite3.connect(path)
    try:
        return int(conn.execute("SELECT count(*) FROM accounts").fetchone()[0])
    finally:
        conn.close()


def history(path: Path) -> list[Kept]:
    """Everything that was said, in the order of the relay."""
    conn = sqlite3.connect(path)
    try:
        (relay_id,) = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()
        rows = conn.execute(
            "SELECT serial, target, text FROM history "
            "WHERE command IN ('PRIVMSG', 'NOTICE') ORDER BY serial"
        )
        return [
            Kept(f"{relay_id}-{serial:x}", target, _plain(text))
            for serial, target, text in rows
            if token_of(text)
        ]
    finally:
        conn.close()


def _plain(text: str) -> str:
    return text.removeprefix("\x01ACTION ").rstrip("\x01")


def cache(path: Path) -> tuple[dict[str, list[tuple[str, str]]], list[str], frozenset[str]]:
    """(messages by target in the order of the cache, tokens in the outbox, msgids of messages
    before which there is a gap)."""
    conn = sqlite3.connect(path)
    try:
        found: dict[str, list[tuple[str, str]]] = {}
        gaps, is_gap = set[str](), dict[str, bool]()
        for target, msgid, text, kind, edge in conn.execute(
            "SELECT target, msgid, text, kind, edge FROM messages JOIN places "
            "ON places.id = place ORDER BY sent_at, tie, messages.id"
        ):
            is_gap[target] = is_gap.get(target, False) or edge == Edge.GAP
            if kind in _SPOKEN and token_of(text):
                found.setdefault(target, []).append((msgid, text))
                gaps |= {msgid} if is_gap.pop(target) else set()
        unsent = [token_of(text) for (text,) in conn.execute("SELECT text FROM outbox ORDER BY id")]
        return found, unsent, frozenset(gaps)
    finally:
        conn.close()


def screen(report: Mapping[str, object]) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """(settled messages by target in the order of the screen, tokens of the others)."""
    places = report["places"]
    assert isinstance(places, dict)
    settled = {
        target.lower(): [(msgid, text) for msgid, text, state in entries if state == "settled"]
        for target, entries in places.items()
    }
    others = [
        token_of(text)
        for entries in places.values()
        for _, text, state in entries
        if state != "settled"
    ]
    return settled, others


def served(port: int) -> list[tuple[str, str]]:
    """The whole room by CHATHISTORY, page by page, as a fresh plain client gets it."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as sock:
        reader = sock.makefile("r", encoding="utf-8", newline="\r\n")

        def ask(line: str, end: str) -> list[str]:
            sock.sendall(f"{line}\r\nPING :{end}\r\n".encode())
            lines = []
            for got in reader:
                lines.append(got.rstrip("\r\n"))
                if " PONG " in got and got.rstrip().endswith(f":{end}"):
                    return lines
            raise AssertionError(f"the relay hung up after {lines[-3:]}")

        hello = "CAP REQ :message-tags server-time batch draft/chathistory\r\nCAP END\r\n"
        ask(hello + "NICK reader\r\nUSER reader 0 * :reader", "in")
        ask(f"JOIN {ROOM}", "joined")
        found: list[tuple[str, str]] = []
        after, lines = "timestamp=1970-01-02T00:00:00.000Z", ["first"]
        while any("PRIVMSG" in line or "first" in line for line in lines):
            lines = ask(f"CHATHISTORY AFTER {ROOM} {after} {PAGE}", f"page{len(found)}")
            page = [_message(line) for line in lines]
            named = [one for one in page if one and one[0]]
            found += [one for one in named if token_of(one[1])]
            if named:
                after = f"msgid={named[-1][0]}"
        return found


def _message(line: str) -> tuple[str, str] | None:
    match = LINE.fullmatch(line)
    if match is None:
        return None
    msgid = re.search(r"(?:^|;)msgid=([^;]*)", match[1] or "")
    return (msgid[1] if msgid else "", _plain(match[5]))
