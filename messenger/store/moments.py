"""At which row a time begins: rows and times grow together, so no index of times is kept."""

import sqlite3
from math import isqrt

# The first look of a page into a large history finds little of the file in memory, and each place
# that is looked at is one read of the disk. So a place is guessed by the times at both ends.
# Measured with ten million rows of an even month, to find a time in a room: 11 pages are read, 12
# at the 95th percentile; by halving 16 and 30.
_GUESSES = 6  # then by halving only, whatever bursts and silences there were
_NEAR = 64  # rows: so few stand in a few pages, which are in memory by then


def first_since(conn: sqlite3.Connection, wanted_ms: int) -> int:
    """The first serial of all sent at or after a time (milliseconds since 1970), else one above
    the last; 1 when there are none."""
    last = _row(conn, "ORDER BY serial DESC")
    if last is None:
        return 1
    if last[1] < wanted_ms:
        return last[0] + 1
    first = _row(conn, "ORDER BY serial")
    assert first is not None
    return first[0] if first[1] >= wanted_ms else _Search(conn, wanted_ms, first, last).run()


class _Search:
    """low: a row that is older than wanted; high: a serial from which on all are not."""

    def __init__(
        self, conn: sqlite3.Connection, wanted_ms: int, low: tuple[int, int], high: tuple[int, int]
    ) -> None:
        self._conn, self._wanted_ms = conn, wanted_ms
        self._low, self._low_ms = low
        self._high, self._high_ms = high

    def run(self) -> int:
        guesses = _GUESSES
        while (span := self._high - self._low) > 1:
            if span > _NEAR and guesses:
                guesses -= 1
                self._guess(span)
                if self._high - self._low <= span // 2:
                    continue
            self._look_at((self._low + self._high) // 2)
        return self._high

    def _guess(self, span: int) -> None:
        """Look on both sides of where it would be if the rows came evenly."""
        part = (self._wanted_ms - self._low_ms) / (self._high_ms - self._low_ms)
        place, margin = self._low + int(span * part), isqrt(span)
        self._look_at(place - margin)
        self._look_at(place + margin)

    def _look_at(self, place: int) -> None:
        if not self._low < place < self._high:
            return
        found = _row(self._conn, "WHERE serial >= ? ORDER BY serial", place)
        assert found is not None  # `high` is not above the last row
        serial, sent_ms = found
        if sent_ms < self._wanted_ms:
            self._low, self._low_ms = serial, sent_ms
        else:
            self._high, self._high_ms = place, sent_ms


def _row(conn: sqlite3.Connection, which: str, *values: int) -> tuple[int, int] | None:
    sql = f"SELECT serial, sent_ms FROM history {which} LIMIT 1"
    found: tuple[int, int] | None = conn.execute(sql, values).fetchone()
    return found
