"""What of a room lasts, as the store keeps it (`RoomRow.json`)."""

import json
from collections.abc import Iterable
from typing import Any

from messenger.relay.state import ListEntry, Room

# Key in the JSON → attribute of the room, as it is; topic, flags and lists come besides.
_LASTING = {
    "name": "name",
    "created": "created_s",
    "key": "password",
    "limit": "limit",
    "throttle": "throttle",
    "founder": "founder",
    "used": "used_s",
    "history_from": "history_from",
}
# One thing of a room that can change by itself: (key in the JSON, …), with a letter of a flag, or
# a letter and a mask of a list. The room's name and its times are none.
Thing = tuple[str, ...]
_TAKEN_BACK = ("key", "limit", "throttle", "founder", "history_from")


def to_json(room: Room) -> str:
    """The lasting state, as `RoomRow.json`."""
    state: dict[str, Any] = {key: getattr(room, name) for key, name in _LASTING.items()}
    state["topic"] = [room.topic, room.topic_by, room.topic_at_s]
    state["flags"] = "".join(sorted(room.flags))
    state["lists"] = {letter: _values(entries) for letter, entries in room.lists.items()}
    return json.dumps(state, ensure_ascii=False)


def _values(entries: Iterable[ListEntry]) -> list[list[Any]]:
    return [[entry.mask, entry.by, entry.at_s] for entry in entries]


def changed(before: str, now: str) -> dict[Thing, Any]:
    """What two states differ in, as it was before; None for what was not there."""
    old, new = _things(json.loads(before)), _things(json.loads(now))
    return {thing: old.get(thing) for thing in old | new if old.get(thing) != new.get(thing)}


def _things(state: dict[str, Any]) -> dict[Thing, Any]:
    things: dict[Thing, Any] = {(key,): state[key] for key in (*_TAKEN_BACK, "topic")}
    things |= {("flags", letter): True for letter in state["flags"]}
    for letter, entries in state["lists"].items():
        things |= {("lists", letter, mask): [mask, by, at_s] for mask, by, at_s in entries}
    return things


def put(room: Room, thing: Thing, value: Any) -> None:
    """Make one thing of a room what it was."""
    kind, *rest = thing
    if kind == "flags":
        room.flags = room.flags | {*rest} if value else room.flags - {*rest}
    elif kind == "lists":
        letter, mask = rest
        entries = [entry for entry in room.lists.get(letter, ()) if entry.mask != mask]
        room.lists[letter] = [*entries, *([ListEntry(*value)] if value else [])]
    elif kind == "topic":
        room.topic, room.topic_by, room.topic_at_s = value
    else:
        setattr(room, _LASTING[kind], value)
    room.version += 1
    room.saved = to_json(room)


def load_json(room: Room, text: str) -> None:
    """Take the state over that `to_json` wrote. Missing keys keep their defaults."""
    state: dict[str, Any] = json.loads(text)
    for key, name in _LASTING.items():
        setattr(room, name, state.get(key) or getattr(room, name))
    room.topic, room.topic_by, room.topic_at_s = state.get("topic", ["", "", 0])
    room.flags = set(state.get("flags", "nt"))
    room.lists = {
        letter: [ListEntry(*entry) for entry in entries]
        for letter, entries in state.get("lists", {}).items()
    }
