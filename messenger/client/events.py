"""What the client tells a front end: the closed list `Event`. Plain data, no callbacks.

Times are seconds since 1970, UTC. A `target` is a room ("#lobby") or the other person's nick.
"""

from dataclasses import dataclass

from messenger.client import link_events, room_events
from messenger.client.account_events import AccountAnswered, AccountDescribed
from messenger.client.lesson_events import LessonEvent

# Those of the link and of rooms are here, too: most modules take all from this one.
LinkStage = link_events.LinkStage
LoginFault = link_events.LoginFault
LinkProgress = link_events.LinkProgress
LinkUp = link_events.LinkUp
LinkDown = link_events.LinkDown
LinkClosed = link_events.LinkClosed
LoginFailed = link_events.LoginFailed
CertificateChanged = link_events.CertificateChanged
Member = room_events.Member
RoomJoined = room_events.RoomJoined
RoomLeft = room_events.RoomLeft
JoinFailed = room_events.JoinFailed
TopicChanged = room_events.TopicChanged
MembersListed = room_events.MembersListed
MemberJoined = room_events.MemberJoined
MemberLeft = room_events.MemberLeft
MemberUpdated = room_events.MemberUpdated
NickChanged = room_events.NickChanged
RoomModesChanged = room_events.RoomModesChanged
RoomInfo = room_events.RoomInfo
RoomsListed = room_events.RoomsListed
Invited = room_events.Invited


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as it is kept and shown.

    kind: "message", "action", "notice"; or a happening: "join", "part", "quit", "kick",
        "nick", "topic", "mode", "deleted" (then `text` is the reason, new nick, topic or modes,
        and `subject` the one it was done to, of "deleted" the one who did it);
        or a mark, something said about the message of msgid `subject`: "edit" (text: its new
        words), "redact" (it is taken back; text: why), "react" and "unreact" (text: the emoji).
        A mark may be told before its message, and again.
    subject: of a message that answers another one, that one's msgid.
    msgid, ref: "" when the server gave none.
    """

    sender: str
    text: str
    sent_at: float
    kind: str = "message"
    msgid: str = ""
    ref: str = ""
    account: str = ""
    subject: str = ""
    own: bool = False
    realname: str = ""


@dataclass(frozen=True, slots=True)
class AwayChanged:
    """Our own state."""

    away: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """Live, from somebody else, or from ourselves on another device."""

    target: str
    message: ChatMessage


@dataclass(frozen=True, slots=True)
class MessagePending:
    """Our own, in the outbox: show it, not yet confirmed."""

    target: str
    message: ChatMessage


@dataclass(frozen=True, slots=True)
class MessageSettled:
    """The relay has it: the row of this ref becomes this message."""

    target: str
    message: ChatMessage


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """The relay said no; doubtful: nobody knows whether it has it."""

    target: str
    ref: str
    reason: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """Our own, and the relay has it, but it waits until the host approves it; nobody sees it."""

    target: str
    message: ChatMessage
    held_id: str


@dataclass(frozen=True, slots=True)
class HeldArrived:
    """Somebody's first message in a room that we look after: it waits for us to decide."""

    room: str
    message: ChatMessage
    held_id: str


@dataclass(frozen=True, slots=True)
class HistoryLoaded:
    """Older messages, oldest first; some may be known already (same msgid or ref).

    at_top: an answer to LoadOlder; else what was missed, or the newest on joining.
    complete: there is nothing before these (at_top) or no gap after what was known.
    from_start: these are the newest, and all that there is: nothing is before the first of them.
    """

    target: str
    messages: tuple[ChatMessage, ...]
    at_top: bool
    complete: bool
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class GapFound:
    """We are in a room of a server that keeps no history: what was said there since then, while
    we were away, nobody can tell us. since: 0 when we do not know how long we were away."""

    target: str
    since: float
    at: float


@dataclass(frozen=True, slots=True)
class ReadMarked:
    """How far the person had read when this room was last open."""

    target: str
    sent_at: float


@dataclass(frozen=True, slots=True)
class DraftFound:
    """What stood in the input box of a place when the program ended."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class CopyStuck:
    """Nothing can be kept on this computer any more, for this reason ("the disk is full"): what
    is pending from now on would be gone with the program. "": all of it is kept again."""

    reason: str


@dataclass(frozen=True, slots=True)
class PersonDescribed:
    """The answer to AskWhois: lines for people, in order; empty when nobody has that nick."""

    nick: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """target: the room or person where it was said."""

    target: str
    message: ChatMessage


@dataclass(frozen=True, slots=True)
class MessagesFound:
    """The answer to FindMessages. text: as it was asked; found: the newest first; complete:
    False when there are more than were asked for."""

    text: str
    found: tuple[FoundMessage, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ServerSaid:
    """Words of the server or of our client for the person.

    target: where they belong, "" for the current place; error: it said no to something.
    code: numeric or standard-reply code, "" for a notice.
    """

    text: str
    target: str = ""
    error: bool = False
    code: str = ""


Event = (
    LinkProgress
    | LinkUp
    | LinkDown
    | LinkClosed
    | LoginFailed
    | CertificateChanged
    | RoomJoined
    | RoomLeft
    | JoinFailed
    | TopicChanged
    | MembersListed
    | MemberJoined
    | MemberLeft
    | MemberUpdated
    | NickChanged
    | AwayChanged
    | RoomModesChanged
    | MessageArrived
    | MessagePending
    | MessageSettled
    | MessageFailed
    | MessageHeld
    | HeldArrived
    | HistoryLoaded
    | GapFound
    | ReadMarked
    | DraftFound
    | CopyStuck
    | RoomsListed
    | PersonDescribed
    | Invited
    | AccountDescribed
    | AccountAnswered
    | MessagesFound
    | ServerSaid
    | LessonEvent
)
