"""A copy of a relay's whole memory in one file, taken while it runs, and put back.

The copy is the database with one table more, for the other files that make the relay who it is.
"""

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from messenger.errors import UserError
from messenger.store.db import connect, make_private_file, unusable
from messenger.store.history import APPLICATION_ID, DATABASE_NAME
from messenger.store.lock import lock_folder

CERTIFICATE_NAME = "relay.pem"
# A restored relay goes on so far above the backup: the ids of what was said since then are
# known to clients, and must not be given to other words.
SERIAL_GAP = 1 << 24
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def back_up(folder: Path, target: Path) -> None:
    """Copy the store in `folder` to a file (0600), whole or not at all; the relay may run.

    UserError: there is no store, the target is there already or can't be written.
    """
    source = folder / DATABASE_NAME
    if not source.exists():
        raise UserError(f"There is no relay in {folder}: name its data folder with --data.")
    if target.exists():
        raise UserError(f"{target} is there already: choose another name for the backup.")
    half = target.with_name(f"{target.name}.{secrets.token_hex(4)}.new")
    try:
        make_private_file(half)
        _copy(source, half, folder / CERTIFICATE_NAME)
        os.link(half, target)  # unlike a rename it never takes the place of another file
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            raise unusable(source, error) from error
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"The backup {target} can't be made: {reason}.") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _copy(source: Path, half: Path, certificate: Path) -> None:
    with closing(connect(source, read_only=True)) as old, closing(connect(half)) as new:
        old.backup(new)  # all pages in one step: one moment, however busy the relay is
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        new.execute("CREATE TABLE backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL)")
        if certificate.exists():
            row = (CERTIFICATE_NAME, certificate.read_bytes())
            new.execute("INSERT INTO backup_files VALUES (?, ?)", row)
        _check(new)


def restore(source: Path, folder: Path) -> None:
    """Put a backup into an empty relay folder. UserError when it is none, or when there is a
    relay already."""
    target = folder / DATABASE_NAME
    with closing(lock_folder(folder)):
        if target.exists():
            raise UserError(f"There is a relay in {folder} already: move {target} away first.")
        half = folder / f"{DATABASE_NAME}.{secrets.token_hex(4)}.new"
        try:
            make_private_file(half)
            certificate = _put_back(source, half)
            if certificate is not None and not (folder / CERTIFICATE_NAME).exists():
                _write_private(folder / CERTIFICATE_NAME, certificate)
            half.replace(target)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(f"The backup {source} can't be restored: {reason}.") from error
        finally:
            half.unlink(missing_ok=True)


def _put_back(source: Path, half: Path) -> bytes | None:
    """Copy the database; returns the certificate in it."""
    with closing(connect(source, read_only=True)) as old, closing(connect(half)) as new:
        _check(old)
        old.backup(new)
        found = new.execute(
            "SELECT content FROM backup_files WHERE name = ?", (CERTIFICATE_NAME,)
        ).fetchone()
        new.execute("DROP TABLE backup_files")
        last, sent_ms = new.execute(
            "SELECT coalesce(max(serial), 0), coalesce(max(sent_ms), 0) FROM history"
        ).fetchone()
        new.execute(
            "INSERT INTO history VALUES (?, '', ?, '', '', 'ERASED', '', NULL, '', '', '')",
            (last + SERIAL_GAP, sent_ms),
        )
        new.execute("VACUUM")
        return bytes(found[0]) if found else None


def _check(conn: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError if this is no sound database of a relay."""
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise sqlite3.DatabaseError("it is not a backup of a relay")
    verdict = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict.replace("\n", " "))


def _write_private(path: Path, content: bytes) -> None:
    make_private_file(path)
    with path.open("r+b") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
