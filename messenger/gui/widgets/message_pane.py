"""MessagePane: the rows of one place in one tk.Text."""

import tkinter as tk
from collections.abc import Sequence
from typing import Final

from messenger.client.rows import DisplayRow, MessageRow, Splice
from messenger.gui.look import Look
from messenger.gui.widgets.jump_button import JumpButton
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.pane_lines import PaneLines
from messenger.gui.widgets.pane_pointer import PanePointer
from messenger.gui.widgets.pane_scroll import PaneScroll
from messenger.gui.widgets.pane_tags import configure_text
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.row_index import RowIndex
from messenger.gui.widgets.row_writer import CURSOR, RowWriter

PAGE: Final = 120  # rows drawn at once: 25 ms, more than any screen holds
MOST_DRAWN: Final = 2_000
CUT: Final = 500


class MessagePane(Panel):
    """In: show, splice, append. Out: `PaneActions`. Follows the end unless the reader left it."""

    def __init__(self, parent: tk.Misc, look: Look, actions: PaneActions) -> None:
        super().__init__(parent, look, "pane")
        self._zoom = look.zoom
        self._unread = 0
        self.text = tk.Text(
            self,
            wrap="word",
            state="disabled",
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            padx=0,
            pady=0,
            width=20,
            height=5,
            insertwidth=0,
            cursor="arrow",
        )
        self.text.mark_set(CURSOR, "end-1c")
        self._index = RowIndex(self.text)
        self._lines = PaneLines(self.text, look)
        self._writer = RowWriter(self.text, look, self._lines)
        self._jump = JumpButton(self.text, look, self.jump_to_end)
        self._scroll = PaneScroll(self, self.text, look, self._scrolled)
        self._actions = actions
        self._pointer = PanePointer(self.text, look, self._index, self._writer, actions)
        self._pointer.on_toggle = self._toggle
        self.text.bind("<Configure>", self._resized, add=True)
        look.listen(self.text, self._restyle)

    @property
    def following(self) -> bool:
        """New rows move the view; false after the reader scrolled up."""
        return self._scroll.following

    @property
    def shows_end(self) -> bool:
        return self._scroll.shows_end

    @property
    def rows(self) -> list[DisplayRow]:
        """Everything the pane was given, in order."""
        return self._index.rows

    def show(self, rows: Sequence[DisplayRow]) -> None:
        """Another place: these rows, seen from the end."""
        self._writer.open_folds.clear()
        self._fill(rows)
        self.jump_to_end()
        self._check_top()

    def append(self, rows: Sequence[DisplayRow]) -> None:
        """New rows below all others."""
        self.splice(Splice((), (), tuple(rows), ""))

    def splice(self, change: Splice) -> None:
        """Take over what became of the rows; the view stays where the reader is."""
        if not change.before and self.following and len(change.added) > PAGE:
            self._fill([*self._after(change), *change.added])
            self._scroll.follow()
            return
        with self._scroll.kept_view():
            self._remove(change.removed)
            for row in change.changed:
                self._replace(row)
            self._add(change.added, change.before)
        if not change.before:
            self._count_new(change.added)
        self._cut()
        if change.removed or change.changed:
            self._pointer.refresh()

    def jump_to_end(self) -> None:
        """Back to the newest, and follow from now on."""
        self._unread = 0
        self._scroll.follow(start=True)
        self._jump.hide()

    def scroll_by_key(self, key: str) -> bool:
        """Prior, Next, Home or End, pressed in the input box; False for any other."""
        return self._scroll.by_key(key)

    # rows --------------------------------------------------------------------------------

    def _fill(self, rows: Sequence[DisplayRow]) -> None:
        """Draw the newest page of these rows, keep the others above."""
        self._erase("1.0", "end")
        self._index.clear()
        self._index.above = list(rows[:-PAGE])
        self._draw(rows[-PAGE:], "")

    def _after(self, change: Splice) -> list[DisplayRow]:
        """All rows after the removals and changes of a splice, without its additions."""
        gone = set(change.removed)
        changed = {row.key: row for row in change.changed}
        return [changed.get(row.key, row) for row in self._index.rows if row.key not in gone]

    def _draw(self, rows: Sequence[DisplayRow], before: str) -> None:
        """Write rows above the row of key `before`, "" is below all."""
        text, index = self.text, self._index
        text.configure(state="normal")
        text.mark_set(CURSOR, index.mark(before) if before else "end-1c")
        for row in rows:
            index.add(row, before, CURSOR)
            self._writer.write(row)
        if before:
            index.move_mark(before, CURSOR)
        text.configure(state="disabled")

    def _add(self, rows: Sequence[DisplayRow], before: str) -> None:
        index = self._index
        if not rows:
            return
        if before and before not in index:
            self._add_above(rows, before)
        elif before and index.above and before == index.keys[0]:
            index.above.extend(rows)
        elif len(rows) > PAGE and (not len(index) or before == index.keys[0]):
            index.above.extend(rows[:-PAGE])
            self._draw(rows[-PAGE:], before)
        else:
            self._draw(rows, before)

    def _add_above(self, rows: Sequence[DisplayRow], before: str) -> None:
        above = self._index.above
        at = next((n for n, row in enumerate(above) if row.key == before), None)
        if at is not None:
            above[at:at] = rows

    def _remove(self, keys: Sequence[str]) -> None:
        index = self._index
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

    def _replace(self, row: DisplayRow) -> None:
        """Write one row anew in its place."""
        index, text = self._index, self.text
        if row.key not in index:
            index.above = [row if old.key == row.key else old for old in index.above]
            return
        follower = index.next_key(row.key)
        self._erase(index.mark(row.key), index.end(row.key))
        text.configure(state="normal")
        text.mark_set(CURSOR, index.mark(row.key))
        index.replace(row)
        self._writer.write(row)
        if follower:
            index.move_mark(follower, CURSOR)
        text.configure(state="disabled")

    def _erase(self, start: str, end: str) -> None:
        """Delete a stretch of the text, and what its links were."""
        tags = self._writer.link_tags(start, end)
        self.text.configure(state="normal")
        self.text.delete(start, end)
        self.text.configure(state="disabled")
        self._writer.forget_links(tags)

    def _cut(self) -> None:
        """Undraw the oldest rows when there are many and nobody looks at them."""
        index = self._index
        if len(index) > MOST_DRAWN and self.following:
            old = list(index.keys[:CUT])
            index.above.extend(index.row(key) for key in old)
            self._erase("1.0", index.mark(index.keys[CUT]))
            index.drop(old)

    def _toggle(self, key: str) -> None:
        """Show or hide what a fold row stands for."""
        self._writer.open_folds ^= {key}
        with self._scroll.kept_view():
            self._replace(self._index.row(key))
        self._pointer.refresh()

    # view --------------------------------------------------------------------------------

    def _count_new(self, rows: Sequence[DisplayRow]) -> None:
        if self.following:
            return
        self._unread += sum(isinstance(row, MessageRow) for row in rows)
        self._jump.show(self._unread)

    def _scrolled(self) -> None:
        """The reader moved the view."""
        if self.following:
            self._unread = 0
            self._jump.hide()
        else:
            self._jump.show(self._unread)
        self._pointer.refresh()
        self._check_top()

    def _check_top(self) -> None:
        """At the top: draw what is kept above, or ask for older rows."""
        if self.text.dlineinfo("1.0") is None:
            return
        index = self._index
        if index.above:
            page, index.above = index.above[-PAGE:], index.above[:-PAGE]
            with self._scroll.kept_view():
                self._draw(page, index.keys[0] if len(index) else "")
        elif len(index):
            self._actions.on_reach_top()

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        self._lines.resize(event.width)
        self._scroll.follow()
        if not self.following:
            self._jump.match_ground()

    def _restyle(self) -> None:
        configure_text(self.text, self.look)
        self._lines.redraw()
        if self._zoom != self.look.zoom:
            # Paddings between pictures and words were set for the old zoom.
            self._zoom = self.look.zoom
            self._fill(self._index.rows)
        self._scroll.follow()
        if not self.following:
            self._jump.show(self._unread)
