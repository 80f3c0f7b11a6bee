"""Where the login card lies: in the middle, or, if taller than the window, scrolled."""

import tkinter as tk

from messenger.gui.login.view import Page
from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import Box
from messenger.gui.widgets.scrollbar import ThinScrollbar

STEP = 40  # of the wheel, at 100 %
_WHEEL = {"<Button-4>": -1, "<Button-5>": 1, "<MouseWheel>": 0}


class CardPlace:
    """Keeps one card visible in its window: a wheel and the keyboard's focus scroll it."""

    def __init__(self, window: tk.Misc, look: Look, card: Box) -> None:
        self._window, self._look, self._card = window, look, card
        self._top = 0  # pixels of the card that are above the window
        self._first: tk.Misc | None = None  # to be seen when the window has its size
        self._bar = ThinScrollbar(window, look, self._move)
        window.bind("<Configure>", lambda _: self._fit(), add=True)
        card.bind("<Configure>", lambda _: self._fit(), add=True)
        self._fit()

    def watch(self, page: Page) -> None:
        """A page is in the card now: follow its keyboard, and begin at its top, or where the
        one is that will have the keyboard."""
        self._top, self._first = 0, page.first
        self._watch_all(page)
        self._fit()

    def _watch_all(self, widget: tk.Misc) -> None:
        widget.bind("<FocusIn>", lambda event: self._see(event.widget), add=True)
        for key, steps in _WHEEL.items():
            widget.bind(key, lambda event, steps=steps: self._wheel(event, steps), add=True)  # type: ignore[misc]
        for child in widget.winfo_children():
            self._watch_all(child)

    def _fit(self) -> None:
        window, card = self._window, self._card
        high, wanted = window.winfo_height(), card.winfo_reqheight()
        hidden = max(0, wanted - high)
        self._top = min(max(0, self._top), hidden)
        y = -self._top if hidden else (high - wanted) // 2
        card.place(relx=0.5, y=y, anchor="n")
        self._bar.set(self._top / wanted, (self._top + high) / wanted if hidden else 1.0)
        if self._first is not None and card.winfo_height() > 1:
            first, self._first = self._first, None
            self._see(first)  # before it is drawn: later it would be seen to jump

    def _see(self, widget: tk.Misc) -> None:
        self._window.update_idletasks()
        top = widget.winfo_rooty() - self._card.winfo_rooty()
        low = top + widget.winfo_height() + self._look.px(STEP)
        if top < self._top:
            self._top = top - self._look.px(STEP)
        elif low > self._top + self._window.winfo_height():
            self._top = low - self._window.winfo_height()
        self._fit()

    def _wheel(self, event: "tk.Event[tk.Misc]", steps: int) -> None:
        self._top += (steps or (-1 if event.delta > 0 else 1)) * self._look.px(STEP)
        self._fit()

    def _move(self, *how: str) -> None:
        """The reader moves the scrollbar, in Tk's words."""
        if how[0] == "moveto":
            self._top = round(float(how[1]) * self._card.winfo_reqheight())
        else:
            self._top += int(how[1]) * self._look.px(STEP)
        self._fit()
