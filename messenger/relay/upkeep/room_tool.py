"""`messenger room`: the host looks after rooms that last, while the relay runs or not.

It only notes in the relay's database what shall go; the relay does it, within seconds.
"""

import argparse
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping

from messenger.errors import UserError
from messenger.irc.names import fold, is_channel
from messenger.nearest import did_you_mean
from messenger.relay.registry import room_json
from messenger.relay.state import Room
from messenger.relay.upkeep import beside
from messenger.store import accounts, room_rows
from messenger.store.history import write


def run_room(options: argparse.Namespace) -> int:
    """Do what options.action says; UserError when it can't be done."""
    with beside.opened(beside.find_relay(options.data)) as conn:
        ACTIONS[options.action](conn, getattr(options, "name", ""))
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
    rooms = _lasting(conn)
    if not rooms:
        print("There are no rooms that stay yet.", file=sys.stderr)
    for room in rooms.values():
        day = time.strftime("%Y-%m-%d", time.localtime(room.created_s))
        words = [room.name, f"founded by {names.get(room.founder, '?')}", f"there since {day}"]
        if room.is_private:
            words.append("private")
        if room.topic and not room.is_private:
            words.append(room.topic)
        print("  ".join(words))


def _drop(conn: sqlite3.Connection, name: str) -> None:
    name = name if is_channel(name) else f"#{name}"
    rooms = _lasting(conn)
    room = rooms.get(fold(name))
    if room is None:
        meant = did_you_mean(name, [one.name for one in rooms.values()])
        raise UserError(f"No room {name} is kept here.{meant} 'messenger room list' shows all.")
    write(conn, [room_rows.DropRow(fold(name))])
    print(f"{room.name} is not kept any longer: it goes when the last one has left it.")


ACTIONS: Mapping[str, Callable[[sqlite3.Connection, str], None]] = {"list": _list, "drop": _drop}
