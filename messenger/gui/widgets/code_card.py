"""A code block in the message pane: kept as typed, selectable, copied with one press."""

import tkinter as tk
from tkinter import ttk
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import icon_button

WIDEST: Final = 560  # at 100 %
_MOST_LINES: Final = 24  # longer code scrolls inside the card


class CodeCard(ttk.Frame):
    """Lines wider than the card scroll sideways with Shift and the wheel or the arrow keys."""

    ground = "sunken"

    def __init__(self, pane_text: tk.Text, look: Look, code: str) -> None:
        super().__init__(pane_text, style="Code.TFrame")
        self._look, self._pane = look, pane_text
        self._code = code.strip("\n").expandtabs(4)
        lines = self._code.split("\n")
        self._shown = min(len(lines), _MOST_LINES)
        self.pack_propagate(False)
        self._text = tk.Text(
            self,
            wrap="none",
            height=self._shown,
            width=10,
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            padx=0,
            pady=0,
            cursor="arrow",
            takefocus=False,
        )
        self._text.insert("end", self._code)
        self._text.configure(state="disabled")
        self._copy = icon_button(self, look, "copy", self._copy_code, tip="Copy code", size=15)
        self._copy.configure(takefocus=False)
        self._hand_wheel_on(len(lines) > _MOST_LINES)
        look.listen(self, self._restyle)

    def fit(self, width: int) -> None:
        """Take this many pixels at most."""
        self.configure(width=min(width, self._look.px(WIDEST)))

    def _restyle(self) -> None:
        look, px = self._look, self._look.px
        self._text.configure(
            font=look.fonts["code"],
            background=look.colour("sunken"),
            foreground=look.colour("text"),
            selectbackground=look.colour("marked_text"),
            selectforeground=look.colour("text"),
            spacing1=px(1),
            spacing3=px(1),
        )
        self._text.pack_configure(fill="both", expand=True, padx=px(12), pady=px(9))
        self._copy.place(relx=1, x=-px(4), y=px(3), anchor="ne")
        line = look.fonts.line_height("code") + 2 * px(1)
        self.configure(height=max(self._shown * line + 2 * px(9), px(36)))

    def _copy_code(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self._code)

    def _hand_wheel_on(self, scrolls: bool) -> None:
        """The wheel over the card moves the pane; a card with much code moves itself first."""
        for widget in (self, self._text, self._copy):
            if widget is self._text and scrolls:
                continue
            for event in ("<Button-4>", "<Button-5>", "<MouseWheel>"):
                widget.bind(event, lambda e, name=event: self._hand_on(e, name))

    def _hand_on(self, event: "tk.Event[tk.Misc]", name: str) -> str:
        if name == "<MouseWheel>":
            self._pane.event_generate(name, delta=event.delta)
        else:
            self._pane.event_generate(name)
        return "break"
