"""Opening SQLite files: owner-only, durable, and with a clear sentence when it can't be."""

import errno
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from messenger.errors import UserError
from messenger.store.migrations import Steps, migrate

BUSY_TIMEOUT_MS = 2_000
# Up to this size the whole file is checked at start (about 0.1 s); a larger one would make
# people wait, and damage in it shows when the damaged page is read.
CHECKED_AT_START_BYTES = 64 << 20
# SQLite's own files beside the database could not be made or enlarged.
_NO_ROOM = (sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE)


def open_database(path: Path, steps: Steps, application_id: int) -> sqlite3.Connection:
    """Open or make a database for its owner only (0600), in the newest shape.

    The connection is in autocommit mode, in WAL mode with synchronous FULL, and may be handed
    to another thread. UserError: unreadable, damaged, locked, not ours, or of a newer program;
    the file is left as it is.
    """
    try:
        make_private_file(path)
        conn = connect(path)
    except (OSError, sqlite3.Error) as error:
        raise unusable(path, error) from error
    try:
        _check(conn, path, application_id)
        conn.execute("PRAGMA journal_mode = WAL")
        migrate(conn, steps)
        conn.execute(f"PRAGMA application_id = {application_id}")
    except sqlite3.Error as error:
        conn.close()
        raise unusable(path, error) from error
    except UserError as error:
        conn.close()
        raise UserError(f"The database {path} {error}.") from error
    return conn


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A further connection to a database that `open_database` made."""
    mode = "ro" if read_only else "rw"
    conn = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
    )
    try:
        # FULL: every commit is on the disk before it returns. In WAL mode NORMAL would lose
        # the last commits when the power fails.
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA trusted_schema = OFF")
        # What is deleted is overwritten with zeros, not just left out of the books.
        conn.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error:
        conn.close()
        raise
    return conn


def forget_log(conn: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the database and empty it, so that no older words stay in
    it. False when a reader is in the way just now: to be tried again."""
    conn.execute("PRAGMA busy_timeout = 50")
    try:
        busy, *_ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.Error:
        return False
    finally:
        conn.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner reads; one that is there loses others' rights.

    SQLite gives its -wal and -shm files the rights of the database.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if os.name == "posix" and os.fstat(descriptor).st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _check(conn: sqlite3.Connection, path: Path, application_id: int) -> None:
    found = conn.execute("PRAGMA application_id").fetchone()[0]
    tables = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if found != application_id and (found or tables):
        raise UserError("is not one of Messenger's: move it away, or choose another with --data")
    if tables and path.stat().st_size <= CHECKED_AT_START_BYTES:
        verdict = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict.replace("\n", " "))


def unusable(path: Path, error: Exception) -> UserError:
    """What to say of a database that can't be used, by the error that came of it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return UserError(f"The database {path} is in use by another program: close that first.")
    reason = getattr(error, "strerror", None) or error
    if isinstance(error, OSError) or code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return UserError(
            f"The database {path} can't be opened ({reason}): "
            "mend its permissions, or choose another data folder with --data."
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return UserError(
            f"The database {path} can't be written ({reason}): "
            "make room on the disk, or choose another data folder with --data."
        )
    return UserError(
        f"The database {path} is damaged ({reason}). It was left as it is: "
        "put a backup in its place, or move it away to start an empty one."
    )


def reason_of(error: BaseException) -> str:
    """Why something could not be written, in words: "the disk is full"."""
    cause = error.__cause__ if isinstance(error, UserError) else error
    code = getattr(cause, "sqlite_errorcode", 0)
    if code & 0xFF == sqlite3.SQLITE_FULL or code in _NO_ROOM:
        return "the disk is full"
    if getattr(cause, "errno", 0) == errno.ENOSPC:
        return "the disk is full"
    return str(getattr(cause, "strerror", None) or cause or error)


def copy_if_readable(path: Path, into: sqlite3.Connection) -> bool:
    """Copy a database that can't be written, if it is small and can be read, into an empty one
    in memory. False, and nothing copied, otherwise."""
    log = path.with_name(f"{path.name}-wal")
    try:
        if path.stat().st_size > CHECKED_AT_START_BYTES:
            return False
        # Without a log beside it nobody writes to it, and SQLite needs no file of its own.
        is_alone = not log.exists() or not log.stat().st_size
        options = "mode=ro&immutable=1" if is_alone else "mode=ro"
        source = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True)
    except (OSError, sqlite3.Error):
        return False
    try:
        source.backup(into)
        return True
    except sqlite3.Error:
        return False
    finally:
        source.close()


def close_quietly(conn: sqlite3.Connection) -> None:
    """Close a connection that may be broken."""
    with suppress(sqlite3.Error):
        conn.close()
