"""Two buttons of the header: one's own hand, and the sheet of those who look after the room."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.widgets.plain import Panel, icon_button
from messenger.gui.widgets.tooltip import add_tooltip


@dataclass(frozen=True, slots=True)
class LessonState:
    """hand: "" where there are none, else "up" or "down". looks_after: there is a sheet for us;
    wanted: messages and hands that wait for us there."""

    hand: str = ""
    looks_after: bool = False
    wanted: int = 0


class LessonButtons(Panel):
    """In: show(state). Takes no room where there is neither."""

    def __init__(
        self, parent: tk.Misc, look: Look, on_hand: Callable[[], None], on_host: Callable[[], None]
    ) -> None:
        super().__init__(parent, look, "pane")
        self._state = LessonState()
        self.hand_button = icon_button(self, look, "hand", on_hand, tip="Raise or lower my hand")
        self.host_button = icon_button(self, look, "shield", on_host, tip="Look after the room")
        self._badge = tk.Label(self.host_button, borderwidth=0, padx=0, pady=0)
        add_tooltip(self._badge, look, "Hands and messages wait for you")
        look.listen(self.host_button, self._restyle)

    def show(self, state: LessonState) -> None:
        if state != self._state:
            self._state = state
            self._restyle()

    def _restyle(self) -> None:
        look, state = self.look, self._state
        for button, shown in (
            (self.hand_button, bool(state.hand)),
            (self.host_button, state.looks_after),
        ):
            if shown:
                button.pack(side="left")
            else:
                button.pack_forget()
        ink = "badge" if state.hand == "up" else "soft"
        self.hand_button.configure(image=look.pictures.icon("hand", 20, ink))
        self.configure(width=1)  # an empty frame keeps its last width
        self._show_badge()

    def _show_badge(self) -> None:
        look, wanted = self.look, self._state.wanted
        if not wanted:
            self._badge.place_forget()
            return
        count = str(wanted) if wanted < 100 else "99+"
        picture = look.pictures.pill(count, PillStyle("badge", "on_badge", 9, 14, 4))
        self._badge.configure(image=picture, background=look.colour("pane"))
        self._badge.place(relx=1, x=-look.px(1), y=look.px(1), anchor="ne")
