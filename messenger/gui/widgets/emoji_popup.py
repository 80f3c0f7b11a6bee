"""A small grid of emoji to choose a reaction from."""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.reactions import is_drawn
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Box
from messenger.gui.widgets.press_elsewhere import close_at_press

CHOICES: Final = (
    *("👍", "👎", "😄", "🎉", "👀", "🙏"),
    *("😂", "😮", "😢", "🤔", "💯", "🔥"),
    *("👋", "👏", "🙌", "💪", "🚀", "✅"),
    *("❌", "❓", "💡", "⏰", "🍰", "☕"),
)
COLUMNS: Final = 6
_CELL: Final = 38
_EMOJI: Final = 22
_STEPS: Final = {"Left": -1, "Right": 1, "Up": -COLUMNS, "Down": COLUMNS}


class EmojiPopup(Box):
    """Made, opened once, gone after a choice, Escape or a press elsewhere. chosen: have a ring."""

    def __init__(
        self,
        window: tk.Misc,
        look: Look,
        on_take: Callable[[str], None],
        chosen: Sequence[str] = (),
    ) -> None:
        super().__init__(window, "Popup.TFrame")
        self._window, self._look, self._on_take = window, look, on_take
        self._chosen = frozenset(chosen)
        self._at = 0
        self._came_from: tk.Misc | None = None
        cell, rows = look.px(_CELL), -(-len(CHOICES) // COLUMNS)
        self._canvas = tk.Canvas(
            self,
            width=cell * COLUMNS,
            height=cell * rows,
            background=look.colour("raised"),
            highlightthickness=0,
            borderwidth=0,
            takefocus=True,
        )
        self._canvas.pack(padx=look.px(6), pady=look.px(6))
        self._bind_all()
        self._draw()

    def open(self, x_root: int, y_root: int) -> None:
        """Show it above this place of the screen, inside the window; the keyboard goes to it."""
        window, px = self._window, self._look.px
        self._came_from = window.focus_get()
        self.update_idletasks()
        width, height = self.winfo_reqwidth(), self.winfo_reqheight()
        x = max(0, min(x_root - window.winfo_rootx() - px(8), window.winfo_width() - width))
        y = y_root - window.winfo_rooty() + px(6)
        if y + height > window.winfo_height():
            y = max(0, y - height - px(24))
        self.place(x=x, y=y)
        self.lift()
        take_keyboard(self._canvas)

    def close(self) -> None:
        """Take it away; the keyboard goes back to where it was."""
        if not self.winfo_exists():
            return
        came_from, has_keyboard = self._came_from, self._window.focus_get() is self._canvas
        self.destroy()
        if has_keyboard and came_from is not None and came_from.winfo_exists():
            came_from.focus_set()

    def _bind_all(self) -> None:
        canvas = self._canvas
        canvas.bind("<Motion>", lambda event: self._light(self._cell_at(event)))
        canvas.bind("<ButtonRelease-1>", lambda event: self._take(self._cell_at(event)))
        for key in _STEPS:
            canvas.bind(f"<{key}>", lambda event: self._step(_STEPS[event.keysym]))
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            canvas.bind(key, lambda event: self._take(self._at))
        canvas.bind("<Escape>", lambda event: self._escape())
        canvas.bind("<FocusOut>", lambda event: self.after_idle(self.close), add=True)
        close_at_press(self, self._window, self.close)

    def _escape(self) -> str:
        self.close()
        return "break"

    def _cell_at(self, event: "tk.Event[tk.Canvas]") -> int:
        cell = self._look.px(_CELL)
        if not 0 <= event.x < cell * COLUMNS:
            return -1
        return event.y // cell * COLUMNS + event.x // cell

    def _step(self, step: int) -> str:
        self._light((self._at + step) % len(CHOICES))
        return "break"

    def _light(self, at: int) -> None:
        if at != self._at and 0 <= at < len(CHOICES):
            self._at = at
            self._draw()

    def _take(self, at: int) -> str:
        if 0 <= at < len(CHOICES):
            self.close()
            self._on_take(CHOICES[at])
        return "break"

    def _draw(self) -> None:
        look, canvas, cell = self._look, self._canvas, self._look.px(_CELL)
        canvas.delete("all")
        for at, letters in enumerate(CHOICES):
            x, y = at % COLUMNS * cell, at // COLUMNS * cell
            fill = "selection" if at == self._at else "raised"
            edge = "accent" if letters in self._chosen else fill
            tile = look.pictures.box(cell, cell, BoxStyle(8, fill, edge))
            canvas.create_image(x, y, image=tile, anchor="nw")
            middle = (x + cell // 2, y + cell // 2)
            if is_drawn(letters):
                canvas.create_image(*middle, image=look.pictures.emoji(letters, _EMOJI))
            else:
                ink, font = look.colour("text"), look.fonts["body"]
                canvas.create_text(*middle, text=letters, font=font, fill=ink)
