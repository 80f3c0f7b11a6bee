"""`messenger export`: what a relay keeps of a room or a person, as a file to read or pass on."""

import argparse
import sqlite3
import time
from pathlib import Path

from messenger.errors import UserError
from messenger.relay.upkeep import beside
from messenger.store.db import close_quietly, connect, unusable
from messenger.store.export_forms import write_export
from messenger.store.export_rows import person_export, room_export
from messenger.store.history import DATABASE_NAME

WHAT = {"room": room_export, "person": person_export}


def run_export(options: argparse.Namespace) -> int:
    """Write options.file; the relay may run. UserError when it can't be done."""
    database = beside.find_relay(options.data) / DATABASE_NAME
    target = Path(options.file).absolute()
    try:
        conn = connect(database, read_only=True)
        try:
            conn.execute("BEGIN")  # one moment, however busy the relay is
            export = WHAT[options.what](conn, options.name, time.time_ns() // 1_000_000)
            count = write_export(export, options.format, target)
        finally:
            close_quietly(conn)
    except sqlite3.OperationalError as error:
        raise UserError(
            f"The database {database} can't be read ({error}). If it is of an older version, "
            "start the relay once, which brings it up to date."
        ) from error
    except sqlite3.Error as error:
        raise unusable(database, error) from error
    lines = "1 line is" if count == 1 else f"{count} lines are"
    print(f"{lines} in {options.file}. Who has this file can read them.")
    return 0
