"""A room or a private talk, as the model keeps it."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from messenger.client.events import ChatMessage, Member
from messenger.client.intents import MarkRead
from messenger.client.model.names_known import NamesKnown
from messenger.client.model.timeline import KEPT, TRIM_AT, State, Timeline
from messenger.irc.names import display_name, fold, is_channel, skeleton


class PlaceKind(enum.Enum):
    ROOM = "room"
    TALK = "talk"


@dataclass(slots=True)
class Place:
    """members: by folded nick, empty for a talk. modes: all that are set ("+nt").

    unread: what others said since it was last shown; wanted: how many of these name us
    (in a talk all of them). read_at: seconds since 1970, None when never told.
    draft: typed and not sent. complete_top: nothing is older than the first entry.
    new_before: the key of the entry above which the line "new messages" stands, 0 for none.
    known: what people are called anywhere.
    """

    name: str
    topic: str = ""
    modes: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    unread: int = 0
    wanted: int = 0
    read_at: float | None = None
    draft: str = ""
    joined: bool = False
    complete_top: bool = False
    loading_older: bool = False
    new_before: int = 0
    known: NamesKnown = field(default_factory=NamesKnown)
    _names: dict[str, int] = field(default_factory=dict)  # skeleton of a shown name -> people

    @property
    def key(self) -> str:
        return fold(self.name)

    @property
    def kind(self) -> PlaceKind:
        return PlaceKind.ROOM if is_channel(self.name) else PlaceKind.TALK

    @property
    def waiting(self) -> int:
        """How many own messages here the relay does not have yet."""
        unsettled = self.timeline.unsettled()
        return (
            sum(entry.state is State.PENDING for entry in unsettled) + self.timeline.marks.waiting
        )

    def note(self, text: str, now: float, kind: str) -> None:
        """Put our own words here.

        now: 0 when nobody knows; the words then bear the time of what stands above them.
        kind: "note"; "facts" is shown to the letter, without links or emphasis; an "error" is
            not said again while it is still the last thing said.
        """
        entries = self.timeline.entries
        last = entries[-1].message if entries else None
        if kind == "error" and last and (last.kind, last.text) == (kind, text):
            return
        at = now or (last.sent_at if last else 0.0)
        self.timeline.add_local(ChatMessage("", text, at, kind))

    def mark_read(self) -> MarkRead | None:
        """All here is read; returns what to submit, None when there is nothing new to mark."""
        newest = self.timeline.newest()
        if newest is None or (self.read_at is not None and newest.sent_at <= self.read_at):
            return None
        self.read_at = newest.sent_at
        return MarkRead(self.name, newest.msgid, newest.sent_at)

    def trim(self) -> bool:
        """Let go of the oldest entries when there are too many; they can be loaded again."""
        surplus = len(self.timeline.entries) - KEPT
        if surplus <= TRIM_AT - KEPT:
            return False
        self.timeline.forget_before(surplus)
        self.complete_top = False
        return True

    def set_members(self, members: tuple[Member, ...]) -> None:
        self.members = {fold(member.nick): member for member in members}
        self._names = {}
        for member in members:
            self._count(member, 1)

    def put_member(self, member: Member) -> None:
        """Add a member, or put the new truth in the place of the old."""
        self.remove_member(member.nick)
        self.members[fold(member.nick)] = member
        self._count(member, 1)

    def remove_member(self, nick: str) -> Member | None:
        member = self.members.pop(fold(nick), None)
        if member is not None:
            self._count(member, -1)
        return member

    def display(self, nick: str, realname: str = "") -> str:
        """What to call a person: the display name, or the nick where two look alike.

        realname: what a message brought along, for people who are not here any more.
        """
        member = self.members.get(fold(nick))
        if member is not None and member.realname:
            shown = display_name(nick, member.realname)
        else:
            shown = self.known.display(nick, realname)
        if shown == nick:
            return nick
        look = skeleton(shown)
        counted = member is not None and look in _looks_of(member)
        return nick if self._names.get(look, 0) > counted else shown

    def people_called(self, shown: str) -> int:
        """How many of the members can't be told from one of this name."""
        return self._names.get(skeleton(shown), 0)

    def has_like(self, shown: str) -> bool:
        """Is there a member who would be taken for somebody of this name?"""
        return skeleton(shown) in self._names

    def display_sender(self, message: ChatMessage) -> str:
        return self.display(message.sender, message.realname)

    def _count(self, member: Member, by: int) -> None:
        for name in _looks_of(member):
            left = self._names.get(name, 0) + by
            if left:
                self._names[name] = left
            else:
                self._names.pop(name, None)


def _looks_of(member: Member) -> set[str]:
    """What somebody of the same look would be taken for this member by."""
    return {skeleton(display_name(member.nick, member.realname)), skeleton(member.nick)}


def display_anywhere(
    places: Iterable[Place], known: NamesKnown, nick: str, realname: str = ""
) -> str:
    """What to call a person whom we may meet in any room, or in none."""
    rooms = [place for place in places if place.members]
    for room in rooms:
        if fold(nick) in room.members:
            return room.display(nick, realname)
    shown = known.display(nick, realname)
    return nick if any(room.has_like(shown) for room in rooms) else shown
