"""A room's lines of one turn, joined once for each profile.

The same bytes object goes to every member of a profile; the copy of somebody who spoke is
made by cutting its own lines out of it, or putting its echo in their place, by byte ranges.
"""

from collections.abc import Iterable, Mapping

from messenger.relay.render import Event, render, stamped
from messenger.relay.turn import Delivery, Wire
from messenger.store.rows import HistoryRow


class Block:
    """What was said in a room since its last close.

    profiles: the members' wires by profile; they don't change while the block is open.
    durable: holds what must not be seen unless it is stored.
    """

    __slots__ = ("_own", "_parts", "_sizes", "durable")

    def __init__(self, profiles: Iterable[int], durable: bool) -> None:
        self.durable = durable
        self._parts: dict[int, list[bytes]] = {profile: [] for profile in profiles}
        self._sizes = dict.fromkeys(self._parts, 0)
        # Of each speaker: its profile, and (start, end, bytes to put there) in its copy.
        self._own: dict[Wire, tuple[int, list[tuple[int, int, bytes]]]] = {}

    def add(self, event: Event) -> None:
        """The same for all."""
        for profile, parts in self._parts.items():
            data = render(event, profile)
            if data:
                parts.append(data)
                self._sizes[profile] += len(data)

    def add_own(self, event: Event, wire: Wire, profile: int, own: bytes) -> None:
        """For all but the one who did it, who gets `own` (b"" for nothing) in its place."""
        start = self._sizes[profile]
        self.add(event)
        end = self._sizes[profile]
        ranges = self._own.setdefault(wire, (profile, []))[1]
        ranges.append((start, end, own))

    def add_body(self, body: bytes, row: HistoryRow, msgid: str) -> None:
        """A plain PRIVMSG, rendered but for its tags."""
        for profile, parts in self._parts.items():
            data = stamped(body, profile, row, msgid) if profile else body
            parts.append(data)
            self._sizes[profile] += len(data)

    def cut_body(self, body: bytes, row: HistoryRow, msgid: str, wire: Wire, profile: int) -> None:
        """The same, but not to the one who said it."""
        start = self._sizes[profile]
        self.add_body(body, row, msgid)
        self._own.setdefault(wire, (profile, []))[1].append((start, self._sizes[profile], b""))

    def close(self, members: Mapping[int, Mapping[Wire, None]]) -> list[Delivery]:
        """What has to be sent for it."""
        deliveries = []
        for profile, parts in self._parts.items():
            data = parts[0] if len(parts) == 1 else b"".join(parts)
            wires = members[profile]
            speakers = [wire for wire, own in self._own.items() if own[0] == profile]
            others = [wire for wire in wires if wire not in self._own] if speakers else list(wires)
            if others and data:
                deliveries.append(Delivery(data, others, self.durable))
            for wire in speakers:
                if copy := _replaced(data, self._own[wire][1]):
                    deliveries.append(Delivery(copy, (wire,), self.durable))
        return deliveries


def _replaced(data: bytes, ranges: list[tuple[int, int, bytes]]) -> bytes:
    parts, done = [], 0
    for start, end, own in ranges:
        parts.append(data[done:start])
        parts.append(own)
        done = end
    parts.append(data[done:])
    return b"".join(parts)
