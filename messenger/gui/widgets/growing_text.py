"""A text field that grows with what is in it, and says what it is for while it is empty."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from messenger.gui.look.look import Look

MOST_LINES: Final = 8


class GrowingText(tk.Text):
    """Out: on_change(), for any change of the text. Taller than eight lines it scrolls."""

    def __init__(self, parent: tk.Misc, look: Look, on_change: Callable[[], None]) -> None:
        super().__init__(
            parent,
            height=1,
            width=10,
            wrap="word",
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            pady=0,
            undo=True,
            maxundo=200,
        )
        self._look, self._on_change = look, on_change
        self._placeholder = tk.Label(self, borderwidth=0, padx=0, pady=0, cursor="xterm")
        self._placeholder.bind("<Button-1>", lambda event: self.focus_set())
        self.bind("<<Modified>>", lambda event: self._modified())
        self.bind("<Configure>", lambda event: self._fit(), add=True)
        look.listen(self, self._restyle)
        self._show_placeholder()

    @property
    def content(self) -> str:
        return self.get("1.0", "end-1c")

    def set_content(self, text: str) -> None:
        """Replace the text; the cursor goes behind it."""
        self.delete("1.0", "end")
        self.insert("1.0", text)
        self.mark_set("insert", "end-1c")
        self.see("insert")

    def set_placeholder(self, words: str) -> None:
        self._placeholder.configure(text=words)

    def _modified(self) -> None:
        """Tk tells once that the text changed; taking the flag back tells a second time."""
        if self.edit_modified():
            self.edit_modified(False)
            self._show_placeholder()
            self._fit()
            self._on_change()

    def _show_placeholder(self) -> None:
        if self.compare("end-1c", "==", "1.0"):
            self._placeholder.place(x=0, y=0)
        else:
            self._placeholder.place_forget()

    def _fit(self) -> None:
        shown = self.tk.call(str(self), "count", "-update", "-displaylines", "1.0", "end")
        lines = min(MOST_LINES, max(1, int(str(shown or 1))))
        if int(self.cget("height")) != lines:
            self.configure(height=lines)

    def _restyle(self) -> None:
        look, px, colour = self._look, self._look.px, self._look.colour
        self.configure(
            font=look.fonts["body"],
            background=colour("pane"),
            foreground=colour("text"),
            insertbackground=colour("accent"),
            insertwidth=max(2, px(2)),
            selectbackground=colour("marked_text"),
            selectforeground=colour("text"),
            inactiveselectbackground=colour("marked_text"),
            spacing2=px(2),
            padx=px(4),
        )
        self._placeholder.configure(
            font=look.fonts["body"], background=colour("pane"), foreground=colour("muted")
        )
