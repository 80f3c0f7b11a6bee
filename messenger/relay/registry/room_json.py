"""What of a room lasts, as the store keeps it (`RoomRow.json`)."""

import json
from typing import Any

from messenger.relay.state import ListEntry, Room


def to_json(room: Room) -> str:
    """The lasting state, as `RoomRow.json`."""
    return json.dumps(
        {
            "name": room.name,
            "created": room.created_s,
            "topic": [room.topic, room.topic_by, room.topic_at_s],
            "flags": "".join(sorted(room.flags)),
            "key": room.password,
            "limit": room.limit,
            "lists": {
                letter: [[entry.mask, entry.by, entry.at_s] for entry in entries]
                for letter, entries in room.lists.items()
            },
            "history_from": room.history_from,
        },
        ensure_ascii=False,
    )


def load_json(room: Room, text: str) -> None:
    """Take the state over that `to_json` wrote. Missing keys keep their defaults."""
    state: dict[str, Any] = json.loads(text)
    room.name = state.get("name", room.name)
    room.created_s = state.get("created") or room.created_s
    room.topic, room.topic_by, room.topic_at_s = state.get("topic", ["", "", 0])
    room.flags = set(state.get("flags", "nt"))
    room.password = state.get("key", "")
    room.limit = state.get("limit", 0)
    room.lists = {
        letter: [ListEntry(*entry) for entry in entries]
        for letter, entries in state.get("lists", {}).items()
    }
    room.history_from = state.get("history_from", 0)
