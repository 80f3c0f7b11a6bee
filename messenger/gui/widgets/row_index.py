"""Which rows stand in the pane and where: keys in order, a mark at the start of each.

Rows above the drawn ones are only kept, so that a long room opens at once and the text stays
short; they are drawn when the reader comes near.
"""

import tkinter as tk
from collections.abc import Sequence
from itertools import count
from typing import Final

from messenger.client.model.rows import DisplayRow

MARK_PREFIX: Final = "row:"


class RowIndex:
    """Marks have names of our own making; places are never counted in letters, since Tk counts
    some letters twice."""

    def __init__(self, text: tk.Text) -> None:
        self._text = text
        self._numbers = count()
        self._keys: list[str] = []
        self._rows: dict[str, DisplayRow] = {}
        self._marks: dict[str, str] = {}
        self._by_mark: dict[str, str] = {}
        self.above: list[DisplayRow] = []

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    @property
    def rows(self) -> list[DisplayRow]:
        """All rows, drawn or not, in order."""
        return [*self.above, *(self._rows[key] for key in self._keys)]

    @property
    def keys(self) -> list[str]:
        return self._keys

    def row(self, key: str) -> DisplayRow:
        return self._rows[key]

    def mark(self, key: str) -> str:
        return self._marks[key]

    def end(self, key: str) -> str:
        """Where the row ends: the next one's mark, or the end of the text."""
        at = self._position(key) + 1
        return self._marks[self._keys[at]] if at < len(self._keys) else "end-1c"

    def key_at(self, place: str) -> str:
        """The row at a place of the text, "" for none."""
        mark = self._text.mark_previous(f"{place} +1c")
        while mark and not mark.startswith(MARK_PREFIX):
            mark = self._text.mark_previous(mark)
        return self._by_mark.get(mark, "") if mark else ""

    def add(self, row: DisplayRow, before: str, place: str) -> None:
        """Take in a row whose first letter will stand at `place`; before: a key or ""."""
        mark = f"{MARK_PREFIX}{next(self._numbers)}"
        self._text.mark_set(mark, place)
        self._text.mark_gravity(mark, "left")
        if before:
            self._keys.insert(self._position(before), row.key)
        else:
            self._keys.append(row.key)
        self._rows[row.key] = row
        self._marks[row.key] = mark
        self._by_mark[mark] = row.key

    def replace(self, row: DisplayRow) -> None:
        self._rows[row.key] = row

    def move_mark(self, key: str, place: str) -> None:
        """Set the mark anew: marks stay behind what is written at their own place."""
        self._text.mark_set(self._marks[key], place)

    def next_key(self, key: str) -> str:
        at = self._position(key) + 1
        return self._keys[at] if at < len(self._keys) else ""

    def drop(self, keys: Sequence[str]) -> None:
        """Forget drawn rows."""
        gone = set(keys)
        self._keys = [key for key in self._keys if key not in gone]
        marks = [self._marks.pop(key) for key in keys]
        for key, mark in zip(keys, marks, strict=True):
            del self._rows[key], self._by_mark[mark]
        self._text.mark_unset(*marks)

    def clear(self) -> None:
        self.drop(list(self._keys))
        self.above = []

    def _position(self, key: str) -> int:
        """Most questions are about the newest rows, so look from the end."""
        for at in range(len(self._keys) - 1, -1, -1):
            if self._keys[at] == key:
                return at
        raise KeyError(key)
