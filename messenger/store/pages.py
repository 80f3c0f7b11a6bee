"""Pages of the relay's history, read from its database."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from messenger.store.moments import first_since
from messenger.store.rows import (
    HistoryRequest,
    HistoryRow,
    RowRequest,
    SerialAtRequest,
    StoredRequest,
)

RECENT_ROWS = 50  # of each room, in Memory
RECENT_ROOMS, RECENT_SERIALS = 1000, 50_000  # how many rooms, and how lately
COLUMNS = "serial, target, sent_ms, source, account, command, middle, text, tags, ref"
# Each row stands in one of two indexes, by target and serial: (index, condition to use it).
TALK_ROWS = ("history_talk", "AND command IN ('PRIVMSG', 'NOTICE')")
EVENT_ROWS = ("history_events", "AND command NOT IN ('PRIVMSG', 'NOTICE')")
_KEPT = "AND command != 'ERASED'"


def page(conn: sqlite3.Connection, request: HistoryRequest) -> tuple[HistoryRow, ...]:
    found = _of_kind(conn, request, TALK_ROWS)
    if request.events:
        found += _of_kind(conn, request, EVENT_ROWS)
        found.sort(reverse=request.newest_first)  # by the serial, which stands first
        del found[max(0, request.limit) :]
    rows = [make_row(one) for one in found]
    return tuple(reversed(rows) if request.newest_first else rows)


def _of_kind(
    conn: sqlite3.Connection, request: HistoryRequest, kind: tuple[str, str]
) -> list[tuple[Any, ...]]:
    index, where = kind
    sql = f"SELECT {COLUMNS} FROM history INDEXED BY {index} WHERE target = ? {where} {_KEPT}"
    values: list[str | int] = [request.target]
    for condition, value in (
        ("serial > ?", request.after),
        ("serial < ?", request.before),
        ("sent_ms >= ?", request.since_ms or None),
    ):
        if value is not None:
            sql += f" AND {condition}"
            values.append(value)
    sql += f" ORDER BY serial {'DESC' if request.newest_first else 'ASC'} LIMIT ?"
    values.append(max(0, request.limit))
    return list(conn.execute(sql, values))


def one_row(conn: sqlite3.Connection, request: RowRequest) -> HistoryRow | None:
    found = conn.execute(
        f"SELECT {COLUMNS} FROM history WHERE serial = ? AND target = ? {_KEPT}",
        (request.serial, request.target),
    ).fetchone()
    return make_row(found) if found else None


def is_stored(conn: sqlite3.Connection, request: StoredRequest) -> bool:
    sql = "SELECT 1 FROM history WHERE serial = ? AND target = ?"
    return conn.execute(sql, (request.serial, request.target)).fetchone() is not None


def serial_at(conn: sqlite3.Connection, request: SerialAtRequest) -> int:
    wanted_ms = request.sent_ms if request.strict else request.sent_ms + 1
    values = (request.target, first_since(conn, wanted_ms))
    found = [
        conn.execute(
            f"SELECT max(serial) FROM history INDEXED BY {index} "
            f"WHERE target = ? {where} AND serial < ?",
            values,
        ).fetchone()[0]
        for index, where in (TALK_ROWS, EVENT_ROWS)
    ]
    return max(int(serial or 0) for serial in found)


def newest_talk(conn: sqlite3.Connection, room: str) -> tuple[HistoryRow, ...]:
    return page(conn, HistoryRequest(room, None, None, RECENT_ROWS, newest_first=True))


def rooms_to_remember(conn: sqlite3.Connection) -> Iterable[str]:
    """Those whose newest words a relay needs at its start: all that last, and where something was
    said lately; of all others, however many, nobody can say whether they will be opened again."""
    newest = conn.execute("SELECT max(serial) FROM history").fetchone()[0] or 0
    rooms = conn.execute(
        "SELECT target FROM history WHERE serial > ? AND command IN ('PRIVMSG', 'NOTICE') "
        "AND target NOT LIKE '% %' GROUP BY target ORDER BY max(serial) DESC LIMIT ?",
        (newest - RECENT_SERIALS, RECENT_ROOMS),
    ).fetchall()
    lasting = conn.execute("SELECT name FROM rooms").fetchall()
    return dict.fromkeys(name for (name,) in (*lasting, *reversed(rooms)))


def make_row(values: Sequence[Any]) -> HistoryRow:
    serial, target, sent_ms, source, account, command, middle, text, tags, ref = values
    params = tuple(json.loads(middle)) if middle else ()
    params = params if text is None else (*params, text)
    return HistoryRow(serial, target, sent_ms, source, account, command, params, tags, ref)
