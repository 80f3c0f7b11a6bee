"""The rows in the pane's text: drawing, removing and replacing them by key."""

import tkinter as tk
from collections.abc import Sequence
from typing import Final

from messenger.client.model.rows import DisplayRow, Splice
from messenger.gui.widgets.row_index import RowIndex
from messenger.gui.widgets.row_writer import CURSOR, RowWriter

PAGE: Final = 120  # rows drawn at once: 25 ms, more than any screen holds
MOST_DRAWN: Final = 2_000
CUT: Final = 60  # rows undrawn at once: 3 ms


class PaneRows:
    """Which rows are drawn, and how the text becomes what they say. Knows no view."""

    def __init__(self, text: tk.Text, writer: RowWriter) -> None:
        self._text, self.writer = text, writer
        self.index = RowIndex(text)
        text.mark_set(CURSOR, "end-1c")

    def fill(self, rows: Sequence[DisplayRow]) -> None:
        """Draw the newest page of these rows, keep the others above."""
        self._erase("1.0", "end")
        self.index.clear()
        self.index.above = list(rows[:-PAGE])
        self.draw(rows[-PAGE:], "")

    def after(self, change: Splice) -> list[DisplayRow]:
        """All rows after the removals and changes of a splice, without its additions."""
        gone = set(change.removed)
        changed = {row.key: row for row in change.changed}
        return [changed.get(row.key, row) for row in self.index.rows if row.key not in gone]

    def draw(self, rows: Sequence[DisplayRow], before: str) -> None:
        """Write rows above the row of key `before`, "" is below all."""
        text, index = self._text, self.index
        text.configure(state="normal")
        text.mark_set(CURSOR, index.mark(before) if before else "end-1c")
        for row in rows:
            index.add(row, before, CURSOR)
            self.writer.write(row)
        if before:
            index.move_mark(before, CURSOR)
        text.configure(state="disabled")

    def add(self, rows: Sequence[DisplayRow], before: str) -> None:
        index = self.index
        if not rows:
            return
        if before and before not in index:
            self._add_above(rows, before)
        elif before and index.above and before == index.keys[0]:
            index.above.extend(rows)
        elif len(rows) > PAGE and (not len(index) or before == index.keys[0]):
            index.above.extend(rows[:-PAGE])
            self.draw(rows[-PAGE:], before)
        else:
            self.draw(rows, before)

    def _add_above(self, rows: Sequence[DisplayRow], before: str) -> None:
        above = self.index.above
        at = next((n for n, row in enumerate(above) if row.key == before), None)
        if at is not None:
            above[at:at] = rows

    def remove(self, keys: Sequence[str]) -> None:
        index = self.index
        drawn = [key for key in keys if key in index]
        if len(drawn) < len(keys):
            gone = set(keys)
            index.above = [row for row in index.above if row.key not in gone]
        if not drawn:
            return
        if drawn == index.keys[: len(drawn)]:
            self._erase("1.0", index.end(drawn[-1]))
        else:
            for key in drawn:
                self._erase(index.mark(key), index.end(key))
        index.drop(drawn)

    def replace(self, row: DisplayRow) -> None:
        """Write one row anew in its place."""
        index, text = self.index, self._text
        if row.key not in index:
            index.above = [row if old.key == row.key else old for old in index.above]
            return
        follower = index.next_key(row.key)
        self._erase(index.mark(row.key), index.end(row.key))
        text.configure(state="normal")
        text.mark_set(CURSOR, index.mark(row.key))
        index.replace(row)
        self.writer.write(row)
        if follower:
            index.move_mark(follower, CURSOR)
        text.configure(state="disabled")

    def _erase(self, start: str, end: str) -> None:
        """Delete a stretch of the text, and what its links were."""
        tags = self.writer.link_tags(start, end)
        self._text.configure(state="normal")
        self._text.delete(start, end)
        self._text.configure(state="disabled")
        self.writer.forget_links(tags)

    def cut(self) -> None:
        """Undraw the oldest rows when there are many; only while nobody looks at them."""
        index = self.index
        if len(index) > MOST_DRAWN:
            count = max(CUT, len(index) - MOST_DRAWN)
            old = list(index.keys[:count])
            index.above.extend(index.row(key) for key in old)
            self._erase("1.0", index.mark(index.keys[count]))
            index.drop(old)

    def draw_page_above(self) -> None:
        """Draw the next of the rows that are only kept."""
        index = self.index
        page, index.above = index.above[-PAGE:], index.above[:-PAGE]
        self.draw(page, index.keys[0] if len(index) else "")
