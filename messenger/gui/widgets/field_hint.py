"""What belongs into a field, shown inside it as long as it is empty."""

import tkinter as tk
from tkinter import ttk

from messenger.gui.look.look import Look


class FieldHint(tk.Label):
    """It lies in `field`, whose text begins at `inset` (at 100 %)."""

    def __init__(
        self, field: tk.Entry | ttk.Entry, look: Look, text: str, *, inset: float = 12
    ) -> None:
        super().__init__(field, text=text, borderwidth=0, padx=0, pady=0, cursor="xterm")
        self._look, self._inset = look, inset
        self._text = tk.StringVar(field, field.get())
        field.configure(textvariable=self._text)
        self._text.trace_add("write", lambda *_: self._show())
        self.bind("<Button-1>", lambda _: field.focus_set())
        look.listen(self, self._restyle)

    def _show(self) -> None:
        if self._text.get():
            self.place_forget()
        else:
            self.place(x=self._look.px(self._inset), rely=0.5, anchor="w")

    def _restyle(self) -> None:
        look = self._look
        self.configure(
            font=look.fonts["body"],
            background=look.colour("pane"),
            foreground=look.colour("muted"),
        )
        self._show()
