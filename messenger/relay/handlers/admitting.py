"""Who may come into a room, and with which marks.

source: RFC 2812 section 3.2.1; "Modern IRC Client Protocol", JOIN; for +j Solanum's help file.
"""

from messenger.irc import numerics
from messenger.irc.numerics import refusal
from messenger.relay.hub import Hub
from messenger.relay.registry import lasting, lesson
from messenger.relay.registry.roster import LOBBY
from messenger.relay.state import Person, Room


def is_hidden(room: Room, person: Person) -> bool:
    """A secret or private room: who is outside learns nothing of it."""
    hides = not room.flags.isdisjoint("sp")
    return hides and person not in room.members and not person.is_operator


def check(hub: Hub, room: Room, person: Person, key: str) -> None:
    """Raise Refused when somebody may not come in.

    An invitation opens every door. Who is known in a lasting room needs neither its key nor
    another invitation, but a ban holds; only the founder can't be kept out of it.
    """
    if (
        person.is_operator
        or lasting.is_founder(room, person)
        or lasting.is_invited(hub, room, person)
    ):
        return
    marks = lasting.marks_of(hub, room, person.account_id)
    hub.costs.looks += room.listed
    if room.bans(person):
        raise refusal(numerics.ERR_BANNEDFROMCHAN, room.name)
    if room.password and key != room.password and marks is None:
        raise refusal(numerics.ERR_BADCHANNELKEY, room.name)
    if not room.members and not room.founder:  # the first one in: nobody is there to invite
        return
    known = marks is not None or lesson.is_let_in(hub, lesson.INSIDE, room, person)
    if "i" in room.flags and not known and not room.is_listed("I", person):
        raise refusal(numerics.ERR_INVITEONLYCHAN, room.name)
    if not marks:
        _check_space(hub, room)


def _check_space(hub: Hub, room: Room) -> None:
    if room.limit and len(room.members) >= room.limit:
        raise refusal(numerics.ERR_CHANNELISFULL, room.name)
    if room.throttle:
        most, seconds = map(int, room.throttle.split(":"))
        while room.came_at and hub.now - room.came_at[0] >= seconds:
            room.came_at.popleft()
        if len(room.came_at) >= most:
            raise refusal(numerics.ERR_THROTTLE, room.name)
        room.came_at.append(hub.now)


def marks_for(hub: Hub, room: Room, person: Person) -> str:
    """The marks that somebody has who comes in now."""
    remembered = lasting.marks_of(hub, room, person.account_id) or ""
    if "@" in remembered:
        return remembered
    has_operator = any("@" in marks for marks in room.members.values())
    # In a room that lasts an empty place is nobody's: its operators are known, and come back.
    is_first = not room.founder and not has_operator and room.key != LOBBY
    return "@" + remembered if person.is_host or is_first else remembered
