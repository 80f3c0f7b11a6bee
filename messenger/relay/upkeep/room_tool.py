"""`messenger room`: the host looks after rooms that last, while the relay runs or not.

It only notes in the relay's database what shall go; the relay does it, within seconds.
"""

import argparse
import sqlite3
import time
from collections.abc import Callable, Mapping

from messenger import paths
from messenger.errors import UserError
from messenger.irc.names import fold
from messenger.relay.registry import room_json
from messenger.relay.state import Room
from messenger.store import accounts, room_rows
from messenger.store.db import close_quietly, open_database
from messenger.store.history import APPLICATION_ID, DATABASE_NAME, write
from messenger.store.migrations import RELAY_STEPS


def run_room(options: argparse.Namespace) -> int:
    """Do what options.action says; UserError when it can't be done."""
    path = paths.relay_dir(paths.data_dir(options.data)) / DATABASE_NAME
    conn = open_database(path, RELAY_STEPS, APPLICATION_ID)
    try:
        ACTIONS[options.action](conn, getattr(options, "name", ""))
    except sqlite3.Error as error:
        raise UserError(f"The database {path} can't be written ({error}): try again.") from error
    finally:
        close_quietly(conn)
    return 0


def _lasting(conn: sqlite3.Connection) -> dict[str, Room]:
    """By folded name: those that have a founder and are not to go."""
    found = {}
    for key, text in room_rows.all_rooms(conn).items():
        room = Room(key, key, 0)
        room_json.load_json(room, text)
        if room.founder and key not in room_rows.drops(conn):
            found[key] = room
    return found


def _list(conn: sqlite3.Connection, name: str) -> None:
    names = {one.account.id: one.account.name for one in accounts.describe(conn)}
    for room in _lasting(conn).values():
        day = time.strftime("%Y-%m-%d", time.localtime(room.created_s))
        words = [room.name, f"founded by {names.get(room.founder, '?')}", f"there since {day}"]
        if room.is_private:
            words.append("private")
        if room.topic and not room.is_private:
            words.append(room.topic)
        print("  ".join(words))


def _drop(conn: sqlite3.Connection, name: str) -> None:
    room = _lasting(conn).get(fold(name))
    if room is None:
        raise UserError(f"No room {name} is kept here: see 'messenger room list'.")
    write(conn, [room_rows.DropRow(fold(name))])
    print(f"{room.name} is not kept any longer: it goes when the last one has left it.")


ACTIONS: Mapping[str, Callable[[sqlite3.Connection, str], None]] = {"list": _list, "drop": _drop}
