"""Tooltips: what a button without words does."""

import tkinter as tk
from typing import Final

from messenger.gui.look.look import Look

REST_MS: Final = 500


class Tip:
    """One for each widget; its label exists only while it is shown. text: "" says nothing."""

    def __init__(self, widget: tk.Misc, look: Look, text: str) -> None:
        self._widget, self._look, self.text = widget, look, text
        self._timer = ""
        self._label: tk.Label | None = None
        widget.bind("<Enter>", self._wait, add=True)
        for event in ("<Leave>", "<ButtonPress>", "<Unmap>", "<Destroy>"):
            widget.bind(event, self._hide, add=True)

    def _wait(self, _: object) -> None:
        self._hide(None)
        if self.text:
            self._timer = self._widget.after(REST_MS, self._show)

    def _show(self) -> None:
        look, widget = self._look, self._widget
        self._timer = ""
        window = widget.winfo_toplevel()
        self._label = tk.Label(
            window,
            text=self.text,
            font=look.fonts["small"],
            background=look.colour("text"),
            foreground=look.colour("pane"),
            padx=look.px(8),
            pady=look.px(4),
        )
        width = self._label.winfo_reqwidth()
        x = widget.winfo_rootx() - window.winfo_rootx() + widget.winfo_width() // 2 - width // 2
        y = widget.winfo_rooty() - window.winfo_rooty() + widget.winfo_height() + look.px(4)
        if y + self._label.winfo_reqheight() > window.winfo_height():
            y = widget.winfo_rooty() - window.winfo_rooty() - self._label.winfo_reqheight()
        x = max(look.px(4), min(x, window.winfo_width() - width - look.px(4)))
        self._label.place(x=x, y=y)
        self._label.lift()

    def _hide(self, _: object) -> None:
        if self._timer:
            self._widget.after_cancel(self._timer)
            self._timer = ""
        if self._label is not None:
            self._label.destroy()
            self._label = None


def add_tooltip(widget: tk.Misc, look: Look, text: str) -> None:
    """Show `text` below the widget while the pointer rests on it."""
    Tip(widget, look, text)
