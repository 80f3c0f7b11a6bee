"""Search in what was said on the relay: what the index of words knows is asked there, and what
it does not know yet is read through; newest first, for a bounded time.
"""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from messenger.irc.names import fold
from messenger.store import word_index
from messenger.store.moments import first_since
from messenger.store.pages import COLUMNS, make_row
from messenger.store.rows import HistoryRow
from messenger.store.spelling import Wanted, holds_all

TIMEOUT_S = 2.0
TALK = ("PRIVMSG", "NOTICE")
_STEPS_A_LOOK = 20_000  # of SQLite's machine, between two looks at the clock
_SCHEMA = "words"  # under which a reader has the index
_LAST = (1 << 63) - 1
# The index is asked for the searcher's places only if they are few, or after so many rows of other
# places: for rare words of somebody who is in many rooms that would be dear.
FEW_PLACES = 8
MOST_ELSEWHERE = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A room or talk, as far as the searcher may see it: later than a serial and a time."""

    target: str
    after: int = 0
    since_ms: int = 0


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Answered by Found, with at most `limit` rows.

    words: all must occur in a message, in any spelling (`store.spelling`); one with spaces in it
    is several words in a row. sender: a nick or account, "" for anybody.
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


@dataclass(frozen=True, slots=True)
class Found:
    """rows: oldest first. complete: False when the time was over before all was looked at."""

    rows: tuple[HistoryRow, ...]
    complete: bool = True


def search(conn: sqlite3.Connection, request: SearchRequest) -> Found:
    """Raises sqlite3.Error when the rows can't be read; without an index it works all the same."""
    until = time.monotonic() + TIMEOUT_S
    has_index = _attach(conn)
    conn.execute("BEGIN")  # one moment for all that follows
    conn.set_progress_handler(lambda: time.monotonic() > until, _STEPS_A_LOOK)
    found: list[HistoryRow] = []
    complete = True
    try:
        for row in islice(_Search(conn, request, has_index).rows(), request.limit):
            found.append(row)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        complete = False
    finally:
        conn.set_progress_handler(None, 0)
        conn.execute("ROLLBACK")
    return Found(tuple(found if request.from_start else reversed(found)), complete)


def _attach(conn: sqlite3.Connection) -> bool:
    """Open the index beside the database; False when there is none."""
    files = {name: file for _, name, file in conn.execute("PRAGMA database_list")}
    if _SCHEMA in files:
        return True
    path = word_index.path_beside(Path(files["main"] or "."))
    if not files["main"] or not path.exists():
        return False
    try:
        conn.execute(f"ATTACH ? AS {_SCHEMA}", (f"{path.absolute().as_uri()}?mode=ro",))
    except sqlite3.Error:
        return False
    return True


class _Search:
    def __init__(self, conn: sqlite3.Connection, request: SearchRequest, has_index: bool) -> None:
        self._conn, self._request = conn, request
        self._wanted = [Wanted(word) for word in request.words]
        self._sender = fold(request.sender)
        self._places = {place.target: place for place in request.places}
        self._rising = request.from_start
        first, last = request.after_ms, request.before_ms
        least = min((place.after for place in request.places), default=0) + 1
        self._low = max(least, first_since(conn, first) if first is not None else 0)
        self._high = first_since(conn, last + 1) - 1 if last is not None else _LAST
        # Without words and sender the newest rows of a place are the answer: no need to ask.
        asks = has_index and (self._sender or any(one.words for one in self._wanted))
        self._covered = self._shards() if asks else {}
        self._keys = self._groups() if self._covered else []
        self._asks_for_places = bool(self._keys) and len(self._keys[0]) <= FEW_PLACES

    def _shards(self) -> dict[int, int]:
        try:
            return word_index.covered(self._conn, _SCHEMA)
        except sqlite3.DatabaseError:
            return {}

    def _groups(self) -> list[list[str]]:
        """Where and by whom, as the index knows it: under names that rooms had before, too."""
        targets = list(self._places)
        marks = ", ".join("?" * len(targets))
        sql = f"SELECT before FROM former_names WHERE target IN ({marks})"
        before = [name for (name,) in self._conn.execute(sql, targets)]
        groups = [[word_index.key("p", name) for name in dict.fromkeys((*targets, *before))]]
        if self._sender:
            groups.append([word_index.key("s", self._sender)])
        return groups

    def rows(self) -> Iterator[HistoryRow]:
        """All that fit, in the order in which they are wanted."""
        size = word_index.SIZE
        if not self._places:
            return
        while (serial := self._next()) is not None:
            shard = serial // size
            low, high = max(self._low, shard * size), min(self._high, (shard + 1) * size - 1)
            upto = self._covered.get(shard, -1)
            parts = [self._asked(shard, low, min(high, upto)), self._read(max(low, upto + 1), high)]
            for part in parts if self._rising else reversed(parts):
                yield from part
            if self._rising:
                self._low = high + 1
            else:
                self._high = low - 1

    def _next(self) -> int | None:
        """The next row to look at, of whatever kind."""
        what, order = ("min", ">=") if self._rising else ("max", "<=")
        edge = self._low if self._rising else self._high
        sql = f"SELECT {what}(serial) FROM history WHERE serial {order} ?"
        serial: int | None = self._conn.execute(sql, (edge,)).fetchone()[0]
        return serial if serial is not None and self._low <= serial <= self._high else None

    def _asked(self, shard: int, low: int, high: int) -> Iterator[HistoryRow]:
        """The rows of which the index says that they fit. Where they stand is seen in the rows, as
        long as most are in the searcher's places; then it is asked for, here and from now on."""
        if low > high:
            return
        try:
            for _ in range(2):
                keys = self._keys if self._asks_for_places else self._keys[1:]
                question = word_index.candidates(self._conn, _SCHEMA, shard, self._wanted, keys)
                if question is None:
                    break
                elsewhere = 0
                for row in self._rows(shard, question, low, high):
                    if self._fits(row):
                        yield row
                    low, high = self._after(row, low, high)
                    elsewhere += row.target not in self._places
                    if elsewhere > MOST_ELSEWHERE and not self._asks_for_places:
                        self._asks_for_places = True
                        break
                else:
                    return
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise
        yield from self._read(low, high)  # it can't tell, or is damaged: that hides nothing

    def _after(self, row: HistoryRow, low: int, high: int) -> tuple[int, int]:
        """What is left to look at behind a row."""
        return (row.serial + 1, high) if self._rising else (low, row.serial - 1)

    def _rows(self, shard: int, question: str, low: int, high: int) -> Iterator[HistoryRow]:
        sql = f"SELECT {COLUMNS} FROM history WHERE serial = ?"
        for serial in word_index.matches(
            self._conn, _SCHEMA, shard, question, low, high, self._rising
        ):
            values = self._conn.execute(sql, (serial,)).fetchone()
            if values:
                yield make_row(values)

    def _read(self, low: int, high: int) -> Iterator[HistoryRow]:
        """The rows that fit, by looking at each one of the places."""
        found: list[HistoryRow] = []
        order = "ASC" if self._rising else "DESC"
        sql = (
            f"SELECT {COLUMNS} FROM history INDEXED BY history_talk WHERE target = ? "
            "AND command IN ('PRIVMSG', 'NOTICE') AND serial BETWEEN ? AND ? "
            f"ORDER BY serial {order}"
        )
        if low > high:
            return
        for place in self._places.values():
            rows = self._conn.execute(sql, (place.target, max(low, place.after + 1), high))
            fitting = (row for row in map(make_row, rows) if self._fits(row))
            if len(self._places) == 1:
                yield from fitting
                return
            found += islice(fitting, self._request.limit)
        yield from sorted(found, key=lambda row: row.serial, reverse=not self._rising)

    def _fits(self, row: HistoryRow) -> bool:
        place = self._places.get(row.target)
        if place is None or row.command not in TALK or not row.params:
            return False
        if row.serial <= place.after or row.sent_ms < place.since_ms:
            return False
        if self._sender and self._sender not in senders(row.source, row.account):
            return False
        return holds_all(row.params[-1], self._wanted)


def senders(source: str, account: str) -> tuple[str, ...]:
    """Under which names a message's sender is found, folded."""
    nick = fold(source.partition("!")[0])
    known = fold(account)
    return (nick, known) if known and known != nick else (nick,)
