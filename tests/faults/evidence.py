"""What there is at the end, from every place that keeps or shows messages. Plain data."""

import re
import socket
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from messenger.client.session.context import REF_TAG
from messenger.irc.marks import EDIT_MARK, EDIT_TAG, REACT_TAG, UNREACT_TAG, answered
from messenger.irc.message import Message
from tests.faults.habits import ROOM
from tests.faults.journal import Account, token_of
from tests.faults.plain import LINE, Seen
from tests.faults.whereabouts import Whereabouts

PAGE = 500
WAIT_S = 60.0
_SPOKEN = ("message", "action", "notice")


@dataclass(frozen=True, slots=True)
class Kept:
    """One message in the relay's database; text as a client shows it, "" when it is erased: what
    it was is known by who has seen it."""

    msgid: str
    target: str
    text: str
    is_erased: bool = False

    @property
    def token(self) -> str:
        return token_of(self.text)


@dataclass(frozen=True, slots=True)
class Said:
    """What the relay has of what was said about messages, the oldest first: (msgid of the message,
    its new words), and (msgid, "nick sign") of each reaction that stands. refs: of everything."""

    edits: Sequence[tuple[str, str]] = ()
    reactions: Collection[tuple[str, str]] = ()
    refs: Collection[str] = ()


Shown = Sequence[tuple[str, str]]  # (msgid, text), in order


@dataclass(slots=True)
class Person:
    """One person of ours, or a device of it: nick is what the person is called, "" for the name of
    the device. cache, screen: by target; unsettled: tokens shown as not confirmed.

    outbox: tokens still on the disk; pane: tokens in the window, None without one.
    screen and cache are those after reading upwards to the end; told: msgids that had come before
    that by themselves. killed_at: seconds since 1970. reactions: "nick sign" by msgid, as on the
    screen. screen_at, cache_at: how far was read, and the rooms.
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
    reactions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    screen_at: Whereabouts = field(default_factory=Whereabouts)
    cache_at: Whereabouts = field(default_factory=Whereabouts)


@dataclass(slots=True)
class Evidence:
    """All of it. served: what CHATHISTORY gave a fresh client of the room, (msgid, first line).

    damage: what `PRAGMA integrity_check` says, by file; {} when all is well. backups: what those
    hold that were made while the relay was killed. about: what was said about messages. files:
    all that lies on a disk in the end, by whose it is. whereabouts: what the relay knows of
    everybody, by nick.
    """

    history: Sequence[Kept]
    served: Shown
    people: Mapping[str, Person]
    plain: Mapping[str, Seen]
    damage: Mapping[str, str] = field(default_factory=dict)
    backups: Mapping[str, Sequence[Kept]] = field(default_factory=dict)
    about: Said = field(default_factory=Said)
    files: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    whereabouts: Mapping[str, Whereabouts] = field(default_factory=dict)


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
            "SELECT serial, target, coalesce(text, ''), tags, command = 'ERASED' FROM history "
            "WHERE command IN ('PRIVMSG', 'NOTICE', 'ERASED') ORDER BY serial"
        )
        return [
            Kept(f"{relay_id}-{serial:x}", target, _plain(text), bool(erased))
            for serial, target, text, tags, erased in rows
            if erased or (token_of(text) and EDIT_TAG not in tags)
        ]
    finally:
        conn.close()


def about(path: Path) -> Said:
    """What was said about messages, as the relay has it."""
    conn = sqlite3.connect(path)
    try:
        edits, chosen, refs = [], dict[tuple[str, str], bool](), set()
        for source, command, text, tags, ref in conn.execute(
            "SELECT source, command, coalesce(text, ''), tags, ref FROM history ORDER BY serial"
        ):
            refs.add(ref)
            if command not in ("PRIVMSG", "TAGMSG"):
                continue
            found = Message.parse(f"@{tags} X").tags if tags else {}
            refs.add(found.get(REF_TAG, ""))
            nick = source.partition("!")[0].lower()
            if EDIT_TAG in found:
                edits.append((found[EDIT_TAG], text.removeprefix(EDIT_MARK)))
            for tag in (REACT_TAG, UNREACT_TAG):
                if command == "TAGMSG" and tag in found:
                    chosen[answered(found), f"{nick} {found[tag]}"] = tag == REACT_TAG
        return Said(edits, {key for key, stands in chosen.items() if stands}, refs)
    finally:
        conn.close()


def files(folder: Path) -> list[bytes]:
    """What lies on a disk."""
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def _plain(text: str) -> str:
    return text.removeprefix("\x01ACTION ").rstrip("\x01")


def cache(path: Path) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """(messages by target in the order of the cache, tokens in the outbox)."""
    conn = sqlite3.connect(path)
    try:
        found: dict[str, list[tuple[str, str]]] = {}
        for target, msgid, text, kind in conn.execute(
            "SELECT target, msgid, text, kind FROM messages JOIN places ON places.id = place "
            "ORDER BY sent_at, tie, messages.id"
        ):
            if kind in _SPOKEN and token_of(text):
                found.setdefault(target, []).append((msgid, text))
        unsent = [token_of(text) for (text,) in conn.execute("SELECT text FROM outbox ORDER BY id")]
        return found, unsent
    finally:
        conn.close()


def screen(report: Mapping[str, object]) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """(settled messages by target in the order of the screen, tokens of the others)."""
    places = report["places"]
    assert isinstance(places, dict)
    settled = {
        target.lower(): [(msgid, text) for msgid, text, state, _ in entries if state == "settled"]
        for target, entries in places.items()
    }
    others = [
        token_of(text)
        for entries in places.values()
        for _, text, state, _ in entries
        if state != "settled"
    ]
    return settled, others


def reactions(report: Mapping[str, object]) -> dict[str, list[str]]:
    """On the screen, by msgid."""
    places = report["places"]
    assert isinstance(places, dict)
    return {msgid: chosen for entries in places.values() for msgid, _, _, chosen in entries}


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
    if match is None or EDIT_TAG in (match[1] or ""):
        return None
    msgid = re.search(r"(?:^|;)msgid=([^;]*)", match[1] or "")
    return (msgid[1] if msgid else "", _plain(match[5]))
