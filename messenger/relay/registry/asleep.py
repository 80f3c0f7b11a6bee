"""Rooms that nobody is in and that are nobody's: what is remembered of them until somebody opens
them again. Anybody can leave as many behind as it likes, so there are bounds.
"""

import json
from collections.abc import Iterable, Mapping

from messenger.relay.registry import room_json
from messenger.relay.registry.recent import Recent
from messenger.relay.state import Room
from messenger.store.rows import RoomRow

MAX_WORDS = 1000  # rooms whose last words are kept in memory
MAX_STATES = 20_000


class Asleep:
    """closed_upto: what was said up to this serial in a room that is not remembered can't be read
    by who opens it now: one of those forgotten may have been private."""

    def __init__(self, states: Mapping[str, str], last_serial: int, closed_upto: int) -> None:
        """states: `RoomRow.json` by folded name; last_serial: of the newest row at the start."""
        self._states = {key: text for key, text in states.items() if _says_something(text)}
        self._last_serial = last_serial
        self.closed_upto = closed_upto
        self.words: dict[str, Recent] = {}

    def lasting(self) -> list[str]:
        """Those that have a founder after all: they are never asleep."""
        return [key for key, text in self._states.items() if json.loads(text).get("founder")]

    def wake(self, key: str) -> tuple[str, Recent | None]:
        """The state ("" when there is none) and the last words, not remembered here any longer."""
        return self._states.pop(key, ""), self.words.pop(key, None)

    def state(self, key: str) -> str:
        """As `RoomRow.json`."""
        return self._states.get(key, "")

    def keep_words(self, room: Room) -> None:
        self.words.pop(room.key, None)
        self.words[room.key] = room.recent
        if len(self.words) > MAX_WORDS:
            del self.words[next(iter(self.words))]

    def keep_state(self, room: Room) -> list[RoomRow]:
        """Remember a room as it is; what is to be stored of it, and of those that are forgotten."""
        text = room_json.to_json(room)
        if not _says_something(text):
            return [RoomRow(room.key, "")]
        self._states.pop(room.key, None)
        self._states[room.key] = text
        return [RoomRow(room.key, text), *self._bound()]

    def _bound(self) -> Iterable[RoomRow]:
        while len(self._states) > MAX_STATES:
            key = next(iter(self._states))
            room = Room(key, key, 0)
            room_json.load_json(room, self._states.pop(key))
            hidden = self._last_serial if room.is_private else room.history_from
            self.closed_upto = max(self.closed_upto, hidden)
            yield RoomRow(key, "")


def _says_something(text: str) -> bool:
    """Whether a state differs from that of a room that was never there."""
    room = Room("", "", 0)
    room_json.load_json(room, text)
    room.name, room.created_s, room.used_s = "", 0, 0
    room.lists = {letter: entries for letter, entries in room.lists.items() if entries}
    return room_json.to_json(room) != _NOTHING


_NOTHING = room_json.to_json(Room("", "", 0))
