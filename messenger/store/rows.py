"""Rows and requests of the relay's store: frozen dataclasses that cross threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from messenger.irc.names import fold
from messenger.store.account_rows import AccountsKnown
from messenger.store.facts import Facts


@dataclass(slots=True)
class HistoryRow:
    """One thing that happened in a room or a private talk. Never changed once it is made; it is
    not frozen because Python takes 0.8 µs longer to make a frozen one, for every line.

    serial: its place in the one order of this relay, 1, 2, 3 …; the msgid is made of it.
    target: folded room ("#lobby"), or for a private talk "fold(a) fold(b)", sorted.
    source: "nick!user@host"; account: "" when not logged in to one.
    command: "PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "QUIT", "KICK", "NICK", "TOPIC", "MODE",
        "REDACT".
    params: the parameters after the target, as they were; a multi-line text has line feeds.
    tags: client-only tags as on the wire ("+typing=active;+reply=x"), "" for none.
    ref: the sender's random id of the message, "" for none; unique with the sender.
    """

    serial: int
    target: str
    sent_ms: int
    source: str
    account: str
    command: str
    params: tuple[str, ...]
    tags: str = ""
    ref: str = ""


@dataclass(slots=True)
class HistoryRun:
    """Plain PRIVMSGs to a room that one person sent in one piece: as many HistoryRows that
    differ in their serials and texts only. One thing, because most of what a busy relay keeps is
    such runs, and an object for each line costs more than all else that is done for the line.

    serial: of the first; the others follow without a gap. Never changed once it is made.
    """

    serial: int
    target: str
    sent_ms: int
    source: str
    account: str
    texts: list[str]

    def rows(self) -> list[HistoryRow]:
        """The lines one by one, oldest first."""
        return [
            HistoryRow(
                self.serial + place, self.target, self.sent_ms, self.source, self.account,
                "PRIVMSG", (text,),
            )
            for place, text in enumerate(self.texts)
        ]  # fmt: skip


def sender_of(row: HistoryRow) -> str:
    """With whom a row's ref is unique: the account, without one the nick; folded."""
    return fold(row.account or row.source.partition("!")[0])


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room's lasting state (topic and modes), written when it changes.

    json: what `relay.registry.room_json` makes of it; the store does not look inside. "": nothing
    is to be remembered of the room.
    """

    name: str
    json: str


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """A message is taken back: its words and tags are erased from the store and its file.

    Its place, sender and ref stay, so that the same message sent again is still known.
    """

    target: str
    serial: int


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A room has another name: its rows up to this serial belong to `target` now."""

    before: str
    target: str
    last_serial: int


@dataclass(frozen=True, slots=True)
class RowRequest:
    """One row, answered by the HistoryRow, or None when there is none or it is erased."""

    target: str
    serial: int


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """Whether there is such a row, answered by a bool. One that was taken back is still there,
    empty; what retention took is not."""

    target: str
    serial: int


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """A page of history, answered by a tuple of HistoryRow, oldest first.

    after, before: serials, both exclusive, None for open ends. With newest_first the `limit`
    rows nearest to `before` are taken, else those nearest to `after`.
    events: False leaves out all but PRIVMSG and NOTICE.
    since_ms: nothing older than this (a private talk's reader sees its own session only).
    """

    target: str
    after: int | None
    before: int | None
    limit: int
    newest_first: bool
    events: bool = False
    since_ms: int = 0


@dataclass(frozen=True, slots=True)
class SerialAtRequest:
    """The last serial sent at or before a time; 0 when there is none. For timestamps in
    CHATHISTORY. strict: only before that time."""

    target: str
    sent_ms: int
    strict: bool = False


@dataclass(frozen=True, slots=True)
class StoredRef:
    """What a ref stood for: a repeat of it is answered with the echo of the first.

    sender: the folded nick (or account) that sent it, as in `HistoryRow.source`.
    """

    sender: str
    ref: str
    serial: int
    sent_ms: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store knew when the relay started; the core lives on from here.

    relay_id: letters and digits, made once for a store; it stands in every msgid.
    last_serial, last_ms: of the newest row, 0 for an empty store; the core goes on above them.
    rooms: `RoomRow.json` by folded name.
    recent: the newest words (PRIVMSG, NOTICE) of each room in `rooms` and of those in which
        something was said lately, oldest first, at most 50; not those of private talks.
    refs: the newest 200,000 at most, oldest first. accounts: who has a name here.
    """

    relay_id: str
    last_serial: int = 0
    last_ms: int = 0
    rooms: Mapping[str, str] = field(default_factory=dict)
    recent: Mapping[str, Sequence[HistoryRow]] = field(default_factory=dict)
    refs: Sequence[StoredRef] = ()
    facts: Facts = field(default_factory=dict)
    accounts: AccountsKnown = field(default_factory=AccountsKnown)
