"""What of a room lasts, as the store keeps it (`RoomRow.json`)."""

import json
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


def to_json(room: Room) -> str:
    """The lasting state, as `RoomRow.json`."""
    state: dict[str, Any] = {key: getattr(room, name) for key, name in _LASTING.items()}
    state["topic"] = [room.topic, room.topic_by, room.topic_at_s]
    state["flags"] = "".join(sorted(room.flags))
    state["lists"] = {
        letter: [[entry.mask, entry.by, entry.at_s] for entry in entries]
        for letter, entries in room.lists.items()
    }
    return json.dumps(state, ensure_ascii=False)


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
