"""What follows the pane's width: the hairlines of day and new lines, and embedded cards."""

import tkinter as tk
from typing import Protocol

from messenger.gui.look.look import Look
from messenger.gui.widgets.pane_tags import AVATAR_X, RIGHT_MARGIN, TEXT_X


class Fitting(Protocol):
    """An embedded widget that takes the width it is given, in pixels of the screen."""

    def fit(self, width: int) -> None: ...

    def winfo_exists(self) -> bool: ...


class PaneLines:
    """Two images shared by all such lines: one new width, and every line follows."""

    def __init__(self, text: tk.Text, look: Look) -> None:
        self._look = look
        self._width = 700
        self.day = tk.PhotoImage(master=text)
        self.new = tk.PhotoImage(master=text)
        self._cards: list[Fitting] = []

    def fit(self, card: Fitting) -> None:
        """Give this card the pane's width from now on."""
        self._cards.append(card)
        card.fit(self._text_width)

    def resize(self, width: int) -> None:
        """The pane has this width now."""
        if width > 1 and width != self._width:
            self._width = width
            self.redraw()

    def redraw(self) -> None:
        """Draw the hairlines for the present width, theme and zoom."""
        px = self._look.px
        thick = max(1, px(1))
        day_text = px(180)
        _fill(self.day, max(4, (self._width - day_text) // 2), thick, self._look.colour("line"))
        new_text = self._look.fonts["small_bold"].measure("   New messages") + px(10)
        long = max(4, self._width - px(AVATAR_X) - new_text)
        _fill(self.new, long, thick, self._look.colour("badge"))
        self._cards = [card for card in self._cards if card.winfo_exists()]
        for card in self._cards:
            card.fit(self._text_width)

    @property
    def _text_width(self) -> int:
        return max(40, self._width - self._look.px(TEXT_X + RIGHT_MARGIN))


def _fill(image: tk.PhotoImage, width: int, height: int, colour: str) -> None:
    image.blank()
    image.configure(width=width, height=height)
    image.put(colour, to=(0, 0, width, height))
