"""A field with a list of what was typed before, opened by its arrow or the Down key."""

import tkinter as tk
from collections.abc import Sequence
from functools import partial
from tkinter import ttk

from messenger.gui.look.look import Look
from messenger.gui.menus import open_below
from messenger.gui.widgets.plain import icon_button
from messenger.gui.widgets.popup_menu import MenuEntry


class RecentField(ttk.Frame):
    """In: `text`, `recent` (newest first; without any there is no arrow)."""

    def __init__(self, parent: tk.Misc, look: Look, recent: Sequence[str]) -> None:
        super().__init__(parent, style="Field.TFrame")
        self.ground = "pane"
        self._look, self._recent = look, tuple(recent)
        self.entry = tk.Entry(self, bd=0, highlightthickness=0, font=look.fonts["body"])
        self.entry.pack(side="left", fill="x", expand=True, padx=(look.px(11), look.px(4)))
        if recent:
            arrow = icon_button(self, look, "chevron", self.open_list, tip="Used before", size=16)
            arrow.configure(takefocus=0)
            arrow.pack(side="right", padx=look.px(3), pady=look.px(3))
        else:
            tk.Frame(self, height=look.px(34), width=1, bd=0, bg=look.colour("pane")).pack(
                side="right", padx=look.px(4), pady=2
            )
        self.entry.bind("<FocusIn>", lambda _: self.state(["focus"]), add=True)
        self.entry.bind("<FocusOut>", lambda _: self.state(["!focus"]), add=True)
        self.entry.bind("<Down>", lambda _: self.open_list(), add=True)
        look.listen(self, self._restyle)

    @property
    def text(self) -> str:
        return self.entry.get().strip()

    @text.setter
    def text(self, value: str) -> None:
        self.entry.delete(0, "end")
        self.entry.insert(0, value)

    def open_list(self) -> None:
        """Show what was used before; choosing fills the field."""
        if not self._recent:
            return
        self.entry.focus_set()
        entries = [MenuEntry(each, partial(self._take, each)) for each in self._recent]
        open_below(self, self._look, entries, as_wide=True)

    def _take(self, value: str) -> None:
        self.text = value
        self.entry.icursor("end")

    def _restyle(self) -> None:
        look = self._look
        self.entry.configure(
            background=look.colour("pane"),
            foreground=look.colour("text"),
            insertbackground=look.colour("text"),
            selectbackground=look.colour("marked_text"),
            selectforeground=look.colour("text"),
            insertwidth=max(1, look.px(1.4)),
            disabledbackground=look.colour("sunken"),
        )
