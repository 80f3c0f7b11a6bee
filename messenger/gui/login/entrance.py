"""From the login form to a login: what the person asked for, step by step, hosting included.

It owns the login window and the hosted relay; the connection itself belongs to the app.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from messenger.client.events import CertificateChanged, LinkProgress, LoginFailed, LoginFault
from messenger.client.intents import TrustCertificate
from messenger.client.link import address as addresses
from messenger.client.link.address import Address
from messenger.client.session.login import Account
from messenger.client.text import words
from messenger.errors import UserError
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.hosting.hosting import (
    TLS_PORT,
    HostedRelay,
    HostEvent,
    HostPortTaken,
    HostReady,
    HostStopped,
)
from messenger.gui.login.view import Filled
from messenger.gui.login.window import LoginCalls, LoginWindow

OWN_COMPUTER = "127.0.0.1"
NAME_FAULTS = frozenset({LoginFault.NAME_TAKEN, LoginFault.NAME_INVALID})


@dataclass(frozen=True, slots=True)
class EntranceCalls:
    """What the entrance needs done by its owner.

    open_window: show the login window; connect: begin a login; hang_up: end it;
    trust: tell the running client; pin: note our own relay's certificate.
    """

    open_window: Callable[[LoginCalls, Filled], LoginWindow]
    connect: Callable[[Account], None]
    hang_up: Callable[[], None]
    trust: Callable[[TrustCertificate], None]
    pin: Callable[[Address, str], None]
    quit: Callable[[], None]


class Entrance:
    """One for the program's life; `window` is None while the chat window is shown."""

    def __init__(
        self, calls: EntranceCalls, sheets: Sheets, hosted: HostedRelay, pins_path: Path
    ) -> None:
        self._calls, self._sheets, self._pins_path = calls, sheets, pins_path
        self.hosted = hosted
        self.window: LoginWindow | None = None
        self.account: Account | None = None
        self._wants_host = False  # "Host on this computer" was pressed and is not done yet

    @property
    def is_host(self) -> bool:
        """The relay we are logged in to is ours."""
        return bool(self.account and self.account.host_secret and self.hosted.running)

    def open(self, filled: Filled) -> None:
        """Show the form."""
        calls = LoginCalls(self.log_in, self.host, self.cancel, self.trust, self._calls.quit)
        self.window = self._calls.open_window(calls, filled)

    def leave(self) -> None:
        """The chat window takes over."""
        self.window = None
        self._wants_host = False

    # -- what the person asks for ---------------------------------------------------------

    def log_in(self, filled: Filled) -> None:
        """Go to the relay at the typed address."""
        window = self._shown()
        if not filled.address:
            window.show_fault("Type the address of the room, or host one on this computer.")
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
        if not self._has_name(filled):
            return
        ready = self.hosted.ready
        if ready is not None and self.hosted.running:
            self._log_in_to_own(ready)
        else:
            self._start_hosting(TLS_PORT)

    def cancel(self) -> None:
        """Back to the form from wherever we are; a relay that was only starting is stopped."""
        self._calls.hang_up()
        if self._wants_host:
            self._wants_host = False
            self.hosted.stop()
        self._shown().show_form()

    def trust(self, event: CertificateChanged) -> None:
        """The host confirmed the new words."""
        assert self.account is not None
        self._show_progress(self.account, addresses.parse(self.account.address), ())
        self._calls.trust(TrustCertificate(event.new_fingerprint))

    # -- what happens ---------------------------------------------------------------------

    def on_progress(self, events: Sequence[LinkProgress]) -> None:
        if self.window is not None:
            for event in events:
                self.window.show_stage(event.stage)

    def on_failed(self, event: LoginFailed) -> None:
        """Back to the form, with the fault in words and names that are free."""
        self._calls.hang_up()
        self._wants_host = False
        self._shown().show_fault(
            words.login_fault(event), event.free_nicks, name=event.fault in NAME_FAULTS
        )

    def on_changed(self, event: CertificateChanged) -> None:
        self._shown().show_changed(event)

    def on_host_events(self, events: Sequence[HostEvent]) -> None:
        for event in events:
            if isinstance(event, HostReady):
                self._on_ready(event)
            elif isinstance(event, HostPortTaken):
                self._on_port_taken(event)
            else:
                self._on_stopped(event)

    def restart(self) -> None:
        """Start the hosted relay again, on the port it had; the client comes back by itself."""
        port = addresses.parse(self.account.address).port if self.account else TLS_PORT
        self.hosted.stop()
        self.hosted.start(port)

    # -- inside ---------------------------------------------------------------------------

    def _on_ready(self, event: HostReady) -> None:
        self._calls.pin(Address(OWN_COMPUTER, event.port, True), event.fingerprint)
        if self._wants_host and self.window is not None:
            self._log_in_to_own(event)

    def _on_port_taken(self, event: HostPortTaken) -> None:
        if self.window is None:
            self._sheets.tell(
                "The relay could not start again",
                f"Another program uses port {event.port} now. Close it, then start the relay "
                "again from the menu.",
            )
            return
        free = f"Host on port {event.free_port} instead" if event.free_port else "Host on any port"
        self.window.show_choice(
            "This computer hosts already",
            (
                f"Another program has port {event.port}, most likely a relay that was started "
                "before. You can go to it, or open a second one beside it.",
            ),
            (
                ("Log in to the relay that is here", self._log_in_here),
                (free, lambda: self._start_hosting(event.free_port)),
                ("Back", self.cancel),
            ),
        )

    def _on_stopped(self, event: HostStopped) -> None:
        self.hosted.stop()
        if self.window is not None:
            if self._wants_host:
                self._wants_host = False
                self._calls.hang_up()
                self.window.show_fault(f"The relay could not start. {event.reason}")
            return
        self._sheets.ask(
            "The relay on this computer has stopped",
            "Nobody can talk until it runs again. What was said is kept.\n\n" + event.reason,
            (Choice("Start it again", self.restart, "Accent.TButton"), Choice("Leave it off")),
        )

    def _log_in_here(self) -> None:
        self._wants_host = False
        window = self._shown()
        filled = replace(window.filled, address=OWN_COMPUTER)
        window.fill(filled)
        self.log_in(filled)

    def _log_in_to_own(self, ready: HostReady) -> None:
        filled = self._shown().filled
        address = Address(OWN_COMPUTER, ready.port, True)
        self._connect(filled, address, ("The relay runs on this computer",), own=True)
        if self.window is not None:
            self.window.show_step(1)

    def _start_hosting(self, port: int) -> None:
        window = self._shown()
        self._wants_host = True
        window.show_progress(
            "Opening a room here",
            ("Starting the relay on this computer",),
            tls=True,
            name=window.filled.name,
        )
        self.hosted.stop()
        self.hosted.start(port)

    def _connect(
        self, filled: Filled, address: Address, first_steps: Sequence[str], *, own: bool = False
    ) -> None:
        self.account = Account(
            address=str(address),
            display_name=filled.name,
            pins_path=self._pins_path,
            host_secret=self.hosted.secret if own else "",
        )
        self._show_progress(self.account, address, first_steps)
        self._calls.connect(self.account)

    def _show_progress(
        self, account: Account, address: Address, first_steps: Sequence[str]
    ) -> None:
        title = "Opening a room here" if account.host_secret else f"Going to {address.host}"
        self._shown().show_progress(title, first_steps, tls=address.tls, name=account.display_name)

    def _has_name(self, filled: Filled) -> bool:
        if not filled.name:
            self._shown().show_fault("Type your name: the others see it.", name=True)
        return bool(filled.name)

    def _shown(self) -> LoginWindow:
        assert self.window is not None, "the login window is not open"
        return self.window
