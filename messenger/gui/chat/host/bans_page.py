"""The host's third page: who is banned from the relay, by name, mask, address or network."""

import time
import tkinter as tk
from functools import partial
from tkinter import ttk

from messenger.client.lesson_events import RelayBan
from messenger.client.lesson_intents import AskBans, BanFromRelay, LiftRelayBan
from messenger.client.text import lesson_words
from messenger.client.text.lesson_commands import is_address
from messenger.client.text.people import take_person
from messenger.gui.chat.host.page import Desk, Rows, heading, hint
from messenger.gui.sheet import WIDTH
from messenger.gui.widgets.field_hint import FieldHint
from messenger.gui.widgets.plain import Panel, Words, button


class BansPage:
    """In: refresh()."""

    def __init__(self, parent: tk.Misc, desk: Desk) -> None:
        self._desk = desk
        look = desk.look
        heading(parent, look, "Ban a name, an address or a network")
        line = Panel(parent, look)
        line.pack(fill="x")
        self.field = ttk.Entry(line, font=look.fonts["body"])
        self.field.pack(side="left", fill="x", expand=True)
        FieldHint(self.field, look, "Karl, or 192.0.2.7, and why")
        self._ban = button(line, "Ban", self._add, style="Danger.TButton")
        self._ban.pack(side="right", padx=(look.px(8), 0))
        self.field.bind("<Return>", lambda _: self._add())
        hint(parent, look, "A name, an address or a network (192.0.2.0/24), and after a space why.")
        self._head = heading(parent, look, "")
        self._rows = Rows(parent, look, "Nobody is banned from this relay.")
        desk.submit(AskBans())
        self.refresh()

    @property
    def parts(self) -> list[tk.Misc]:
        return [self.field, self._ban, *self._rows.parts]

    def refresh(self) -> None:
        bans = {
            f"{ban.by_address} {ban.mask} {ban.until}": ban for ban in self._desk.model.lesson.bans
        }
        self._head.configure(text=f"Banned · {len(bans)}" if bans else "Banned")
        self._rows.show(list(bans), lambda panel, key: self._row(panel, bans[key]))

    def _row(self, panel: Panel, ban: RelayBan) -> list[tk.Misc]:
        look = self._desk.look
        lift = button(panel, "Lift", partial(self._lift, ban), style="Small.TButton")
        lift.pack(side="right", padx=(look.px(8), 0))
        banned, about = lesson_words.ban_told(ban, time.time(), self._desk.name_of)
        text = Panel(panel, look)
        text.pack(side="left", fill="x")
        Words(text, look, banned, font="bold", wrap=WIDTH - 70).pack(fill="x")
        Words(text, look, about, font="small", ink="muted", wrap=WIDTH - 70).pack(fill="x")
        return [lift]

    def _add(self) -> None:
        mask, reason = take_person(self.field.get(), self._desk.model)
        if mask:
            self.field.delete(0, "end")
            self._desk.submit(BanFromRelay(mask, is_address(mask), reason=reason))
            self._desk.submit(AskBans())

    def _lift(self, ban: RelayBan) -> None:
        self._desk.submit(LiftRelayBan(ban.mask, ban.by_address))
        self._desk.submit(AskBans())
