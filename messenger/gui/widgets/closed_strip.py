"""The strip above the input box that says why what is written there would not be passed on."""

import tkinter as tk

from messenger.gui.look.look import Look
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.plain import Panel, Sign, Words


class ClosedStrip(Panel):
    """In: say(what happened, what is safe). Packed by its owner while there is something to say."""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        super().__init__(parent, look, "warn_soft", height=38)
        self._sign = Sign(self, look, look.pictures.icon("lock", 16, "warn"))
        self._what = Words(self, look, font="small_bold", ink="warn")
        self._safe = ElidedWords(self, look, font="small", ink="warn")
        look.listen(self._sign, self._restyle_parts)

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self._what.cget('text')} {self._safe.whole}"

    def say(self, what: str, safe: str) -> None:
        self._what.say(what)
        self._safe.say(safe)

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._sign.pack_configure(side="left", padx=(px(20), px(10)))
        self._what.pack_configure(side="left")
        self._safe.pack_configure(side="left", fill="x", expand=True, padx=(px(8), px(14)))
