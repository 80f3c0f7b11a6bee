"""Retention: what is too old, or too much, leaves the history and the file it lies in."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from messenger.store.word_index import SIZE

MOST_AT_ONCE = 10_000  # rows in one transaction: others wait for it


@dataclass(frozen=True, slots=True)
class ExpireRow:
    """Erase what was sent before before_ms or stands below before_serial; the oldest first, so
    many at once that nobody notices. To be asked for again and again."""

    before_ms: int
    before_serial: int


def expire(conn: sqlite3.Connection, rows: Sequence[ExpireRow]) -> None:
    """Serials and times grow together, so the oldest rows stand first."""
    for row in rows:
        due = conn.execute(
            "SELECT serial FROM (SELECT serial, sent_ms, command FROM history "
            "ORDER BY serial LIMIT ?) WHERE (sent_ms < ? OR serial < ?) AND NOT "
            "(command = 'ERASED' AND serial = (SELECT max(serial) FROM history))",
            (MOST_AT_ONCE, row.before_ms, row.before_serial),
        ).fetchall()
        erase_rows(conn, [serial for (serial,) in due])


def erase_rows(conn: sqlite3.Connection, serials: Sequence[int]) -> None:
    """Erase rows whole. The connection has secure_delete on: what is freed in the file is
    overwritten. The very last row is only emptied: from its serial the next start goes on."""
    last = conn.execute("SELECT max(serial) FROM history").fetchone()[0]
    note_stale(conn, serials)
    gone = [(serial,) for serial in serials if serial != last]
    conn.executemany("DELETE FROM history WHERE serial = ?", gone)
    conn.executemany("DELETE FROM belonging WHERE parent = ?", gone)
    if len(gone) < len(serials):
        conn.execute(
            "UPDATE history SET target = '', command = 'ERASED', source = '', account = '', "
            "middle = '', text = NULL, tags = '', ref = '', sender = '' WHERE serial = ?",
            (last,),
        )


def note_stale(conn: sqlite3.Connection, serials: Iterable[int]) -> None:
    """These rows are erased: the index of words has to forget the shards they stand in.

    A mark that stands already is enough: its shard is dropped before the mark goes.
    """
    conn.executemany(
        "INSERT INTO stale_shards (shard) SELECT ?1 WHERE ?1 NOT IN "
        "(SELECT shard FROM stale_shards)",
        [(shard,) for shard in sorted({serial // SIZE for serial in serials})],
    )
