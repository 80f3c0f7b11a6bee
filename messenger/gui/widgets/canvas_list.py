"""A list on one canvas that draws only what is visible: rooms, people.

A Treeview cannot have pills, two lines or rounded rows.
"""

import tkinter as tk
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from messenger.gui.look import Look
from messenger.gui.tiles import BoxStyle
from messenger.gui.widgets.keys import with_modifier
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.scrollbar import ThinScrollbar

HEADING_HEIGHT: Final = 34
_STEP: Final = 8
_STEPS: Final = {
    "Up": -1,
    "Down": 1,
    "Prior": -10,
    "Next": 10,
    "Home": -(10**9),
    "End": 10**9,
}
_Side = Literal["w", "e"]
_NOTCH: Final = 6  # steps a notch of the wheel


class Row(Protocol):
    """What a list shows: a heading or an item; height at 100 %."""

    @property
    def key(self) -> str: ...

    @property
    def height(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title. addable: it has a plus button; count: "" for none."""

    key: str
    text: str
    count: str = ""
    addable: bool = False
    height: int = HEADING_HEIGHT


@dataclass(frozen=True, slots=True)
class Brush:
    """Where and how one row is drawn; lengths in pixels of the screen."""

    canvas: tk.Canvas
    look: Look
    top: int
    height: int
    width: int
    selected: bool
    hover: bool

    @property
    def middle(self) -> int:
        return self.top + self.height // 2

    @property
    def ground(self) -> str:
        """The token of what lies behind the row."""
        return "selection" if self.selected else ("hover" if self.hover else "side")

    def words(self, x: int, y: int, text: str, font: str, ink: str, anchor: _Side = "w") -> None:
        look = self.look
        self.canvas.create_text(
            x, y, text=text, font=look.fonts[font], fill=look.colour(ink), anchor=anchor
        )

    def picture(self, x: int, image: tk.PhotoImage, anchor: _Side = "w", drop: int = 0) -> None:
        self.canvas.create_image(x, self.middle + drop, image=image, anchor=anchor)


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
        self._all: Sequence[Row] = ()
        self._rows: list[Row] = []
        self._edges = [0]  # upper edge of each row and the end, in pixels
        self._closed: set[str] = set()
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
        self._all, self._selected = rows, selected
        self._lay_out()

    def focus_list(self) -> None:
        """Take the keyboard, on the selected row if there is one."""
        self._cursor = self._cursor or self._selected
        self.canvas.focus_set()

    # layout ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._rows = []
        is_open = True
        for row in self._all:
            if isinstance(row, Heading):
                is_open = row.key not in self._closed
                self._rows.append(row)
            elif is_open:
                self._rows.append(row)
        self._edges = [0]
        for row in self._rows:
            self._edges.append(self._edges[-1] + self.look.px(row.height))
        end = self._edges[-1] + self.look.px(_STEP)
        self.canvas.configure(scrollregion=(0, 0, 1, end))
        self._draw()

    def _restyle(self) -> None:
        self.canvas.configure(
            background=self.look.colour("side"), yscrollincrement=self.look.px(_STEP)
        )
        self._lay_out()

    def _draw(self) -> None:
        canvas, look = self.canvas, self.look
        canvas.delete("all")
        width, top = canvas.winfo_width(), int(canvas.canvasy(0))
        bottom = top + canvas.winfo_height()
        has_keyboard = self.focus_get() is canvas
        at = max(0, bisect_right(self._edges, top) - 1)
        while at < len(self._rows) and self._edges[at] < bottom:
            row, y = self._rows[at], self._edges[at]
            brush = Brush(
                canvas,
                look,
                y,
                self._edges[at + 1] - y,
                width,
                row.key == self._selected,
                row.key == self._hover,
            )
            self._draw_ground(brush, has_keyboard and row.key == self._cursor)
            if isinstance(row, Heading):
                self._draw_heading(brush, row)
            else:
                self._paint(brush, row)
            at += 1

    def _draw_ground(self, brush: Brush, focused: bool) -> None:
        if brush.ground == "side" and not focused:
            return
        px = self.look.px
        edge = "accent" if focused else ""
        style = BoxStyle(8, brush.ground, edge, 2, "side")
        size = (max(1, brush.width - px(16)), brush.height - 2)
        tile = self.look.pictures.box(*size, style)
        self.canvas.create_image(px(8), brush.top + 1, image=tile, anchor="nw")

    def _draw_heading(self, brush: Brush, row: Heading) -> None:
        px, pictures = self.look.px, self.look.pictures
        drop = px(3)
        arrow = "chevron_right" if row.key in self._closed else "chevron"
        brush.picture(px(12), pictures.icon(arrow, 14, "muted", 2), drop=drop)
        brush.words(px(30), brush.middle + drop, row.text, "small_bold", "soft")
        right = brush.width - px(16)
        if row.addable:
            brush.picture(right, pictures.icon("plus", 16, "soft"), "e", drop)
            right -= px(24)
        brush.words(right - px(2), brush.middle + drop, row.count, "small", "muted", "e")

    # pointer and keys --------------------------------------------------------------------

    def _bind_all(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda event: self._draw())
        canvas.bind("<Motion>", lambda event: self._point(self._key_at(event.y)))
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

    def _at(self, y: int) -> int:
        """The row under a pixel of the canvas, -1 for none."""
        at = bisect_right(self._edges, self.canvas.canvasy(y)) - 1
        return at if 0 <= at < len(self._rows) else -1

    def _key_at(self, y: int) -> str:
        at = self._at(y)
        return self._rows[at].key if at >= 0 else ""

    def _point(self, key: str) -> None:
        if key != self._hover:
            self._hover = key
            self._draw()

    def _click(self, event: "tk.Event[tk.Canvas]") -> None:
        at = self._at(event.y)
        if at < 0:
            return
        row = self._rows[at]
        self._cursor = row.key
        if isinstance(row, Heading):
            on_plus = row.addable and event.x > self.canvas.winfo_width() - self.look.px(44)
            if on_plus:
                self._actions.on_add(row.key)
            else:
                self._toggle(row.key)
            return
        self._actions.on_click(row.key)
        self._draw()

    def _open(self, event: "tk.Event[tk.Canvas]") -> None:
        """A double click; on a heading it is simply another click."""
        at = self._at(event.y)
        if at >= 0 and isinstance(self._rows[at], Heading):
            self._click(event)
        elif at >= 0:
            self._actions.on_open(self._rows[at].key)

    def _menu(self, event: "tk.Event[tk.Canvas]") -> None:
        at = self._at(event.y)
        if at >= 0 and not isinstance(self._rows[at], Heading):
            self._actions.on_menu(self._rows[at].key, event.x_root, event.y_root)

    def _toggle(self, key: str) -> None:
        self._closed ^= {key}
        self._lay_out()

    def _cursor_at(self) -> int:
        return next((n for n, row in enumerate(self._rows) if row.key == self._cursor), -1)

    def _key(self, event: "tk.Event[tk.Canvas]") -> str | None:
        if with_modifier(event):
            return None
        self._step(_STEPS[event.keysym])
        return "break"

    def _step(self, by: int) -> None:
        if self._rows:
            at = min(len(self._rows) - 1, max(0, self._cursor_at() + by))
            self._cursor = self._rows[at].key
            self._see(at)
            self._draw()

    def _press(self) -> str:
        at = self._cursor_at()
        if at >= 0 and isinstance(self._rows[at], Heading):
            self._toggle(self._cursor)
        elif at >= 0:
            self._actions.on_open(self._cursor)
        return "break"

    def _key_menu(self) -> str:
        at = self._cursor_at()
        if at >= 0 and not isinstance(self._rows[at], Heading):
            canvas = self.canvas
            y = self._edges[at + 1] - int(canvas.canvasy(0))
            x_root = canvas.winfo_rootx() + self.look.px(42)
            self._actions.on_menu(self._cursor, x_root, canvas.winfo_rooty() + y)
        return "break"

    # scrolling ---------------------------------------------------------------------------

    def _move(self, *how: str) -> None:
        self.canvas.yview(*how)
        self._draw()

    def _wheel(self, notches: int) -> str:
        if self._edges[-1] > self.canvas.winfo_height():
            self._move("scroll", str(notches * _NOTCH), "units")
        return "break"

    def _see(self, at: int) -> None:
        """Scroll so that this row is visible."""
        top = int(self.canvas.canvasy(0))
        height, end = self.canvas.winfo_height(), max(1, self._edges[-1] + self.look.px(_STEP))
        if self._edges[at] < top:
            self.canvas.yview_moveto(self._edges[at] / end)
        elif self._edges[at + 1] > top + height:
            self.canvas.yview_moveto((self._edges[at + 1] - height + self.look.px(_STEP)) / end)
