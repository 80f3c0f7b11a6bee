"""What the cache thread may be asked: frozen dataclasses for `Cache.submit`.

server: one name for one relay on all days (its normalised address). target: a room, or the
other person's nick; folding is the cache's business. Times are seconds since 1970, UTC.
"""

from dataclasses import dataclass

from messenger.client.events import ChatMessage, FoundMessage


@dataclass(frozen=True, slots=True)
class StoreMessages:
    """Keep messages, oldest first; those without a msgid, and known ones, are left out.

    continues: nothing is missing between what the cache has newest of this target and the
    first of these. False (the first page after a reconnect that did not reach what was known,
    or a first visit) notes a gap before them. An older page (the answer to LoadOlder) is kept
    with `before`: the msgid that it ends directly before; then `continues` says nothing.
    """

    server: str
    target: str
    messages: tuple[ChatMessage, ...]
    continues: bool
    before: str = ""
    top: bool = False  # nothing is older than the first of these


@dataclass(frozen=True, slots=True)
class StoreMarks:
    """Keep what was said about messages (kinds "edit", "redact", "react", "unreact"), whether
    they are kept already or come later. A message that is taken back is gone from the disk."""

    server: str
    target: str
    marks: tuple[ChatMessage, ...]


@dataclass(frozen=True, slots=True)
class LoadPage:
    """Ask for the newest `limit` messages before a msgid (None: the newest of all).

    Answered by a `PageLoaded`: messages without a hole, fewer than `limit` where one begins,
    and behind them what was said about them.
    """

    server: str
    target: str
    before: str | None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class StoreReadMark:
    server: str
    target: str
    sent_at: float


@dataclass(frozen=True, slots=True)
class StoreDraft:
    """What stands in the input box of a place; "" for nothing."""

    server: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class LoadPlaces:
    """Ask for every target we know of a server; answered by `PlacesLoaded`."""

    server: str


@dataclass(frozen=True, slots=True)
class ForgetPlace:
    """Take a place off the list that LoadPlaces gives; its messages stay."""

    server: str
    target: str


@dataclass(frozen=True, slots=True)
class StoreRoom:
    """We are in a room, or not any more. password: what it takes to enter it, "" for nothing."""

    server: str
    room: str
    joined: bool
    password: str = ""


@dataclass(frozen=True, slots=True)
class StorePeople:
    """Keep what people are called: (nick, realname)."""

    server: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """An own message that the relay has not confirmed; failed: why, "" while it waits.

    going: it may have been sent. doubtful: it failed, but the relay may have it. subject: the
    msgid of what it answers or changes.
    """

    ref: str
    target: str
    text: str
    kind: str
    created: float
    failed: str = ""
    going: bool = True
    doubtful: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True)
class StoreOutbox:
    """Keep it over a restart; the same ref again replaces it. Answered by `OutboxKept`."""

    server: str
    item: OutboxItem


@dataclass(frozen=True, slots=True)
class PartOutbox:
    """One was taken apart: these stand in the place of the one that has the first one's ref.
    Answered by an `OutboxKept` for each."""

    server: str
    items: tuple[OutboxItem, ...]


@dataclass(frozen=True, slots=True)
class RemoveOutbox:
    server: str
    ref: str


@dataclass(frozen=True, slots=True)
class LoadOutbox:
    """Answered by `OutboxLoaded`."""

    server: str


@dataclass(frozen=True, slots=True)
class Probe:
    """The cache's own, owed while nothing can be written: find out whether there is room."""


@dataclass(frozen=True, slots=True)
class FindInCopy:
    """Search in what is kept of a server; answered by `FoundInCopy`."""

    server: str
    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class SaveTalk:
    """Write what is kept of a place into a file of that name; answered by `TalkSaved`."""

    server: str
    target: str
    title: str
    path: str


Job = (
    StoreMessages
    | StoreMarks
    | LoadPage
    | StoreReadMark
    | StoreDraft
    | LoadPlaces
    | ForgetPlace
    | StoreRoom
    | StorePeople
    | StoreOutbox
    | PartOutbox
    | RemoveOutbox
    | Probe
    | LoadOutbox
    | FindInCopy
    | SaveTalk
)


def unsent_in(job: Job) -> tuple[OutboxItem, ...]:
    """The unsent messages that a job keeps."""
    if isinstance(job, StoreOutbox):
        return (job.item,)
    return job.items if isinstance(job, PartOutbox) else ()


@dataclass(frozen=True, slots=True)
class PageLoaded:
    """messages: oldest first, none missing between them, nor between the last and `before`.

    top: nothing is older. Fewer than asked for and not top: ask the relay for what comes before.
    """

    server: str
    target: str
    before: str | None
    messages: tuple[ChatMessage, ...]
    top: bool


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """newest_msgid: where the catch-up begins, "" when nothing is kept; read_at: None when
    never told; draft: what was typed and not sent."""

    target: str
    newest_msgid: str
    newest_at: float
    read_at: float | None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class PlacesLoaded:
    """rooms: (name, password) of those that we were in, in their order; people: (nick, realname)
    of everybody whose name we know."""

    server: str
    places: tuple[KnownPlace, ...]
    rooms: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OutboxKept:
    """It is on the disk, or can't be: then `CopyStuck` has said why before."""

    ref: str
    going: bool


@dataclass(frozen=True, slots=True)
class OutboxLoaded:
    """items: in the order in which they were written."""

    server: str
    items: tuple[OutboxItem, ...]


@dataclass(frozen=True, slots=True)
class FoundInCopy:
    """The newest first; complete: these are all."""

    text: str
    found: tuple[FoundMessage, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class TalkSaved:
    """lines: how many are in the file; whole: nothing older was ever said. fault: why there is no
    file, "" when there is one."""

    target: str
    path: str
    lines: int = 0
    whole: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CacheRenewed:
    """The file was broken; it was moved to `kept_as` ("" when even that failed) and the cache
    starts anew."""

    kept_as: str
    reason: str


@dataclass(frozen=True, slots=True)
class CopyStuck:
    """From now on nothing can be written, for this reason; "": all that was owed is written."""

    reason: str


Answer = (
    PageLoaded
    | PlacesLoaded
    | OutboxKept
    | OutboxLoaded
    | FoundInCopy
    | TalkSaved
    | CacheRenewed
    | CopyStuck
)
