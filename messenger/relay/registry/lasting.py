"""Rooms that last: whose they are, who is known in them, and how they end.

Who opens a room while logged in to an account founds it, without asking for it: people at the
desktop all have accounts, know no ChanServ, and expect the room they made today to be there
tomorrow with its topic. Who has no account opens a room as IRC always had it: gone with its
last member. So that a slip of the keyboard leaves nothing behind, a room in which nothing was
said or set goes when its founder leaves it.

What a room knows of people is kept as facts of the room, by account: MEMBER → the marks that
are given back on joining; in a private room also of members without marks ("", who was let in
once need not ask again). INVITED → who invited somebody that has not come yet. FORMERLY, by
folded name → under which names people may still look for it.
"""

from collections.abc import Iterator

from messenger.irc.lesson import APPROVAL_MODE
from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.registry.facts import FORMERLY
from messenger.relay.registry.lesson import INSIDE
from messenger.relay.registry.roster import LOBBY
from messenger.relay.state import Person, Room
from messenger.relay.turn import Job
from messenger.store.room_rows import DroppedRow, DropsRequest

MEMBER, INVITED = "member", "invited"
MAX_ROOMS = 20_000  # that last, on the whole relay
MAX_INVITES = 100  # of one person
MAX_FORMER_NAMES = 10
_DAY_MS = 86_400_000


def founded_by(hub: Hub, account_id: str) -> Iterator[Room]:
    return (room for room in hub.roster.rooms.values() if room.founder == account_id)


def is_founder(room: Room, person: Person) -> bool:
    return bool(room.founder) and room.founder == person.account_id


def marks_of(hub: Hub, room: Room, account_id: str) -> str | None:
    """What the room remembers of an account, None when it does not know it."""
    if not room.founder or not account_id:
        return None
    if account_id == room.founder:
        return "@"
    return hub.facts.of(room.key, MEMBER).get(account_id)


def is_invited(hub: Hub, room: Room, person: Person) -> bool:
    return room in person.invites or person.account_id in hub.facts.of(room.key, INVITED)


def why_not(hub: Hub, room: Room, person: Person) -> str:
    """Why the room can't become the person's, in a sentence; "" when it can."""
    if room.founder:
        return f"{room.name} has a founder already"
    if room.key == LOBBY:
        return "The lobby is the relay's own"
    if not person.account_id or not hub.accounts.is_open:
        return "Log in to an account first: a room belongs to an account"
    founders = [one.founder for one in hub.roster.rooms.values() if one.founder]
    if len(founders) >= MAX_ROOMS:
        return "Too many rooms are kept on this relay already"
    if founders.count(person.account_id) >= hub.config.accounts.rooms_per_account:
        return "You have founded too many rooms: give one up first"
    return ""


def found(hub: Hub, room: Room, person: Person) -> None:
    """It is the person's room from now on, if it can be."""
    if not why_not(hub, room, person):
        room.founder = person.account_id
        for member, marks in room.members.items():
            remember(hub, room, member.account_id, marks)
        hub.save(room)


def give(hub: Hub, room: Room, account_id: str) -> None:
    """Another account is the founder from now on; the one before stays an operator."""
    before, room.founder = room.founder, account_id
    remember(hub, room, before, "@")
    _put(hub, room, MEMBER, account_id, None)
    hub.save(room)


def drop(hub: Hub, room: Room) -> None:
    """The room is nobody's: it goes with its last member, at once if nobody is inside."""
    room.founder = ""
    for kind in (MEMBER, INVITED, FORMERLY):
        for account_id in list(hub.facts.of(room.key, kind)):
            _put(hub, room, kind, account_id, None)
    hub.save(room)
    hub.close_if_empty(room, stands=False)


def let_go(hub: Hub, room: Room) -> None:
    """The same, and those inside are told."""
    if room.members:
        hub.publish(room, hub.event(hub.name, "MODE", room.name, "-r"), durable=True)
    drop(hub, room)


def remember(hub: Hub, room: Room, account_id: str, marks: str, *, stands: bool = False) -> None:
    """Know an account again: by its marks, or because it was let into a private room. stands: as
    in `Facts.put`."""
    if room.founder and account_id and account_id != room.founder:
        wanted = marks if marks or room.is_private else None
        if hub.facts.of(room.key, MEMBER).get(account_id) != wanted:
            _put(hub, room, MEMBER, account_id, wanted, stands=stands)


def remember_all(hub: Hub, room: Room) -> None:
    """The room has become private, perhaps: who is inside belongs to it."""
    if room.founder and room.is_private:
        for member, marks in room.members.items():
            remember(hub, room, member.account_id, marks)


def forget(hub: Hub, room: Room, account_id: str, *, stands: bool = False) -> None:
    """Neither marks nor the right to come in unasked are left. stands: as in `Facts.put`."""
    for kind, name in ((MEMBER, account_id), (INSIDE, "@" + account_id)):
        if name in hub.facts.of(room.key, kind):
            _put(hub, room, kind, name, None, stands=stands)


def invite(hub: Hub, room: Room, other: Person, by: str) -> None:
    """Until the person comes; who has an account may do so another day."""
    other.invites = (*(one for one in other.invites if one is not room), room)[-MAX_INVITES:]
    if room.founder and other.account_id:
        _put(hub, room, INVITED, other.account_id, by)


def came(hub: Hub, room: Room, person: Person) -> None:
    """Somebody may come in, and does."""
    person.invites = tuple(one for one in person.invites if one is not room)
    if person.account_id in hub.facts.of(room.key, INVITED):
        _put(hub, room, INVITED, person.account_id, None, stands=True)
    if marks_of(hub, room, person.account_id) is None:
        remember(hub, room, person.account_id, "", stands=True)


def parted(hub: Hub, room: Room, person: Person) -> None:
    """Somebody leaves on its own account: marks stay, the right to come in unasked goes."""
    if hub.facts.of(room.key, MEMBER).get(person.account_id) == "":
        forget(hub, room, person.account_id, stands=True)
    if is_founder(room, person) and len(room.members) == 1 and _is_blank(room):
        drop(hub, room)


def _is_blank(room: Room) -> bool:
    """Nothing has ever been said or set in it."""
    is_set = room.topic or room.password or room.limit or room.throttle or any(room.lists.values())
    return not is_set and not room.recent.newest_ms and room.flags - {APPROVAL_MODE} == {"n", "t"}


def account_gone(hub: Hub, account_id: str) -> None:
    """Its rooms go to an operator of theirs, or to nobody."""
    for room in [one for one in hub.roster.rooms.values() if one.founder]:
        forget(hub, room, account_id)
        _put_out(hub, room, account_id)
        if room.founder == account_id:
            known = hub.facts.of(room.key, MEMBER).items()
            heir = next((other for other, marks in known if "@" in marks), "")
            if heir:
                room.founder = heir
                forget(hub, room, heir)
                hub.save(room)
            else:
                let_go(hub, room)


def was_called(hub: Hub, room: Room, key: str) -> None:
    """The room has another name now; who was not here then is shown the way to it."""
    if room.founder:
        names = hub.facts.of(room.key, FORMERLY)
        for old in [*names][: max(0, len(names) + 1 - MAX_FORMER_NAMES)]:
            _put(hub, room, FORMERLY, old, None)
        _put(hub, room, FORMERLY, key, str(hub.wall_ms))
        if room.key in names:
            _put(hub, room, FORMERLY, room.key, None)


def moved_from(hub: Hub, name: str) -> Room | None:
    """The lasting room that had this name before."""
    keys = hub.facts.owners(FORMERLY, fold(name))
    rooms = (room for key in keys if (room := hub.roster.rooms.get(key)) is not None)
    return next((room for room in rooms if room.founder), None)


def _put_out(hub: Hub, room: Room, account_id: str) -> None:
    if account_id in hub.facts.of(room.key, INVITED):
        _put(hub, room, INVITED, account_id, None)


def _put(
    hub: Hub, room: Room, kind: str, name: str, value: str | None, *, stands: bool = False
) -> None:
    hub.turn.rows.append(hub.facts.put(room.key, kind, name, value, stands=stands))


def sweep(hub: Hub) -> None:
    """Let go what the host has dropped (`messenger room`), and what nobody used for long."""
    if hub.accounts.is_open:
        hub.turn.jobs.append(Job(DropsRequest(), lambda names: _drop_named(hub, names)))
    time_ms = hub.ages.time_ms()
    if time_ms is not None and time_ms >= hub.roster.sweep_at_ms:
        hub.roster.sweep_at_ms = time_ms + _DAY_MS
        _expire(hub, time_ms, hub.config.accounts.room_expiry_days)


def _drop_named(hub: Hub, names: tuple[str, ...] | BaseException | None) -> None:
    for name in names if isinstance(names, tuple) else ():
        room = hub.roster.find(name)
        if room is not None and room.founder:
            let_go(hub, room)
        hub.turn.rows.append(DroppedRow(name))


def _expire(hub: Hub, time_ms: int, days: int) -> None:
    """Once a day; rooms with somebody inside are noted as used."""
    for room in [one for one in hub.roster.rooms.values() if one.founder]:
        if room.members:
            room.used_s = hub.wall_ms // 1000
            hub.save(room)
        elif days and room.used_s * 1000 < time_ms - days * _DAY_MS:
            drop(hub, room)
