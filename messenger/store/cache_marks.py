"""What was said about messages of the client's copy: new wordings, reactions, taken back.

A message's row always bears its newest words. The marks stand beside, by the msgid of their
message, which may be kept later than they. What is taken back is blanked in its row, with all
that was said about it, and its shard of the index of words is noted as stale.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from messenger.irc.marks import EDIT, MARKS, REACT, REDACT, UNREACT, is_author, who
from messenger.store.cache_db import MESSAGE_COLUMNS, CachedMessage, message_of, values_of
from messenger.store.word_index import SIZE

MOST_REACTIONS = 500  # kept of one message
_SAID = "('message', 'action', 'notice')"
_COLUMNS = f"id, {MESSAGE_COLUMNS}"
_AT_ONCE = 500  # msgids in one question


def store_marks(conn: sqlite3.Connection, place: int, marks: Iterable[CachedMessage]) -> None:
    """Keep what was said about messages, and do it to those that are here."""
    for mark in marks:
        if mark.kind == REDACT:
            _erase(conn, place, mark)
        elif mark.kind in MARKS and not _is_erased(conn, place, mark):
            _keep(conn, place, mark)
            if mark.kind == EDIT:
                _reword(conn, place, mark.subject)


def apply_marks(conn: sqlite3.Connection, place: int, msgids: Sequence[str]) -> None:
    """Messages were kept of which something may have been said before."""
    for mark in _marks_of(conn, place, msgids, (EDIT, REDACT)):
        if mark.kind == REDACT:
            _erase(conn, place, mark)
        else:
            _reword(conn, place, mark.subject)


def load_marks(
    conn: sqlite3.Connection, place: int, msgids: Sequence[str]
) -> tuple[CachedMessage, ...]:
    """What was said about these messages. A message that is taken back says so itself."""
    return tuple(_marks_of(conn, place, msgids, (EDIT, REACT, UNREACT)))


def stale_shards(conn: sqlite3.Connection) -> tuple[int, ...]:
    """Shards of the index of words that hold words which are erased here."""
    return tuple(shard for (shard,) in conn.execute("SELECT shard FROM stale_shards"))


def forget_stale(conn: sqlite3.Connection, shards: Iterable[int]) -> None:
    """These shards are dropped."""
    conn.executemany("DELETE FROM stale_shards WHERE shard = ?", [(shard,) for shard in shards])


def _keep(conn: sqlite3.Connection, place: int, mark: CachedMessage) -> None:
    """One row for a message and a person, and of reactions for what they chose; the newest."""
    slot = f"{who(mark.account, mark.sender)} {'' if mark.kind == EDIT else mark.text}"
    kind = EDIT if mark.kind == EDIT else REACT
    (count,) = conn.execute(
        "SELECT count(*) FROM marks WHERE place = ? AND subject = ? AND slot != ?",
        (place, mark.subject, slot),
    ).fetchone()
    if count >= MOST_REACTIONS:
        return
    marks = ", ".join("?" * len(values_of(mark)))
    conn.execute(
        f"INSERT INTO marks (place, sort, slot, {MESSAGE_COLUMNS}) VALUES (?, ?, ?, {marks})"
        " ON CONFLICT (place, subject, sort, slot) DO UPDATE SET sender = excluded.sender,"
        " text = excluded.text, sent_at = excluded.sent_at, kind = excluded.kind,"
        " msgid = excluded.msgid, ref = excluded.ref, own = excluded.own,"
        " realname = excluded.realname, tie = excluded.tie"
        " WHERE (excluded.sent_at, excluded.tie) >= (sent_at, tie)",
        (place, kind, slot, *values_of(mark)),
    )


def _reword(conn: sqlite3.Connection, place: int, msgid: str) -> None:
    """Give a message its newest words, if it is here; the index of words does not know them."""
    row = _row_of(conn, place, msgid)
    if row is None or row[1].kind not in ("message", "action", "notice"):
        return
    number, message = row
    edits = [
        mark
        for mark in _marks_of(conn, place, (msgid,), (EDIT,))
        if is_author(mark.account, mark.sender, message.account, message.sender)
        or (mark.own and message.own)
    ]
    if edits:
        newest = max(edits, key=lambda mark: (mark.sent_at, mark.tie))
        conn.execute("UPDATE messages SET text = ?, edited = 1 WHERE id = ?", (newest.text, number))


def _erase(conn: sqlite3.Connection, place: int, mark: CachedMessage) -> None:
    """The connection has secure_delete on: what is freed in the file is overwritten."""
    conn.execute(
        "DELETE FROM marks WHERE place = ? AND (msgid = ? OR (subject = ? AND kind != ?))",
        (place, mark.subject, mark.subject, REDACT),
    )
    _keep_end(conn, place, mark)
    row = _row_of(conn, place, mark.subject)
    if row is None or row[1].kind == "deleted":
        return
    number, message = row
    gone = replace(message, kind="deleted", text="", subject=mark.sender)
    columns = ", ".join(f"{name} = ?" for name in MESSAGE_COLUMNS.split(", "))
    conn.execute(
        f"UPDATE messages SET {columns}, edited = 0 WHERE id = ?", (*values_of(gone), number)
    )
    conn.execute("INSERT OR IGNORE INTO stale_shards VALUES (?)", (number // SIZE,))


def _keep_end(conn: sqlite3.Connection, place: int, mark: CachedMessage) -> None:
    """That a message is taken back, without the reason, so that it stays so if it comes again."""
    values = values_of(replace(mark, text=""))
    marks = ", ".join("?" * len(values))
    conn.execute(
        f"INSERT OR IGNORE INTO marks (place, sort, slot, {MESSAGE_COLUMNS})"
        f" VALUES (?, ?, '', {marks})",
        (place, REDACT, *values),
    )


def _is_erased(conn: sqlite3.Connection, place: int, mark: CachedMessage) -> bool:
    """Its message is taken back, or the mark itself is."""
    found = conn.execute(
        "SELECT 1 FROM marks WHERE place = ? AND subject IN (?, ?) AND sort = ?",
        (place, mark.subject, mark.msgid, REDACT),
    ).fetchone()
    return found is not None


def _row_of(conn: sqlite3.Connection, place: int, msgid: str) -> tuple[int, CachedMessage] | None:
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE place = ? AND msgid = ?", (place, msgid)
    ).fetchone()
    return (row[0], message_of(row[1:])) if row else None


def _marks_of(
    conn: sqlite3.Connection, place: int, msgids: Sequence[str], kinds: Sequence[str]
) -> list[CachedMessage]:
    """Oldest first."""
    found: list[CachedMessage] = []
    for start in range(0, len(msgids), _AT_ONCE):
        some = msgids[start : start + _AT_ONCE]
        rows = conn.execute(
            f"SELECT {MESSAGE_COLUMNS} FROM marks WHERE place = ?"
            f" AND subject IN ({', '.join('?' * len(some))})"
            f" AND kind IN ({', '.join('?' * len(kinds))})",
            (place, *some, *kinds),
        )
        found += [message_of(row) for row in rows]
    return sorted(found, key=lambda mark: (mark.sent_at, mark.tie))
