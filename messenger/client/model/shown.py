"""The current place's rows, and what changed of them since they were last told."""

from messenger.client.model.changes import (
    Change,
    RowsAppended,
    RowsChanged,
    RowsInserted,
    RowsRemoved,
)
from messenger.client.model.place import Place
from messenger.client.model.rows import DisplayRow, Look, RowList


class Shown:
    """One place on the screen."""

    def __init__(self, place: Place, look: Look) -> None:
        place.timeline.take_touched()
        self.place = place
        self._list = RowList(place.timeline.entries, look)

    @property
    def rows(self) -> tuple[DisplayRow, ...]:
        """All of them, oldest first."""
        return self._list.rows

    def move_new_line(self, key: int) -> None:
        """Put the line "new messages" above the entry of this key."""
        self.place.timeline.touch(self.place.new_before)
        self.place.new_before = self._list.look.new_before = key

    def take_changes(self, trim: bool) -> list[Change]:
        """What a view has to do; nothing, if no entry came, went or changed.

        trim: the reader is at the end, so when something came the oldest may go.
        """
        changes = self._splice()
        if changes and trim and self.place.trim():
            changes += self._splice()
        return changes

    def _splice(self) -> list[Change]:
        touched = self.place.timeline.take_touched()
        if touched is None:
            return []
        splice, key = self._list.update(*touched), self.place.key
        told: list[Change] = []
        if splice.removed:
            told.append(RowsRemoved(key, splice.removed))
        if splice.changed:
            told.append(RowsChanged(key, splice.changed))
        if splice.added and splice.before:
            told.append(RowsInserted(key, splice.before, splice.added))
        elif splice.added:
            told.append(RowsAppended(key, splice.added))
        return told
