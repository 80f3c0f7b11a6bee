"""WHO, and WHOX: many people at once.

source: RFC 2812 section 3.6.1; IRCv3 whox.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.names import fold, is_channel
from messenger.relay.access import masks
from messenger.relay.access.admission import host_of
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Person, Room

_WORDS_A_PERSON = 5  # that a mask is compared with


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one answer; room: through which it was found, if through one."""

    hub: Hub
    asker: Peer
    other: Person
    room: Room | None
    token: str

    def flags(self) -> str:
        marks = self.room.members.get(self.other, "") if self.room else ""
        return "".join(
            (
                "G" if self.other.away else "H",
                "*" * self.other.is_operator,
                marks if self.asker.has(caps.MULTI_PREFIX) else marks[:1],
                "B" * self.other.is_bot,
            )
        )

    def idle(self) -> str:
        return str(int(self.hub.now - self.other.spoke_at))


# The fields of WHOX, in the order in which they are answered.
FIELDS: Mapping[str, Callable[[Row], str]] = {
    "t": lambda row: row.token,
    "c": lambda row: row.room.name if row.room else "*",
    "u": lambda row: row.other.username,
    "i": lambda row: _own_address(row),
    "h": lambda row: row.other.host,
    "s": lambda row: row.hub.name,
    "n": lambda row: row.other.nick,
    "f": Row.flags,
    "d": lambda row: "0",
    "l": Row.idle,
    "a": lambda row: row.other.account or "0",
    "o": lambda row: "n/a",
    "r": lambda row: row.other.realname,
}


def _own_address(row: Row) -> str:
    """Others' addresses are for those who look after the relay."""
    seen = row.asker.person is row.other or row.asker.person.is_operator
    return host_of(row.other.peers[0].address) if seen and row.other.peers else "255.255.255.255"


def who(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """WHO [<room, nick or mask> [o][%<fields>[,<token>]]]"""
    mask = message.params[0] if message.params else "*"
    options = message.params[1] if len(message.params) > 1 else ""
    flags, percent, rest = options.partition("%")
    fields, _, token = rest.partition(",")
    for other, room in _found(hub, peer.person, mask):
        if "o" in flags and not other.is_operator:
            continue
        row = Row(hub, peer, other, room, token[:3] if token[:3].isdecimal() else "0")
        if percent:
            words = [form(row) for letter, form in FIELDS.items() if letter in fields]
            send = reply.text if "r" in fields else reply.numeric
            send(numerics.RPL_WHOSPCRPL, *words)
        else:
            _classic(row, reply)
    reply.numeric(numerics.RPL_ENDOFWHO, mask or "*")


def _classic(row: Row, reply: Reply) -> None:
    other = row.other
    room = row.room.name if row.room else "*"
    reply.text(
        numerics.RPL_WHOREPLY, room, other.username, other.host, row.hub.name, other.nick,
        row.flags(), f"0 {other.realname}",
    )  # fmt: skip


def _found(hub: Hub, person: Person, mask: str) -> Iterator[tuple[Person, Room | None]]:
    if is_channel(mask):
        room = hub.roster.find(mask)
        if room and (person in room.members or person.is_operator or not room.flags & {"s", "p"}):
            for other in room.members:
                if "i" not in other.modes or person in room.members or person.is_operator:
                    yield other, room
        return
    exact = hub.people.find(mask)
    if exact:
        yield exact, _shared_room(person, exact)
        return
    hub.costs.looks += len(hub.people.by_nick) * _WORDS_A_PERSON
    for other in list(hub.people.by_nick.values()):
        if other.is_in and _visible(person, other) and _covers(hub, mask, other):
            yield other, _shared_room(person, other)


def _visible(person: Person, other: Person) -> bool:
    if "i" not in other.modes or person is other or person.is_operator:
        return True
    return not person.rooms.keys().isdisjoint(other.rooms)


def _shared_room(person: Person, other: Person) -> Room | None:
    return next((room for key, room in other.rooms.items() if key in person.rooms), None)


def _covers(hub: Hub, mask: str, other: Person) -> bool:
    if mask in ("0", "*", ""):
        return True
    words = (other.nick, other.username, other.host, hub.name, other.realname)
    return fold(mask) in map(fold, words) or any(masks.matches(mask, word) for word in words)
