"""A place's messages in order: merged from live lines, echoes and pages of history.

Pure data; one owner (the model's thread). Order is the relay's: by time, and where two things
bear the same millisecond by the serial in our relay's msgids, else as they came.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from messenger.client.events import ChatMessage
from messenger.client.model.entry import LOCAL, SPOKEN, Entry, State, identities, named, order_of
from messenger.client.model.marks import Marks, written_by
from messenger.irc.marks import EDIT

__all__ = ["KEPT", "LOCAL", "SPOKEN", "TRIM_AT", "Entry", "State", "Timeline", "order_of"]
KEPT = 5_000  # entries a place holds in memory; older ones come back from cache or relay
TRIM_AT = KEPT + 500


class Timeline:
    """Ordered entries without doubles. Read `entries`; change it only by the methods."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.marks = Marks()
        # Identities of all settled entries; of each its key and order are as they were.
        self._known: dict[object, Entry] = {}
        self._answers: dict[str, list[int]] = {}  # msgid -> keys of entries that answer it
        self._own: dict[str, Entry] = {}  # ref -> own message that is not settled
        self._next_key = 1
        self._head = self._tail = 0  # entries untouched since take_touched, from either end
        self._touched = False

    # -- taking in ------------------------------------------------------------------------

    def add_live(self, message: ChatMessage, mention: bool = False) -> Entry | None:
        """Take what just arrived; None when it is known already."""
        if message.own and message.ref in self._own:
            return self.settle(message)
        if self.knows(message):
            return None
        return self._insert(self._new(message, mention), identities(message))

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
        known = self.knows(message)
        if pending is None:
            return None if known else self._insert(self._new(message), identities(message))
        self._drop(pending)
        if known:
            return None
        entry = replace(self._new(message), key=pending.key)
        return self._insert(entry, identities(message))

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
            settled = self._swap(replace(known, state=State.SETTLED, reason=""))
            for identity in identities(known.message):  # history may still bring it
                self._known[identity] = settled
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

    def mark(self, message: ChatMessage) -> None:
        """Something was said about a message: new words, a reaction, that it is taken back. New
        words from somebody else than its author count for nothing."""
        about = self.find(message.subject) if message.kind == EDIT else None
        if about is not None and not written_by(message, about.message):
            return
        self._remake(self.marks.add(message))

    def expect(self, message: ChatMessage) -> None:
        """The same of ours, on its way still."""
        self._remake(self.marks.expect(message))

    def give_up(self, ref: str) -> None:
        """What was expected under this ref will not come."""
        self._remake(self.marks.drop(ref))

    def forget_before(self, count: int) -> None:
        """Drop the oldest `count` entries: they can be loaded again."""
        gone = {entry.key for entry in self.entries[:count] if entry.state is State.SETTLED}
        if not gone:
            return
        for entry in self.entries[:count]:
            if entry.key in gone:
                for identity in identities(entry.message):
                    self._known.pop(identity, None)
                answers = self._answers.get(entry.message.subject, [])
                if entry.key in answers:
                    answers.remove(entry.key)
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
            place for place, entry in enumerate(self.entries) if not keys.isdisjoint(named(entry))
        ]
        if found:
            self._touch(found[0], len(self.entries) - found[-1] - 1)

    # -- asking ---------------------------------------------------------------------------

    def knows(self, message: ChatMessage) -> bool:
        """Is it in here already, by msgid or ref?"""
        return any(identity in self._known for identity in identities(message))

    def find(self, msgid: str) -> Entry | None:
        """The entry of a settled message, as it is now; None when it is not here."""
        known = self._known.get(msgid) if msgid else None
        return self.entries[self._index(known)] if known else None

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

    def _remake(self, msgids: Iterable[str]) -> None:
        for msgid in msgids:
            entry = self.find(msgid)
            if entry is not None:
                place = self._index(entry)
                self.entries[place] = self.marks.applied(entry)
                self._touch(place, len(self.entries) - place - 1)
                self._touch_answers(msgid)

    def _touch_answers(self, msgid: str) -> None:
        for key in self._answers.get(msgid, ()):
            self.touch(key)

    def _new(self, message: ChatMessage, mention: bool = False) -> Entry:
        self._next_key += 1
        return Entry(self._next_key - 1, message, order_of(message), mention=mention)

    def _below(self, message: ChatMessage) -> Entry:
        """An entry at the end, whatever our clock says against the relay's."""
        entry = self._new(message)
        if self.entries and self.entries[-1].order > entry.order:
            entry = replace(entry, order=self.entries[-1].order)
        return entry

    def _insert(self, entry: Entry, known_by: tuple[object, ...]) -> Entry:
        if known_by:
            entry = self.marks.applied(entry)
            self._known.update(dict.fromkeys(known_by, entry))
        if entry.message.kind in SPOKEN and entry.message.subject:
            self._answers.setdefault(entry.message.subject, []).append(entry.key)
        entries = self.entries
        if not entries or entries[-1].order <= entry.order:
            entries.append(entry)
            self._touch(len(entries) - 1, 0)
        else:
            place = bisect_right(entries, entry.order, key=lambda other: other.order)
            entries.insert(place, entry)
            self._touch(place, len(entries) - place - 1)
        self._touch_answers(entry.message.msgid)
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
