"""The one question: may this person speak to this room, or to that person?

Whoever passes words on asks here, and nobody asks anything else.
"""

from messenger.errors import Refused
from messenger.irc import numerics
from messenger.irc.lesson import APPROVAL_MODE
from messenger.irc.numerics import refusal
from messenger.relay.hub import Hub
from messenger.relay.registry import lesson
from messenger.relay.state import Person, Room

ALL_MUTED = "The host has muted everybody. You can read on"
YOU_MUTED = "The host has muted you. You can read on"
WAITS = "Your first message here waits for the host's approval"
NO_VOICE = "Only operators and people with a voice speak in this room (+m)"
NOT_HERE = "Not here"  # why somebody is away who does not say it
TALKS_CLOSED = "Private messages are closed here: you can write to the host only"


def silence(hub: Hub, person: Person) -> str:
    """Why this person speaks nowhere; "" when nothing is in the way."""
    if person.is_operator:
        return ""
    if lesson.has(hub, lesson.MUTED, person):
        return YOU_MUTED
    if lesson.is_on(hub, lesson.MUTE_ALL) and not lesson.has(hub, lesson.SPARED, person):
        return ALL_MUTED
    return ""


def check_room(hub: Hub, person: Person, room: Room) -> None:
    """Refused when no word of this person may get into the room."""
    why = silence(hub, person)
    hub.costs.looks += room.listed
    if not why and room.may_speak(person):
        return
    if not why and person in room.members and "m" in room.flags:
        why = NO_VOICE
    if why:
        raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, why)
    raise refusal(numerics.ERR_CANNOTSENDTOCHAN, room.name)


def check_person(hub: Hub, person: Person, other: Person) -> None:
    """Refused when this person may not write to the other in private."""
    why = silence(hub, person)
    if not why and lesson.is_on(hub, lesson.TALKS) and other is not person:
        why = "" if person.is_operator or other.is_operator else TALKS_CLOSED
    if why:
        raise Refused(numerics.ERR_CANNOTSENDTOUSER, other.nick, why)


def must_wait(hub: Hub, person: Person, room: Room) -> bool:
    """True when words of somebody who may speak need an operator's yes first."""
    if APPROVAL_MODE not in room.flags or person.is_operator or room.members.get(person):
        return False
    return not lesson.is_let_in(hub, lesson.APPROVED, room, person)


def is_free(hub: Hub, person: Person, room: Room) -> bool:
    """True when nothing at all is in the way."""
    return room.may_speak(person) and not silence(hub, person) and not must_wait(hub, person, room)


def check_aside(hub: Hub, person: Person, room: Room) -> None:
    """For words beside the talk (a topic): nobody who must wait has them."""
    check_room(hub, person, room)
    if must_wait(hub, person, room):
        raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, WAITS)


def check_oneself(hub: Hub, person: Person, code: str, *context: str) -> None:
    """For words about oneself that all can read (a nick, a name, a status): who is muted has none.
    code, context: of the refusal."""
    if why := silence(hub, person):
        raise Refused(code, *context, why)


def excuse(hub: Hub, person: Person, reason: str) -> str:
    """Why somebody is away: who may not speak is so without a word."""
    return reason and (farewell(hub, person, None, reason) or NOT_HERE)


def farewell(hub: Hub, person: Person, room: Room | None, reason: str) -> str:
    """A reason (to leave, to put somebody out) is words, too: of those who may not speak nobody
    sees it.

    room: None for a QUIT, which all of the person's rooms see.
    """
    rooms = (room,) if room else tuple(person.rooms.values())
    hushed = silence(hub, person) or any(must_wait(hub, person, one) for one in rooms)
    return "" if hushed else reason
