"""MessagePane: the rows of one place in one tk.Text."""

import tkinter as tk
from collections.abc import Sequence

from messenger.client.model.rows import DisplayRow, MessageRow, Splice
from messenger.gui.look.look import Look
from messenger.gui.widgets.jump_button import JumpButton
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.pane_lines import PaneLines
from messenger.gui.widgets.pane_pointer import PanePointer
from messenger.gui.widgets.pane_rows import PAGE, PaneRows
from messenger.gui.widgets.pane_scroll import PaneScroll
from messenger.gui.widgets.pane_tags import FOUND, configure_text
from messenger.gui.widgets.plain import Panel, Words
from messenger.gui.widgets.row_writer import RowWriter

FIT_MS = 200  # after the last change of width
ABOVE_FOUND = 40  # rows: more than half a pane of them


class MessagePane(Panel):
    """In: show, splice, append. Out: `PaneActions`. Follows the end unless the reader left it."""

    def __init__(self, parent: tk.Misc, look: Look, actions: PaneActions) -> None:
        super().__init__(parent, look, "pane")
        self._zoom = look.zoom
        self._unread = 0
        self._width = 0
        self._timer = ""
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
        self._lines = PaneLines(self.text, look)
        self._writer = RowWriter(self.text, look, self._lines)
        self._rows = PaneRows(self.text, self._writer)
        self._jump = JumpButton(self.text, look, self.jump_to_end)
        self._scroll = PaneScroll(self, self.text, look, self._scrolled)
        self._empty = Words(self, look, ink="muted", wrap=360, anchor="center", justify="center")
        self._actions = actions
        self._pointer = PanePointer(self.text, look, self._rows.index, self._writer, actions)
        self._pointer.on_toggle = self._toggle
        self._scroll.on_view = self._pointer.settle_soon
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
        return self._rows.index.rows

    def show(self, rows: Sequence[DisplayRow]) -> None:
        """Another place: these rows, seen from the end."""
        self._writer.open_folds.clear()
        self._pointer.let_go()
        self._rows.fill(rows)
        self._place_empty()
        self.jump_to_end()
        self._check_top()

    def show_empty(self, words: str) -> None:
        """What stands in the middle while there are no rows; "" for nothing."""
        self._empty.say(words)
        self._place_empty()

    def append(self, rows: Sequence[DisplayRow]) -> None:
        """New rows below all others."""
        self.splice(Splice((), (), tuple(rows), ""))

    def splice(self, change: Splice) -> None:
        """Take over what became of the rows; the view stays where the reader is."""
        if not change.before and self.following and len(change.added) > PAGE:
            self._rows.fill([*self._rows.after(change), *change.added])
            self._place_empty()
            self._scroll.follow()
            self._pointer.let_go()
            return
        with self._scroll.kept_view():
            self._rows.remove(change.removed)
            for row in change.changed:
                self._rows.replace(row)
            self._rows.add(change.added, change.before)
        if not change.before:
            self._count_new(change.added)
        self._place_empty()
        if self.following:
            self._rows.cut()
        self._pointer.rows_changed({*change.removed, *(row.key for row in change.changed)})

    def jump_to_end(self) -> None:
        """Back to the newest, and follow from now on."""
        self._unread = 0
        self._scroll.follow(start=True)
        self._jump.hide()

    def show_row(self, key: str) -> None:
        """Go to a row and mark it for a moment; the end is followed only if it is in view there."""
        index = self._rows.index
        while key not in index and index.above:
            self._rows.draw_page_above()
        if key not in index:
            return
        if index.above and key in index.keys[:ABOVE_FOUND]:
            self._rows.draw_page_above()  # what stands above it is to be seen, too
        self._scroll.see(index.mark(key))
        self.text.tag_remove(FOUND, "1.0", "end")
        self.text.tag_add(FOUND, index.mark(key), index.end(key))
        self._offer_end()

    def scroll_by_key(self, key: str) -> bool:
        """Prior, Next, Home or End, pressed in the input box; False for any other."""
        return self._scroll.by_key(key)

    def _toggle(self, key: str) -> None:
        """Show or hide what a fold row stands for."""
        self._writer.open_folds ^= {key}
        with self._scroll.kept_view():
            self._rows.replace(self._rows.index.row(key))
        self._pointer.refresh()

    def _place_empty(self) -> None:
        index = self._rows.index
        if len(index) or index.above or not self._empty.cget("text"):
            self._empty.place_forget()
        else:
            self._empty.place(relx=0.5, rely=0.45, anchor="center")

    # view --------------------------------------------------------------------------------

    def _count_new(self, rows: Sequence[DisplayRow]) -> None:
        if self.following:
            return
        self._unread += sum(isinstance(row, MessageRow) for row in rows)
        self._jump.show(self._unread)

    def _scrolled(self) -> None:
        """The reader moved the view."""
        self._offer_end()
        self._pointer.refresh()
        self._check_top()

    def _offer_end(self) -> None:
        """The way to the newest, where it is out of view."""
        if self.following:
            self._unread = 0
            self._jump.hide()
        else:
            self._jump.show(self._unread)

    def _check_top(self) -> None:
        """At the top: draw what is kept above, or ask for older rows."""
        if self.text.dlineinfo("1.0") is None:
            return
        index = self._rows.index
        if index.above:
            with self._scroll.kept_view():
                self._rows.draw_page_above()
        elif len(index):
            self._actions.on_reach_top()

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        self._lines.resize(event.width)
        self._pointer.settle_soon()
        if event.width != self._width:
            self._width = event.width
            self._stop_timer()
            self._timer = self.after(FIT_MS, self._fit_quotes)
        self._scroll.follow()
        if not self.following:
            self._jump.match_ground()

    def _fit_quotes(self) -> None:
        """What is quoted fills its line at the new width."""
        self._timer = ""
        quoting = [
            row
            for row in (self._rows.index.row(key) for key in self._rows.index.keys)
            if isinstance(row, MessageRow) and row.quote
        ]
        if quoting:
            with self._scroll.kept_view():
                for row in quoting:
                    self._rows.replace(row)

    def _stop_timer(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
            self._timer = ""

    def destroy(self) -> None:
        self._stop_timer()
        super().destroy()

    def _restyle(self) -> None:
        self._pointer.let_go()
        configure_text(self.text, self.look)
        self._lines.redraw()
        if self._zoom != self.look.zoom:
            # Paddings between pictures and words were set for the old zoom.
            self._zoom = self.look.zoom
            self._rows.fill(self._rows.index.rows)
        self._scroll.follow()
        if not self.following:
            self._jump.show(self._unread)
