"""The relay's middle: its rooms and people, and the one way for what happens in them.

Handlers change state through the hub; it keeps what is to be stored and sent in one Turn.
A room's block closes before a member comes, goes, or changes what it is shown.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from messenger.config import RelayConfig
from messenger.irc.caps import CLASSIC
from messenger.irc.names import fold
from messenger.relay.access.accounts import Accounts
from messenger.relay.access.crowding import Crowding
from messenger.relay.access.tries import Guard
from messenger.relay.output.happenings import Happenings
from messenger.relay.output.render import Event
from messenger.relay.registry import choices, room_json
from messenger.relay.registry.facts import FORMERLY, Facts
from messenger.relay.registry.people import People
from messenger.relay.registry.refs import Refs
from messenger.relay.registry.roster import CLOSED, LOBBY, Roster
from messenger.relay.state import Peer, Person, Room, Stage
from messenger.relay.turn import Job, Wire
from messenger.relay.upkeep.ages import Ages
from messenger.store.rows import HistoryRow, Memory, RoomRow, sender_of


class Hub(Happenings):
    """State of the relay and the verbs that change it. Owned by the core.

    now: monotonic seconds; wall_ms: milliseconds since 1970, never going back.
    """

    def __init__(self, config: RelayConfig, memory: Memory) -> None:
        super().__init__(People(config.limits.whowas_entries), memory)
        self.config = config
        self.name = config.server.name
        self.now = 0.0
        self.peers: dict[Wire, Peer] = {}
        self.crowding = Crowding()
        self.roster = Roster(config, memory)
        self.refs = Refs(memory.refs)
        self.accounts = Accounts(config, memory.accounts)
        self.facts = Facts(memory.facts, (FORMERLY,))
        self.resumed: list[Peer] = []  # their Job is done: lines that waited can go on
        self.departed: list[str] = []  # nicks that watchers have still to be told of
        self.emptied: list[str] = []  # names of rooms that are no more
        self.unsettled: dict[Person, None] = {}  # of accounts: a device or a room came or went
        self.ended: list[str] = []  # ids of accounts whose person does not stay after all
        self.oper_tries = Guard(5, 60.0)  # by address: passwords of operators
        self.hand_moves = Guard(1, config.lesson.hand_pause_s)  # by identity: hands raised
        self.motd: tuple[str, ...] = ()
        self.host_secret = ""
        self.ages = Ages(memory.last_ms, self.facts)

    # -- ids and time

    def begin(self, now: float, wall_ms: int) -> None:
        self.now, self.wall_ms = now, max(self.wall_ms, wall_ms)
        self.turn.rows += self.ages.begin(now, wall_ms)
        if not self.started_ms:
            self.started_ms = wall_ms
            lobby = self.roster.rooms[LOBBY]
            lobby.created_s = lobby.created_s or wall_ms // 1000

    def identity(self, person: Person) -> str:
        """Under which a person's private talks are kept: the account's id if there is one."""
        return "@" + person.account_id if person.account_id else fold(person.nick)

    def talk_key(self, person: Person, nick: str) -> str:
        """`HistoryRow.target` of the talk between a person and whoever has this nick, or had it."""
        other, account = self.people.find(nick), self.accounts.find(nick)
        theirs = fold(nick)
        if other is not None:
            theirs = self.identity(other)
        elif account is not None:
            theirs = "@" + account.id
        return " ".join(sorted((self.identity(person), theirs)))

    # -- what is stored

    def store(
        self, target: str, event: Event, params: tuple[str, ...], ref: str = ""
    ) -> HistoryRow:
        """Put a kept event into this turn's rows. target: folded room, or a talk's key."""
        row = HistoryRow(
            self.serial, target, event.sent_ms, event.source, event.account, event.command, params,
            event.tags, ref,
        )  # fmt: skip
        if self.config.history.enabled:
            self.turn.rows.append(row)
        if ref:
            self.refs.add(sender_of(row), ref, row.serial, row.sent_ms)
        return row

    def happen(self, room: Room, source: str, command: str, *params: str, **more: Any) -> Event:
        """Something (not a message) happens in a room: keep it, and make the event of it."""
        event = self.kept_event(source, command, room.name, *params, **more)
        self.roster.remember(room, self.store(room.key, event, params))
        return event

    def save(self, room: Room) -> None:
        """Keep the room's topic and modes."""
        before, room.saved = room.saved, room_json.to_json(room)
        self.turn.rows.append(RoomRow(room.key, room.saved))
        for thing, value in room_json.changed(before, room.saved).items():
            self.changed((room, thing), value, partial(self._take_back, room, thing))

    def _take_back(self, room: Room, thing: room_json.Thing, value: Any) -> None:
        """The disk would not take a change of a room."""
        room_json.put(room, thing, value)
        self.roster.restored(room)
        if not room.members and self.roster.rooms.get(room.key) is room:
            self.close_if_empty(room)

    def ask(self, peer: Peer, request: Any, then: Callable[[Any], None]) -> None:
        """Have a worker answer; the peer's further lines wait."""
        peer.busy = peer.paused = True

        def resume(answer: Any) -> None:
            peer.busy = False
            self.resumed.append(peer)
            then(answer)

        self.turn.jobs.append(Job(request, resume))

    # -- who is where

    def unsettle(self, person: Person) -> None:
        """Something has changed that is remembered of owners of accounts."""
        if person.account_id:
            self.unsettled[person] = None

    def enter(self, room: Room, person: Person, marks: str) -> None:
        self.close_block(room)
        room.add(person, marks)
        self.unsettle(person)

    def leave(self, room: Room, person: Person) -> None:
        """Take a member out; see `close_if_empty`."""
        self.close_block(room)
        room.remove(person)
        self.unsettle(person)
        self.close_if_empty(room)

    def close_if_empty(self, room: Room, *, stands: bool = True) -> None:
        """A room without members goes, unless it lasts. stands: whatever the disk says, for its
        last member has left it."""
        if room.founder and not room.members:
            room.used_s = self.wall_ms // 1000
            self.save(room)
        before = self.roster.asleep.closed_upto
        rows = self.roster.emptied(room, self.serial)
        if rows:
            self.turn.rows.extend(rows)
            self.turn.rows.extend(self.facts.forget(room.key, stands=stands))
            self.emptied.append(room.name)
        upto = self.roster.asleep.closed_upto
        if upto != before:
            self.turn.rows.append(self.facts.put("", CLOSED, CLOSED, str(upto), stands=True))

    def set_caps(self, peer: Peer, bits: int) -> None:
        self.close_blocks_of(peer.person)
        before = peer.profile
        peer.set_caps(bits)
        if peer.profile != before:
            for room in peer.person.rooms.values():
                room.leave_profile(peer, before)
                room.enter_profile(peer)

    def attach(self, peer: Peer, person: Person) -> None:
        """The peer is one more device of somebody who is here; who it was before is nobody."""
        self.close_blocks_of(person)
        before = peer.person
        before.peers = ()
        self.people.release(before)
        self.accounts.leave(before)
        peer.person = person
        person.peers = (*person.peers, peer)
        for room in person.rooms.values():
            room.enter_profile(peer)
        self.unsettled[person] = None

    def drop(self, peer: Peer, reason: str) -> None:
        """The peer is gone, and with the last device its person: the rooms are told, the nick
        is free. Its socket is not touched."""
        if peer.is_gone:
            return
        if len(peer.person.peers) > 1 or (peer.is_in and self._lingers(peer.person)):
            self._detach(peer)
        else:
            self._part_with(peer.person, reason)
        self.people.connected -= peer.is_in
        peer.stage = Stage.GONE
        peer.waiting, peer.batch, peer.lane, peer.paused = [], None, None, True
        for key in list(peer.watching or ()):
            self.people.unwatch(peer, key)
        if self.peers.pop(peer.wire, None):
            self.crowding.left(peer.origin)

    def _detach(self, peer: Peer) -> None:
        """Nobody notices: the person stays, with other devices or without any."""
        person = peer.person
        self.close_blocks_of(person)
        for room in person.rooms.values():
            room.leave_profile(peer, peer.profile)
        person.peers = tuple(other for other in person.peers if other is not peer)
        if not person.peers:  # rights over the relay are not left lying about
            person.is_host = False
            self.people.set_modes(person, person.modes.replace("o", ""))
        self.unsettled[person] = None

    def stays(self, person: Person) -> bool:
        """Whether this person is here without a device, too."""
        return choices.is_always_on(self.config, self.facts, person.account_id)

    def _lingers(self, person: Person) -> bool:
        """Of several people of an account only one can stay."""
        return self.stays(person) and self.accounts.here(person.account_id)[0] is person

    def come_in(self, person: Person) -> None:
        """From here on the person is somebody."""
        person.rename(person.nick)
        person.is_in = True
        person.signon_ms = person.since_ms = self.wall_ms
        person.spoke_at = self.now
        self.people.logged_in += 1
        self.people.most = max(self.people.most, self.people.logged_in)

    def close_person(self, person: Person, reason: str) -> None:
        """Send somebody away, on all devices, for good."""
        for peer in person.peers:
            self.close(peer, reason)
        if person.is_in:
            self._part_with(person, reason)

    def _part_with(self, person: Person, reason: str) -> None:
        """Nobody is this person any more."""
        if person.rooms:
            self._say_quit(person, reason)
        if person.is_in:
            self.people.remember(person, self.wall_ms)
            self.people.part_with(person)
            self.departed.append(person.nick)
        for room in list(person.rooms.values()):
            self.leave(room, person)
        self.unsettled.pop(person, None)
        account_id = person.account_id
        stayed = person.is_in and self._lingers(person)
        person.is_in, person.peers = False, ()
        self.people.release(person)
        self.accounts.leave(person)
        if stayed:
            self.ended.append(account_id)
            for other in self.accounts.here(account_id):
                self.unsettle(other)

    def _say_quit(self, person: Person, reason: str) -> None:
        for room in person.rooms.values():
            event = self.kept_event(person.source, "QUIT", reason)
            self.roster.remember(room, self.store(room.key, event, (reason,)))
        self.tell_neighbours(person, event, person.peers[0] if person.peers else None)

    def close(self, peer: Peer, reason: str, tell: bool = True) -> None:
        """Send the peer away: ERROR, then its socket is closed after its output."""
        if peer.is_gone:
            return
        if tell:
            line = f"{reason}\n" if peer.profile & CLASSIC else f"ERROR :{reason}\r\n"
            self.send(peer, line.encode("utf-8", "replace"))
        wire = peer.wire
        self.drop(peer, reason)
        self.turn.closing.append(wire)
