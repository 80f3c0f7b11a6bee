"""The client's own copy of what was said: one SQLite file a profile.

A target's messages stand in one order; each knows its edge, that is what lies directly before
it, so that a page is only ever given without a hole. Functions on a connection, no thread.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path

from messenger.irc.names import fold
from messenger.store.cache_steps import APPLICATION_ID, STEPS
from messenger.store.db import open_database


class Edge(IntEnum):
    """What lies directly before a message."""

    KNOWN = 0  # the message before it here
    GAP = 1  # something that we do not have, or we can't tell
    TOP = 2  # nothing: it is the first of its target


@dataclass(frozen=True, slots=True)
class CachedMessage:
    """The fields of a message as the client has them, and its tie: what orders messages of one
    millisecond."""

    sender: str
    text: str
    sent_at: float
    kind: str
    msgid: str
    ref: str
    account: str
    subject: str
    own: bool
    realname: str
    tie: int


@dataclass(frozen=True, slots=True)
class CachedPlace:
    """newest_msgid: "" and newest_at 0.0 when no message is kept."""

    target: str
    read_at: float | None
    newest_msgid: str
    newest_at: float
    draft: str


MESSAGE_COLUMNS = ", ".join(field.name for field in fields(CachedMessage))
_MESSAGE_MARKS = ", ".join("?" for _ in fields(CachedMessage))
PROBE_BYTES = 32 << 10
MAX_PEOPLE = 20_000  # in one file; who was named longest ago is forgotten first


def open_cache(path: Path) -> sqlite3.Connection:
    """Open or make the cache, owner-only; UserError when it can't be used."""
    return open_database(path, STEPS, APPLICATION_ID)


def store_messages(
    conn: sqlite3.Connection,
    place: int,
    messages: Sequence[CachedMessage],
    first_edge: Edge,
) -> None:
    """Keep a page, oldest first, nothing missing within it; known messages stay as they are,
    but what stands before them is known now.

    first_edge: what lies before the first of them, if that one is new or its edge was a gap.
    """
    edge = first_edge
    for message in messages:
        conn.execute(
            f"INSERT INTO messages (place, edge, {MESSAGE_COLUMNS})"
            f" VALUES (?, ?, {_MESSAGE_MARKS})"
            " ON CONFLICT (place, msgid) DO UPDATE SET edge = excluded.edge"
            f" WHERE edge = {Edge.GAP:d}",
            (place, edge, *values_of(message)),
        )
        edge = Edge.KNOWN


def store_probe(conn: sqlite3.Connection) -> None:
    """Find out whether a disk that was full has room for more than a word or two."""
    conn.execute(
        "INSERT OR REPLACE INTO meta VALUES ('probe', hex(zeroblob(?)))", (PROBE_BYTES // 2,)
    )


def set_edge(conn: sqlite3.Connection, place: int, msgid: str, edge: Edge) -> None:
    """Say what lies before a message, if we have it."""
    conn.execute("UPDATE messages SET edge = ? WHERE place = ? AND msgid = ?", (edge, place, msgid))


def load_page(
    conn: sqlite3.Connection, place: int, before: str | None, limit: int
) -> tuple[list[CachedMessage], bool]:
    """(messages, top): the newest `limit` before a msgid (None: of all), oldest first and
    without a hole; top: nothing is older than the first of them."""
    where, values, edge = "", (), Edge.KNOWN
    if before is not None:
        row = conn.execute(
            "SELECT edge, sent_at, tie, id FROM messages WHERE place = ? AND msgid = ?",
            (place, before),
        ).fetchone()
        if row is None:
            return [], False
        edge, where, values = Edge(row[0]), "AND (sent_at, tie, id) < (?, ?, ?)", row[1:]
    found: list[CachedMessage] = []
    if edge is Edge.KNOWN:
        rows = conn.execute(
            f"SELECT edge, {MESSAGE_COLUMNS} FROM messages WHERE place = ? {where}"
            " ORDER BY sent_at DESC, tie DESC, id DESC LIMIT ?",
            (place, *values, limit),
        )
        for row in rows:
            found.append(message_of(row[1:]))
            edge = Edge(row[0])
            if edge is not Edge.KNOWN:
                break
    found.reverse()
    return found, edge is Edge.TOP


def first_edge(conn: sqlite3.Connection, place: int) -> Edge:
    """What lies before the oldest message that is kept."""
    row = conn.execute(
        "SELECT edge FROM messages WHERE place = ? ORDER BY sent_at, tie, id LIMIT 1", (place,)
    ).fetchone()
    return Edge(row[0]) if row else Edge.GAP


def all_messages(conn: sqlite3.Connection, place: int) -> Iterator[tuple[Edge, CachedMessage]]:
    """Every message that is kept, oldest first, and what lies before it."""
    rows = conn.execute(
        f"SELECT edge, {MESSAGE_COLUMNS} FROM messages WHERE place = ? ORDER BY sent_at, tie, id",
        (place,),
    )
    return ((Edge(row[0]), message_of(row[1:])) for row in rows)


def find_place(conn: sqlite3.Connection, server: str, target: str) -> int | None:
    """The key of a target, None when it is unknown."""
    row = conn.execute(
        "SELECT id FROM places WHERE server = ? AND target = ?", (server, fold(target))
    ).fetchone()
    return row[0] if row else None


def make_place(conn: sqlite3.Connection, server: str, target: str) -> int:
    """The key of a target, which is on the list of places from now on."""
    row = conn.execute(
        "INSERT INTO places (server, target, name) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET hidden = 0, name = excluded.name RETURNING id",
        (server, fold(target), target),
    ).fetchone()
    return int(row[0])


def has_messages(conn: sqlite3.Connection, place: int) -> bool:
    return conn.execute("SELECT 1 FROM messages WHERE place = ?", (place,)).fetchone() is not None


def has_older(conn: sqlite3.Connection, place: int, page: Sequence[CachedMessage]) -> bool:
    """Whether something is kept from before the first of these."""
    sql = "SELECT 1 FROM messages WHERE place = ? AND (sent_at, tie) < (?, ?) LIMIT 1"
    return any(
        conn.execute(sql, (place, one.sent_at, one.tie)).fetchone() is not None for one in page[:1]
    )


def store_read_mark(conn: sqlite3.Connection, place: int, sent_at: float) -> None:
    """Keep how far a place was read; the mark only ever moves on."""
    conn.execute(
        "UPDATE places SET read_at = max(coalesce(read_at, ?1), ?1) WHERE id = ?2",
        (sent_at, place),
    )


def store_draft(conn: sqlite3.Connection, server: str, target: str, text: str) -> None:
    """Keep what stands in a place's input box; "" for nothing. Does not bring a place back that
    was taken off the list."""
    conn.execute(
        "UPDATE places SET draft = ? WHERE server = ? AND target = ?",
        (storable(text), server, fold(target)),
    )
    if text and not conn.execute("SELECT changes()").fetchone()[0]:
        place = make_place(conn, server, target)
        conn.execute("UPDATE places SET draft = ? WHERE id = ?", (storable(text), place))


def hide_place(conn: sqlite3.Connection, server: str, target: str) -> None:
    """Take a place off the list until something is stored in it again."""
    conn.execute(
        "UPDATE places SET hidden = 1, joined = 0 WHERE server = ? AND target = ?",
        (server, fold(target)),
    )


def load_places(conn: sqlite3.Connection, server: str) -> tuple[CachedPlace, ...]:
    """All targets of a server: the rooms that we are in, in their turn, then the others by age."""
    rows = conn.execute(
        "SELECT name, read_at, coalesce(msgid, ''), coalesce(sent_at, 0.0), draft FROM places"
        " LEFT JOIN messages ON messages.id = (SELECT id FROM messages"
        "  WHERE place = places.id AND kind != 'deleted'"  # a server can't go on from that
        "  ORDER BY sent_at DESC, tie DESC, id DESC LIMIT 1)"
        " WHERE server = ? AND NOT hidden ORDER BY joined = 0, joined, places.id",
        (server,),
    )
    return tuple(CachedPlace(*row) for row in rows)


def store_joined(conn: sqlite3.Connection, place: int, password: str) -> None:
    """Remember that we are in a room; it keeps its turn until we leave it."""
    conn.execute(
        "UPDATE places SET password = ?, joined = CASE WHEN joined THEN joined"
        " ELSE (SELECT max(joined) + 1 FROM places) END WHERE id = ?",
        (storable(password), place),
    )


def store_left(conn: sqlite3.Connection, server: str, target: str) -> None:
    """We are not in this room any more."""
    conn.execute(
        "UPDATE places SET joined = 0 WHERE server = ? AND target = ?", (server, fold(target))
    )


def load_joined(conn: sqlite3.Connection, server: str) -> tuple[tuple[str, str], ...]:
    """(room, password) of the rooms that we were in, in their turn."""
    rows = conn.execute(
        "SELECT name, password FROM places WHERE server = ? AND joined ORDER BY joined", (server,)
    )
    return tuple(rows)


def store_people(conn: sqlite3.Connection, server: str, people: Iterable[tuple[str, str]]) -> None:
    """Keep what people are called: (nick, realname)."""
    conn.executemany(
        "INSERT OR REPLACE INTO people (server, nick, name, realname) VALUES (?, ?, ?, ?)",
        [
            (server, storable(fold(nick)), storable(nick), storable(realname))
            for nick, realname in people
        ],
    )
    conn.execute("DELETE FROM people WHERE id <= (SELECT max(id) FROM people) - ?", (MAX_PEOPLE,))


def load_people(conn: sqlite3.Connection, server: str) -> tuple[tuple[str, str], ...]:
    """(nick, realname) of everybody who was kept, the newest last."""
    return tuple(
        conn.execute("SELECT name, realname FROM people WHERE server = ? ORDER BY id", (server,))
    )


def values_of(message: CachedMessage) -> tuple[object, ...]:
    values = (getattr(message, field.name) for field in fields(CachedMessage))
    return tuple(storable(value) if isinstance(value, str) else value for value in values)


def message_of(row: tuple[object, ...]) -> CachedMessage:
    values = dict(zip((field.name for field in fields(CachedMessage)), row, strict=True))
    values["own"] = bool(values["own"])
    return CachedMessage(**values)  # type: ignore[arg-type]  # STRICT tables hold these types


def storable(text: str) -> str:
    """SQLite takes UTF-8 only: a lone surrogate becomes "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
