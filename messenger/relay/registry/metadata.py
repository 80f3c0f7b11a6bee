"""Who hears of whose metadata, and when.

source: IRCv3 draft/metadata-2; draft/metadata-3 tells by numerics instead of METADATA lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from messenger.irc import caps, numerics
from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry.facts import METADATA
from messenger.relay.state import Peer, Person, Room

MAX_SYNC_LINES = 2000  # more are left to METADATA SYNC
SYNC_LATER_S = 5
NOT_SET = "key not set"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose metadata: a room's or a person's."""

    who: Room | Person

    @property
    def name(self) -> str:
        if isinstance(self.who, Room):
            return self.who.name
        return self.who.nick if self.who.is_in else "*"

    def values(self, hub: Hub) -> dict[str, str]:
        """Key → value, to read only."""
        if isinstance(self.who, Room):
            return hub.facts.of(self.who.key, METADATA)
        return hub.facts.of_person(self.who, METADATA)

    def put(self, reply: Reply, key: str, value: str | None) -> None:
        """As the reply's command wants it: what is stored of it must be."""
        hub = reply.hub
        if isinstance(self.who, Room):
            rows = [hub.facts.put(self.who.key, METADATA, key, value)]
        else:
            rows = hub.facts.put_person(self.who, METADATA, key, value)
        if rows:
            hub.turn.rows.extend(rows)
            reply.needs_disk(self.name)


def show(reply: Reply, subject: Subject, key: str, value: str | None) -> None:
    if value is None:
        reply.text(numerics.RPL_KEYNOTSET, subject.name, key, NOT_SET)
    else:
        reply.text(numerics.RPL_KEYVALUE, subject.name, key, "*", value)


def tell(reply: Reply, subject: Subject, key: str, value: str | None) -> None:
    """A value that was not asked for one by one, in the form that the peer has negotiated."""
    if reply.peer.has(caps.METADATA):
        show(reply, subject, key, value)
    elif value is None:
        reply.send("METADATA", subject.name, key, "*")
    else:
        reply.send("METADATA", subject.name, key, "*", value)


def _knows(peer: Peer) -> bool:
    return peer.has(caps.METADATA | caps.METADATA_2)


def announce(asked: Reply, subject: Subject, key: str, value: str | None) -> None:
    """Tell all who care that a key has a new value, or None: no more. asked: of who did it."""
    hub = asked.hub
    for reader in dict.fromkeys(_readers(hub, subject.who)):
        if reader is not asked.peer:
            _tell(hub, reader, subject, key, value, durable=asked.durable)


def _tell(
    hub: Hub, reader: Peer, subject: Subject, key: str, value: str | None, *, durable: bool = False
) -> None:
    if key in reader.subscriptions and _knows(reader):
        reply = Reply(hub, reader, "METADATA")
        reply.durable = durable
        tell(reply, subject, key, value)
        reply.finish()


def _readers(hub: Hub, who: Room | Person) -> Iterator[Peer]:
    rooms = (who,) if isinstance(who, Room) else who.rooms.values()
    for room in rooms:
        for member in room.members:
            yield from member.peers
    if isinstance(who, Room):
        return
    yield from hub.people.watchers.get(fold(who.nick), ())
    yield from hub.accounts.devices(who.account_id)


def on_join(hub: Hub, room: Room, peer: Peer, reply: Reply) -> None:
    """A device of a member gets what it subscribed to."""
    if peer.subscriptions and _knows(peer):
        sync(hub, room, peer.subscriptions, reply)


def show_newcomer(hub: Hub, room: Room, person: Person) -> None:
    """The others get what a new member tells of itself."""
    newcomer = Subject(person)
    for key, value in newcomer.values(hub).items():
        for member in room.members:
            for reader in member.peers if member is not person else ():
                _tell(hub, reader, newcomer, key, value)


def sync(
    hub: Hub, room: Room, keys: Iterable[str], reply: Reply, limit: int = MAX_SYNC_LINES
) -> None:
    """The values of these keys of a room and of all in it, or a promise if they are too many."""
    wanted = frozenset(keys)
    found = [
        (subject, key, value)
        for subject in (Subject(room), *map(Subject, room.members))
        for key, value in subject.values(hub).items()
        if key in wanted
    ]
    if len(found) > limit:
        reply.numeric(numerics.RPL_METADATASYNCLATER, room.name, str(SYNC_LATER_S))
        return
    for subject, key, value in found:
        tell(reply, subject, key, value)


def on_watch(hub: Hub, other: Person, reply: Reply) -> None:
    """Somebody that is watched is here: what the watcher subscribed to."""
    watcher, subject = reply.peer, Subject(other)
    if watcher.subscriptions and _knows(watcher):
        for key, value in subject.values(hub).items():
            if key in watcher.subscriptions:
                tell(reply, subject, key, value)


def on_login(hub: Hub, peer: Peer, reply: Reply) -> None:
    """What is known of oneself, even if it is nothing, among the first lines."""
    if _knows(peer):
        own = Subject(peer.person)
        with reply.batch("metadata", peer.person.nick):
            for key, value in own.values(hub).items():
                tell(reply, own, key, value)


def on_whois(hub: Hub, peer: Peer, other: Person, reply: Reply) -> None:
    if _knows(peer):
        for key, value in Subject(other).values(hub).items():
            reply.text(numerics.RPL_WHOISKEYVALUE, other.nick, key, "*", value)
