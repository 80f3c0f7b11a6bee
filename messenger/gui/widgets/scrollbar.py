"""A thin scrollbar that lies at the right edge and hides when all fits."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import ground_of


class ThinScrollbar(ttk.Scrollbar):
    """Give `set` to the scrolled widget; it lies over the right edge of its parent."""

    def __init__(self, parent: tk.Misc, look: Look, command: Callable[..., Any]) -> None:
        side = "Side." if ground_of(parent) == "side" else ""
        super().__init__(
            parent, style=f"{side}Vertical.TScrollbar", command=command, takefocus=False
        )
        self._look = look
        self._shown = False

    @property
    def width(self) -> int:
        """Pixels of the screen to keep free at the right for it."""
        return self._look.px(13)

    def set(self, first: float | str, last: float | str) -> None:
        """What is visible, as the scrolled widget tells it."""
        super().set(first, last)
        fits = float(first) <= 0 and float(last) >= 1
        if fits and self._shown:
            self.place_forget()
        elif not fits and not self._shown:
            px = self._look.px
            self.place(relx=1, x=-px(2), y=px(4), anchor="ne", relheight=1, height=-px(8))
            self.lift()
        self._shown = not fits
