"""One room as the relay describes it: who is in it, with which modes."""

from collections.abc import Callable
from dataclasses import replace

from messenger.client.events import Member
from messenger.irc.isupport import ISupport

MAX_MEMBERS = 20_000  # a server that names more is broken or hostile


class RoomState:
    """Members by folded nick, the room's modes, and the NAMES list that is coming in."""

    def __init__(self, name: str, fold: Callable[[str], str]) -> None:
        self.name = name
        self.members: dict[str, Member] = {}
        self.modes: dict[str, str] = {}
        self.topic = ""
        self.listed = False  # the first list is complete
        self.awaits_who = False  # we asked who they are, and the answer has not ended
        self._fold = fold
        self._coming: dict[str, Member] | None = None

    def get(self, nick: str) -> Member | None:
        """The member of this name."""
        return self.members.get(self._fold(nick))

    def put(self, member: Member) -> bool:
        """Add or replace one; False when there are too many."""
        key = self._fold(member.nick)
        fits = key in self.members or len(self.members) < MAX_MEMBERS
        if fits:
            self.members[key] = member
        if self._coming is not None and (key in self._coming or len(self._coming) < MAX_MEMBERS):
            self._coming[key] = member
        return fits

    def remove(self, nick: str) -> Member | None:
        """Take one out; None when there was none."""
        if self._coming is not None:
            self._coming.pop(self._fold(nick), None)
        return self.members.pop(self._fold(nick), None)

    def named(self, nick: str, modes: str, host: str) -> None:
        """One word of a NAMES reply."""
        if self._coming is None:
            self._coming = {}
        if len(self._coming) < MAX_MEMBERS:
            known = self.get(nick) or Member(nick)
            self._coming[self._fold(nick)] = replace(
                known, nick=nick, modes=modes, host=host or known.host
            )

    def names_end(self) -> bool:
        """The NAMES reply is complete: it is the truth. False: it told nothing new."""
        if self._coming is None and self.listed:
            return False
        if self._coming is not None:
            self.members, self._coming = self._coming, None
        self.listed = True
        return True

    def modes_text(self) -> str:
        """All that are set, as in "+klnt key 20"; "" when none."""
        letters = sorted(self.modes)
        arguments = [self.modes[letter] for letter in letters if self.modes[letter]]
        return " ".join(["+" + "".join(letters), *arguments]) if letters else ""


def changed_marks(marks: str, letter: str, adding: bool, isupport: ISupport) -> str:
    """A member's marks ("@+") after its mode letter was given or taken, the highest first."""
    mark = isupport.mark_of_letter.get(letter, "")
    there = set(marks) | {mark} if adding else set(marks) - {mark}
    return "".join(one for one in isupport.prefix_marks if one in there)
