"""Words that are cut with "…" where their place is too narrow, and again after each resize."""

import tkinter as tk

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import Words


class ElidedWords(Words):
    """One line; the whole text shows again when there is room."""

    def __init__(
        self, parent: tk.Misc, look: Look, *, font: str = "body", ink: str = "text"
    ) -> None:
        self._font = font
        self._whole = ""
        super().__init__(parent, look, font=font, ink=ink)
        # A width of 1 keeps a long text from asking for all the window.
        self.configure(width=1)
        self.bind("<Configure>", lambda event: self._cut(), add=True)

    @property
    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def say(self, text: str, ink: str = "") -> None:
        self._whole = text
        super().say(text, ink)
        self._cut()

    def _restyle(self) -> None:
        super()._restyle()
        self._cut()

    def _cut(self) -> None:
        shown = self._look.fonts.elide(self._font, self._whole, max(1, self.winfo_width()))
        if self.winfo_width() > 1 and str(self.cget("text")) != shown:
            self.configure(text=shown)
