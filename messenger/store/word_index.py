"""An index of words in a file of its own, beside the database whose rows it knows.

It lies in shards of SIZE rows: what is erased from the rows leaves the index with its whole
shard, which is made anew later (FTS5 itself keeps the words of deleted rows). All in it comes
from the rows: it may be deleted at any time, and need not be backed up.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from messenger.errors import UserError
from messenger.store.db import close_quietly, forget_log, open_database
from messenger.store.migrations import Steps
from messenger.store.spelling import SHORTEST_PART, Wanted, words_of

APPLICATION_ID = 0x4D736749  # "MsgI"
SIZE = 1 << 16  # rows; making a shard anew takes about a second
MOST_WORDS = 300  # that one part of a word stands in; then reading the rows is as fast
STEPS: Steps = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # upto: all rows of the shard up to this one are in it.
        "CREATE TABLE shards (number INTEGER PRIMARY KEY, upto INTEGER NOT NULL)",
    ),
)


class Line(NamedTuple):
    """What is known of a row. keys: where it stands and whose it is (see `key`)."""

    number: int
    keys: tuple[str, ...]
    text: str


def key(kind: str, name: str) -> str:
    """A place or a sender as a word of the index."""
    return kind + hashlib.blake2s(name.encode("utf-8", "replace"), digest_size=8).hexdigest()


def path_beside(database: Path) -> Path:
    return database.with_name(database.name + "-words")


class WordIndex:
    """The write side, for one thread. owner: whose rows these are; an index of another's, or a
    damaged one, is begun anew."""

    def __init__(self, path: Path, owner: str) -> None:
        """UserError when there can be no file here."""
        self._path = path
        try:
            self._conn = self._open(owner)
        except UserError:
            self._delete()
            self._conn = self._open(owner)
        self._known: tuple[int, set[str]] = (-1, set())  # the words of one shard

    def _open(self, owner: str) -> sqlite3.Connection:
        conn = open_database(self._path, STEPS, APPLICATION_ID)
        try:
            conn.execute("PRAGMA synchronous = NORMAL")  # what is lost is made anew
            conn.execute("INSERT OR IGNORE INTO meta VALUES ('owner', ?)", (owner,))
            found = conn.execute("SELECT value FROM meta WHERE key = 'owner'").fetchone()[0]
        except sqlite3.Error as error:
            close_quietly(conn)
            raise UserError(f"The index {self._path} is damaged ({error}).") from error
        if found != owner:
            close_quietly(conn)
            raise UserError(f"The index {self._path} belongs to other rows.")
        return conn

    def _delete(self) -> None:
        try:
            for tail in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + tail).unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"The index {self._path} can't be made anew: {error}.") from error

    @property
    def conn(self) -> sqlite3.Connection:
        """To read by, on the same thread; the schema is "main" there."""
        return self._conn

    def close(self) -> None:
        close_quietly(self._conn)

    def discard(self) -> None:
        """It is damaged: the next one is begun anew."""
        self.close()
        self._delete()

    def covered(self) -> dict[int, int]:
        """Shard → the row up to which it is whole."""
        return covered(self._conn, "main")

    def add(self, shard: int, lines: Iterable[Line], upto: int) -> None:
        """Take in rows of a shard, the lower first; all up to `upto` are in it then."""
        self._conn.execute("BEGIN IMMEDIATE")
        try:
            self._make(shard)
            self._fill(shard, lines)
            self._conn.execute("INSERT OR REPLACE INTO shards VALUES (?, ?)", (shard, upto))
            self._conn.execute("COMMIT")
        except BaseException:
            self._known = (-1, set())
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
            raise

    def drop(self, shards: Iterable[int]) -> None:
        """Forget shards: the connection overwrites with zeros what it frees."""
        self._conn.execute("BEGIN IMMEDIATE")
        try:
            for shard in shards:
                self._conn.execute(f"DROP TABLE IF EXISTS lines_{shard:d}")
                self._conn.execute(f"DROP TABLE IF EXISTS words_{shard:d}")
                self._conn.execute("DELETE FROM shards WHERE number = ?", (shard,))
            self._conn.execute("COMMIT")
        except BaseException:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
            raise
        finally:
            self._known = (-1, set())

    def forget_log(self) -> bool:
        """As `db.forget_log`: what was dropped is in no file after it."""
        return forget_log(self._conn)

    def finish(self, shard: int) -> None:
        """A shard is whole: join its parts, so that it is searched faster."""
        for table in ("lines", "words"):
            name = f"{table}_{shard:d}"
            self._conn.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")

    def _make(self, shard: int) -> None:
        if self._known[0] == shard:
            return
        # content='': the rows have the text already; columnsize: for ranking, which we don't do.
        self._conn.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS lines_{shard:d} USING fts5("
            "text, keys, content='', columnsize=0, tokenize='ascii')"
        )
        # The words themselves, each once, to find parts of words.
        self._conn.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS words_{shard:d} USING fts5("
            "word, columnsize=0, tokenize='trigram')"
        )
        known = self._conn.execute(f"SELECT word FROM words_{shard:d}")
        self._known = (shard, {word for (word,) in known})

    def _fill(self, shard: int, lines: Iterable[Line]) -> None:
        rows, fresh, known = [], set(), self._known[1]
        for line in lines:
            words = words_of(line.text)
            rows.append((line.number, " ".join(words), " ".join(line.keys)))
            fresh.update(words)
        fresh -= known
        self._conn.executemany(
            f"INSERT INTO lines_{shard:d} (rowid, text, keys) VALUES (?, ?, ?)", rows
        )
        self._conn.executemany(
            f"INSERT INTO words_{shard:d} (word) VALUES (?)",
            [(word,) for word in fresh if len(word) > SHORTEST_PART],
        )
        known |= fresh


# -- the read side, on a connection that has the index under some name (schema)


def covered(conn: sqlite3.Connection, schema: str) -> dict[int, int]:
    return dict(conn.execute(f"SELECT number, upto FROM {schema}.shards").fetchall())


def candidates(
    conn: sqlite3.Connection,
    schema: str,
    shard: int,
    wanted: Sequence[Wanted],
    keys: Sequence[Sequence[str]],
) -> str | None:
    """The question to a shard that gives all rows that may fit, and perhaps others; None when it
    can't tell. keys: one of each group has to be there."""
    parts = []
    for one in wanted:
        if not one.words:
            continue
        part = _within(conn, schema, shard, one.words[0]) if one.within else _phrase(one)
        if part is None:
            return None
        parts.append(f"text : {part}")
    parts += [f"keys : ({' OR '.join(group)})" for group in keys if group]
    return " AND ".join(parts) or None


def _phrase(one: Wanted) -> str:
    # The words hold letters and digits only, never a quotation mark.
    return f'"{" ".join(one.words)}"{" *" if one.may_go_on else ""}'


def _within(conn: sqlite3.Connection, schema: str, shard: int, part: str) -> str | None:
    """All words of the shard that begin with a part, and those in which it stands."""
    found = conn.execute(
        f"SELECT word FROM {schema}.words_{shard:d} WHERE words_{shard:d} MATCH ? "
        "AND NOT substr(word, 1, ?) = ? LIMIT ?",
        (f'"{part}"', len(part), part, MOST_WORDS + 1),
    ).fetchall()
    if len(found) > MOST_WORDS:
        return None
    return " OR ".join([f'("{part}" *', *(f'"{word}"' for (word,) in found)]) + ")"


def matches(
    conn: sqlite3.Connection,
    schema: str,
    shard: int,
    question: str,
    low: int,
    high: int,
    rising: bool,
) -> Iterator[int]:
    """The rows from low to high that answer a question, in order."""
    rows = conn.execute(
        f"SELECT rowid FROM {schema}.lines_{shard:d} WHERE lines_{shard:d} MATCH ? "
        f"AND rowid BETWEEN ? AND ? ORDER BY rowid {'ASC' if rising else 'DESC'}",
        (question, low, high),
    )
    return (number for (number,) in rows)
