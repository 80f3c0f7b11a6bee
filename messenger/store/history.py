"""The relay's history on disk: rows in, pages out."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from messenger.errors import UserError
from messenger.store import accounts, belonging, pages, room_rows, search
from messenger.store.belonging import BelongingRequest, BelongingRow, EditedRow, WholeRequest
from messenger.store.db import close_quietly, connect, forget_log, open_database
from messenger.store.facts import FactRow, load_facts, write_facts
from messenger.store.keeping import Keeper
from messenger.store.lock import lock_folder
from messenger.store.migrations import RELAY_STEPS
from messenger.store.retention import ExpireRow, expire, note_stale
from messenger.store.rows import (
    ErasedRow,
    HistoryRequest,
    HistoryRow,
    HistoryRun,
    Memory,
    MovedRow,
    RoomRow,
    RowRequest,
    SerialAtRequest,
    StoredRef,
    StoredRequest,
    sender_of,
)
from messenger.store.runs import write_alone, write_runs
from messenger.store.search import SearchRequest

APPLICATION_ID = 0x4D534752  # "MSGR"
DATABASE_NAME = "relay.sqlite3"
_RUNS_ONLY, _ROWS_ONLY = {HistoryRun: None}, {HistoryRow: None}
_IN_ORDER = frozenset({MovedRow, ErasedRow})
_ERASING = frozenset({ErasedRow, EditedRow, ExpireRow})
RECENT_REFS = 200_000
_INSERT = f"INSERT OR IGNORE INTO history ({pages.COLUMNS}, sender) VALUES ({'?, ' * 10}?)"


def write(conn: sqlite3.Connection, rows: Sequence[Any]) -> None:
    """Store rows of any kinds in one transaction, on the disk when it returns.

    Raises sqlite3.Error, and then nothing was stored.
    """
    kinds = dict.fromkeys(map(type, rows))
    if kinds == _RUNS_ONLY and write_alone(conn, rows):
        return
    if len(rows) == 1 and kinds == _ROWS_ONLY and _write_alone(conn, rows[0]):
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        for kind, group in _grouped(kinds, rows):
            _WRITERS[kind](conn, group)
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def _grouped(
    kinds: Mapping[type[Any], None], rows: Sequence[Any]
) -> Iterator[tuple[type[Any], Sequence[Any]]]:
    """All rows of a kind at once, which is quicker. But a room that moves takes along what was
    written until then, and a message that is taken back its newer wordings, and nothing that
    comes later: then all are written in their order."""
    if not _IN_ORDER.isdisjoint(kinds):
        for kind, group in groupby(rows, type):
            yield kind, list(group)
        return
    for kind in kinds:
        yield kind, rows if len(kinds) == 1 else [row for row in rows if type(row) is kind]


def run_request(conn: sqlite3.Connection, request: Any) -> Any:
    """Answer a request of `store.rows`; each says what its answer is."""
    return _REQUESTS[type(request)](conn, request)


def load_memory(conn: sqlite3.Connection) -> Memory:
    """What a relay has to know when it starts. Makes its id the first time."""
    conn.execute(
        "INSERT OR IGNORE INTO meta VALUES ('relay_id', ?)",
        (secrets.token_hex(6),),
    )
    relay_id = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()[0]
    newest = conn.execute(
        "SELECT serial, sent_ms FROM history ORDER BY serial DESC LIMIT 1"
    ).fetchone()
    last_serial, last_ms = newest or (0, 0)
    refs = conn.execute(
        "SELECT sender, ref, serial, sent_ms FROM history "
        "WHERE serial > ? AND ref != '' ORDER BY serial",
        (last_serial - RECENT_REFS,),
    )
    return Memory(
        relay_id=relay_id,
        last_serial=last_serial,
        last_ms=last_ms,
        rooms=dict(conn.execute("SELECT name, json FROM rooms").fetchall()),
        recent={
            room: rows
            for room in pages.rooms_to_remember(conn)
            if (rows := pages.newest_talk(conn, room))
        },
        facts=load_facts(conn),
        refs=tuple(StoredRef(*values) for values in refs),
        accounts=accounts.known(conn),
    )


class RelayStore:
    """The relay's store in a folder: the write connection, and readers of their own."""

    def __init__(self, folder: Path) -> None:
        """Raises UserError when the folder or the database in it can't be used."""
        self._path = folder / DATABASE_NAME
        self._lock = lock_folder(folder)
        try:
            self._conn = open_database(self._path, RELAY_STEPS, APPLICATION_ID)
        except BaseException:
            self._lock.close()
            raise
        self._broken = False
        self._erased = False  # the write-ahead log still holds what was erased

    def load(self) -> Memory:
        """What the core starts with; UserError when the database is damaged."""
        try:
            return load_memory(self._conn)
        except sqlite3.Error as error:
            raise UserError(
                f"The database {self._path} can't be read ({error}). It was left as it is: "
                "put a backup in its place, or move it away to start an empty one."
            ) from error

    def write(self, rows: Sequence[Any]) -> None:
        """All rows or none (sqlite3.Error); after a failure the next call starts afresh."""
        if self._broken:
            close_quietly(self._conn)
            self._conn = connect(self._path)
            self._broken = False
        try:
            write(self._conn, rows)
        except sqlite3.Error:
            self._broken = True
            raise
        if self._erased or not _ERASING.isdisjoint(map(type, rows)):
            self._erased = not forget_log(self._conn)

    def reader(self) -> "StoreReader":
        """A connection of its own, for one worker thread."""
        return StoreReader(self._path)

    def keeper(self) -> Keeper:
        """What is done beside the daily work, for a thread of its own."""
        return Keeper(self._path)

    def close(self) -> None:
        """Close the write connection and let go of the folder."""
        close_quietly(self._conn)
        self._lock.close()


class StoreReader:
    """Answers requests; opens its connection when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._conn: sqlite3.Connection | None = None

    def run(self, request: Any) -> Any:
        """The answer to a request of `store.rows`; raises sqlite3.Error."""
        if self._conn is None:
            self._conn = connect(self._path, read_only=True)
        try:
            return run_request(self._conn, request)
        except sqlite3.Error:
            self.close()  # the next request starts afresh
            raise

    def close(self) -> None:
        if self._conn is not None:
            close_quietly(self._conn)
            self._conn = None


def open_relay_store(folder: Path) -> RelayStore:
    """The store of the relay whose data lie in this folder; UserError when it can't be used."""
    return RelayStore(folder)


def _write_alone(conn: sqlite3.Connection, row: HistoryRow) -> bool:
    """Outside a transaction: one thing that happened in a room, as a statement that is one of its
    own (see `runs`). False when it takes more than that: nothing was done then."""
    return " " not in row.target and conn.execute(_INSERT, _values(row)).rowcount == 1


def _write_history(conn: sqlite3.Connection, rows: Sequence[HistoryRow]) -> None:
    values = [_values(row) for row in rows]
    stored = conn.executemany(_INSERT, values).rowcount
    if stored < len(values):
        # A ref from before what the core remembers was sent again. It is being delivered, so
        # it must be kept too; receivers drop it by its ref. OR IGNORE passes over the others.
        stored += conn.executemany(_INSERT, [(*one[:9], "", "") for one in values]).rowcount
    if stored < len(values):
        raise sqlite3.IntegrityError("a serial was used twice")
    if any(" " in target for target in {row.target for row in rows}):
        talks = [row for row in rows if " " in row.target]
        accounts.note_talks(conn, [(row.target, row.sent_ms) for row in talks])


def _values(row: HistoryRow) -> tuple[int | str | None, ...]:
    params = row.params
    return (
        row.serial,
        row.target,
        row.sent_ms,
        row.source,
        row.account,
        row.command,
        json.dumps(params[:-1], ensure_ascii=False) if len(params) > 1 else "",
        params[-1] if params else None,
        row.tags,
        row.ref,
        sender_of(row) if row.ref else "",
    )


def _write_rooms(conn: sqlite3.Connection, rows: Sequence[RoomRow]) -> None:
    for row in rows:
        if row.json:
            conn.execute("INSERT OR REPLACE INTO rooms VALUES (?, ?)", (row.name, row.json))
        else:
            conn.execute("DELETE FROM rooms WHERE name = ?", (row.name,))


def _erase(conn: sqlite3.Connection, rows: Sequence[ErasedRow]) -> None:
    """With what belongs to them: their newer wordings, and the reactions. The connection has
    secure_delete on: what is freed in the file is overwritten."""
    erased = [(row.serial, row.target) for row in rows]
    for row in rows:
        erased += [(serial, row.target) for serial in belonging.erase_with(conn, [row.serial])]
    note_stale(conn, {serial for serial, _ in erased})
    conn.executemany(
        "UPDATE history SET command = 'ERASED', middle = '', text = NULL, tags = '' "
        "WHERE serial = ? AND target = ?",
        erased,
    )


def _move(conn: sqlite3.Connection, rows: Sequence[MovedRow]) -> None:
    for index, where in (pages.TALK_ROWS, pages.EVENT_ROWS):
        conn.executemany(
            f"UPDATE history INDEXED BY {index} SET target = ? "
            f"WHERE target = ? {where} AND serial <= ?",
            [(row.target, row.before, row.last_serial) for row in rows],
        )
    # The index goes on to know the rows by the name that the room had when they were said.
    conn.executemany(
        "INSERT OR IGNORE INTO former_names SELECT ?1, before FROM former_names "
        "WHERE target = ?2 UNION SELECT ?1, ?2",
        [(row.target, row.before) for row in rows],
    )


_WRITERS: Mapping[type[Any], Callable[[sqlite3.Connection, Sequence[Any]], None]] = {
    HistoryRow: _write_history,
    HistoryRun: write_runs,
    RoomRow: _write_rooms,
    **accounts.WRITERS,
    BelongingRow: belonging.note,
    EditedRow: belonging.edit,
    ErasedRow: _erase,
    MovedRow: _move,
    ExpireRow: expire,
    FactRow: write_facts,
    room_rows.DropRow: room_rows.write_drops,
    room_rows.DroppedRow: room_rows.write_dropped,
}
_REQUESTS: Mapping[type[Any], Callable[[sqlite3.Connection, Any], Any]] = {
    HistoryRequest: pages.page,
    **accounts.REQUESTS,
    room_rows.DropsRequest: room_rows.drops,
    BelongingRequest: belonging.belonging,
    WholeRequest: belonging.whole,
    RowRequest: pages.one_row,
    SearchRequest: search.search,
    SerialAtRequest: pages.serial_at,
    StoredRequest: pages.is_stored,
}
