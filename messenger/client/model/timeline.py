"""A place's messages in order: merged from live lines, echoes and pages of history.

Pure data; one owner (the model's thread). Order is the relay's: by time, and where two things
bear the same millisecond by the serial in our relay's msgids, else as they came.
"""

import enum
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from messenger.client.events import ChatMessage
from messenger.irc.names import fold

SPOKEN = frozenset({"message", "action", "notice"})
LOCAL = frozenset({"note", "facts", "error"})  # our own words, never sent or kept
KEPT = 5_000  # entries a place holds in memory; older ones come back from cache or relay
TRIM_AT = KEPT + 500
_SERIAL = re.compile(r"[0-9A-Za-z]+-([0-9a-f]{1,15})")


class State(enum.Enum):
    """How far an entry is; only our own messages are ever not SETTLED."""

    SETTLED = "settled"
    PENDING = "pending"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # nobody knows whether the relay has it
    HELD = "held"  # the relay has it and shows nobody before the host has approved it


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a timeline.

    key: unique in this timeline, kept when a pending message settles.
    order: what entries are sorted by. reason: why it failed. mention: it names us.
    """

    key: int
    message: ChatMessage
    order: tuple[float, int]
    state: State = State.SETTLED
    reason: str = ""
    mention: bool = False


def order_of(message: ChatMessage) -> tuple[float, int]:
    """What messages are sorted by: the time, and in one millisecond our relay's serial."""
    serial = _SERIAL.fullmatch(message.msgid)
    return (message.sent_at, int(serial[1], 16) if serial else 0)


def _identities(message: ChatMessage) -> tuple[object, ...]:
    """By what a message is known again; a ref counts only together with its sender, so that
    nobody can hide another's words by using their ref."""
    found: list[object] = []
    if message.msgid:
        found.append(message.msgid)
    if message.ref:
        found.append((fold(message.sender), message.ref))
    if not found and message.kind not in SPOKEN:
        found.append((message.kind, fold(message.sender), message.sent_at, message.text))
    return tuple(found)


def _named(entry: Entry) -> tuple[str, ...]:
    """Keys of the people in an entry's row."""
    message = entry.message
    if message.kind in SPOKEN:
        return (fold(message.sender),)
    return (fold(message.sender), fold(message.subject), fold(message.text))


class Timeline:
    """Ordered entries without doubles. Read `entries`; change it only by the methods."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._known: set[object] = set()  # identities of all settled entries
        self._own: dict[str, Entry] = {}  # ref -> own message that is not settled
        self._next_key = 1
        self._head = self._tail = 0  # entries untouched since take_touched, from either end
        self._touched = False

    # -- taking in ------------------------------------------------------------------------

    def add_live(self, message: ChatMessage, mention: bool = False) -> Entry | None:
        """Take what just arrived; None when it is known already."""
        if message.own and message.ref in self._own:
            return self.settle(message)
        identities = _identities(message)
        if any(identity in self._known for identity in identities):
            return None
        return self._insert(self._new(message, mention), identities)

    def add_pending(self, message: ChatMessage) -> Entry:
        """Show an own message below all others until the relay has it; again after a retry, or
        with fewer words when the rest goes as a message of its own."""
        known = self._own.get(message.ref)
        if known is not None:
            return self._swap(replace(known, message=message, state=State.PENDING, reason=""))
        entry = replace(self._below(message), state=State.PENDING)
        self._own[message.ref] = entry
        return self._insert(entry, ())

    def hold(self, message: ChatMessage) -> Entry:
        """The relay keeps an own message until the host approves it; again after a new login."""
        return self._swap(replace(self.add_pending(message), state=State.HELD))

    def add_local(self, message: ChatMessage) -> Entry:
        """Put a line of our own words (kind "note" or "error") below all others."""
        return self._insert(self._below(message), ())

    def add_top(self, message: ChatMessage) -> Entry | None:
        """Put a line of our own words (a "note") above all others, at the time of the first of
        them; not above another note, and not into an empty timeline."""
        first = self.entries[0] if self.entries else None
        if first is None or (first.message.kind, first.message.text) == (
            message.kind,
            message.text,
        ):
            return None
        entry = self._new(replace(message, sent_at=first.message.sent_at))
        return self._insert(replace(entry, order=(first.order[0], first.order[1] - 1)), ())

    def settle(self, message: ChatMessage) -> Entry | None:
        """The relay has our message: its row takes its confirmed place. None when the row of
        this ref was settled before, by history for example."""
        pending = self._own.pop(message.ref, None)
        identities = _identities(message)
        known = any(identity in self._known for identity in identities)
        if pending is None:
            return None if known else self._insert(self._new(message), identities)
        self._drop(pending)
        if known:
            return None
        entry = replace(self._new(message), key=pending.key)
        return self._insert(entry, identities)

    def fail(self, ref: str, reason: str, doubtful: bool = False) -> Entry | None:
        """Mark an own message as not sent, or perhaps not; None when no such one waits."""
        known = self._own.get(ref)
        if known is None:
            return None
        state = State.UNCERTAIN if doubtful else State.FAILED
        return self._swap(replace(known, state=state, reason=reason))

    def discard(self, ref: str) -> bool:
        """Forget an own message that waits or failed. One that others may have seen stays, as
        what was said, without the doubt."""
        known = self._own.get(ref)
        if known is None:
            return False
        if known.state is State.UNCERTAIN:
            self._swap(replace(known, state=State.SETTLED, reason=""))
            self._known.update(_identities(known.message))  # history may still bring it
        else:
            self._drop(known)
        del self._own[ref]
        return True

    def merge(self, page: Iterable[ChatMessage], mentions: Iterable[bool] = ()) -> list[Entry]:
        """Take a page of history, oldest first; returns what was new.

        Merging the same pages in any order and any number of times gives the same entries.
        mentions: one flag a message, none of them when left out.
        """
        added: list[Entry] = []
        flags = iter(mentions)
        for message in page:
            entry = self.add_live(message, next(flags, False))
            if entry is not None:
                added.append(entry)
        return added

    def forget_before(self, count: int) -> None:
        """Drop the oldest `count` entries: they can be loaded again."""
        gone = {entry.key for entry in self.entries[:count] if entry.state is State.SETTLED}
        if not gone:
            return
        for entry in self.entries[:count]:
            if entry.key in gone:
                for identity in _identities(entry.message):
                    self._known.discard(identity)
        kept = [entry for entry in self.entries[:count] if entry.key not in gone]
        self.entries[:count] = kept
        self._touch(0, len(self.entries) - len(kept))

    def touch(self, key: int) -> None:
        """Say that what surrounds an entry changed, so that its row is made anew."""
        for place in range(len(self.entries) - 1, -1, -1):
            if self.entries[place].key == key:
                self._touch(place, len(self.entries) - place - 1)
                return

    def touch_people(self, keys: Set[str]) -> None:
        """Say that people (folded nicks) are called otherwise now, in all rows that name them."""
        found = [
            place for place, entry in enumerate(self.entries) if not keys.isdisjoint(_named(entry))
        ]
        if found:
            self._touch(found[0], len(self.entries) - found[-1] - 1)

    # -- asking ---------------------------------------------------------------------------

    def knows(self, message: ChatMessage) -> bool:
        """Is it in here already, by msgid or ref?"""
        return any(identity in self._known for identity in _identities(message))

    def oldest_msgid(self) -> str:
        """Where a page of older messages ends; "" when nothing is known."""
        return next((e.message.msgid for e in self.entries if e.message.msgid), "")

    def newest(self) -> ChatMessage | None:
        """The last confirmed message that somebody said."""
        for entry in reversed(self.entries):
            if entry.state is State.SETTLED and entry.message.kind in SPOKEN:
                return entry.message
        return None

    def unread_after(self, read_at: float) -> list[Entry]:
        """What others said after a time, oldest first."""
        start = bisect_right(self.entries, (read_at, 1 << 62), key=lambda entry: entry.order)
        return [
            entry
            for entry in self.entries[start:]
            if entry.message.kind in SPOKEN and not entry.message.own
        ]

    def unsettled(self) -> Sequence[Entry]:
        """Own messages that wait or failed."""
        return tuple(self._own.values())

    def take_touched(self) -> tuple[int, int] | None:
        """(head, tail): how many entries at the start and at the end are as they were at the
        last call; None when all are."""
        touched = (self._head, self._tail) if self._touched else None
        self._touched = False
        self._head = self._tail = len(self.entries)
        return touched

    # -- inside ---------------------------------------------------------------------------

    def _new(self, message: ChatMessage, mention: bool = False) -> Entry:
        self._next_key += 1
        return Entry(self._next_key - 1, message, order_of(message), mention=mention)

    def _below(self, message: ChatMessage) -> Entry:
        """An entry at the end, whatever our clock says against the relay's."""
        entry = self._new(message)
        if self.entries and self.entries[-1].order > entry.order:
            entry = replace(entry, order=self.entries[-1].order)
        return entry

    def _insert(self, entry: Entry, identities: tuple[object, ...]) -> Entry:
        self._known.update(identities)
        entries = self.entries
        if not entries or entries[-1].order <= entry.order:
            entries.append(entry)
            self._touch(len(entries) - 1, 0)
        else:
            place = bisect_right(entries, entry.order, key=lambda other: other.order)
            entries.insert(place, entry)
            self._touch(place, len(entries) - place - 1)
        return entry

    def _index(self, entry: Entry) -> int:
        place = bisect_left(self.entries, entry.order, key=lambda other: other.order)
        while self.entries[place].key != entry.key:
            place += 1
        return place

    def _swap(self, entry: Entry) -> Entry:
        place = self._index(entry)
        self.entries[place] = self._own[entry.message.ref] = entry
        self._touch(place, len(self.entries) - place - 1)
        return entry

    def _drop(self, entry: Entry) -> None:
        place = self._index(entry)
        del self.entries[place]
        self._touch(place, len(self.entries) - place)

    def _touch(self, head: int, tail: int) -> None:
        self._head, self._tail = min(self._head, head), min(self._tail, tail)
        self._touched = True
