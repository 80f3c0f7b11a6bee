"""The client's unsent messages on the disk: a table in the file of `cache_db`."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from messenger.store.cache_db import storable


@dataclass(frozen=True, slots=True)
class CachedOutbox:
    ref: str
    target: str
    text: str
    kind: str
    created: float
    failed: str
    going: bool
    doubtful: bool
    subject: str


OUTBOX_FIELDS = tuple(field.name for field in fields(CachedOutbox))
_OUTBOX_COLUMNS = ", ".join(OUTBOX_FIELDS)


def store_outbox(conn: sqlite3.Connection, server: str, item: CachedOutbox) -> None:
    """Keep an unsent message; the same ref again changes it and keeps its turn."""
    conn.execute(
        f"INSERT INTO outbox (server, {_OUTBOX_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET target = excluded.target, text = excluded.text,"
        " kind = excluded.kind, failed = excluded.failed, going = excluded.going,"
        " doubtful = excluded.doubtful",
        (
            server,
            item.ref,
            item.target,
            storable(item.text),
            item.kind,
            item.created,
            storable(item.failed),
            item.going,
            item.doubtful,
            storable(item.subject),
        ),
    )


def part_outbox(conn: sqlite3.Connection, server: str, items: Sequence[CachedOutbox]) -> None:
    """Put these in the place, and at the turn, of the one that has the first one's ref."""
    row = conn.execute(
        "SELECT id FROM outbox WHERE server = ? AND ref = ?", (server, items[0].ref)
    ).fetchone()
    if row is not None:
        # Those behind it make room; by way of negative ids, which none of them has yet.
        further = len(items) - 1
        conn.execute("UPDATE outbox SET id = -(id + ?) WHERE id > ?", (further, *row))
        conn.execute("UPDATE outbox SET id = -id WHERE id < 0")
    for place, item in enumerate(items):
        store_outbox(conn, server, item)
        if row is not None and place:
            conn.execute(
                "UPDATE outbox SET id = ? WHERE server = ? AND ref = ?",
                (row[0] + place, server, item.ref),
            )


def remove_outbox(conn: sqlite3.Connection, server: str, ref: str) -> None:
    conn.execute("DELETE FROM outbox WHERE server = ? AND ref = ?", (server, ref))


def load_outbox(conn: sqlite3.Connection, server: str) -> tuple[CachedOutbox, ...]:
    """Unsent messages, in the order in which they were written."""
    rows: Iterable[tuple[str, str, str, str, float, str, int, int, str]] = conn.execute(
        f"SELECT {_OUTBOX_COLUMNS} FROM outbox WHERE server = ? ORDER BY id", (server,)
    )
    return tuple(CachedOutbox(*row[:6], bool(row[6]), bool(row[7]), row[8]) for row in rows)
