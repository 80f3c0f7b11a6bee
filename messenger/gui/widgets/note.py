"""Notes: a short word above the input box that goes by itself, with at most one action."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import Box, Panel, Sign, Words, button

SHOWN_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class NoteLook:
    panel: str
    icon: str
    ink: str
    link: str


KINDS: Final = {
    "ok": NoteLook("Ok.TFrame", "check", "ok", "Ok.Link.TButton"),
    "danger": NoteLook("Danger.TFrame", "alert", "danger", "Danger.Link.TButton"),
    "warn": NoteLook("Warn.TFrame", "info", "warn", "Warn.Link.TButton"),
}


class NoteArea(Panel):
    """Takes no room while empty. One note at a time; a new one replaces the old."""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        super().__init__(parent, look, "pane")
        self.configure(height=1)
        self._note: Box | None = None
        self._timer = ""
        self.bind("<Destroy>", lambda event: self._stop_timer(), add=True)

    def show(
        self,
        text: str,
        kind: str = "ok",
        action: str = "",
        on_act: Callable[[], None] | None = None,
    ) -> None:
        """Say it for 5 s, longer while the pointer or the keyboard is on it."""
        self.hide()
        look, px = self.look, self.look.px
        kind_look = KINDS[kind]
        note = self._note = Box(self, kind_look.panel)
        sign = Sign(note, look, look.pictures.icon(kind_look.icon, 18, kind_look.ink, 2))
        sign.pack(side="left", padx=px(10), pady=px(8))
        if action and on_act is not None:
            act = button(note, action, lambda: self._act(on_act), style=kind_look.link)
            act.pack(side="right", padx=px(8))
        words = Words(note, look, text, font="small")
        words.pack(side="left", fill="x", expand=True)
        words.bind("<Configure>", lambda event: words.configure(wraplength=event.width))
        note.pack(fill="x", padx=px(16), pady=px(4))
        self._timer = self.after(SHOWN_MS, self._expire)

    def hide(self) -> None:
        self._stop_timer()
        if self._note is not None:
            self._note.destroy()
            self._note = None
            self.configure(height=1)

    def _act(self, on_act: Callable[[], None]) -> None:
        self.hide()
        on_act()

    def _expire(self) -> None:
        """Time is over; wait on while somebody reads it."""
        self._timer = ""
        below = self.winfo_containing(*self.winfo_pointerxy())
        keyboard = self.focus_get()
        if any(str(widget or "").startswith(str(self)) for widget in (below, keyboard)):
            self._timer = self.after(SHOWN_MS, self._expire)
        else:
            self.hide()

    def _stop_timer(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
            self._timer = ""
