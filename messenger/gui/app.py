"""The desktop program: one Tk, one pump, a table from each event to what shows it."""

import argparse
import logging
import os
import signal
import socket
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from ttkthemes import ThemedTk

from messenger import log, paths, relaunch
from messenger import settings as settings_file
from messenger.client import events as ev
from messenger.client.address import Address
from messenger.client.client import Client
from messenger.client.intents import Intent
from messenger.client.login import Account
from messenger.client.model import Model
from messenger.client.pins import Pins
from messenger.errors import UserError
from messenger.gui.chat_window import ChatCalls, ChatWindow
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.entrance import Entrance, EntranceCalls
from messenger.gui.greeting import greeting, how_to_join, people_elsewhere
from messenger.gui.hosting import HostedRelay
from messenger.gui.login_view import Filled
from messenger.gui.login_window import LoginCalls, LoginWindow
from messenger.gui.look import Look
from messenger.gui.opener import Opener
from messenger.gui.pump import Pump, Source
from messenger.gui.settings_window import SettingsSheet, zoom_step
from messenger.gui.system_theme import system_mode

LOGOUT_S = 1.5
SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
START_SIZE = "1180x760"
MOST_TITLE = 80  # letters of a place's name in the title
LEAST_SIZE = (420, 480)  # at 100 %

_log = logging.getLogger(__name__)


class App:
    """Owns the root, the model and the running client. data: the profile's folder."""

    def __init__(self, root: tk.Tk, data: Path, filled: Filled | None = None) -> None:
        self.root, self._data = root, data
        self.settings, warning = settings_file.load(data / settings_file.FILE_NAME)
        self.look = Look(root, self._mode(), self.settings.zoom)
        self.sheets = Sheets(self.look)
        self.client: Client | None = None
        self.model = Model("")
        self.chat: ChatWindow | None = None
        self.asked_to_end = False  # a signal came; only the flag is set in its handler
        self._login: LoginWindow | None = None
        self._source: Source[ev.Event] | None = None
        self._retired: list[Client] = []
        self._greeted = False
        self._opener = Opener()
        hosted = HostedRelay(
            relaunch.own_command("relay", "--data", str(paths.relay_dir(data))),
            relaunch.child_environment(),
            data / "relay.log",
        )
        calls = EntranceCalls(
            self._open_login, self.connect, self.hang_up, self._submit, self._pin, self.ask_to_quit
        )
        self.entrance = Entrance(calls, self.sheets, hosted, data / "pins.json")
        self.handlers = self._make_handlers()
        self.pump = Pump(root, before=self._look_at_signals)
        self.pump.add(Source(hosted.poll, self.entrance.on_host_events))
        self._set_up_window()
        self.entrance.open(filled or self._last_filled())
        if warning:
            self.sheets.tell("Settings", warning)
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
        self._keep_settings(replace(self.settings, geometry=self.root.geometry()))
        self.root.withdraw()
        self.root.update_idletasks()
        self.hang_up()
        for client in self._retired:
            client.stop()
        self.entrance.hosted.stop()
        self.root.destroy()

    def log_out(self) -> None:
        """Back to the login window; hosting goes on."""
        self.hang_up()
        self._leave_chat()
        self.entrance.open(self._last_filled())

    def connect(self, account: Account) -> None:
        """Begin a login."""
        self.hang_up()
        self.model, self._greeted = Model(account.display_name), False
        self.client = Client(account, self._data / "cache.sqlite3")
        self._source = Source(self.client.poll, self.handle)
        self.pump.add(self._source)
        self.client.start()

    def hang_up(self) -> None:
        """End the connection, politely if it is up; what it still says is not heard."""
        if self.client is None or self._source is None:
            return
        self.pump.remove(self._source)
        timeout_s = LOGOUT_S if self.chat is not None else 0.0
        if not self.client.stop(timeout_s):
            self._retired.append(self.client)  # it ends by itself; `quit` makes sure
        self._retired = [client for client in self._retired if client.is_running]
        self.client = self._source = None

    # -- events ---------------------------------------------------------------------------

    def handle(self, events: Sequence[ev.Event]) -> None:
        """Give each run of like events to its handler in one call, in order."""
        for kind, run in groupby(events, key=type):
            if self.client is not None:  # a handler before may have hung up
                self.handlers[kind](list(run))

    def _make_handlers(self) -> Mapping[type[Any], Callable[[list[Any]], None]]:
        show = self._to_model
        return {
            ev.LinkProgress: self._on_progress,
            ev.LinkUp: self._on_up,
            ev.LinkDown: show,
            ev.LinkClosed: self._on_closed,
            ev.LoginFailed: self._on_failed,
            ev.CertificateChanged: self._on_certificate,
            ev.RoomJoined: self._on_joined,
            ev.RoomLeft: show,
            ev.JoinFailed: show,
            ev.TopicChanged: show,
            ev.MembersListed: show,
            ev.MemberJoined: show,
            ev.MemberLeft: show,
            ev.MemberUpdated: show,
            ev.NickChanged: show,
            ev.AwayChanged: show,
            ev.RoomModesChanged: show,
            ev.MessageArrived: show,
            ev.MessagePending: show,
            ev.MessageSettled: show,
            ev.MessageFailed: show,
            ev.HistoryLoaded: show,
            ev.ReadMarked: show,
            ev.RoomsListed: show,
            ev.PersonDescribed: show,
            ev.Invited: show,
            ev.ServerSaid: show,
        }

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
            self.entrance.open(self._last_filled())
        self.entrance.on_changed(events[-1])

    # -- windows --------------------------------------------------------------------------

    def _open_login(self, calls: LoginCalls, filled: Filled) -> LoginWindow:
        recent = self.settings.recent_servers
        self._login = LoginWindow(self.root, self.look, calls, filled, recent)
        self._login.pack(fill="both", expand=True)
        self.root.title("Messenger")
        return self._login

    def _open_chat(self) -> None:
        self._remember_login()
        if self._login is not None:
            self._login.destroy()
            self._login = None
        self.entrance.leave()
        calls = ChatCalls(
            self._submit, self._open_link, self.log_out, self._show_title, self._deeds()
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
            "zoom_in": lambda: self._zoom(zoom_step(self.look.zoom, 1)),
            "zoom_out": lambda: self._zoom(zoom_step(self.look.zoom, -1)),
            "zoom_reset": lambda: self._zoom(1.0),
            "settings": lambda: SettingsSheet(self.sheets, self.settings, self._apply_settings),
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

    # -- settings -------------------------------------------------------------------------

    def _mode(self) -> str:
        theme = self.settings.theme
        return system_mode() if theme == "system" else theme

    def _zoom(self, zoom: float) -> None:
        self._apply_settings(replace(self.settings, zoom=zoom))

    def _apply_settings(self, settings: settings_file.Settings) -> None:
        self._keep_settings(settings)
        self.look.switch(self._mode(), settings.zoom)

    def _keep_settings(self, settings: settings_file.Settings) -> None:
        if settings != self.settings:
            self.settings = settings
            settings_file.save(self._data / settings_file.FILE_NAME, settings)

    def _remember_login(self) -> None:
        account = self.entrance.account
        if account is None:
            return
        settings = replace(self.settings, name=account.display_name, last_choice="host")
        if not account.host_secret:
            settings = replace(settings, last_choice="login").with_server(account.address)
        self._keep_settings(settings)

    def _last_filled(self) -> Filled:
        recent = self.settings.recent_servers
        return Filled(recent[0] if recent else "", self.settings.name)

    # -- inside ---------------------------------------------------------------------------

    def _submit(self, intent: Intent) -> None:
        if self.client is not None:
            self.client.submit(intent)

    def _pin(self, address: Address, fingerprint: str) -> None:
        Pins(self._data / "pins.json").put(address.key, fingerprint)

    def _set_up_window(self) -> None:
        root, look = self.root, self.look
        root.title("Messenger")
        root.client(socket.gethostname())
        root.iconphoto(True, look.pictures.mark(64), look.pictures.mark(32))
        root.geometry(self.settings.geometry or START_SIZE)
        root.minsize(*(min(look.px(n), n * 2) for n in LEAST_SIZE))
        root.protocol("WM_DELETE_WINDOW", self.ask_to_quit)
        root.report_callback_exception = self._on_bug

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

    def _look_at_signals(self) -> None:
        if self.asked_to_end:
            self.root.after_idle(self.quit)
            self.pump.stop()


def run_desk(options: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    data = paths.data_dir(options.data, options.profile)
    log.setup(data / "desk.log")
    root = ThemedTk(className="Messenger")
    filled = None
    if options.server or options.name:
        kept, _ = settings_file.load(data / settings_file.FILE_NAME)
        filled = Filled(options.server or next(iter(kept.recent_servers), ""),
                        options.name or kept.name)  # fmt: skip
    app = App(root, data, filled)
    _end_on_signals(app)
    root.mainloop()
    return os.EX_OK if hasattr(os, "EX_OK") else 0


def _end_on_signals(app: App) -> None:
    def note(number: int, frame: FrameType | None) -> None:
        app.asked_to_end = True  # the pump sees it: nothing of Tk may run in here

    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, note)
