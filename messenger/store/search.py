"""Search in what was said: the rows themselves are looked through, newest first.

An index of the words would have to be erased with them; this has nothing to erase, finds every
script and parts of words, and ends by itself after a time.
"""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from messenger.store.pages import COLUMNS, make_row
from messenger.store.rows import HistoryRow

TIMEOUT_S = 2.0
_STEPS_A_LOOK = 20_000  # of SQLite's machine, between two looks at the clock


@dataclass(frozen=True, slots=True)
class Place:
    """A room or talk, as far as the searcher may see it: later than a serial and a time."""

    target: str
    after: int = 0
    since_ms: int = 0


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Answered by a tuple of HistoryRow, oldest first, at most `limit`.

    words: all must occur in a message, letters of any case. sender: a nick, "" for anybody.
    after_ms, before_ms: both inclusive, None for open ends. from_start: the oldest that fit are
    wanted, else the newest.
    """

    places: tuple[Place, ...]
    words: tuple[str, ...]
    sender: str = ""
    after_ms: int | None = None
    before_ms: int | None = None
    limit: int = 50
    from_start: bool = False


def search(conn: sqlite3.Connection, request: SearchRequest) -> tuple[HistoryRow, ...]:
    """Raises sqlite3.OperationalError when it takes too long."""
    until = time.monotonic() + TIMEOUT_S
    conn.create_function("holds", 2, _holds, deterministic=True)
    conn.set_progress_handler(lambda: time.monotonic() > until, _STEPS_A_LOOK)
    try:
        found = [row for place in request.places for row in _in_place(conn, request, place)]
    finally:
        conn.set_progress_handler(None, 0)
    found.sort(key=lambda row: row.serial)
    return tuple(found[: request.limit] if request.from_start else found[-request.limit :])


def _in_place(
    conn: sqlite3.Connection, request: SearchRequest, place: Place
) -> Iterator[HistoryRow]:
    sql = (
        f"SELECT {COLUMNS} FROM history INDEXED BY history_talk "
        "WHERE target = ? AND command IN ('PRIVMSG', 'NOTICE') AND serial > ? AND sent_ms >= ?"
    )
    values: list[str | int] = [
        place.target, place.after, max(place.since_ms, request.after_ms or 0),
    ]  # fmt: skip
    if request.before_ms is not None:
        sql += " AND sent_ms <= ?"
        values.append(request.before_ms)
    if request.sender:
        sql += " AND source LIKE ? ESCAPE '\\'"
        values.append(_escaped(request.sender) + "!%")
    for word in request.words:
        # LIKE knows the case of ASCII letters only, and is ten times as fast.
        if word.isascii():
            sql += " AND text LIKE ? ESCAPE '\\'"
            values.append(f"%{_escaped(word)}%")
        else:
            sql += " AND holds(text, ?)"
            values.append(word.casefold())
    sql += f" ORDER BY serial {'ASC' if request.from_start else 'DESC'} LIMIT ?"
    for one in conn.execute(sql, (*values, request.limit)):
        yield make_row(one)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _holds(text: str, word: str) -> bool:
    return word in text.casefold()
