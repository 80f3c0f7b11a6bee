"""Small lasting facts about an account or a room: how far it has read, what it tells of itself."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Facts = Mapping[tuple[str, str], Mapping[str, str]]  # (owner, kind) → name → value

# owner: a folded room, or whatever stands for an account.
TABLE = """CREATE TABLE facts (
    owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (owner, kind, name)) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class FactRow:
    """What holds from now on. kind: "read" or "metadata"; value: None when it holds no more;
    before: what held until now, for those who must take it back; stands: it holds even if it can't
    be stored (see `relay.refusals`). Neither is stored."""

    owner: str
    kind: str
    name: str
    value: str | None
    before: str | None = field(default=None, compare=False)
    stands: bool = field(default=False, compare=False)


def write_facts(conn: sqlite3.Connection, rows: Sequence[FactRow]) -> None:
    for row in rows:
        key = (row.owner, row.kind, row.name)
        if row.value is None:
            conn.execute("DELETE FROM facts WHERE owner = ? AND kind = ? AND name = ?", key)
        else:
            conn.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", (*key, row.value))


def load_facts(conn: sqlite3.Connection) -> Facts:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for owner, kind, name, value in conn.execute("SELECT owner, kind, name, value FROM facts"):
        found.setdefault((owner, kind), {})[name] = value
    return found
