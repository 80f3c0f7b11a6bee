"""What leaves the relay in a turn: room blocks, lines for one peer, refusals, the end.

A room's block closes before anything goes to one of its members alone, so that each of them
gets everything in order.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from messenger.relay.access.costs import Costs
from messenger.relay.output.blocks import Block
from messenger.relay.output.render import Event, render
from messenger.relay.state import Peer, Person, Room
from messenger.relay.turn import Change, Delivery, Turn, Wire


class Outgoing:
    """The open turn and the rooms' open blocks."""

    def __init__(self) -> None:
        self.turn = Turn(1)
        self.costs = Costs()
        self._open: dict[Room, None] = {}

    def publish(self, room: Room, event: Event, durable: bool = False) -> None:
        """To all members alike."""
        self.costs.spread += len(room.members)
        self.block_of(room, durable).add(event)

    def publish_own(
        self, room: Room, event: Event, actor: Peer, own: bytes, durable: bool = False
    ) -> None:
        """To all members, with `own` in place of it for the one who did it."""
        self.costs.spread += len(room.members)
        if actor.person in room.members:
            self.block_of(room, durable).add_own(event, actor.wire, actor.profile, own)
        else:
            self.block_of(room, durable).add(event)
            if own:
                self.send(actor, own, durable)

    def block_of(self, room: Room, durable: bool) -> Block:
        """The room's open block, for lines that must be stored first (durable) or not."""
        if room.block is not None and room.block.durable is not durable:
            self.close_block(room)
        if room.block is None:
            room.block = Block(room.profiles, durable)
            self._open[room] = None
        return room.block

    def close_block(self, room: Room) -> None:
        """Its lines so far are out of reach of whatever follows."""
        if room.block is not None:
            self.turn.deliveries.extend(room.block.close(room.profiles))
            room.block = None
            del self._open[room]

    def close_blocks_of(self, person: Person) -> None:
        if self._open:
            for room in person.rooms.values():
                if room.block is not None:
                    self.close_block(room)

    def send(self, peer: Peer, data: bytes, durable: bool = False) -> None:
        """To one peer alone, after all that was said in its rooms."""
        if data and not peer.is_gone:
            self.close_blocks_of(peer.person)
            self.turn.deliveries.append(Delivery(data, (peer.wire,), durable))

    def send_late(self, peer: Peer, make: Callable[[], bytes]) -> None:
        """The same, of things that the disk may still refuse: made when this turn leaves."""
        if not peer.is_gone:
            self.close_blocks_of(peer.person)
            delivery = Delivery(b"", (peer.wire,))
            self.turn.deliveries.append(delivery)
            self.turn.late = (*self.turn.late, (delivery, make))

    def tell(self, event: Event, people: Iterable[Person], durable: bool = False) -> None:
        """To some people alone, on all their devices."""
        self.tell_peers(event, (peer for person in people for peer in person.peers), durable)

    def tell_peers(self, event: Event, peers: Iterable[Peer], durable: bool = False) -> None:
        """To some peers alone, each in its form."""
        by_profile: dict[int, list[Wire]] = {}
        for peer in peers:
            self.close_blocks_of(peer.person)
            by_profile.setdefault(peer.profile, []).append(peer.wire)
        self._deliver(event, by_profile, durable)

    def tell_other_devices(self, event: Event, peer: Peer, durable: bool = False) -> None:
        """To the devices of a peer's person that are not this one."""
        others = [other for other in peer.person.peers if other is not peer]
        if others:
            self.tell_peers(event, others, durable)

    def tell_neighbours(self, person: Person, event: Event, but: Peer | None = None) -> None:
        """Once to everybody who shares a room with the person, and to its own devices.

        but: the device that did it and has its own answer.
        """
        self.close_blocks_of(person)
        if len(person.rooms) == 1:
            (room,) = person.rooms.values()
            silent = but.wire if but else None
            by_profile = {
                profile: [wire for wire in wires if wire is not silent]
                for profile, wires in room.profiles.items()
            }
            self._deliver(event, by_profile, False)
        else:
            neighbours = dict.fromkeys(
                other for room in person.rooms.values() for other in room.members
            )
            neighbours[person] = None
            peers = dict.fromkeys(peer for one in neighbours for peer in one.peers)
            self.tell_peers(event, [peer for peer in peers if peer is not but])

    def _deliver(self, event: Event, by_profile: Mapping[int, list[Wire]], durable: bool) -> None:
        for profile, wires in by_profile.items():
            data = render(event, profile) if wires else b""
            if data:
                self.turn.deliveries.append(Delivery(data, wires, durable))

    def changed(self, key: Hashable, before: Any, undo: Callable[[Any], None]) -> None:
        """Something has changed that falls with this turn's rows; see `relay.refusals`."""
        self.turn.changes = (*self.turn.changes, Change(key, before, undo))

    def refuse_unstored(self, peer: Peer, line: bytes) -> None:
        """What the sender is told instead if this turn's rows can't be stored."""
        self.turn.refusals.append(Delivery(line, (peer.wire,)))

    def end_turn(self) -> Turn:
        turn = self.turn
        turn.is_of_one_block = len(self._open) == 1 and not turn.deliveries and not turn.closing
        for room in list(self._open):
            self.close_block(room)
        self.turn = Turn(turn.number + 1)
        return turn
