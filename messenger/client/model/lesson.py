"""What holds in a lesson, as a window shows it: who may speak, whose hand is up, what waits."""

from dataclasses import dataclass, field

from messenger.client.events import ChatMessage
from messenger.client.lesson_events import LessonTold, PersonHere, RelayBan
from messenger.client.model.place import Place, PlaceKind
from messenger.irc.lesson import APPROVAL_MODE
from messenger.irc.names import fold

_MARKS = frozenset("~&@%+")
SERVICES = frozenset({"nickserv", "chanserv"})  # of the relay itself: always to be reached
NOTHING_TOLD = LessonTold()


@dataclass(frozen=True, slots=True)
class Hand:
    """raised_at: seconds since 1970."""

    nick: str
    raised_at: float


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """Somebody's first message, for us to decide on."""

    held_id: str
    room: str
    message: ChatMessage


@dataclass(slots=True)
class Lesson:
    """offered: this relay has such things at all; all else is empty where it has not.

    told: what holds for us; last_told: the same, also from before a new connection. hands: by
    folded nick. muted: nicks by folded nick, for operators. held: by id. people, bans: as they
    were last listed, for operators.
    """

    offered: bool = False
    told: LessonTold = NOTHING_TOLD
    last_told: LessonTold = NOTHING_TOLD
    hands: dict[str, Hand] = field(default_factory=dict)
    muted: dict[str, str] = field(default_factory=dict)
    held: dict[str, HeldMessage] = field(default_factory=dict)
    people: tuple[PersonHere, ...] = ()
    bans: tuple[RelayBan, ...] = ()

    @property
    def hands_in_order(self) -> list[Hand]:
        """The one that has been up longest first."""
        return sorted(self.hands.values(), key=lambda hand: (hand.raised_at, fold(hand.nick)))

    @property
    def held_ids(self) -> str:
        """All that waits, as `DecideHeld` takes it."""
        return ",".join(self.held)

    def is_operator(self, nick: str) -> bool:
        """Does this person look after the relay?"""
        return fold(nick) in map(fold, self.told.operators)


def modes_of(place: Place) -> str:
    """The letters of the modes that are set, without their arguments."""
    return place.modes.partition(" ")[0]


def looks_after(place: Place | None, nick: str) -> bool:
    """Are we an operator (or half of one) in this room?"""
    own = place.members.get(fold(nick)) if place else None
    return own is not None and bool(set(own.modes) & set("~&@%"))


def is_closed(place: Place) -> bool:
    """Does it take an invitation or a password to come in?"""
    return not set(modes_of(place)).isdisjoint("ik")


def holds_first(place: Place) -> bool:
    """Do first messages wait for approval in this room?"""
    return place.kind is PlaceKind.ROOM and APPROVAL_MODE in modes_of(place)


def why_closed(lesson: Lesson, place: Place | None, nick: str) -> str:
    """Why what we write here would not be passed on; "" when it would, for all we know."""
    told = lesson.told
    if not told.operator:
        if told.muted:
            return "The host has muted you here."
        if told.all_muted and not told.spared:
            return "The host has muted everybody."
    if place is None:
        return ""
    if place.kind is PlaceKind.ROOM:
        own = place.members.get(fold(nick))
        listens = own is not None and not _MARKS & set(own.modes)
        moderated = place.joined and "m" in modes_of(place)
        return "Only people with a voice speak in this room." if moderated and listens else ""
    if not told.talks_closed or told.operator or place.key in SERVICES:
        return ""
    closed = not lesson.is_operator(place.name)
    return "Private messages are closed: you can write to the host only." if closed else ""


KEPT = "You can read on; your text stays in the box."
