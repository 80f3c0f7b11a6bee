"""What the client tells a front end about a lesson: part of the closed list `events.Event`.

Only a relay of this program has such things; elsewhere none of these comes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LessonTold:
    """What holds on this relay, for us. operator: we look after it.

    all_muted: nobody but operators speaks; spared: we do nevertheless; muted: we don't.
    talks_closed: private words go to operators only; operators: their nicks.
    """

    operator: bool = False
    all_muted: bool = False
    muted: bool = False
    spared: bool = False
    talks_closed: bool = False
    operators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandMoved:
    """raised_at: seconds since 1970; 0 when the hand is down."""

    nick: str
    raised_at: float


@dataclass(frozen=True, slots=True)
class PersonMuted:
    """For operators: somebody speaks nowhere, or does again (muted False)."""

    nick: str
    muted: bool


@dataclass(frozen=True, slots=True)
class HeldSettled:
    """A held message waits no more: it was said, or it never will be. ref: of one of ours."""

    room: str
    held_id: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class PersonHere:
    """account: "" for none; host: its address as the relay shows it."""

    nick: str
    account: str
    host: str
    rooms: tuple[str, ...]
    realname: str


@dataclass(frozen=True, slots=True)
class PeopleListed:
    """Everybody on the relay: the answer to AskPeople."""

    people: tuple[PersonHere, ...]


@dataclass(frozen=True, slots=True)
class RelayBan:
    """mask: "nick!user@host", or a network (by_address). until: seconds since 1970, 0 for ever."""

    mask: str
    by_address: bool
    by: str
    until: float
    reason: str


@dataclass(frozen=True, slots=True)
class BansListed:
    """All bans of the relay: the answer to AskBans."""

    bans: tuple[RelayBan, ...]


LessonEvent = LessonTold | HandMoved | PersonMuted | HeldSettled | PeopleListed | BansListed
