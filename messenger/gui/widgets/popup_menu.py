"""A menu that pops up over the window: rows with icon, words and key."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Box, ground_of
from messenger.gui.widgets.press_elsewhere import close_at_press

_ROW: Final = 30
_LEAST_WIDTH: Final = 180
_WIDEST_TEXT: Final = 360


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """icon: "" for none; key: the key that does the same, as shown; danger: it destroys."""

    text: str
    command: Callable[[], None]
    icon: str = ""
    key: str = ""
    danger: bool = False


class PopupMenu(Box):
    """Made, opened once, gone after a choice, Escape or a press elsewhere.

    A frame placed in the window rather than a window of its own: it cannot be left behind.
    """

    def __init__(
        self, window: tk.Misc, look: Look, entries: Sequence[MenuEntry], least_width: int = 0
    ) -> None:
        """least_width: of its face, in pixels of the screen."""
        super().__init__(window, "Popup.TFrame")
        self._window, self._look, self._entries = window, look, entries
        self._at = -1  # the lit row
        self._came_from: tk.Misc | None = None
        self._text_x = look.px(38 if any(entry.icon for entry in entries) else 12)
        measure, tiny = look.fonts["body"].measure, look.fonts["tiny"].measure
        texts = min(look.px(_WIDEST_TEXT), max(measure(entry.text) for entry in entries))
        keys = max(tiny(entry.key) for entry in entries)
        wanted = self._text_x + texts + look.px(30) + keys
        self._width = max(look.px(_LEAST_WIDTH), wanted, least_width - look.px(12))
        self._canvas = tk.Canvas(
            self,
            width=self._width,
            height=look.px(_ROW) * len(entries),
            scrollregion=(0, 0, self._width, look.px(_ROW) * len(entries)),
            yscrollincrement=look.px(_ROW),
            background=look.colour("raised"),
            highlightthickness=0,
            borderwidth=0,
            takefocus=True,
        )
        self._canvas.pack(padx=look.px(6), pady=look.px(6))
        self._bind_all()
        self._draw()

    def open(self, x_root: int, y_root: int) -> None:
        """Show it at this place of the screen, inside the window; the keyboard goes to it."""
        window, px = self._window, self._look.px
        self._came_from = window.focus_get()
        most = max(1, window.winfo_height() // px(_ROW) - 1)
        self._canvas.configure(height=px(_ROW) * min(most, len(self._entries)))
        self.update_idletasks()
        width, height = self.winfo_reqwidth(), self.winfo_reqheight()
        x = x_root - window.winfo_rootx() - px(8)
        y = y_root - window.winfo_rooty() - px(6)
        x = max(0, min(x, window.winfo_width() - width))
        y = max(0, min(y, window.winfo_height() - height))
        self._lie_on(x + width // 2, y + height // 2)
        self.place(x=x, y=y)
        self.lift()
        take_keyboard(self._canvas)

    def close(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        if not self.winfo_exists():
            return
        came_from = self._came_from
        has_keyboard = self._window.focus_get() is self._canvas
        self.destroy()
        if has_keyboard and came_from is not None and came_from.winfo_exists():
            came_from.focus_set()

    def _lie_on(self, x: int, y: int) -> None:
        """Take the corners' colour from what lies below this place of the window."""
        window = self._window
        below = window.winfo_containing(window.winfo_rootx() + x, window.winfo_rooty() + y)
        while below is not None and not hasattr(below, "ground"):
            below = below.master
        if below is not None and ground_of(below) == "side":
            self.configure(style="Side.Popup.TFrame")

    def _bind_all(self) -> None:
        canvas, last = self._canvas, len(self._entries) - 1
        canvas.bind("<Motion>", lambda event: self._light(self._row_at(event.y)))
        wheel = {"<Button-4>": -1, "<Button-5>": 1}
        for notch, step in wheel.items():
            canvas.bind(notch, lambda event, step=step: self._scroll(step))  # type: ignore[misc]
        canvas.bind("<MouseWheel>", lambda event: self._scroll(-1 if event.delta > 0 else 1))
        canvas.bind("<Leave>", lambda event: self._light(-1))
        canvas.bind("<ButtonRelease-1>", self._clicked)
        steps: dict[str, Callable[[], int]] = {
            "<Down>": lambda: self._at + 1,
            "<Tab>": lambda: self._at + 1,
            "<Up>": lambda: self._at - 1 if self._at > 0 else last,
            "<Home>": lambda: 0,
            "<End>": lambda: last,
        }
        for key, target in steps.items():
            canvas.bind(key, lambda event, target=target: self._step(target()))  # type: ignore[misc]
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            canvas.bind(key, lambda event: self._run())
        for key in ("<Escape>", "<F10>"):
            canvas.bind(key, lambda event: self._escape())
        canvas.bind("<FocusOut>", lambda event: self.after_idle(self.close), add=True)
        close_at_press(self, self._window, self.close)

    def _clicked(self, event: "tk.Event[tk.Canvas]") -> str:
        """The row under the pointer, not the lit one: a window manager that looks at each press
        first takes the pointer away from us for a moment, and the light goes out."""
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        inside = 0 <= event.x < width and 0 <= event.y < height
        self._light(self._row_at(event.y) if inside else -1)
        return self._run()

    def _row_at(self, y: int) -> int:
        return int(self._canvas.canvasy(y)) // self._look.px(_ROW)

    def _scroll(self, rows: int) -> str:
        """A menu taller than the window."""
        if self._canvas.winfo_height() < self._look.px(_ROW) * len(self._entries):
            self._canvas.yview_scroll(rows, "units")
        return "break"

    def _see(self, at: int) -> None:
        first = self._row_at(0)
        shown = self._canvas.winfo_height() // self._look.px(_ROW)
        if at < first:
            self._scroll(at - first)
        elif at >= first + shown:
            self._scroll(at - first - shown + 1)

    def _escape(self) -> str:
        self.close()
        return "break"

    def _step(self, at: int) -> str:
        self._light(at % len(self._entries))
        self._see(self._at)
        return "break"

    def _light(self, at: int) -> None:
        if at != self._at:
            self._at = at if at < len(self._entries) else -1
            self._draw()

    def _run(self) -> str:
        if 0 <= self._at < len(self._entries):
            command = self._entries[self._at].command
            self.close()
            command()
        return "break"

    def _draw(self) -> None:
        self._canvas.delete("all")
        for at, entry in enumerate(self._entries):
            self._draw_row(at, entry)

    def _draw_row(self, at: int, entry: MenuEntry) -> None:
        look, px, canvas = self._look, self._look.px, self._canvas
        top, height = at * px(_ROW), px(_ROW)
        middle = top + height // 2
        lit = at == self._at
        ink = "on_selection" if lit else ("danger" if entry.danger else "text")
        if lit:
            tile = look.pictures.box(self._width, height, BoxStyle(6, "selection"))
            canvas.create_image(0, top, image=tile, anchor="nw")
        if entry.icon:
            icon = look.pictures.icon(entry.icon, 18, ink)
            canvas.create_image(px(10), middle, image=icon, anchor="w")
        body, tiny = look.fonts["body"], look.fonts["tiny"]
        fill = look.colour(ink)
        words = look.fonts.elide("body", entry.text, px(_WIDEST_TEXT))
        canvas.create_text(self._text_x, middle, text=words, font=body, fill=fill, anchor="w")
        quiet = look.colour("on_selection" if lit else "muted")
        right = self._width - px(10)
        canvas.create_text(right, middle, text=entry.key, font=tiny, fill=quiet, anchor="e")
