"""The banner under the header: what is wrong with the link, what is safe, what to do."""

import tkinter as tk
from collections.abc import Callable

from messenger.gui.look.look import Look
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.plain import Panel, Sign, Words, button


class Banner(Panel):
    """Packed by its owner; `show` and `hide` tell it what to say. Out: on_act()."""

    def __init__(
        self, parent: tk.Misc, look: Look, action: str, on_act: Callable[[], None]
    ) -> None:
        super().__init__(parent, look, "warn_soft", height=38)
        self._sign = Sign(self, look, look.pictures.icon("wifi", 18, "warn"))
        self._what = Words(self, look, font="small_bold", ink="warn")
        self._safe = ElidedWords(self, look, font="small", ink="warn")
        self._act = button(self, action, on_act, style="Warn.Link.TButton")
        look.listen(self._sign, self._restyle_parts)

    def say(self, what: str, safe: str = "") -> None:
        """what: what happened; safe: what is kept."""
        self._what.say(what)
        self._safe.say(safe)

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._sign.pack_configure(side="left", padx=(px(20), px(10)))
        self._what.pack_configure(side="left")
        self._act.pack_configure(side="right", padx=px(14))
        self._safe.pack_configure(side="left", fill="x", expand=True, padx=(px(8), 0))
