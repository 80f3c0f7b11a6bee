"""What happens on the relay gets its time and its id here, and what its tags say of who did it."""

from typing import Any

from messenger.irc import stamps
from messenger.irc.names import fold
from messenger.relay.output.outgoing import Outgoing
from messenger.relay.output.render import Event
from messenger.relay.registry.people import People
from messenger.store.rows import Memory


class Happenings(Outgoing):
    """Makes events. serial: of the newest thing that is kept; wall_ms: milliseconds since 1970,
    never going back; started_ms: when the relay began."""

    def __init__(self, people: People, memory: Memory) -> None:
        super().__init__()
        self.people = people
        self.relay_id, self.serial = memory.relay_id, memory.last_serial
        self.wall_ms, self.started_ms = memory.last_ms, 0
        self._references = self._passed = 0

    def next_reference(self) -> str:
        """The name of a batch of ours."""
        self._references += 1
        return f"b{self._references:x}"

    def msgid(self, serial: int) -> str:
        return stamps.msgid(self.relay_id, serial)

    def event(self, source: str, command: str, *params: str, **more: Any) -> Event:
        """Something that happens now and is not kept; `more`: further fields of Event."""
        return Event(source, command, params, self.wall_ms, **{**self._about(source), **more})

    def kept_event(self, source: str, command: str, *params: str, **more: Any) -> Event:
        """Something that happens now and gets a msgid of its own."""
        self.serial += 1
        msgid = self.msgid(self.serial)
        return Event(
            source, command, params, self.wall_ms, msgid, **{**self._about(source), **more}
        )

    def passing_event(self, source: str, command: str, *params: str, **more: Any) -> Event:
        """Not kept, and so without a serial: after a restart another thing would have it."""
        self._passed += 1
        msgid = f"{self.relay_id}-p{self.started_ms:x}g{self._passed:x}"
        return Event(source, command, params, self.wall_ms, msgid, **self._about(source), **more)

    def _about(self, source: str) -> dict[str, Any]:
        """What tags say about "nick!user@host"."""
        person = self.people.by_nick.get(fold(source.partition("!")[0]))
        if person is None:
            return {}
        return {"account": person.account, "operator": person.is_operator, "bot": person.is_bot}
