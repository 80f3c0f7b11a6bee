"""The line inside the input box that says what its words are for: an answer, or new words."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from messenger.gui.look.look import Look
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.plain import Panel, Sign, Words, icon_button


@dataclass(frozen=True, slots=True)
class Task:
    """msgid: of the message that it is about. edits: the words take the place of its own."""

    msgid: str
    title: str
    detail: str
    edits: bool = False


class TaskStrip(Panel):
    """In: say. on_close: the cross was pressed. Packed by its owner while there is a task."""

    def __init__(self, parent: tk.Misc, look: Look, on_close: Callable[[], object]) -> None:
        super().__init__(parent, look, "pane")
        self._sign = Sign(self, look, look.pictures.icon("reply", 14, "accent"))
        self._title = Words(self, look, font="small_bold", ink="link")
        self._detail = ElidedWords(self, look, font="small", ink="muted")
        self._close = icon_button(self, look, "close", lambda: _call(on_close), tip="Esc", size=14)
        look.listen(self._sign, self._restyle_parts)

    @property
    def words(self) -> str:
        """All that it says."""
        return f"{self._title.cget('text')} {self._detail.whole}"

    def say(self, task: Task) -> None:
        self._sign.show(self.look.pictures.icon("edit" if task.edits else "reply", 14, "accent"))
        self._title.say(task.title)
        self._detail.say(task.detail)

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._sign.pack_configure(side="left", padx=(px(10), px(8)))
        self._title.pack_configure(side="left")
        self._close.pack_configure(side="right", padx=(0, px(4)))
        self._detail.pack_configure(side="left", fill="x", expand=True, padx=(px(8), px(8)))


def _call(run: Callable[[], object]) -> None:
    run()
