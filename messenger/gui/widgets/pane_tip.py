"""Who chose a reaction: a line of words below it while the pointer rests there."""

import tkinter as tk
from collections.abc import Sequence
from typing import Final

from messenger.client.model.happenings import people
from messenger.gui.look.look import Look

_REST_MS: Final = 300


class PaneTip:
    """In: offer, hide. What is offered again while it is shown changes nothing."""

    def __init__(self, text: tk.Text, look: Look) -> None:
        self._text, self._look = text, look
        self._timer = ""
        self._about: tuple[str, int] | None = None
        self._label = tk.Label(text, borderwidth=0, highlightthickness=0)
        self._label.bind("<Destroy>", lambda event: self.hide(), add=True)

    @property
    def words(self) -> str:
        return str(self._label.cget("text"))

    def offer(self, key: str, number: int, names: Sequence[str], place: str) -> None:
        """Soon tell these names below a place of the text: of one reaction to the row of key."""
        if self._about == (key, number):
            return
        self.hide()
        self._about = (key, number)
        self._timer = self._text.after(_REST_MS, lambda: self._show(people(names), place))

    def hide(self) -> None:
        if self._timer:
            self._text.after_cancel(self._timer)
            self._timer = ""
        if self._about is not None:
            self._about = None
            if self._label.winfo_exists():
                self._label.place_forget()

    def _show(self, words: str, place: str) -> None:
        self._timer = ""
        box = self._text.bbox(place)
        if box is None:
            return
        look, px = self._look, self._look.px
        self._label.configure(
            text=words,
            font=look.fonts["small"],
            background=look.colour("text"),
            foreground=look.colour("pane"),
            padx=px(8),
            pady=px(4),
        )
        height = self._label.winfo_reqheight()
        below = box[1] + box[3] + px(2)
        top = below if below + height < self._text.winfo_height() else box[1] - height - px(2)
        self._label.place(x=box[0], y=top)
        self._label.lift()
