"""What accounts and rooms want to be remembered: read positions, metadata.

Somebody without an account has facts too, for as long as it is connected.
"""

from collections.abc import Sequence

from messenger.relay.state import Person
from messenger.store.facts import FactRow
from messenger.store.facts import Facts as StoredFacts

READ, METADATA, FORMERLY = "read", "metadata", "formerly"


class Facts:
    """All lasting ones, as in `store.facts`, by owner, then by kind: an owner can be forgotten
    without a look at all others, however many accounts there are."""

    def __init__(self, stored: StoredFacts, indexed: Sequence[str] = ()) -> None:
        """indexed: kinds of which one asks who has a fact of some name (`owners`)."""
        self._known: dict[str, dict[str, dict[str, str]]] = {}
        self._owners: dict[str, dict[str, dict[str, None]]] = {kind: {} for kind in indexed}
        for (owner, kind), values in stored.items():
            self._known.setdefault(owner, {})[kind] = dict(values)
            for name in values:
                self._note(owner, kind, name, True)

    def owners(self, kind: str, name: str) -> Sequence[str]:
        """Whose fact of this kind has this name."""
        return tuple(self._owners[kind].get(name, ()))

    def _note(self, owner: str, kind: str, name: str, has: bool) -> None:
        names = self._owners.get(kind)
        if names is None:
            return
        if has:
            names.setdefault(name, {})[owner] = None
        elif name in names:
            names[name].pop(owner, None)
            if not names[name]:
                del names[name]

    def of(self, owner: str, kind: str) -> dict[str, str]:
        """A view to read; empty when there are none."""
        kinds = self._known.get(owner)
        return kinds.get(kind, {}) if kinds else {}

    def of_person(self, person: Person, kind: str) -> dict[str, str]:
        owner = owner_of(person)
        return self.of(owner, kind) if owner else (person.facts or {}).get(kind, {})

    def put(
        self, owner: str, kind: str, name: str, value: str | None, *, stands: bool = False
    ) -> FactRow:
        """Take a fact in, or out with None; the row to be stored of it. stands: it follows from
        what has happened, and holds whatever the disk says."""
        before = self.of(owner, kind).get(name)
        self._note(owner, kind, name, value is not None)
        kinds = self._known.setdefault(owner, {})
        _set(kinds.setdefault(kind, {}), name, value)
        if not kinds[kind]:
            del kinds[kind]
        if not kinds:
            del self._known[owner]
        return FactRow(owner, kind, name, value, before, stands)

    def take_back(self, row: FactRow) -> None:
        """The disk would not take this row: what held before it holds still."""
        if self.of(row.owner, row.kind).get(row.name) == row.value:
            self.put(row.owner, row.kind, row.name, row.before)

    def put_person(self, person: Person, kind: str, name: str, value: str | None) -> list[FactRow]:
        """The same for a person; rows only if it has an account."""
        owner = owner_of(person)
        if owner:
            return [self.put(owner, kind, name, value)]
        person.facts = person.facts or {}
        _set(person.facts.setdefault(kind, {}), name, value)
        return []

    def adopt(self, person: Person) -> list[FactRow]:
        """Somebody has an account now: what it told before goes over to it. A read position
        that is behind the account's is dropped: it only ever goes forward."""
        if not owner_of(person):
            return []
        told, person.facts = person.facts or {}, None
        return [
            row
            for kind, values in told.items()
            for name, value in values.items()
            if kind != READ or int(value) > int(self.of_person(person, READ).get(name, -1))
            for row in (self.put(owner_of(person), kind, name, value, stands=True),)
        ]

    def move(self, owner: str, other: str) -> list[FactRow]:
        """All facts of one owner belong to another now, who had none."""
        told = self._known.get(owner, {})
        rows = self.forget(owner)
        for kind, values in told.items():
            rows += [self.put(other, kind, name, value) for name, value in values.items()]
        return rows

    def forget(self, owner: str, *, stands: bool = False) -> list[FactRow]:
        """Everything about this owner, as when an account is deleted."""
        for kind in self._owners:
            for name in self.of(owner, kind):
                self._note(owner, kind, name, False)
        return [
            FactRow(owner, kind, name, None, before, stands)
            for kind, values in self._known.pop(owner, {}).items()
            for name, before in values.items()
        ]


def owner_of(person: Person) -> str:
    """Under which a person's facts are kept; "" when it has no account."""
    return "@" + person.account_id if person.account_id else ""


def _set(values: dict[str, str], name: str, value: str | None) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value
