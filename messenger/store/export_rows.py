"""What a relay keeps of a room, or of a person, for `export_forms`. Read at one moment, while the
relay may run; no secret is in it."""

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from messenger.errors import PeerError, UserError
from messenger.irc import mode_words, stamps
from messenger.irc.marks import EDIT_MARK, EDIT_TAG, answered
from messenger.irc.message import Message
from messenger.irc.names import fold, is_channel
from messenger.nearest import did_you_mean
from messenger.store import account_keys, export_words
from messenger.store.export_forms import Export, Line, Section
from messenger.store.export_words import moment
from messenger.store.naming import account_called
from messenger.store.pages import COLUMNS, EVENT_ROWS, TALK_ROWS, make_row
from messenger.store.rows import HistoryRow

WordsOf = Callable[[str, str], str]  # the words of a msgid in a place
QUOTED = 40  # letters of a message in a sentence about it
_ACTION = "\x01ACTION "
# What of a room's lasting state is no secret: its password is one.
_ROOM_FACTS = ("name", "topic", "created", "founder", "flags", "limit")


def room_export(conn: sqlite3.Connection, name: str, now_ms: int) -> Export:
    """All that was said and done in a room. UserError when there is no such room."""
    key = fold(name if is_channel(name) else f"#{name}")
    state = conn.execute("SELECT json FROM rooms WHERE name = ?", (key,)).fetchone()
    rows = _rows(conn, key)
    first = next(rows, None)
    if first is None and state is None:
        meant = did_you_mean(key, _rooms(conn))
        raise UserError(
            f"There is no room {name} on this relay, and nothing is kept of one.{meant}"
        )
    known = json.loads(state[0]) if state else {}
    facts = {fact: known[fact] for fact in _ROOM_FACTS if known.get(fact)}
    if "founder" in facts:
        facts["founder"] = _name_of(conn, "@" + facts["founder"])
    title = str(facts.get("name") or key)
    lines = _lines(conn, [first] if first else [], rows)
    told = export_words.of_room({"name": title, **known}, facts.get("founder", ""))
    return Export(title, now_ms, [Section(title, lines)], facts, told)


def _rooms(conn: sqlite3.Connection) -> Iterator[str]:
    """Those of which anything was kept; one look into the index for each."""
    name = "#"
    sql = "SELECT min(target) FROM history WHERE target > ? AND target < '$'"
    while name := conn.execute(sql, (name,)).fetchone()[0]:
        yield name
    yield from (name for (name,) in conn.execute("SELECT name FROM rooms"))


def person_export(conn: sqlite3.Connection, name: str, now_ms: int) -> Export:
    """All that is kept of an account: its data, its private talks with what the others said in
    them, and its own lines in rooms. UserError when there is no such account."""
    account = account_called(conn, name)
    owner = "@" + account.id
    facts = _account_facts(conn, account.id, account.name)
    spellings = [
        told
        for (told,) in conn.execute("SELECT DISTINCT account FROM history")
        if told and fold(told) == fold(account.name)
    ]
    sections = _of_person(conn, owner, spellings)
    return Export(account.name, now_ms, sections, facts, export_words.of_account(facts))


def _of_person(conn: sqlite3.Connection, owner: str, spellings: Sequence[str]) -> Iterator[Section]:
    sql = "SELECT target FROM talks WHERE owner = ? ORDER BY said_ms"
    for (target,) in conn.execute(sql, (owner,)).fetchall():
        first, _, second = target.partition(" ")
        other = _name_of(conn, second if first == owner else first)
        yield Section(f"Private talk with {other}", _lines(conn, _rows(conn, target)))
    marks = ", ".join("?" * len(spellings))
    sql = f"SELECT DISTINCT target FROM history WHERE account IN ({marks}) ORDER BY target"
    for (target,) in conn.execute(sql, spellings).fetchall():
        if is_channel(target):
            own = (row for row in _rows(conn, target) if row.account in spellings)
            yield Section(f"In {target}", _lines(conn, own))


def _account_facts(conn: sqlite3.Connection, account: str, name: str) -> dict[str, Any]:
    email, created_ms, seen_ms, has_password = conn.execute(
        "SELECT email, created_ms, seen_ms, password != '' FROM accounts WHERE id = ?", (account,)
    ).fetchone()
    owner = "@" + account
    told = conn.execute(
        "SELECT kind, name, value FROM facts WHERE owner = ? ORDER BY kind, name", (owner,)
    )
    noted = conn.execute(
        "SELECT owner, kind, value FROM facts WHERE name IN (?, ?) ORDER BY owner, kind",
        (owner, account),
    )
    keys = account_keys.of_account(conn, account).keys
    return {
        "account": name,
        "id": account,
        "email": email,
        "made": moment(created_ms),
        "last seen": moment(seen_ms),
        "has a password": "yes" if has_password else "no",
        "keys": [
            {"kind": key.kind, "label": key.label, "added": moment(key.added_ms)} for key in keys
        ],
        "facts": [{"kind": kind, "name": key, "value": value} for kind, key, value in told],
        "in rooms": [{"room": room, "kind": kind, "value": value} for room, kind, value in noted],
        "founder of": [
            room
            for room, state in conn.execute("SELECT name, json FROM rooms ORDER BY name")
            if json.loads(state).get("founder") == account
        ],
    }


def _name_of(conn: sqlite3.Connection, identity: str) -> str:
    """The account's name for "@" + its id; a nick stays as it is."""
    if not identity.startswith("@"):
        return identity
    row = conn.execute("SELECT name FROM accounts WHERE id = ?", (identity[1:],)).fetchone()
    return row[0] if row else "somebody whose account is deleted"


def _rows(conn: sqlite3.Connection, target: str) -> Iterator[HistoryRow]:
    """All rows of a target that are not erased, in order, a few at a time in memory."""
    kinds: list[Iterable[Sequence[Any]]] = [
        conn.execute(
            f"SELECT {COLUMNS} FROM history INDEXED BY {index} WHERE target = ? {where} "
            "AND command != 'ERASED' ORDER BY serial",
            (target,),
        )
        for index, where in (TALK_ROWS, EVENT_ROWS)
    ]
    return map(make_row, heapq.merge(*kinds, key=lambda values: int(values[0])))


def _lines(conn: sqlite3.Connection, *parts: Iterable[HistoryRow]) -> Iterator[Line]:
    relay_id = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()[0]

    def words_of(msgid: str, target: str) -> str:
        serial = stamps.serial_of(relay_id, msgid)
        return _words_of(conn, serial, target) if serial is not None else ""

    return (_line(row, relay_id, words_of) for rows in parts for row in rows)


def _words_of(conn: sqlite3.Connection, serial: int, target: str) -> str:
    """The first words of what was said in this place, quoted; "" when it is not kept."""
    found = conn.execute(
        "SELECT text FROM history WHERE serial = ? AND target = ?"
        " AND command IN ('PRIVMSG', 'NOTICE')",
        (serial, target),
    ).fetchone()
    if found is None or not found[0]:
        return ""
    words = " ".join(_plain(found[0]).split())
    return f'"{words[:QUOTED]}…"' if len(words) > QUOTED else f'"{words}"'


def _plain(text: str) -> str:
    """Without what makes it an action ("/me")."""
    return text[len(_ACTION) :].rstrip("\x01") if text.startswith(_ACTION) else text


def _line(row: HistoryRow, relay_id: str, words_of: WordsOf) -> Line:
    sender = row.source.partition("!")[0]
    kind, text = row.command.lower(), row.params[-1] if row.params else ""
    if row.command in ("PRIVMSG", "NOTICE"):
        kind = "message" if row.command == "PRIVMSG" else "notice"
        if text.startswith(_ACTION):
            kind, text = "action", _plain(text)
        if EDIT_TAG in row.tags:
            kind, text = "edit", f"{sender} changed a message to: {text.removeprefix(EDIT_MARK)}"
    else:
        text = _happening(row, sender, words_of)
    details = {
        "source": row.source,
        "account": row.account,
        "msgid": stamps.msgid(relay_id, row.serial),
        "command": row.command,
        "params": list(row.params),
        "tags": row.tags,
    }
    return Line(row.sent_ms, sender, kind, text, details)


def _happening(row: HistoryRow, sender: str, words_of: WordsOf) -> str:
    """What happened, as a sentence."""
    params = row.params
    if row.command == "TAGMSG":
        return f"{sender} {_reaction(row, words_of)}"
    shape = _SENTENCES.get(row.command, "{0} did {1}")
    last = params[-1] if params else ""
    if row.command == "MODE":
        return f"{sender} {mode_words.in_words(' '.join(params), str, own_relay=True)}"
    if row.command == "TOPIC" and not last:
        return f"{sender} cleared the topic"
    sentence = shape.format(sender, params[0] if params else "", last)
    reason = (
        last if row.command in _WITH_REASON and len(params) >= _WITH_REASON[row.command] else ""
    )
    return f"{sentence} ({reason})" if reason else sentence


def _reaction(row: HistoryRow, words_of: WordsOf) -> str:
    try:
        tags = Message.parse(f"@{row.tags} X").tags
    except PeerError:
        tags = {}
    if "+draft/react" in tags:
        about = words_of(answered(tags), row.target)
        return f"reacted with {tags['+draft/react']}" + (f" to {about}" if about else "")
    if "+draft/unreact" in tags:
        return f"took the reaction {tags['+draft/unreact']} back"
    return "sent a mark without words"


_SENTENCES: Mapping[str, str] = {
    "JOIN": "{0} came",
    "PART": "{0} left",
    "QUIT": "{0} left",
    "KICK": "{0} sent {1} away",
    "NICK": "{0} is called {1} now",
    "TOPIC": "{0} set the topic: {2}",
    "REDACT": "{0} took a message back",
}
_WITH_REASON = {"PART": 1, "QUIT": 1, "KICK": 2, "REDACT": 2}  # least parameters, with a reason
