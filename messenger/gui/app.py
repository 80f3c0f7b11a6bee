"""The desktop program: one Tk, one pump, a table from each event to what shows it."""

import argparse
import logging
import os
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

from ttkthemes import ThemedTk

from messenger import log, paths, relaunch
from messenger.client import events as ev
from messenger.client.link.address import Address
from messenger.client.link.pins import Pins
from messenger.client.model.model import Model
from messenger.client.session.login import Account
from messenger.errors import UserError
from messenger.gui.chat.window import ChatCalls, ChatWindow
from messenger.gui.connection import Connection
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.hosting.greeting import greeting, how_to_join, people_elsewhere
from messenger.gui.hosting.hosting import HostedRelay
from messenger.gui.login.entrance import Entrance, EntranceCalls
from messenger.gui.login.view import Filled
from messenger.gui.login.window import LoginCalls, LoginWindow
from messenger.gui.look.look import Look
from messenger.gui.opener import Opener
from messenger.gui.preferences import Preferences
from messenger.gui.pump import Pump, Source
from messenger.gui.root_window import set_up_root, tell_signals

LOGOUT_S = 1.5
MOST_TITLE = 80  # letters of a place's name in the title

_log = logging.getLogger(__name__)


class App:
    """Owns the root, the model and the running client. data: the profile's folder.

    server, name: fill the login form instead of what was used last.
    """

    def __init__(self, root: tk.Tk, data: Path, server: str = "", name: str = "") -> None:
        self.root, self._data = root, data
        self.preferences = Preferences(data)
        self.look = Look(root, self.preferences.mode, self.preferences.current.zoom)
        self.sheets = Sheets(self.look)
        self.model = Model("")
        self.chat: ChatWindow | None = None
        self._asked_to_end = False  # a signal came; only the flag is set in its handler
        self._login: LoginWindow | None = None
        self._greeted = False
        self._opener = Opener()
        hosted = HostedRelay(
            relaunch.own_command("relay", "--data", str(paths.relay_dir(data))),
            relaunch.child_environment(),
            data / "relay.log",
        )
        self.pump = Pump(root, before=self._look_at_signals)
        self.connection = Connection(self.pump, data / "cache.sqlite3", self.handle)
        calls = EntranceCalls(
            self._open_login,
            self.connect,
            self.hang_up,
            self.connection.submit,
            self._pin,
            self.ask_to_quit,
        )
        self.entrance = Entrance(calls, self.sheets, hosted, data / "pins.json")
        self.handlers = HANDLERS
        self.pump.add(Source(hosted.poll, self.entrance.on_host_events))
        set_up_root(root, self.look, self.preferences.current.geometry)
        root.protocol("WM_DELETE_WINDOW", self.ask_to_quit)
        root.report_callback_exception = self._on_bug
        self.entrance.open(self.preferences.filled(server, name))
        if self.preferences.warning:
            self.sheets.tell("Settings", self.preferences.warning)
        self.pump.start()

    # -- life -----------------------------------------------------------------------------

    def ask_to_quit(self) -> None:
        """The window's close button, Ctrl+Q: a host with guests is asked first."""
        people = people_elsewhere(self.model)
        if self.chat is None or not self.entrance.is_host or not people:
            self.quit()
            return
        who = "1 person is" if people == 1 else f"{people} people are"
        self.sheets.ask(
            "Stop hosting?",
            f"{who} connected. Stop hosting and send them away?",
            (Choice("Keep hosting", style="Accent.TButton"), Choice("Stop", self.quit)),
        )

    def quit(self) -> None:
        """End everything: timers, client, relay, window. Bounded to a few seconds."""
        self.pump.stop()
        self.preferences.keep_geometry(self.root.geometry())
        self.root.withdraw()
        self.root.update_idletasks()
        self.connection.close(LOGOUT_S)
        self.entrance.hosted.stop()
        self.root.destroy()

    def log_out(self) -> None:
        """Back to the login window; hosting goes on."""
        self.hang_up()
        self._leave_chat()
        self.entrance.open(self.preferences.filled())

    def connect(self, account: Account) -> None:
        """Begin a login."""
        self.model, self._greeted = Model(account.display_name), False
        self.connection.open(account)

    def hang_up(self) -> None:
        """End the connection, politely if it is up; what it still says is not heard."""
        self.connection.hang_up(LOGOUT_S if self.chat is not None else 0.0)

    # -- events ---------------------------------------------------------------------------

    def handle(self, events: Sequence[ev.Event]) -> None:
        """Give each run of like events to its handler in one call, in order."""
        for kind, run in groupby(events, key=type):
            if self.connection.is_open:  # a handler before may have hung up
                self.handlers[kind](self, list(run))

    def _to_model(self, events: Sequence[ev.Event]) -> None:
        changes = self.model.apply_all(events)
        if self.chat is not None:
            self.chat.take(changes)

    def _on_progress(self, events: list[ev.LinkProgress]) -> None:
        self.entrance.on_progress(events)
        self._to_model(events)

    def _on_up(self, events: list[ev.LinkUp]) -> None:
        self._to_model(events)
        if self.chat is None:
            self._open_chat()

    def _on_joined(self, events: list[ev.RoomJoined]) -> None:
        self._to_model(events)
        if not self._greeted and self.chat is not None:
            self._greeted = True
            hosted = self.entrance.hosted.ready if self.entrance.is_host else None
            self.chat.tell(greeting(self.model, hosted))

    def _on_closed(self, events: list[ev.LinkClosed]) -> None:
        self._to_model(events)
        if self.entrance.window is not None:
            self.entrance.cancel()

    def _on_failed(self, events: list[ev.LoginFailed]) -> None:
        if self.entrance.window is not None:
            self.entrance.on_failed(events[-1])
        else:
            self._to_model(events)

    def _on_certificate(self, events: list[ev.CertificateChanged]) -> None:
        """After a cut the relay came back as another one: the login window says what that is."""
        if self.chat is not None:
            self._leave_chat()
            self.entrance.open(self.preferences.filled())
        self.entrance.on_changed(events[-1])

    # -- windows --------------------------------------------------------------------------

    def _open_login(self, calls: LoginCalls, filled: Filled) -> LoginWindow:
        recent = self.preferences.current.recent_servers
        self._login = LoginWindow(self.root, self.look, calls, filled, recent)
        self._login.pack(fill="both", expand=True)
        self.root.title("Messenger")
        return self._login

    def _open_chat(self) -> None:
        if self.entrance.account is not None:
            self.preferences.keep_login(self.entrance.account)
        if self._login is not None:
            self._login.destroy()
            self._login = None
        self.entrance.leave()
        calls = ChatCalls(
            self.connection.submit,
            self._open_link,
            self.log_out,
            self._show_title,
            self._deeds(),
        )
        self.chat = ChatWindow(self.root, self.look, self.model, self.sheets, calls)
        self.chat.pack(fill="both", expand=True)

    def _leave_chat(self) -> None:
        self.sheets.close()
        if self.chat is not None:
            self.chat.destroy()
            self.chat = None

    def _deeds(self) -> Mapping[str, Callable[[], object]]:
        return {
            "zoom_in": lambda: self.preferences.zoom(self.look, 1),
            "zoom_out": lambda: self.preferences.zoom(self.look, -1),
            "zoom_reset": lambda: self.preferences.zoom(self.look, 0),
            "settings": lambda: self.preferences.open_sheet(self.sheets),
            "invite_words": self._show_how_to_join,
            "log_out": self.log_out,
            "quit": self.ask_to_quit,
        }

    def _show_how_to_join(self) -> None:
        hosted = self.entrance.hosted.ready if self.entrance.is_host else None
        self.sheets.tell("How others join", how_to_join(self.model, hosted))

    def _show_title(self, place: str, wanted: int) -> None:
        """ "(3) Messenger – lobby": how often we are wanted, for the task bar."""
        title = f"Messenger – {place[:MOST_TITLE]}" if place else "Messenger"
        self.root.title(f"({wanted}) {title}" if wanted else title)

    def _open_link(self, url: str) -> None:
        if not self._opener.open(url) and self.chat is not None:
            self.chat.centre_column.notes.show("This link can't be opened here.", "warn")

    # -- inside ---------------------------------------------------------------------------

    def _pin(self, address: Address, fingerprint: str) -> None:
        Pins(self._data / "pins.json").put(address.key, fingerprint)

    def _on_bug(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        """A fault of ours in a callback: written down, told in a sentence, never a traceback."""
        if isinstance(fault, UserError):
            self.sheets.tell("That did not work", str(fault))
            return
        _log.error("in a callback of the window", exc_info=(kind, fault, trace))
        if self.chat is not None and self.chat.winfo_exists():
            self.chat.centre_column.notes.show(
                "Something went wrong in this window. It is written down in desk.log.", "danger"
            )

    def on_signal(self) -> None:
        """In a signal handler: nothing of Tk may run here, the pump sees the flag."""
        self._asked_to_end = True

    def _look_at_signals(self) -> None:
        if self._asked_to_end:
            self.root.after_idle(self.quit)
            self.pump.stop()


HANDLERS: Mapping[type[Any], Callable[[App, list[Any]], None]] = {
    ev.LinkProgress: App._on_progress,
    ev.LinkUp: App._on_up,
    ev.LinkDown: App._to_model,
    ev.LinkClosed: App._on_closed,
    ev.LoginFailed: App._on_failed,
    ev.CertificateChanged: App._on_certificate,
    ev.RoomJoined: App._on_joined,
    ev.RoomLeft: App._to_model,
    ev.JoinFailed: App._to_model,
    ev.TopicChanged: App._to_model,
    ev.MembersListed: App._to_model,
    ev.MemberJoined: App._to_model,
    ev.MemberLeft: App._to_model,
    ev.MemberUpdated: App._to_model,
    ev.NickChanged: App._to_model,
    ev.AwayChanged: App._to_model,
    ev.RoomModesChanged: App._to_model,
    ev.MessageArrived: App._to_model,
    ev.MessagePending: App._to_model,
    ev.MessageSettled: App._to_model,
    ev.MessageFailed: App._to_model,
    ev.HistoryLoaded: App._to_model,
    ev.ReadMarked: App._to_model,
    ev.RoomsListed: App._to_model,
    ev.PersonDescribed: App._to_model,
    ev.Invited: App._to_model,
    ev.ServerSaid: App._to_model,
}


def run_desk(options: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    data = paths.data_dir(options.data, options.profile)
    log.setup(data / "desk.log")
    root = ThemedTk(className="Messenger")
    app = App(root, data, options.server or "", options.name or "")
    tell_signals(app.on_signal)
    root.mainloop()
    return os.EX_OK if hasattr(os, "EX_OK") else 0
