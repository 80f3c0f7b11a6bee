"""The disk would not take a turn: memory goes back to what is on the disk.

What somebody asked for (words, a topic, modes, another name of a room) falls: nobody has seen it,
its sender is told. What has happened whatever the disk says (somebody came, went, is called
otherwise) stands, and is written as soon as the disk takes it.

The turns behind the refused one were made while it was still believed. So their rows that say what
held before them are put right here, too: of a topic set twice neither comes back.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from messenger.relay.handlers import signing_in
from messenger.relay.hub import Hub
from messenger.relay.turn import Change, Turn
from messenger.store.account_rows import AccountGoneRow, AccountRow, VerifiedRow
from messenger.store.belonging import EditedRow
from messenger.store.facts import FactRow
from messenger.store.rows import HistoryRow, HistoryRun, RoomRow, sender_of

# What happens to people, and can't be refused to them.
PRESENCE = frozenset({"JOIN", "PART", "QUIT", "KICK", "NICK"})
MAX_OWED_ROWS = 10_000
# Rows that change something there is one of: by what they are the same thing.
_SAME: Mapping[type[Any], Callable[[Any], Hashable]] = {
    FactRow: lambda row: (row.owner, row.kind, row.name),
    EditedRow: lambda row: (row.target, row.parent),
}
Found = tuple[list[Any], int]  # a turn's rows, and the place of one of them


class Refusals:
    """Owned by the core. Keeps what stands, but is not on the disk."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._rooms: dict[str, None] = {}
        self._facts: dict[tuple[str, str, str], None] = {}
        self._rows: deque[HistoryRow] = deque(maxlen=MAX_OWED_ROWS)
        self._behind: dict[Hashable, Found] = {}  # while a turn is taken back

    def take_back(self, turn: Turn, behind: Iterable[Turn]) -> None:
        """turn: whose rows could not be stored; behind: those that wait for the disk."""
        later = (*behind, self._hub.turn)
        self._behind = _first_rows(turn, later)
        self._forget_words(turn)
        for row in reversed(turn.rows):
            step = _STEPS.get(type(row))
            if step is not None:
                step(self, row)
        self._behind = {}
        changes = _first_changes(turn, later)
        for change in reversed(turn.changes):
            if change.key in changes:
                changes[change.key].before = change.before
            else:
                change.undo(change.before)

    def sweep(self) -> None:
        """Try again to store what stands, as it is now."""
        hub = self._hub
        rows: list[Any] = list(self._rows)
        rows += [
            FactRow(*key, value, value, stands=True)
            for key in self._facts
            for value in (hub.facts.of(key[0], key[1]).get(key[2]),)
        ]
        rows += [RoomRow(key, hub.roster.state_of(key)) for key in self._rooms]
        self._rows.clear()
        self._facts, self._rooms = {}, {}
        hub.turn.rows += rows

    def _forget_words(self, turn: Turn) -> None:
        rows = [row for row in turn.rows if isinstance(row, HistoryRow)]
        self._rows.extend(row for row in rows if row.command in PRESENCE)
        for run in [row for row in turn.rows if isinstance(row, HistoryRun)]:
            rows += run.rows()
        for row in rows:
            if row.ref:
                self._hub.refs.forget(sender_of(row), row.ref)
        self._hub.roster.lose_rows(rows)

    def _put_right(self, row: Any) -> bool:
        """True when a later row says the same thing anew: before that held what held before this
        one."""
        found = self._behind.get(_same(row))
        if found is not None:
            rows, place = found
            rows[place] = replace(rows[place], before=row.before)
        return found is not None

    def _fact(self, row: FactRow) -> None:
        if row.stands:
            self._facts[row.owner, row.kind, row.name] = None
        elif not self._put_right(row):
            self._hub.facts.take_back(row)

    def _room(self, row: RoomRow) -> None:
        self._rooms[row.name] = None  # also as a later row of it may hold what is refused here

    def _edit(self, row: EditedRow) -> None:
        if not self._put_right(row):
            self._hub.roster.unrevise(row)

    def _new_account(self, row: AccountRow) -> None:
        signing_in.forget_unstored(self._hub, row.id, row.name)

    def _account(self, row: AccountGoneRow | VerifiedRow) -> None:
        self._hub.accounts.version = 0  # look again what is really there


_STEPS: Mapping[type[Any], Callable[[Refusals, Any], None]] = {
    FactRow: Refusals._fact,
    RoomRow: Refusals._room,
    EditedRow: Refusals._edit,
    AccountRow: Refusals._new_account,
    AccountGoneRow: Refusals._account,
    VerifiedRow: Refusals._account,
}


def _same(row: Any) -> Hashable:
    return type(row), _SAME[type(row)](row)


def _first_rows(turn: Turn, behind: Iterable[Turn]) -> dict[Hashable, Found]:
    """The first row of each thing that this turn has changed, among the turns behind it."""
    changed = {_same(row) for row in turn.rows if type(row) in _SAME}
    found: dict[Hashable, Found] = {}
    for later in behind if changed else ():
        for place, row in enumerate(later.rows):
            if type(row) in _SAME and (same := _same(row)) in changed:
                found.setdefault(same, (later.rows, place))
    return found


def _first_changes(turn: Turn, behind: Iterable[Turn]) -> dict[Hashable, Change]:
    """The same of what stands in no row by itself."""
    found: dict[Hashable, Change] = {}
    for later in behind if turn.changes else ():
        for change in later.changes:
            found.setdefault(change.key, change)
    return found
