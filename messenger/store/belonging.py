"""What belongs to a message and came later: reactions to it, and its new wording.

Kept as pairs of serials, so that a page of history can hold what belongs to its messages, however
much later it was said.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from messenger.errors import PeerError
from messenger.irc import marks, stamps
from messenger.irc.marks import EDIT_TAG
from messenger.irc.message import Message
from messenger.store.pages import COLUMNS, make_row, one_row
from messenger.store.retention import note_stale
from messenger.store.rows import HistoryRow, RowRequest

MOST = 1000  # for one page, the newest of each message first


@dataclass(frozen=True, slots=True)
class BelongingRow:
    """The row `serial` says something about the row `parent` of the same target."""

    target: str
    parent: int
    serial: int


@dataclass(frozen=True, slots=True)
class Author:
    """Whose words they are. since_ms: since when it has the nick; account: "" for none, and
    account_since_ms: when it was made, for a name may have belonged to another account before."""

    nick: str
    since_ms: int
    account: str = ""
    account_since_ms: int = 0

    def wrote(self, row: HistoryRow) -> bool:
        """By the account, and without one by the nick."""
        nick = row.source.partition("!")[0]
        since_ms = self.account_since_ms if row.account else self.since_ms
        own = marks.is_author(self.account, self.nick, row.account, nick)
        return own and row.sent_ms >= since_ms


@dataclass(frozen=True, slots=True)
class EditedRow:
    """The row `serial` brings the new wording of the row `parent`. It is taken over only from its
    author, and only if it is not older than oldest_ms.

    before: the words until now, where the relay has them in memory; not stored."""

    target: str
    parent: int
    serial: int
    text: str
    author: Author
    oldest_ms: int = 0
    before: str = ""

    def is_meant(self, row: HistoryRow) -> bool:
        """Whether the row takes the new wording."""
        return self.author.wrote(row) and row.sent_ms >= self.oldest_ms


@dataclass(frozen=True, slots=True)
class BelongingRequest:
    """Answered by a tuple of (parent, HistoryRow): what belongs to these rows, in order of the
    parents, then of time."""

    target: str
    parents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WholeRequest:
    """Answered by (HistoryRow, serials): a row, and all that is one message with it, the message
    itself first and then its newer wordings; None when there is no such row."""

    target: str
    serial: int


def note(conn: sqlite3.Connection, rows: Sequence[BelongingRow]) -> None:
    conn.executemany(
        "INSERT OR IGNORE INTO belonging SELECT ?1, ?2 WHERE EXISTS "
        "(SELECT 1 FROM history WHERE serial = ?1 AND target = ?3 AND command != 'ERASED')",
        [(row.parent, row.serial, row.target) for row in rows],
    )


def edit(conn: sqlite3.Connection, rows: Sequence[EditedRow]) -> None:
    """The new words take the place of the old ones, which are erased; the connection has
    secure_delete on."""
    for row in rows:
        sql = (
            f"SELECT {COLUMNS} FROM history WHERE serial = ? AND target = ? "
            "AND command IN ('PRIVMSG', 'NOTICE')"
        )
        found = conn.execute(sql, (row.parent, row.target)).fetchone()
        if found and row.is_meant(make_row(found)):
            conn.execute("UPDATE history SET text = ? WHERE serial = ?", (row.text, row.parent))
            conn.execute("INSERT OR IGNORE INTO belonging VALUES (?, ?)", (row.parent, row.serial))
            note_stale(conn, [row.parent])


def belonging(
    conn: sqlite3.Connection, request: BelongingRequest
) -> tuple[tuple[int, HistoryRow], ...]:
    places = ", ".join("?" * len(request.parents))
    columns = ", ".join(f"history.{name}" for name in COLUMNS.split(", "))
    rows = conn.execute(
        f"SELECT parent, {columns} FROM belonging JOIN history USING (serial) "
        f"WHERE parent IN ({places}) AND target = ? AND command != 'ERASED' "
        "ORDER BY serial DESC LIMIT ?",
        (*request.parents, request.target, MOST),
    )
    found = [(parent, make_row(values)) for parent, *values in rows]
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].serial)))


def whole(
    conn: sqlite3.Connection, request: WholeRequest
) -> tuple[HistoryRow, tuple[int, ...]] | None:
    row = one_row(conn, RowRequest(request.target, request.serial))
    if row is None:
        return None
    relay_id = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()[0]
    parent = edited(relay_id, row)
    if parent is not None:
        wordings = _wordings(conn, relay_id, row.target, parent)
        if row.serial in wordings:
            return row, (parent, *wordings)
    return row, (row.serial, *_wordings(conn, relay_id, row.target, row.serial))


def edited(relay_id: str, row: HistoryRow) -> int | None:
    """The serial of the message that this row says to have new words for, None for a row that
    does not. Whether they were taken over stands in the table only."""
    if EDIT_TAG not in row.tags or row.command != "PRIVMSG":
        return None
    try:
        msgid = Message.parse(f"@{row.tags} X").tags.get(EDIT_TAG, "")
    except PeerError:
        return None
    parent = stamps.serial_of(relay_id, msgid)
    return parent if parent is not None and parent < row.serial else None


def _wordings(conn: sqlite3.Connection, relay_id: str, target: str, parent: int) -> list[int]:
    pairs = belonging(conn, BelongingRequest(target, (parent,)))
    return [row.serial for _, row in pairs if edited(relay_id, row) is not None]


def erase_with(conn: sqlite3.Connection, parents: Sequence[int]) -> list[int]:
    """The serials of what belongs to rows that are erased; they have nothing more to belong to."""
    serials = [
        serial
        for parent in parents
        for (serial,) in conn.execute("SELECT serial FROM belonging WHERE parent = ?", (parent,))
    ]
    conn.executemany("DELETE FROM belonging WHERE parent = ?", [(parent,) for parent in parents])
    return serials
