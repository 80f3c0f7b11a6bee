"""The account's sheets: how things stand, and a new password. They show what they are given."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from messenger.client.account_events import AccountDescribed, AccountKey
from messenger.client.text import account_words
from messenger.gui.dialogs import Sheets
from messenger.gui.sheet import WIDTH, Sheet
from messenger.gui.widgets.plain import Panel, Words, button

TITLE = "My name and devices"
WITHOUT = "Only the devices below come in under your name. A password lets another one in."
WITH = "On another computer: type your name, choose “It is me”, and enter it."


@dataclass(frozen=True, slots=True)
class AccountCalls:
    """What the sheet's buttons do."""

    password: Callable[[], None]
    revoke: Callable[[AccountKey], None]
    stay: Callable[[bool], None]
    delete: Callable[[], None]


class AccountSheet:
    """In: what the relay told; said: what became of the last wish, "" for nothing."""

    def __init__(
        self, sheets: Sheets, told: AccountDescribed, calls: AccountCalls, said: str = ""
    ) -> None:
        self._look = sheets.look
        self.sheet: Sheet = sheets.open(TITLE)
        self._buttons: list[tk.Misc] = []
        if said:
            self._line(said, ink="ok", below=10)
        if told.account:
            self._show(told, calls)
        else:
            self._line(told.why_not)
        close = button(self.sheet.foot, "Close", self.sheet.close, style="Accent.TButton")
        close.pack(anchor="e", pady=(self._look.px(20), 0))
        self.sheet.hold(*self._buttons, close, first=close)

    def _show(self, told: AccountDescribed, calls: AccountCalls) -> None:
        self._line(f"{told.account} is yours on this relay.", below=10)
        self._head("Password")
        self._line(WITH if told.has_password else WITHOUT, ink="soft")
        deed = "Change the password…" if told.has_password else "Set a password…"
        self._button(self.sheet.body, deed, calls.password).pack(
            anchor="w", pady=(self._look.px(6), self._look.px(4))
        )
        self._head("What lets you in")
        for key in told.keys:
            self._key(key, calls.revoke)
        if told.stays is not None:
            self._head("When all your devices are off")
            self._line(account_words.STAYS[told.stays], ink="soft")
            deed = "Leave my rooms instead" if told.stays else "Stay in my rooms instead"
            self._button(self.sheet.body, deed, partial(calls.stay, not told.stays)).pack(
                anchor="w", pady=(self._look.px(6), self._look.px(4))
            )
        self._button(self.sheet.body, "Delete my account…", calls.delete).pack(
            anchor="w", pady=(self._look.px(16), 0)
        )

    def _key(self, key: AccountKey, revoke: Callable[[AccountKey], None]) -> None:
        look = self._look
        row = Panel(self.sheet.body, look)
        row.pack(fill="x", pady=look.px(3))
        if not key.here:  # whoever wants to lock this computer out deletes the account
            made = self._button(row, "Take back…", partial(revoke, key))
            made.pack(side="right", padx=(look.px(8), 0))
        text = Panel(row, look)
        text.pack(side="left", fill="x")
        Words(text, look, account_words.name_of(key), wrap=WIDTH - 110).pack(fill="x")
        times = account_words.times(key)
        Words(text, look, times, font="small", ink="muted", wrap=WIDTH - 110).pack(fill="x")

    def _head(self, text: str) -> None:
        px = self._look.px
        Words(self.sheet.body, self._look, text, font="small_bold").pack(
            fill="x", pady=(px(12), px(4))
        )

    def _line(self, text: str, ink: str = "text", below: int = 0) -> None:
        made = Words(self.sheet.body, self._look, text, ink=ink, wrap=WIDTH)
        made.pack(fill="x", pady=(0, self._look.px(below)))

    def _button(self, parent: tk.Misc, text: str, run: Callable[[], None]) -> ttk.Button:
        made = button(parent, text, run, style="Small.TButton")
        self._buttons.append(made)
        return made


class PasswordSheet:
    """Two fields that must hold the same. Out: on_set(password); it stays open for the answer."""

    def __init__(
        self, sheets: Sheets, on_set: Callable[[str], None], on_back: Callable[[], None]
    ) -> None:
        self._look, self._on_set = sheets.look, on_set
        self.sheet: Sheet = sheets.open("A password for your name")
        look, body = self._look, self.sheet.body
        Words(
            body, look, "It is not kept on this computer, which has a key of its own.",
            ink="soft", wrap=WIDTH,
        ).pack(fill="x", pady=(0, look.px(4)))  # fmt: skip
        self.first, self.again = self._field("New password"), self._field("The same again")
        self._fault = Words(body, look, "", font="small", ink="danger", wrap=WIDTH)
        self._fault.pack(fill="x", pady=(look.px(6), 0))
        back = button(self.sheet.foot, "Back", on_back)
        self._go = button(self.sheet.foot, "Set the password", self.submit, style="Accent.TButton")
        for made in (back, self._go):
            made.pack(side="right", padx=(look.px(8), 0), pady=(look.px(16), 0))
        self.sheet.hold(self.first, self.again, self._go, back)

    def submit(self) -> None:
        """What Enter and the button do."""
        if not self.first.get():
            self.first.focus_set()
        elif self.first.get() != self.again.get():
            self.show_fault("The two are not the same.")
        else:
            self._go.state(["disabled"])
            self._on_set(self.first.get())

    def show_fault(self, text: str) -> None:
        """It was not taken."""
        self._go.state(["!disabled"])
        self._fault.say(text)
        self.again.focus_set()

    def _field(self, label: str) -> ttk.Entry:
        look, body = self._look, self.sheet.body
        Words(body, look, label, font="small_bold").pack(fill="x", pady=(look.px(10), look.px(4)))
        field = ttk.Entry(body, font=look.fonts["body"], show="•")
        field.pack(fill="x")
        for key in ("<Return>", "<KP_Enter>"):
            field.bind(key, lambda _: self.submit())
        return field
