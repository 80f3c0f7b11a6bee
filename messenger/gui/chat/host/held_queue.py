"""First messages that wait for the host: each with its two buttons, and two for all at once."""

import tkinter as tk
from functools import partial
from time import localtime, strftime
from tkinter import ttk

from messenger.client.lesson_intents import DecideHeld
from messenger.client.model.lesson import HeldMessage, holds_first
from messenger.gui.chat.host.page import Desk, Rows, heading, hint
from messenger.gui.sheet import WIDTH
from messenger.gui.widgets.plain import Panel, Sign, Words, button
from messenger.irc.names import fold

MOST_LETTERS = 600  # of a held message; all of it shows when it is said


class HeldQueue:
    """In: refresh(). Wanted by `NowPage`, where the relay has such messages."""

    def __init__(self, parent: tk.Misc, desk: Desk) -> None:
        self._desk, look = desk, desk.look
        self._head = heading(parent, look, "")
        self._why = hint(parent, look, "")
        self._all = Panel(parent, look)
        self._buttons: list[tk.Misc] = []
        for words, approve, style in (
            ("Approve all", True, "Chosen.Small.TButton"),
            ("Reject all", False, "Small.TButton"),
        ):
            made = button(self._all, words, partial(self._decide_all, approve), style=style)
            made.pack(side="left", padx=(0, look.px(8)))
            self._buttons.append(made)
        self._rows = Rows(parent, look, "No message waits for approval.")

    @property
    def parts(self) -> list[tk.Misc]:
        many = self._buttons if len(self._desk.model.lesson.held) > 1 else []
        return [*many, *self._rows.parts]

    def refresh(self) -> None:
        held, look = self._desk.model.lesson.held, self._desk.look
        self._head.configure(text=f"Waiting for you · {len(held)}" if held else "Waiting")
        left = self._left_behind()
        self._why.say(f"Approval is off in {left}. What came before still waits." if left else "")
        for part, shown in ((self._why, bool(left)), (self._all, len(held) > 1)):
            part.pack_forget()
            if shown:
                part.pack(fill="x", pady=(0, look.px(6)), before=self._rows.frame)
        self._rows.show(list(held), lambda panel, key: self._row(panel, held[key]))

    def _left_behind(self) -> str:
        """Rooms where nothing is held any more, though messages wait."""
        model = self._desk.model
        rooms = dict.fromkeys(held.room for held in model.lesson.held.values())
        places = (model.places.get(fold(room)) for room in rooms)
        return ", ".join(
            place.name for place in places if place and place.joined and not holds_first(place)
        )

    def _decide_all(self, approve: bool) -> None:
        """What we have been told of: nobody says yes to words that came in this moment."""
        ids = self._desk.model.lesson.held_ids
        if ids:
            self._desk.submit(DecideHeld(ids, approve))

    def _row(self, panel: Panel, held: HeldMessage) -> list[tk.Misc]:
        desk, look = self._desk, self._desk.look
        message = held.message
        top = Panel(panel, look)
        top.pack(fill="x")
        name = desk.name_of(message.sender)
        Sign(top, look, look.pictures.avatar(name, 24)).pack(side="left", padx=(0, look.px(8)))
        Words(top, look, name, font="bold").pack(side="left")
        where = f"  in {held.room}, {strftime('%H:%M', localtime(message.sent_at))}"
        Words(top, look, where, font="small", ink="muted").pack(side="left")
        text = message.text
        shown = text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"
        Words(panel, look, shown, wrap=WIDTH).pack(fill="x", pady=look.px(2))
        foot = Panel(panel, look)
        foot.pack(fill="x")
        made: list[ttk.Button] = []
        for words, approve, style in (
            ("Approve", True, "Chosen.Small.TButton"),
            ("Reject", False, "Small.TButton"),
        ):
            decide = partial(desk.submit, DecideHeld(held.held_id, approve))
            made.append(button(foot, words, decide, style=style))
            made[-1].pack(side="left", padx=(0, look.px(8)))
        return list(made)
