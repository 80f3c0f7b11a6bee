"""Hosting from the window, step by step: start the relay, go to it, and what may go wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messenger.client.link.address import TLS_PORT, Address
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.hosting.hosted_relay import (
    HostedRelay,
    HostEvent,
    HostPortTaken,
    HostReady,
    HostStopped,
)
from messenger.gui.login.window import LoginWindow
from messenger.irc.names import nick_from_display

OWN_COMPUTER = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class HostingCalls:
    """What hosting needs done by its owner.

    window: the login window, None while the chat is shown; log_in: go to our own relay;
    log_in_here: go to the other relay on this computer; give_up: back to the form;
    pin: note our relay's certificate; hurry: the relay is there again, don't wait to reconnect.
    """

    window: Callable[[], LoginWindow | None]
    log_in: Callable[[HostReady], None]
    log_in_here: Callable[[], None]
    give_up: Callable[[], None]
    pin: Callable[[Address, str], None]
    hurry: Callable[[], None]


class Hosting:
    """One for the program's life. `wanted`: hosting was asked for and is not reached yet."""

    def __init__(self, relay: HostedRelay, sheets: Sheets, calls: HostingCalls) -> None:
        self.relay, self._sheets, self._calls = relay, sheets, calls
        self.wanted = False
        self._port = TLS_PORT

    def begin(self, name: str) -> None:
        """Host on this computer: at the relay that runs already, else start one. name: what we
        are called, as it was typed."""
        self.relay.host_name = nick_from_display(name)
        ready = self.relay.ready
        if ready is not None and self.relay.running:
            self._calls.log_in(ready)
        else:
            self._start(TLS_PORT)

    def cancel(self) -> None:
        """A relay that was only starting is stopped."""
        if self.wanted:
            self.wanted = False
            self.relay.stop()

    def restart(self) -> None:
        """Start it again on the port it had; the client comes back by itself."""
        self.relay.stop()
        self.relay.start(self._port)

    def take(self, events: Sequence[HostEvent]) -> None:
        """What became of the relay."""
        for event in events:
            if isinstance(event, HostReady):
                self._on_ready(event)
            elif isinstance(event, HostPortTaken):
                self._on_port_taken(event)
            else:
                self._on_stopped(event)

    def _start(self, port: int) -> None:
        window = self._calls.window()
        if window is None:
            return
        self.wanted = True
        window.show_progress(
            "Opening a room here",
            ("Starting the relay on this computer",),
            tls=True,
            name=window.filled.name,
        )
        self.relay.stop()
        self.relay.start(port)

    def _on_ready(self, event: HostReady) -> None:
        self._port = event.port
        self._calls.pin(Address(OWN_COMPUTER, event.port, True), event.fingerprint)
        if self._calls.window() is None:
            self._calls.hurry()
        elif self.wanted:
            self._calls.log_in(event)

    def _on_port_taken(self, event: HostPortTaken) -> None:
        window = self._calls.window()
        if window is None:
            self._sheets.tell(
                "The relay could not start again",
                f"Another program uses port {event.port} now. Close that program, then choose "
                "“Start hosting again” in the menu.",
                unasked=True,
            )
            return
        free = f"Host on port {event.free_port} instead" if event.free_port else "Host on any port"
        window.show_choice(
            f"Port {event.port} is taken",
            (
                "Another program on this computer uses the port for hosting. Most often that is "
                "a relay which was started before: you can go to it, or host beside it.",
            ),
            (
                ("Log in to the relay that is here", self._calls.log_in_here),
                (free, lambda: self._start(event.free_port)),
                ("Back", self._calls.give_up),
            ),
        )

    def _on_stopped(self, event: HostStopped) -> None:
        self.relay.stop()
        window = self._calls.window()
        if window is None:
            self._sheets.ask(
                "The relay on this computer has stopped",
                "Nobody can talk until it runs again. What was said is kept. “Start hosting "
                f"again” is in the menu, too.\n\n{event.reason}",
                (Choice("Start it again", self.restart, "Accent.TButton"), Choice("Leave it off")),
                unasked=True,
            )
        elif self.wanted:
            self._calls.give_up()
            window.show_fault(f"The relay could not start. {event.reason}")
