"""What a front end may ask of the client: the closed list `Intent`.

Desktop, terminal and bots use exactly these, through `Client.submit`, which returns at once.
A `target` is a room ("#lobby") or a nick (a private talk).
"""

from dataclasses import dataclass, field

from messenger.client.lesson_intents import LessonIntent


@dataclass(frozen=True, slots=True)
class SendText:
    """Say something. A text with line feeds goes out as one message where that is possible.

    ref: the random id under which the message is kept until the relay has it.
    kind: "message", "action" (/me) or "notice"; or a mark on the message of msgid `subject`:
        "edit" (text: its new words), "redact" (text: why, or ""), "react" and "unreact" (text:
        the emoji). What came of it is told as of any message.
    subject: of words, the msgid of what they answer.
    """

    target: str
    text: str
    ref: str
    kind: str = "message"
    subject: str = ""


@dataclass(frozen=True, slots=True)
class RetryText:
    """Send a message that failed once more, under its old ref."""

    ref: str


@dataclass(frozen=True, slots=True)
class DiscardText:
    """Forget a message that failed or waits."""

    ref: str


@dataclass(frozen=True, slots=True)
class JoinRoom:
    room: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class LeaveRoom:
    room: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetTopic:
    room: str
    topic: str


@dataclass(frozen=True, slots=True)
class ChangeNick:
    """nick: the new name as people write it ("Grace Hopper"); the nick is made from it, and it
    becomes the display name where the server knows of such."""

    nick: str


@dataclass(frozen=True, slots=True)
class SetAway:
    """reason: "" means back again."""

    reason: str


@dataclass(frozen=True, slots=True)
class KickMember:
    room: str
    nick: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InvitePerson:
    room: str
    nick: str


@dataclass(frozen=True, slots=True)
class SetMode:
    """target: a room or the own nick; modes: "+o".

    arguments: one for each letter that takes one.
    """

    target: str
    modes: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRooms:
    """Answered by `RoomsListed`."""


@dataclass(frozen=True, slots=True)
class AskWhois:
    """Answered by `PersonDescribed`."""

    nick: str


@dataclass(frozen=True, slots=True)
class LoadOlder:
    """Ask for messages before the oldest shown; answered by `HistoryLoaded(at_top=True)`.

    before_msgid: "" when nothing is shown yet.
    """

    target: str
    before_msgid: str
    limit: int = 50


@dataclass(frozen=True, slots=True)
class MarkRead:
    """The person has seen everything up to this message; kept in the cache."""

    target: str
    msgid: str
    sent_at: float


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """What stands in the input box of a place and was not sent; "" for nothing. Kept in the
    cache, so that it outlives the program."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class AskAccount:
    """What lets us in here? Answered by `AccountDescribed`."""


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Of the own account: it lets a second device in. Answered by `AccountAnswered`."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RevokeKey:
    """Take a device's key or a certificate back. Answered by `AccountAnswered`."""

    key_id: str


@dataclass(frozen=True, slots=True)
class SetStaying:
    """Whether we stay in our rooms when our last device leaves. Answered by `AccountAnswered`."""

    stays: bool


@dataclass(frozen=True, slots=True)
class DeleteAccount:
    """The own account, for good. Answered by `AccountAnswered`. account: its name, as told."""

    account: str


@dataclass(frozen=True, slots=True)
class FindMessages:
    """Search in the copy on this computer; answered by `MessagesFound`. text: as people type it
    (`text.search_query`)."""

    text: str
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SaveTalk:
    """Write what the copy on this computer has of a room or talk into a new file, whose name ends
    in .html, .txt or .json; answered by words in that place. title: what stands above it."""

    target: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class SendRaw:
    """One IRC line as typed after /quote, without CR LF."""

    line: str


@dataclass(frozen=True, slots=True)
class ReconnectNow:
    """Do not wait for the next try."""


@dataclass(frozen=True, slots=True)
class TrustCertificate:
    """The person has compared the words and takes the relay's new certificate."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave the relay; pending messages are sent first if the link is up."""

    reason: str = ""


Intent = (
    SendText
    | RetryText
    | DiscardText
    | JoinRoom
    | LeaveRoom
    | SetTopic
    | ChangeNick
    | SetAway
    | KickMember
    | InvitePerson
    | SetMode
    | ListRooms
    | AskWhois
    | LoadOlder
    | MarkRead
    | KeepDraft
    | AskAccount
    | SetPassword
    | RevokeKey
    | SetStaying
    | DeleteAccount
    | FindMessages
    | SaveTalk
    | SendRaw
    | ReconnectNow
    | TrustCertificate
    | Quit
    | LessonIntent
)
