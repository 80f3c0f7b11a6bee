"""Events of rooms and of those inside; a front end takes them from `events`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One person in a room.

    modes: the highest first, as in "@+"; host: "user@host", "" when unknown;
    realname: the display name, "" when unknown.
    """

    nick: str
    modes: str = ""
    away: bool = False
    account: str = ""
    host: str = ""
    realname: str = ""
    bot: bool = False


@dataclass(frozen=True, slots=True)
class RoomJoined:
    """We are in the room; `MembersListed` follows."""

    room: str


@dataclass(frozen=True, slots=True)
class RoomLeft:
    """We are out. kicked_by: "" when we went by ourselves."""

    room: str
    reason: str = ""
    kicked_by: str = ""


@dataclass(frozen=True, slots=True)
class JoinFailed:
    """code: the numeric ("475"); text: the server's words."""

    room: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TopicChanged:
    """by is "" when the topic was there before us."""

    room: str
    topic: str
    by: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class MembersListed:
    """The whole truth about who is in the room."""

    room: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class MemberJoined:
    room: str
    member: Member
    at: float


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """kind: "part", "quit" or "kick"; by: the one who kicked."""

    room: str
    nick: str
    kind: str
    reason: str
    at: float
    by: str = ""


@dataclass(frozen=True, slots=True)
class MemberUpdated:
    """Modes, away, account, host or display name of one member changed."""

    room: str
    member: Member


@dataclass(frozen=True, slots=True)
class NickChanged:
    """In all rooms and talks; own: it was ours."""

    old: str
    new: str
    at: float
    own: bool


@dataclass(frozen=True, slots=True)
class RoomModesChanged:
    """modes: all that are set now, as in "+nt"; by is "" when told on joining."""

    room: str
    modes: str
    change: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class RoomInfo:
    room: str
    people: int
    topic: str


@dataclass(frozen=True, slots=True)
class RoomsListed:
    rooms: tuple[RoomInfo, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    room: str
    by: str
