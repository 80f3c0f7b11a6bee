"""The sheet of those who look after the relay or a room: three pages behind three buttons."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from messenger.client.intents import Intent
from messenger.client.model.model import Model
from messenger.gui.chat.host.bans_page import BansPage
from messenger.gui.chat.host.now_page import NowPage
from messenger.gui.chat.host.page import Desk, Page
from messenger.gui.chat.host.people_page import PeoplePage
from messenger.gui.dialogs import Sheets
from messenger.gui.sheet import Sheet
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Panel, button

PAGES: dict[str, Callable[[tk.Misc, Desk], Page]] = {
    "Now": NowPage,
    "People": PeoplePage,
    "Bans": BansPage,
}


class HostSheet:
    """In: refresh(), when the model has changed."""

    def __init__(self, sheets: Sheets, model: Model, submit: Callable[[Intent], None]) -> None:
        look = sheets.look
        self._desk = desk = Desk(look, model, submit, self._arrange)
        room = desk.room.name if desk.room else "the room"
        title = "Looking after this relay" if desk.is_operator else f"Looking after {room}"
        self.sheet: Sheet = sheets.open(title)
        self.page: Page | None = None
        names = [name for name in PAGES if name != "Bans" or desk.is_operator]
        self._tabs: dict[str, ttk.Button] = {}
        for name in names:
            tab = button(self.sheet.top, name, partial(self.open, name), style="Small.TButton")
            tab.pack(side="left", padx=(0, look.px(6)))
            self._tabs[name] = tab
        self._ground = Panel(self.sheet.body, look)
        self._ground.pack(fill="x")
        self._close = button(self.sheet.foot, "Close", self.sheet.close)
        self._close.pack(anchor="e", pady=(look.px(12), 0))
        self.open("Now")
        take_keyboard(self._tabs["Now"])

    @property
    def is_open(self) -> bool:
        return bool(self.sheet.winfo_exists())

    def open(self, name: str) -> None:
        """Show one page."""
        for other, tab in self._tabs.items():
            tab.configure(style="Chosen.Small.TButton" if other == name else "Small.TButton")
        for part in self._ground.winfo_children():
            part.destroy()
        self.page = None
        self.page = PAGES[name](self._ground, self._desk)
        self._arrange()

    def refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()
            self._arrange()

    def _arrange(self) -> None:
        """The page may have other parts now; a keyboard whose part is gone goes to the next."""
        if self.page is not None:
            self.sheet.arrange([*self._tabs.values(), *self.page.parts, self._close])
