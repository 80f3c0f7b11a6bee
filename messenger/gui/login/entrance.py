"""From the login form to a login: what the person asked for, step by step.

It owns the login window; the connection itself belongs to the app.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from messenger.client.events import CertificateChanged, LinkProgress, LoginFailed, LoginFault
from messenger.client.intents import Intent, ReconnectNow, TrustCertificate
from messenger.client.link import address as addresses
from messenger.client.link import secrets
from messenger.client.link.address import Address
from messenger.client.session.login import Account
from messenger.client.text import login_words
from messenger.errors import UserError
from messenger.gui.dialogs import Sheets
from messenger.gui.hosting.hosted_relay import HostedRelay, HostReady
from messenger.gui.hosting.hosting import OWN_COMPUTER, Hosting, HostingCalls
from messenger.gui.login.view import Filled, Offers
from messenger.gui.login.window import LoginCalls, LoginWindow

NAME_FAULTS = frozenset({LoginFault.NAME_TAKEN, LoginFault.NAME_INVALID})


@dataclass(frozen=True, slots=True)
class EntranceCalls:
    """What the entrance needs done by its owner.

    open_window: show the login window; connect: begin a login; hang_up: end it;
    submit: ask the running client; pin: note our own relay's certificate;
    zoom: one size larger (1), smaller (-1) or the usual one (0).
    """

    open_window: Callable[[LoginCalls, Filled], LoginWindow]
    connect: Callable[[Account], None]
    hang_up: Callable[[], None]
    submit: Callable[[Intent], None]
    pin: Callable[[Address, str], None]
    quit: Callable[[], None]
    zoom: Callable[[int], None]


class Entrance:
    """One for the program's life; `window` is None while the chat window is shown."""

    def __init__(
        self, calls: EntranceCalls, sheets: Sheets, hosted: HostedRelay, pins_path: Path
    ) -> None:
        self._calls, self._pins_path = calls, pins_path
        self.window: LoginWindow | None = None
        self.account: Account | None = None
        self.hosting = Hosting(
            hosted,
            sheets,
            HostingCalls(
                window=lambda: self.window,
                log_in=self._log_in_to_own,
                log_in_here=self._log_in_here,
                give_up=self.cancel,
                pin=calls.pin,
                hurry=lambda: calls.submit(ReconnectNow()),
            ),
        )

    @property
    def is_host(self) -> bool:
        """The relay we are logged in to is ours, and it runs."""
        return self.was_host and self.hosting.relay.running

    @property
    def was_host(self) -> bool:
        """The relay we logged in to was ours, whether it runs now or not."""
        return bool(self.account and self.account.host_secret)

    def open(self, filled: Filled) -> None:
        """Show the form."""
        self.window = self._calls.open_window(self._login_calls(), filled)

    def adopt(self, window: LoginWindow) -> None:
        """The form is shown already; from now on it asks us."""
        window.calls = self._login_calls()
        self.window = window

    def _login_calls(self) -> LoginCalls:
        return LoginCalls(
            self.log_in,
            self.host,
            self._use_password,
            self._prove,
            self.cancel,
            self.trust,
            self._calls.quit,
            self._calls.zoom,
        )

    def leave(self) -> None:
        """The chat window takes over."""
        self.window = None
        self.hosting.wanted = False

    # -- what the person asks for ---------------------------------------------------------

    def log_in(self, filled: Filled) -> None:
        """Go to the relay at the typed address."""
        window = self._shown()
        if not filled.address:
            window.show_fault("Type the address of the server, or host on this computer.")
            return
        if not self._has_name(filled):
            return
        try:
            address = addresses.parse(filled.address)
        except UserError as fault:
            window.show_fault(str(fault))
            return
        if address.tls or address.is_loopback:
            self._connect(filled, address, ())
        else:
            window.show_plain_warning(filled.address, lambda: self._connect(filled, address, ()))

    def host(self, filled: Filled) -> None:
        """Start the bundled relay and log in to it."""
        if self._has_name(filled):
            self.hosting.begin(filled.name)

    def cancel(self) -> None:
        """Back to the form from wherever we are; a relay that was only starting is stopped."""
        self._calls.hang_up()
        self.hosting.cancel()
        self._shown().show_form()

    def trust(self, event: CertificateChanged) -> None:
        """The host confirmed the new words."""
        assert self.account is not None
        self._show_progress(self.account, ())
        self._calls.submit(TrustCertificate(event.new_fingerprint))

    # -- what happens ---------------------------------------------------------------------

    def on_progress(self, events: Sequence[LinkProgress]) -> None:
        if self.window is not None:
            for event in events:
                self.window.show_stage(event.stage)

    def on_failed(self, event: LoginFailed) -> None:
        """Back to the form, with the fault in words and names that are free; or on to the
        page that asks for the server's password."""
        self._calls.hang_up()
        self.hosting.wanted = False
        if event.fault is LoginFault.PASSWORD_WRONG and self.account is not None:
            again = bool(self.account.password)
            self._shown().show_password(login_words.login_fault(event) if again else "")
            return
        if event.fault is LoginFault.PROOF_WRONG:
            self._shown().show_name_password(login_words.login_fault(event))
            return
        prove = self._shown().show_name_password if event.may_prove else None
        offers = Offers(event.free_nicks, prove)
        said = login_words.login_fault(event)
        self._shown().show_fault(said, offers, name=event.fault in NAME_FAULTS)

    def on_changed(self, event: CertificateChanged) -> None:
        self._shown().show_changed(event)

    # -- inside ---------------------------------------------------------------------------

    def _use_password(self, password: str) -> None:
        assert self.account is not None
        self._begin(replace(self.account, password=password), ())

    def _prove(self, password: str) -> None:
        """The name that was typed is the person's, who shows it by its password."""
        assert self.account is not None
        self._begin(replace(self.account, login_password=password), ())

    def _log_in_here(self) -> None:
        self.hosting.wanted = False
        window = self._shown()
        filled = replace(window.filled, address=OWN_COMPUTER)
        window.fill(filled)
        self.log_in(filled)

    def _log_in_to_own(self, ready: HostReady) -> None:
        address = Address(OWN_COMPUTER, ready.port, True)
        secret = self.hosting.relay.secret
        self._connect(self._shown().filled, address, ("The relay runs on this computer",), secret)
        if self.window is not None:
            self.window.show_step(1)

    def _connect(
        self, filled: Filled, address: Address, first_steps: Sequence[str], host_secret: str = ""
    ) -> None:
        account = Account(
            address=str(address),
            display_name=filled.name,
            pins_path=self._pins_path,
            host_secret=host_secret,
            secrets_path=self._pins_path.with_name(secrets.FILE_NAME),
        )
        self._begin(account, first_steps)

    def _begin(self, account: Account, first_steps: Sequence[str]) -> None:
        self.account = account
        self._show_progress(account, first_steps)
        self._calls.connect(account)

    def _show_progress(self, account: Account, first_steps: Sequence[str]) -> None:
        address = addresses.parse(account.address)
        title = "Opening a room here" if account.host_secret else f"Going to {address.host}"
        self._shown().show_progress(title, first_steps, tls=address.tls, name=account.display_name)

    def _has_name(self, filled: Filled) -> bool:
        if not filled.name:
            self._shown().show_fault("Type your name: the others see it.", name=True)
        return bool(filled.name)

    def _shown(self) -> LoginWindow:
        assert self.window is not None, "the login window is not open"
        return self.window
