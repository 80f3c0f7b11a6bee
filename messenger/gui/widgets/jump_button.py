"""The button at the pane's lower right: how many came below, and back to the end."""

import tkinter as tk
from collections.abc import Callable

from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle


class JumpButton(tk.Label):
    """Shown while the reader is not at the end; without a count when nothing new came."""

    def __init__(self, parent: tk.Text, look: Look, command: Callable[[], None]) -> None:
        super().__init__(
            parent, borderwidth=0, padx=0, pady=0, highlightthickness=0, cursor="hand2"
        )
        self._look, self._text, self._command = look, parent, command
        self.bind("<Button-1>", lambda event: self._command())

    def show(self, new_count: int) -> None:
        look = self._look
        words = f"{new_count} new" if new_count else "Latest"
        picture = look.pictures.pill(
            words, PillStyle("accent", "on_accent", 12, 30, 12, icon="down")
        )
        self.configure(image=picture)
        self.place(relx=1, x=-look.px(26), rely=1, y=-look.px(10), anchor="se")
        self.match_ground()
        self.lift()

    def hide(self) -> None:
        self.place_forget()

    def match_ground(self) -> None:
        """Tk has no see-through widgets: take the colour of the row that lies below."""
        look, text = self._look, self._text
        x = text.winfo_width() - look.px(60)
        y = text.winfo_height() - look.px(25)
        tags = text.tag_names(f"@{x},{y}")
        ground = next((tag for tag in ("mention", "hover") if tag in tags), "pane")
        self.configure(background=look.colour("row" if ground == "hover" else ground))
