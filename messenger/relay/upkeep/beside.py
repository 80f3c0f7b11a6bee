"""A relay's database for the tools of its host, which work beside it while it runs or not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from messenger import paths
from messenger.errors import UserError
from messenger.store.db import close_quietly, open_database
from messenger.store.history import APPLICATION_ID, DATABASE_NAME
from messenger.store.migrations import RELAY_STEPS


def find_relay(data: str | None) -> Path:
    """The folder of the relay that keeps its store there. UserError when there is none: a slip
    in --data must not make an empty one.

    data: what --data says.
    """
    folder = paths.relay_dir_there(data)
    try:
        is_there = (folder / DATABASE_NAME).exists()
    except OSError as error:
        raise UserError(f"The folder {folder} can't be read ({error.strerror}).") from error
    if not is_there:
        raise UserError(
            f"There is no relay in {folder}: name its data folder with --data. (A new relay is "
            "there once it has been started.)"
        )
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of a relay, to write into. UserError when it can't be."""
    path = folder / DATABASE_NAME
    conn = open_database(path, RELAY_STEPS, APPLICATION_ID)
    try:
        yield conn
    except sqlite3.Error as error:
        raise UserError(f"The database {path} can't be written ({error}): try again.") from error
    finally:
        close_quietly(conn)
