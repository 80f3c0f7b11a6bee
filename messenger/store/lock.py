"""One program for a folder or a file: a lock that ends with its process, however that ends."""

import os
from pathlib import Path
from typing import IO

from messenger.errors import UserError
from messenger.store.db import make_private_file

if os.name == "nt":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock_folder(folder: Path) -> IO[bytes]:
    """Hold the folder until the returned file is closed.

    UserError when another process holds it, or when it can't be written to.
    """
    path = folder / "relay.lock"
    try:
        make_private_file(path)
        file = path.open("r+b")
    except OSError as error:
        raise UserError(
            f"The data folder {folder} can't be used ({error.strerror}): "
            "mend its permissions, or choose another with --data."
        ) from error
    if not _is_ours(file):
        raise UserError(
            f"Another relay is running on the data folder {folder}: stop it, "
            "or choose another folder with --data."
        )
    return file


def lock_file(path: Path) -> IO[bytes] | None:
    """Hold a file until the returned one is closed; None when another process holds it, or when
    it can't be written to."""
    try:
        make_private_file(path)
        file = path.open("r+b")
    except OSError:
        return None
    return file if _is_ours(file) else None


def _is_ours(file: IO[bytes]) -> bool:
    try:
        _lock(file)
    except OSError:
        file.close()
        return False
    return True
