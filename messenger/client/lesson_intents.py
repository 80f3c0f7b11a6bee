"""What a front end may ask to look after a lesson: part of the closed list `intents.Intent`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MuteEverybody:
    """Nobody but operators speaks (muted), or everybody does again."""

    muted: bool


@dataclass(frozen=True, slots=True)
class MutePerson:
    """While everybody is muted, muted=False lets this one speak."""

    nick: str
    muted: bool


@dataclass(frozen=True, slots=True)
class CloseTalks:
    """closed: private words go to operators only."""

    closed: bool


@dataclass(frozen=True, slots=True)
class MoveHand:
    """Our own, or, to lower it, that of `nick`."""

    up: bool
    nick: str = ""


@dataclass(frozen=True, slots=True)
class DecideHeld:
    """Say held messages, or not. held: ids, or nicks of senders, with a comma between two."""

    held: str
    approve: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AskPeople:
    """Answered by `PeopleListed`."""


@dataclass(frozen=True, slots=True)
class AskBans:
    """Answered by `BansListed`."""


@dataclass(frozen=True, slots=True)
class BanFromRelay:
    """mask: a nick or "nick!user@host", or (by_address) an address or a network.

    minutes: 0 for ever.
    """

    mask: str
    by_address: bool = False
    minutes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LiftRelayBan:
    mask: str
    by_address: bool = False


LessonIntent = (
    MuteEverybody
    | MutePerson
    | CloseTalks
    | MoveHand
    | DecideHeld
    | AskPeople
    | AskBans
    | BanFromRelay
    | LiftRelayBan
)
