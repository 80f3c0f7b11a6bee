"""A list on one canvas that draws only what is visible: rooms, people.

A Treeview cannot have pills, two lines or rounded rows.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.keys import with_modifier
from messenger.gui.widgets.list_brush import (
    Brush,
    Heading,
    Row,
    draw_ground,
    draw_heading,
)
from messenger.gui.widgets.list_layout import ListLayout
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.scrollbar import ThinScrollbar

_STEP: Final = 8
_STEPS: Final = {
    "Up": -1,
    "Down": 1,
    "Prior": -10,
    "Next": 10,
    "Home": -(10**9),
    "End": 10**9,
}
_NOTCH: Final = 6  # steps a notch of the wheel


@dataclass(frozen=True, slots=True)
class ListActions:
    """on_click, on_open (double click or Enter), on_add (a heading's plus): the row's key.

    on_menu(key, x_root, y_root): the right button or the menu key.
    """

    on_click: Callable[[str], None]
    on_open: Callable[[str], None]
    on_menu: Callable[[str, int, int], None]
    on_add: Callable[[str], None]


class CanvasList(Panel):
    """In: rows, each with a key of its own, and the selected key. Arrows walk, Enter opens."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        paint: Callable[[Brush, Row], None],
        actions: ListActions,
    ) -> None:
        super().__init__(parent, look, "side")
        self._paint, self._actions = paint, actions
        self._layout = ListLayout()
        self._selected = self._hover = self._cursor = ""
        self.canvas = tk.Canvas(
            self, width=10, height=10, highlightthickness=0, borderwidth=0, takefocus=True
        )
        self._bar = ThinScrollbar(self, look, self._move)
        self.canvas.configure(yscrollcommand=self._bar.set)
        self.canvas.pack(fill="both", expand=True)
        self._bind_all()
        look.listen(self.canvas, self._restyle)

    def show(self, rows: Sequence[Row], selected: str = "") -> None:
        """Show these rows instead; scroll place, cursor and closed sections stay."""
        self._selected = selected
        self._layout.lay_out(rows, self.look.px)
        self._redraw_all()

    def focus_list(self) -> None:
        """Take the keyboard, on the selected row if there is one."""
        self._cursor = self._cursor or self._selected
        self.canvas.focus_set()

    # drawing -----------------------------------------------------------------------------

    def _redraw_all(self) -> None:
        end = self._layout.end + self.look.px(_STEP)
        self.canvas.configure(scrollregion=(0, 0, 1, end))
        self._draw()

    def _restyle(self) -> None:
        self.canvas.configure(
            background=self.look.colour("side"), yscrollincrement=self.look.px(_STEP)
        )
        self._layout.again(self.look.px)
        self._redraw_all()

    def _draw(self) -> None:
        canvas, layout = self.canvas, self._layout
        canvas.delete("all")
        top = int(canvas.canvasy(0))
        has_keyboard = self.focus_get() is canvas
        for at in layout.visible(top, top + canvas.winfo_height()):
            row = layout.rows[at]
            brush = Brush(
                canvas,
                self.look,
                layout.edges[at],
                layout.edges[at + 1] - layout.edges[at],
                canvas.winfo_width(),
                row.key == self._selected,
                row.key == self._hover,
            )
            draw_ground(brush, focused=has_keyboard and row.key == self._cursor)
            if isinstance(row, Heading):
                draw_heading(brush, row, closed=layout.is_closed(row.key))
            else:
                self._paint(brush, row)

    # pointer and keys --------------------------------------------------------------------

    def _bind_all(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda event: self._draw())
        canvas.bind("<Motion>", self._hovered)
        canvas.bind("<Leave>", lambda event: self._point(""))
        canvas.bind("<Button-1>", self._click)
        canvas.bind("<Double-Button-1>", self._open)
        canvas.bind("<Button-3>", self._menu)
        canvas.bind("<Button-4>", lambda event: self._wheel(-1))
        canvas.bind("<Button-5>", lambda event: self._wheel(1))
        canvas.bind("<MouseWheel>", lambda event: self._wheel(-1 if event.delta > 0 else 1))
        for key in _STEPS:
            canvas.bind(f"<{key}>", self._key)
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            canvas.bind(key, lambda event: self._press())
        for key in ("<Menu>", "<Shift-F10>"):
            canvas.bind(key, lambda event: self._key_menu())
        for change in ("<FocusIn>", "<FocusOut>"):
            canvas.bind(change, lambda event: self._draw())

    def _row_at(self, y: int) -> Row | None:
        """The row under a pixel of the canvas."""
        at = self._layout.at(self.canvas.canvasy(y))
        return self._layout.rows[at] if at >= 0 else None

    def _hovered(self, event: "tk.Event[tk.Canvas]") -> None:
        row = self._row_at(event.y)
        self._point(row.key if row else "")

    def _point(self, key: str) -> None:
        if key != self._hover:
            self._hover = key
            self._draw()

    def _click(self, event: "tk.Event[tk.Canvas]") -> None:
        row = self._row_at(event.y)
        if row is None:
            return
        self._cursor = row.key
        if not isinstance(row, Heading):
            self._actions.on_click(row.key)
            self._draw()
        elif row.addable and event.x > self.canvas.winfo_width() - self.look.px(44):
            self._actions.on_add(row.key)
        else:
            self._toggle(row.key)

    def _open(self, event: "tk.Event[tk.Canvas]") -> None:
        """A double click; on a heading it is simply another click."""
        row = self._row_at(event.y)
        if isinstance(row, Heading):
            self._click(event)
        elif row is not None:
            self._actions.on_open(row.key)

    def _menu(self, event: "tk.Event[tk.Canvas]") -> None:
        row = self._row_at(event.y)
        if row is not None and not isinstance(row, Heading):
            self._actions.on_menu(row.key, event.x_root, event.y_root)

    def _toggle(self, key: str) -> None:
        self._layout.toggle(key, self.look.px)
        self._redraw_all()

    def _key(self, event: "tk.Event[tk.Canvas]") -> str | None:
        if with_modifier(event):
            return None
        self._step(_STEPS[event.keysym])
        return "break"

    def _step(self, by: int) -> None:
        rows = self._layout.rows
        if rows:
            at = min(len(rows) - 1, max(0, self._layout.number(self._cursor) + by))
            self._cursor = rows[at].key
            self._see(at)
            self._draw()

    def _press(self) -> str:
        """Enter or space on the row that has the keyboard."""
        at = self._layout.number(self._cursor)
        if at >= 0 and isinstance(self._layout.rows[at], Heading):
            self._toggle(self._cursor)
        elif at >= 0:
            self._actions.on_open(self._cursor)
        return "break"

    def _key_menu(self) -> str:
        at = self._layout.number(self._cursor)
        if at >= 0 and not isinstance(self._layout.rows[at], Heading):
            canvas = self.canvas
            y = self._layout.edges[at + 1] - int(canvas.canvasy(0))
            x_root = canvas.winfo_rootx() + self.look.px(42)
            self._actions.on_menu(self._cursor, x_root, canvas.winfo_rooty() + y)
        return "break"

    # scrolling ---------------------------------------------------------------------------

    def _move(self, *how: str) -> None:
        self.canvas.yview(*how)
        self._draw()

    def _wheel(self, notches: int) -> str:
        if self._layout.end > self.canvas.winfo_height():
            self._move("scroll", str(notches * _NOTCH), "units")
        return "break"

    def _see(self, at: int) -> None:
        """Scroll so that this row is visible."""
        canvas, edges, gap = self.canvas, self._layout.edges, self.look.px(_STEP)
        top, height, end = int(canvas.canvasy(0)), canvas.winfo_height(), edges[-1] + gap
        if edges[at] < top:
            canvas.yview_moveto(edges[at] / end)
        elif edges[at + 1] > top + height:
            canvas.yview_moveto((edges[at + 1] - height + gap) / end)
