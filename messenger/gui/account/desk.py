"""The person's own account: brings what the relay tells to the sheets, and the wishes out."""

from collections.abc import Callable
from dataclasses import replace

from messenger.client.account_events import (
    AccountAnswered,
    AccountDeed,
    AccountDescribed,
    AccountKey,
)
from messenger.client.intents import (
    AskAccount,
    DeleteAccount,
    Intent,
    RevokeKey,
    SetPassword,
    SetStaying,
)
from messenger.client.text import account_words
from messenger.gui.account.sheets import TITLE, AccountCalls, AccountSheet, PasswordSheet
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.sheet import Sheet


class AccountDesk:
    """What it has not asked for itself is not its own: `take` is False for that.

    name_of(account): what people read for it.
    """

    def __init__(
        self, sheets: Sheets, submit: Callable[[Intent], None], name_of: Callable[[str], str] = str
    ) -> None:
        self._sheets, self._submit, self._name_of = sheets, submit, name_of
        self._sheet: Sheet | None = None  # the one that waits for an answer
        self._password: PasswordSheet | None = None
        self._told = AccountDescribed("")
        self._said = ""

    def open(self) -> None:
        """Ask how things stand, and show it."""
        self._ask("")

    def take(self, event: AccountDescribed | AccountAnswered) -> bool:
        """Whether it was an answer to a sheet that is still open."""
        if not self._is_waiting:
            return False
        if isinstance(event, AccountDescribed):
            self._show(event)
        else:
            self._answered(event)
        return True

    # -- inside ---------------------------------------------------------------------------

    @property
    def _is_waiting(self) -> bool:
        return self._sheet is not None and bool(self._sheet.winfo_exists())

    def _ask(self, said: str) -> None:
        self._said = said
        self._sheet = self._sheets.tell(TITLE, "Asking the relay…")
        self._submit(AskAccount())

    def _show(self, told: AccountDescribed) -> None:
        self._told = told
        calls = AccountCalls(self._ask_password, self._ask_revoke, self._stay, self._ask_delete)
        shown = replace(told, account=self._name_of(told.account))
        self._sheet = AccountSheet(self._sheets, shown, calls, self._said).sheet
        self._said = ""

    def _answered(self, event: AccountAnswered) -> None:
        if event.fault and self._password is not None and event.deed is AccountDeed.PASSWORD:
            self._password.show_fault(event.fault)
        elif event.fault or event.deed is AccountDeed.DELETE:
            self._sheet = self._sheets.tell(TITLE, account_words.answered(event))
        else:
            self._ask(account_words.answered(event))

    def _ask_password(self) -> None:
        self._password = PasswordSheet(
            self._sheets,
            lambda password: self._submit(SetPassword(password)),
            lambda: self._show(self._told),
        )
        self._sheet = self._password.sheet

    def _ask_revoke(self, key: AccountKey) -> None:
        name = account_words.name_of(key)
        self._sheet = self._sheets.ask(
            f"Take back the key of {name}?",
            f"{name} is sent away and does not come in under your name any more, unless somebody "
            "there knows your password.",
            (
                Choice("Keep it", lambda: self._show(self._told), "Accent.TButton"),
                Choice("Take it back", lambda: self._do(RevokeKey(key.id))),
            ),
        )

    def _stay(self, stays: bool) -> None:
        self._do(SetStaying(stays))

    def _ask_delete(self) -> None:
        self._sheet = self._sheets.ask(
            f"Delete the account {self._name_of(self._told.account)}?",
            account_words.LOST_WITH_ACCOUNT,
            (
                Choice("Keep it", lambda: self._show(self._told), "Accent.TButton"),
                Choice(
                    "Delete it", lambda: self._do(DeleteAccount(self._told.account)),
                    "Danger.TButton",
                ),
            ),
        )  # fmt: skip

    def _do(self, intent: Intent) -> None:
        self._sheet = self._sheets.tell(TITLE, "Asking the relay…")
        self._submit(intent)
