"""Search in the client's own copy, by the same index of words as the relay's (`word_index`).

The copy's rows stand in the order in which they came to us, which is nearly that of time.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from messenger.irc.names import fold
from messenger.store import word_index
from messenger.store.cache_db import MESSAGE_COLUMNS as COLUMNS
from messenger.store.cache_db import CachedMessage, message_of
from messenger.store.spelling import Wanted, holds_all
from messenger.store.word_index import SIZE, Line, WordIndex, key, path_beside

ROWS_AT_ONCE = 128  # a few milliseconds: the window shares the processor
MOST_SEEN = 2_000  # messages that may fit, of which the newest are given
HEADS_AT_ONCE = 500
_SAID = "('message', 'action', 'notice')"


@dataclass(frozen=True, slots=True)
class CacheQuery:
    """words: as in `search.SearchRequest`; at least one, or a sender. target: a room or a nick,
    "" for all. after, before: seconds since 1970, both inclusive."""

    words: tuple[str, ...]
    sender: str = ""
    target: str = ""
    after: float = float("-inf")
    before: float = float("inf")


class CacheSearch:
    """On the cache's own connection, for its thread. Opens the index when it is first needed."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        """A copy that lives in memory has no index, and needs none."""
        self._conn = conn
        files = {name: file for _, name, file in conn.execute("PRAGMA database_list")}
        self._path = path_beside(Path(files["main"])) if files["main"] else None
        self._index: WordIndex | None = None

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def grow(self) -> bool:
        """Take the next rows into the index; False when there are none. Raises sqlite3.Error and
        UserError."""
        index = self._open()
        if index is None:
            return False
        last = max(index.covered().values(), default=0)
        rows = self._conn.execute(
            "SELECT id, place, sender, account, kind, text FROM messages WHERE id > ? "
            "ORDER BY id LIMIT ?",
            (last, ROWS_AT_ONCE),
        ).fetchall()
        if not rows:
            return False
        shard = rows[0][0] // SIZE
        here = [row for row in rows if row[0] // SIZE == shard]
        lines = [
            Line(number, _keys(place, sender, account), text)
            for number, place, sender, account, kind, text in here
            if kind in ("message", "action", "notice")
        ]
        index.add(shard, lines, here[-1][0])
        if len(here) < len(rows):
            index.finish(shard)
        return len(rows) == ROWS_AT_ONCE

    def forget(self, shards: Iterable[int]) -> bool:
        """Drop what the index knows of these shards: words in them are erased. False: they may
        still be in a file."""
        index = self._open()
        if index is None:
            return True
        try:
            index.drop(shards)
        except sqlite3.Error:
            index.discard()  # all in it comes from the rows: it is made anew
            self._index = None
            return True
        return index.forget_log()

    def find(
        self, server: str, query: CacheQuery, limit: int
    ) -> tuple[list[tuple[str, CachedMessage]], bool]:
        """([(target, message)], whether these are all): the newest that fit, newest first."""
        names = dict(
            self._conn.execute(
                "SELECT id, name FROM places WHERE server = ? AND ? IN ('', target)",
                (server, fold(query.target)),
            ).fetchall()
        )
        wanted = [Wanted(word) for word in query.words]
        if not names or not (wanted or query.sender):
            return [], True
        newest = sorted(set(self._heads(names, query, wanted)), reverse=True)
        found: list[tuple[str, CachedMessage]] = []
        sql = f"SELECT {COLUMNS} FROM messages WHERE id = ?"
        for _, _, number, place in newest:
            message = message_of(self._conn.execute(sql, (number,)).fetchone())
            if _fits(message, query, wanted):
                found.append((names[place], message))
                if len(found) > limit:
                    break
        return found[:limit], len(found) <= limit and len(newest) < MOST_SEEN

    def _heads(
        self, names: dict[int, str], query: CacheQuery, wanted: list[Wanted]
    ) -> list[tuple[float, int, int, int]]:
        """(sent_at, tie, row, place) of rows that may fit, the last come first; not without end."""
        heads: list[tuple[float, int, int, int]] = []
        numbers = self._numbers(names, query, wanted)
        while len(heads) < MOST_SEEN and (some := list(islice(numbers, HEADS_AT_ONCE))):
            marks = ", ".join("?" * len(some))
            heads += [
                head
                for head in self._conn.execute(
                    f"SELECT sent_at, tie, id, place FROM messages WHERE id IN ({marks}) "
                    f"AND sent_at BETWEEN ? AND ? AND kind IN {_SAID}",
                    (*some, query.after, query.before),
                )
                if head[3] in names
            ]
        return heads

    def _numbers(
        self, names: dict[int, str], query: CacheQuery, wanted: list[Wanted]
    ) -> Iterator[int]:
        """Rows that may fit: those whose words the index does not know (they were changed, or
        came since), then those it names."""
        index = self._open()
        shards = index.covered() if index else {}
        last = max(shards.values(), default=0)
        sql = "SELECT id, text FROM messages WHERE edited AND id <= ? ORDER BY id DESC"
        for number, text in self._conn.execute(sql, (last,)):
            if holds_all(text, wanted):
                yield number
        yield from self._read(last + 1, (1 << 63) - 1, wanted)
        if index is None:
            return
        keys = [[key("s", fold(query.sender))]] if query.sender else []
        if query.target:
            keys.append([key("p", str(place)) for place in names])
        for shard in sorted(shards, reverse=True):
            question = word_index.candidates(index.conn, "main", shard, wanted, keys)
            low, high = shard * SIZE, shards[shard]
            if question is None:
                yield from self._read(low, high, wanted)
            else:
                yield from word_index.matches(
                    index.conn, "main", shard, question, low, high, rising=False
                )

    def _read(self, low: int, high: int, wanted: list[Wanted]) -> Iterator[int]:
        """By looking at each row."""
        sql = "SELECT id, text FROM messages WHERE id BETWEEN ? AND ? ORDER BY id DESC"
        for number, text in self._conn.execute(sql, (low, high)):
            if holds_all(text, wanted):
                yield number

    def _open(self) -> WordIndex | None:
        if self._index is None and self._path is not None:
            sql = "SELECT value FROM meta WHERE key = 'copy_id'"
            (owner,) = self._conn.execute(sql).fetchone()
            self._index = WordIndex(self._path, owner)
        return self._index


def _keys(place: int, sender: str, account: str) -> tuple[str, ...]:
    names = dict.fromkeys(name for name in (fold(sender), fold(account)) if name)
    return (key("p", str(place)), *(key("s", name) for name in names))


def _fits(message: CachedMessage, query: CacheQuery, wanted: list[Wanted]) -> bool:
    if not query.after <= message.sent_at <= query.before:
        return False
    sender = fold(query.sender)
    if sender and sender not in (fold(message.sender), fold(message.account)):
        return False
    return holds_all(message.text, wanted)
