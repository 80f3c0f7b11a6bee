"""Rooms that the host wants gone: asked for beside a running relay, done by the relay.

The list lies in `meta`, so that a look at it costs nothing.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

_KEY = "rooms_to_drop"


@dataclass(frozen=True, slots=True)
class DropsRequest:
    """Answered by a tuple of folded names of rooms."""


@dataclass(frozen=True, slots=True)
class DropRow:
    """A room shall go. name: folded."""

    name: str


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """It is done."""

    name: str


def drops(conn: sqlite3.Connection, request: DropsRequest | None = None) -> tuple[str, ...]:
    row = conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return tuple(json.loads(row[0])) if row else ()


def write_drops(conn: sqlite3.Connection, rows: Sequence[DropRow]) -> None:
    _set(conn, (*drops(conn), *(row.name for row in rows)))


def write_dropped(conn: sqlite3.Connection, rows: Sequence[DroppedRow]) -> None:
    done = {row.name for row in rows}
    _set(conn, tuple(name for name in drops(conn) if name not in done))


def _set(conn: sqlite3.Connection, names: tuple[str, ...]) -> None:
    text = json.dumps(list(dict.fromkeys(names)), ensure_ascii=False)
    conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, text))


def all_rooms(conn: sqlite3.Connection) -> dict[str, str]:
    """`RoomRow.json` by folded name."""
    return dict(conn.execute("SELECT name, json FROM rooms ORDER BY name").fetchall())
