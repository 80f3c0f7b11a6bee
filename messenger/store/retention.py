"""Retention: what is too old, or too much, leaves the history and the file it lies in."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

MOST_AT_ONCE = 10_000  # rows in one transaction: others wait for it


@dataclass(frozen=True, slots=True)
class ExpireRow:
    """Erase what was sent before before_ms or stands below before_serial; the oldest first, so
    many at once that nobody notices. To be asked for again and again."""

    before_ms: int
    before_serial: int


def expire(conn: sqlite3.Connection, rows: Sequence[ExpireRow]) -> None:
    """The connection has secure_delete on: what is freed in the file is overwritten.

    Serials and times grow together, so the oldest rows stand first. The very last one is only
    emptied: from its serial the next start goes on.
    """
    last = conn.execute("SELECT max(serial) FROM history").fetchone()[0] or 0
    for row in rows:
        oldest = conn.execute(
            "SELECT serial FROM (SELECT serial, sent_ms FROM history ORDER BY serial LIMIT ?) "
            "WHERE sent_ms < ? OR serial < ? ORDER BY serial DESC LIMIT 1",
            (MOST_AT_ONCE, row.before_ms, row.before_serial),
        ).fetchone()
        if oldest:
            conn.execute("DELETE FROM history WHERE serial <= ? AND serial < ?", (*oldest, last))
        if oldest == (last,):
            conn.execute(
                "UPDATE history SET command = 'ERASED', source = '', account = '', middle = '', "
                "text = NULL, tags = '', ref = '', sender = '' "
                "WHERE serial = ? AND command != 'ERASED'",
                oldest,
            )
