"""The cache thread: the only one that touches a profile's copy of what was said.

Jobs come through a queue; those that wait are done together, their writes in one transaction.
Answers go to `emit`, on this thread or that of a `Saver`. A broken file never stops anybody from
talking: it is moved aside and a new one begun. What can't be written, for a full disk, is told,
and tried again until it can be; a file that can't even be opened is stood in for by a copy in
memory.
"""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from messenger.client.cache import jobs
from messenger.client.cache.deeds import READS, WRITES
from messenger.client.cache.forms import from_cache
from messenger.client.cache.holes import Holes
from messenger.client.cache.owed import Owed
from messenger.client.cache.saving import Saver
from messenger.client.cache.searching import Searching
from messenger.errors import UserError
from messenger.store import cache_db as db
from messenger.store.cache_steps import STEPS
from messenger.store.db import close_quietly, copy_if_readable, reason_of
from messenger.store.migrations import migrate

_log = logging.getLogger(__name__)
BATCH = 256  # jobs in one transaction
IDLE_S = 0.5
AGAIN_S = 1.0  # between two tries to write what could not be written
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BESIDE = ("-wal", "-shm")  # SQLite's own files next to a database


class Cache:
    """start, submit, stop. Jobs and answers: `cache.jobs`."""

    def __init__(self, path: Path, emit: Callable[[jobs.Answer], None]) -> None:
        """path: the file, made when it is missing. emit: called on our threads; it must
        only put the answer on."""
        self._path = path
        self._emit = emit
        self._jobs: queue.SimpleQueue[jobs.Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="cache", daemon=True)
        self._conn: sqlite3.Connection
        self._stuck = False  # and told so
        self._again_at = 0.0  # then it is tried again to write
        self._is_in_memory = False
        self._has_copy = True  # of what the file holds, where it can't be opened
        self._unanswered: list[jobs.Job] = []  # what only the file could have answered
        self._owed = Owed()
        self._holes = Holes()
        self._searching = Searching(from_cache)
        self._saver = Saver(path, emit)

    def start(self) -> None:
        self._thread.start()

    def submit(self, job: jobs.Job) -> None:
        """Ask for something; returns at once."""
        self._jobs.put(job)

    def stop(self, timeout_s: float) -> bool:
        """Do what waits, then end; False when that took longer than timeout_s."""
        if self._thread.ident is None:
            return True
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # -- on the thread --------------------------------------------------------------------

    def _run(self) -> None:
        self._conn = self._open()
        going = True
        while going:
            batch = self._take()
            going = None not in batch
            wanted = [job for job in batch if job is not None]
            for writes, group in groupby(wanted, key=lambda job: type(job) in WRITES):
                (self._store if writes else self._read)(list(group))
        if self._owed:
            self._try_again()
        self._saver.finish()
        self._searching.close()
        close_quietly(self._conn)

    def _take(self) -> list[jobs.Job | None]:
        """Wait for a job; take along what else is there."""
        batch = [self._next()]
        while len(batch) < BATCH and batch[-1] is not None:
            try:
                batch.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return batch

    def _next(self) -> jobs.Job | None:
        """Wait for a job; while there is none for a time, what is owed is tried again, and the
        index of words grows."""
        wait_s: float | None = IDLE_S
        while True:
            try:
                return self._jobs.get(timeout=AGAIN_S if self._owed else wait_s)
            except queue.Empty:
                if self._owed:
                    self._try_again()
                else:
                    wait_s = self._searching.pause_s(self._conn)

    def _write(self, group: list[jobs.Job]) -> None:
        """Into the file, behind what is owed to it; while it takes nothing they are owed, too."""
        group = self._holes.marked(group)
        is_too_early = bool(group) and self._stuck and time.monotonic() < self._again_at
        if is_too_early or (self._is_in_memory and not self._returned_to_file()):
            self._put_off(group)
        else:
            self._write_all(group)

    def _write_all(self, group: list[jobs.Job]) -> None:
        wanted = self._owed.and_then(group)
        try:
            self._transact(wanted)
        except sqlite3.Error as error:
            if not self._renewed_after(error):
                self._failed(group, error)
                return
            try:
                self._transact(wanted)
            except sqlite3.Error as again:
                self._failed(group, again)
                return
        self._holes.written(wanted)
        self._owed.written()
        if any(isinstance(job, jobs.StoreMarks) for job in wanted):
            self._searching.forget_erased(self._conn)
        if self._stuck:
            self._stuck = False
            self._emit(jobs.CopyStuck(""))
            self._read(self._unanswered)
            self._unanswered = []

    def _put_off(self, group: list[jobs.Job]) -> None:
        """They are owed; what is more than can be owed leaves a gap."""
        if self._is_in_memory:
            with suppress(sqlite3.Error):
                self._transact(group)
        self._holes.failed(self._owed.failed(group))

    def _try_again(self) -> None:
        """What could not be written, and nothing else."""
        self._store([])

    def _store(self, group: list[jobs.Job]) -> None:
        """Write, then say of each unsent message that it is kept: who waits for that goes on,
        also where nothing can be written any more."""
        self._write(group)
        for job in group:
            for item in jobs.unsent_in(job):
                self._emit(jobs.OutboxKept(item.ref, item.going))

    def _transact(self, group: list[jobs.Job]) -> None:
        self._conn.execute("BEGIN IMMEDIATE")
        try:
            for job in group:
                WRITES[type(job)](self._conn, job)
            self._conn.execute("COMMIT")
        except BaseException:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
            raise

    def _read(self, group: list[jobs.Job]) -> None:
        """Who asked always gets an answer: an empty one when the copy can't be read."""
        for job in group:
            if isinstance(job, jobs.FindInCopy):
                self._emit(self._searching.find(self._conn, job))
                continue
            if isinstance(job, jobs.SaveTalk) and not self._is_in_memory:
                self._saver.begin(job)
                continue
            read, empty = READS[type(job)]
            if isinstance(job, jobs.LoadOutbox) and not self._has_copy:
                self._unanswered.append(job)
            try:
                answer = read(self._conn, job)
            except sqlite3.Error as error:
                self._renewed_after(error)
                answer = empty(job)
            except Exception:  # a bug of ours must not end the thread that keeps what is said
                _log.exception("the copy could not answer a %s", type(job).__name__)
                answer = empty(job)
            self._emit(answer)

    # -- trouble --------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        try:
            return db.open_cache(self._path)
        except UserError as error:
            if not isinstance(error.__cause__, sqlite3.Error) or not _is_damage(error.__cause__):
                return self._in_memory(error)
        kept_as = self._move_aside()
        try:
            conn = db.open_cache(self._path)
        except UserError as error:
            return self._in_memory(error)
        self._renewed(kept_as, "it was damaged")
        return conn

    def _in_memory(self, error: Exception) -> sqlite3.Connection:
        """What the file holds, if it can at least be read, until it can be written again."""
        self._failed([], error)
        self._is_in_memory = True
        conn = sqlite3.connect(":memory:", isolation_level=None)
        self._has_copy = copy_if_readable(self._path, conn)
        migrate(conn, STEPS)
        return conn

    def _returned_to_file(self) -> bool:
        """Whether it can be opened by now; what is owed follows."""
        self._again_at = time.monotonic() + AGAIN_S
        try:
            conn = db.open_cache(self._path)
        except UserError:
            return False
        self._searching.close()
        close_quietly(self._conn)
        self._conn, self._is_in_memory, self._has_copy = conn, False, True
        return True

    def _renewed_after(self, error: sqlite3.Error) -> bool:
        """Begin a new file if this one is damaged; other errors (disk full) pass by."""
        if not _is_damage(error):
            return False
        close_quietly(self._conn)
        kept_as = self._move_aside()
        try:
            self._conn = db.open_cache(self._path)
        except UserError as worse:
            self._conn = self._in_memory(worse)
            return False
        self._renewed(kept_as, error)
        return True

    def _move_aside(self) -> str:
        """Keep the broken file under another name; "" when it can't be moved."""
        aside = self._path.with_name(f"{self._path.name}.{time.time_ns():x}.broken")
        try:
            for tail in _BESIDE:
                beside = self._path.with_name(self._path.name + tail)
                if beside.exists():
                    beside.rename(aside.with_name(aside.name + tail))
            self._path.rename(aside)
        except OSError as error:
            _log.warning("the broken cache can't be moved: %s", error)
            return ""
        return str(aside)

    def _renewed(self, kept_as: str, reason: object) -> None:
        _log.warning("cache %s: %s", self._path, reason)
        self._emit(jobs.CacheRenewed(kept_as, str(reason)))

    def _failed(self, group: list[jobs.Job], error: Exception) -> None:
        """Nothing of it was written. Told once: a full disk would else be told at every message."""
        self._again_at = time.monotonic() + AGAIN_S
        self._put_off([*group, jobs.Probe()])
        if not self._stuck:
            self._stuck = True
            _log.warning("cache %s: %s", self._path, error)
            self._emit(jobs.CopyStuck(reason_of(error)))


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return type(error) is sqlite3.DatabaseError if code is None else code & 0xFF in _DAMAGED
