"""What is done to the relay's store beside its daily work, piece by piece: erased words leave the
index, talks of deleted accounts leave the disk, and new rows come into the index of words.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from messenger.errors import UserError
from messenger.store.db import close_quietly, connect, forget_log
from messenger.store.pages import EVENT_ROWS, TALK_ROWS
from messenger.store.retention import erase_rows
from messenger.store.search import TALK, senders
from messenger.store.word_index import SIZE, Line, WordIndex, key, path_beside

ROWS_AT_ONCE = 512  # about 10 ms of work
ERASED_AT_ONCE = 500
# While more rows than this come in a second, the index waits: the CPU belongs to those who talk.
BUSY_ROWS_PER_S = 2_000
# Rows that come one by one are left until a piece is full, or so long: a step into the index for
# each of them cost as much as all else that the relay does for it, and made others wait. A search
# reads what is not in the index yet from the rows themselves.
FILLS_S = 2.0
MOST_WAITING = 1_000_000  # but no longer than until so many wait
REST_S = 30.0  # a shard that lost words is made anew after this: perhaps it loses more


class Keeper:
    """Owned by one thread. `work` does one piece."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._conn: sqlite3.Connection | None = None
        self._index: WordIndex | None = None
        self._dropped: dict[int, float] = {}  # shard → when
        self._top, self._top_at = -1, 0.0
        self._reads = False  # whether it is quiet enough
        self._whole_at = -FILLS_S  # when the newest row was taken in last

    def work(self, now: float) -> bool:
        """Do one piece; True when there is more to do at once. now: monotonic seconds.

        Raises sqlite3.Error or UserError; the next call starts afresh.
        """
        try:
            conn, index = self._open()
            if self._erase_doomed(conn):
                return True
            return self._forget(conn, index, now) and self._take_in(conn, index, now)
        except (sqlite3.Error, UserError) as error:
            if not isinstance(error, UserError) and _is_damage(error) and self._index:
                self._index.discard()
            self.close()
            raise

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
        if self._conn is not None:
            close_quietly(self._conn)
        self._index = self._conn = None

    def _open(self) -> tuple[sqlite3.Connection, WordIndex]:
        if self._conn is None or self._index is None:
            self._conn = connect(self._database)
            sql = "SELECT value FROM meta WHERE key = 'relay_id'"
            owner = self._conn.execute(sql).fetchone()
            if owner is None:
                raise UserError(f"The database {self._database} has never been used.")
            self._index = WordIndex(path_beside(self._database), owner[0])
        return self._conn, self._index

    # -- what has to go

    def _erase_doomed(self, conn: sqlite3.Connection) -> bool:
        found = conn.execute("SELECT target FROM doomed_talks LIMIT 1").fetchone()
        if found is None:
            return False
        sql = " UNION ALL ".join(
            f"SELECT serial FROM history INDEXED BY {index} WHERE target = ?1 {where}"
            for index, where in (TALK_ROWS, EVENT_ROWS)
        )
        rows = conn.execute(sql + " LIMIT ?2", (*found, ERASED_AT_ONCE)).fetchall()
        conn.execute("BEGIN IMMEDIATE")
        try:
            if rows:
                erase_rows(conn, [serial for (serial,) in rows])
            else:
                conn.execute("DELETE FROM doomed_talks WHERE target = ?", found)
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise
        return True

    def _forget(self, conn: sqlite3.Connection, index: WordIndex, now: float) -> bool:
        """Drop the shards that hold erased words. False as long as a file may have the words,
        because a reader is in the way."""
        stale = conn.execute("SELECT turn, shard FROM stale_shards").fetchall()
        if not stale:
            return True
        shards = {shard for _, shard in stale} & index.covered().keys()
        if shards:
            index.drop(shards)
            self._dropped |= dict.fromkeys(shards, now)
        if not (index.forget_log() and forget_log(conn)):
            return False
        conn.execute("DELETE FROM stale_shards WHERE turn <= ?", (stale[-1][0],))
        return True

    # -- what comes

    def _take_in(self, conn: sqlite3.Connection, index: WordIndex, now: float) -> bool:
        """Take the next rows into the index: the newest shard first, then downwards."""
        top = conn.execute("SELECT max(serial) FROM history").fetchone()[0] or 0
        if not self._is_quiet(conn, index, top, now):
            return False
        gap = self._gap(conn, index, top, now)
        if gap is None:
            return False
        shard, low, high = gap
        rows = conn.execute(
            "SELECT serial, target, source, account, command, text FROM history "
            "WHERE serial BETWEEN ? AND ? ORDER BY serial LIMIT ?",
            (low, high, ROWS_AT_ONCE),
        ).fetchall()
        upto = rows[-1][0] if len(rows) == ROWS_AT_ONCE else high
        index.add(shard, _lines(rows), upto)
        if upto == shard * SIZE + SIZE - 1:
            index.finish(shard)
        if upto == top:
            self._whole_at = now
        return True

    def _is_quiet(self, conn: sqlite3.Connection, index: WordIndex, top: int, now: float) -> bool:
        passed = now - self._top_at
        if passed >= 0.4:
            self._reads = self._top < 0 or top - self._top <= BUSY_ROWS_PER_S * passed
            self._top, self._top_at = top, now
            if not self._reads:
                newest = max(index.covered().values(), default=0)
                self._reads = top - newest > MOST_WAITING
        return self._reads

    def _gap(
        self, conn: sqlite3.Connection, index: WordIndex, top: int, now: float
    ) -> tuple[int, int, int] | None:
        """(shard, first, last) of the highest rows that are not in the index."""
        known = index.covered()
        newest = shard = top // SIZE
        while shard >= 0:
            low, high = known.get(shard, shard * SIZE - 1) + 1, min(shard * SIZE + SIZE - 1, top)
            if shard == newest:
                rests = high - low + 1 < ROWS_AT_ONCE and now - self._whole_at < FILLS_S
            else:
                rests = now - self._dropped.get(shard, now - REST_S) < REST_S
            if low <= high and not rests:
                return shard, low, high
            if shard - 1 in known:
                shard -= 1
                continue
            sql = "SELECT max(serial) FROM history WHERE serial < ?"
            below = conn.execute(sql, (shard * SIZE,)).fetchone()[0]
            shard = -1 if below is None else below // SIZE
        return None


def _lines(rows: Iterable[tuple[int, str, str, str, str, str | None]]) -> Iterable[Line]:
    for serial, target, source, account, command, text in rows:
        if command in TALK and text is not None:
            names = [key("s", name) for name in senders(source, account)]
            yield Line(serial, (key("p", target), *names), text)


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )
