"""What the host has said about who speaks: the two switches, people muted, hands raised.

All of it lies among the relay's facts, so that it outlives a restart and changes only together
with what is stored. People are known by `Hub.identity`: their account, without one their nick.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.state import Person, Room

OWNER = ""  # of the facts that belong to the relay itself
SWITCH, MUTED, SPARED, HAND = "switch", "muted", "spared", "hand"
APPROVED, INSIDE = "approved", "inside"  # of a room: who speaks there; who was in when it closed
MUTE_ALL, TALKS = "muted", "talks_closed"  # the switches, called as in `config.LessonConfig`
MAX_PEOPLE = 2000  # entries of a kind
HAND_KEPT_MS = 3_600_000  # of somebody who is not here


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody of a kind, called `nick`, since at_ms (since 1970)."""

    nick: str
    at_ms: int


# -- switches -----------------------------------------------------------------------------


def is_on(hub: Hub, switch: str) -> bool:
    """As an operator has set it, else as the settings say."""
    told = hub.facts.of(OWNER, SWITCH).get(switch)
    return told == "on" if told else bool(getattr(hub.config.lesson, switch))


def turn(hub: Hub, switch: str, on: bool) -> None:
    """Set a switch. Whoever was in full flow is looked at anew with the next line."""
    hub.turn.rows.append(hub.facts.put(OWNER, SWITCH, switch, "on" if on else "off"))
    end_lanes(hub)


def end_lanes(hub: Hub) -> None:
    """Rules of the whole relay have changed: nobody goes on by the short way (`output.lane`)."""
    for room in hub.roster.rooms.values():
        room.version += 1


# -- people -------------------------------------------------------------------------------


def names_of(hub: Hub, person: Person) -> tuple[str, ...]:
    """Under which a person may be noted: the account, and the nick from before the login to it."""
    return tuple(dict.fromkeys((hub.identity(person), fold(person.nick))))


def has(hub: Hub, kind: str, person: Person) -> bool:
    noted = hub.facts.of(OWNER, kind)
    return bool(noted) and any(name in noted for name in names_of(hub, person))


def put(hub: Hub, kind: str, person: Person) -> bool:
    """Note somebody. False when there are too many."""
    noted = hub.facts.of(OWNER, kind)
    if len(noted) >= MAX_PEOPLE:
        return False
    entry = Entry(person.nick, hub.wall_ms)
    _store(hub, kind, hub.identity(person), entry)
    return True


def take(hub: Hub, kind: str, person: Person) -> bool:
    """False when the person was not noted."""
    found = [name for name in names_of(hub, person) if name in hub.facts.of(OWNER, kind)]
    for name in found:
        _store(hub, kind, name, None)
    return bool(found)


def take_named(hub: Hub, kind: str, nick: str) -> bool:
    """The same for somebody who is not here, by the nick noted."""
    noted = list(hub.facts.of(OWNER, kind).items())
    found = [name for name, value in noted if fold(read(value).nick) == fold(nick)]
    for name in found:
        _store(hub, kind, name, None)
    return bool(found)


def clear(hub: Hub, kind: str) -> None:
    for name in list(hub.facts.of(OWNER, kind)):
        _store(hub, kind, name, None)


def all_of(hub: Hub, kind: str) -> list[Entry]:
    """Everybody of a kind, the longest noted first."""
    noted = (read(value) for value in hub.facts.of(OWNER, kind).values())
    return sorted(noted, key=lambda entry: (entry.at_ms, fold(entry.nick)))


def hands(hub: Hub) -> list[Entry]:
    """Raised by people who are here, in order."""
    return [entry for entry in all_of(hub, HAND) if hub.people.find(entry.nick)]


def forget_old_hands(hub: Hub) -> None:
    """Of people who went away and did not come back."""
    for entry in all_of(hub, HAND):
        if hub.wall_ms - entry.at_ms > HAND_KEPT_MS and not hub.people.find(entry.nick):
            take_named(hub, HAND, entry.nick)


def _store(hub: Hub, kind: str, name: str, entry: Entry | None, *, stands: bool = False) -> None:
    value = json.dumps(asdict(entry)) if entry else None
    hub.turn.rows.append(hub.facts.put(OWNER, kind, name, value, stands=stands))


@lru_cache(maxsize=MAX_PEOPLE)
def read(value: str) -> Entry:
    return Entry(**json.loads(value))


# -- rooms --------------------------------------------------------------------------------


def let_in(hub: Hub, kind: str, room: Room, person: Person, *, stands: bool = False) -> None:
    """kind: APPROVED or INSIDE. stands: as in `Facts.put`."""
    identity = hub.identity(person)
    sign = _sign(identity, person.host)
    known = hub.facts.of(room.key, kind)
    if len(known) >= MAX_PEOPLE and identity not in known:  # the oldest asks once more
        hub.turn.rows.append(hub.facts.put(room.key, kind, next(iter(known)), None, stands=stands))
    hub.turn.rows.append(hub.facts.put(room.key, kind, identity, sign, stands=stands))


def let_in_named(hub: Hub, kind: str, room: Room, identity: str, host: str) -> None:
    """The same for somebody who may not be here now."""
    hub.turn.rows.append(hub.facts.put(room.key, kind, identity, _sign(identity, host)))


def _sign(identity: str, host: str) -> str:
    """By what somebody is known again: a nick alone is the next one's who takes it."""
    return "1" if identity.startswith("@") else host


def shut_out(hub: Hub, kind: str, room: Room, person: Person) -> None:
    for name in names_of(hub, person):
        if name in hub.facts.of(room.key, kind):
            hub.turn.rows.append(hub.facts.put(room.key, kind, name, None, stands=True))


def is_let_in(hub: Hub, kind: str, room: Room, person: Person) -> bool:
    identity = hub.identity(person)
    return hub.facts.of(room.key, kind).get(identity) == _sign(identity, person.host)


def close_room(hub: Hub, room: Room) -> None:
    """It gets mode +i: those inside may come back, after a cut or a restart."""
    for member in room.members:
        let_in(hub, INSIDE, room, member)


def open_room(hub: Hub, room: Room) -> None:
    for name in list(hub.facts.of(room.key, INSIDE)):
        hub.turn.rows.append(hub.facts.put(room.key, INSIDE, name, None))


# -- other names --------------------------------------------------------------------------


def follow(hub: Hub, person: Person, before: str) -> Iterator[tuple[str, Entry, Entry]]:
    """The person is called otherwise or has another account: all that holds for it goes along.

    before: its identity until now. Tells (kind, entry as it was, entry as it is).
    """
    after = hub.identity(person)
    for kind in (MUTED, SPARED, HAND):
        value = hub.facts.of(OWNER, kind).get(before)
        if value is None:
            continue
        old = read(value)
        new = replace(old, nick=person.nick)
        # Who logs in and out again must not get rid of it: an account keeps what it had.
        if after != before and not (kind == MUTED and before.startswith("@")):
            _store(hub, kind, before, None, stands=True)
        _store(hub, kind, after, new, stands=True)
        yield kind, old, new
    if after != before:
        for room in person.rooms.values():
            for kind in (APPROVED, INSIDE):
                known = hub.facts.of(room.key, kind).get(before)
                if known == _sign(before, person.host):
                    let_in(hub, kind, room, person, stands=True)
                    if not before.startswith("@"):
                        row = hub.facts.put(room.key, kind, before, None, stands=True)
                        hub.turn.rows.append(row)
