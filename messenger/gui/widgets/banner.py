"""The banner under the header: what is wrong with the link, what is safe, what to do."""

import tkinter as tk
from collections.abc import Callable

from messenger.gui.look.look import Look
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.plain import Panel, Sign, Words, button


class Banner(Panel):
    """Packed by its owner; `show` and `hide` tell it what to say. Out: on_act(), where there is
    an action."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        action: str = "",
        on_act: Callable[[], None] | None = None,
        icon: str = "wifi",
    ) -> None:
        super().__init__(parent, look, "warn_soft", height=38)
        self._sign = Sign(self, look, look.pictures.icon(icon, 18, "warn"))
        self._what = Words(self, look, font="small_bold", ink="warn")
        self._safe = ElidedWords(self, look, font="small", ink="warn")
        act = button(self, action, on_act, style="Warn.Link.TButton") if on_act else None
        self._act = act
        look.listen(self._sign, self._restyle_parts)

    def say(self, what: str, safe: str = "") -> None:
        """what: what happened; safe: what is kept."""
        self._what.say(what)
        self._safe.say(safe)

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._sign.pack_configure(side="left", padx=(px(20), px(10)))
        self._what.pack_configure(side="left")
        if self._act is not None:
            self._act.pack_configure(side="right", padx=px(14))
        self._safe.pack_configure(side="left", fill="x", expand=True, padx=(px(8), px(8)))
