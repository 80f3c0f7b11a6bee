"""A room's lines of one turn, joined once for each profile.

The same bytes object goes to every member of a profile; the copy of somebody who spoke is
made by cutting its own lines out of it, or putting its echo in their place, by byte ranges.
"""

from collections.abc import Iterable, Mapping

from messenger.relay.output.render import Event, render, render_run
from messenger.relay.turn import Delivery, Wire
from messenger.store.rows import HistoryRun


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

    def add_run(
        self, run: HistoryRun, bodies: bytes, relay_id: str, speaker: tuple[Wire, int] | None
    ) -> None:
        """Plain PRIVMSGs (see `render.render_run`); not for the speaker (its wire and profile),
        if there is one."""
        sizes = self._sizes
        start = sizes[speaker[1]] if speaker else 0
        for profile, parts in self._parts.items():
            data = render_run(run, bodies, profile, relay_id) if profile else bodies
            parts.append(data)
            sizes[profile] += len(data)
        if speaker is not None:
            wire, profile = speaker
            own = self._own.get(wire)
            if own is None:
                own = self._own[wire] = (profile, [])
            own[1].append((start, sizes[profile], b""))

    def close(self, members: Mapping[int, Mapping[Wire, None]]) -> list[Delivery]:
        """What has to be sent for it."""
        deliveries = []
        own, durable = self._own, self.durable
        for profile, parts in self._parts.items():
            data = parts[0] if len(parts) == 1 else b"".join(parts)
            others = dict(members[profile])
            copies = []
            for wire, (speaks, ranges) in own.items():
                if speaks == profile:
                    others.pop(wire, None)
                    if copy := _replaced(data, ranges):
                        copies.append(Delivery(copy, (wire,), durable))
            if others and data:
                deliveries.append(Delivery(data, list(others), durable))
            deliveries += copies
        return deliveries


def _replaced(data: bytes, ranges: list[tuple[int, int, bytes]]) -> bytes:
    if len(ranges) == 1 and not ranges[0][2] and ranges[0][1] - ranges[0][0] == len(data):
        return b""  # one line, by oneself: the commonest of all
    parts, done = [], 0
    for start, end, own in ranges:
        parts.append(data[done:start])
        parts.append(own)
        done = end
    parts.append(data[done:])
    return b"".join(parts)
