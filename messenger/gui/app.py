"""The desktop program: one Tk, one pump, a table from each event to what shows it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import TracebackType
from typing import Any, get_args

from messenger import relaunch
from messenger.client import events as ev
from messenger.client.account_events import AccountAnswered, AccountDescribed
from messenger.client.lesson_events import LessonEvent
from messenger.client.link.address import Address
from messenger.client.link.pins import Pins
from messenger.client.model.model import Model
from messenger.client.session.login import Account
from messenger.client.text.richtext import spans
from messenger.errors import UserError
from messenger.gui.account.desk import AccountDesk
from messenger.gui.chat.window import ChatCalls, ChatWindow
from messenger.gui.collector import Collector
from messenger.gui.connection import Connection
from messenger.gui.dialogs import Sheets
from messenger.gui.front import Front
from messenger.gui.hosting.greeting import greeting
from messenger.gui.hosting.hosted_relay import HostedRelay
from messenger.gui.login.entrance import Entrance, EntranceCalls
from messenger.gui.opener import Opener
from messenger.gui.program_deeds import ProgramDeeds
from messenger.gui.pump import Pump, Source
from messenger.gui.windows import Windows

LOGOUT_S = 1.5

_log = logging.getLogger(__name__)


class App:
    """Owns the root, the model and the running client. front: the window as it is shown."""

    def __init__(self, front: Front) -> None:
        self.root, self._data = front.root, front.data
        self.preferences, self.look = front.preferences, front.look
        self.sheets = Sheets(self.look)
        self.model = Model("")
        self.handlers = HANDLERS
        self._asked_to_end = False  # a signal came; only the flag is set in its handler
        self._greeted = False
        self._opener = Opener()
        self._collector = Collector()
        self.pump = Pump(self.root, before=self._before_tick)
        self.connection = Connection(self.pump, self._data / "cache.sqlite3", self.handle)
        self.windows = Windows(front, self.sheets)
        self.entrance = self._make_entrance()
        self.account_desk = AccountDesk(
            self.sheets, self.connection.submit, lambda account: self.model.known.display(account)
        )
        self._deeds = ProgramDeeds(self)
        self.root.protocol("WM_DELETE_WINDOW", self._deeds.ask_to_quit)
        self.root.report_callback_exception = self._on_bug
        self.entrance.adopt(front.login)
        if self.preferences.warning:
            self.sheets.tell("Settings", self.preferences.warning, unasked=True)
        self.pump.start()

    def _make_entrance(self) -> Entrance:
        hosted = HostedRelay(
            relaunch.own_command("relay", "--data", str(self._data)),
            relaunch.child_environment(),
            self._data / "relay.log",
            self.pump.ring,
        )
        calls = EntranceCalls(
            open_window=self.windows.open_login,
            connect=self.connect,
            hang_up=self.hang_up,
            submit=self.connection.submit,
            pin=self._pin,
            quit=lambda: self._deeds.ask_to_quit(),
            zoom=lambda step: self.preferences.zoom(self.look, step),
        )
        entrance = Entrance(calls, self.sheets, hosted, self._data / "pins.json")
        self.pump.add(Source(hosted.poll, entrance.hosting.take))
        return entrance

    @property
    def chat(self) -> ChatWindow | None:
        """The chat window, None while the login window is shown."""
        return self.windows.chat

    @property
    def is_chatting(self) -> bool:
        return self.chat is not None

    # -- life -----------------------------------------------------------------------------

    def connect(self, account: Account) -> None:
        """Begin a login."""
        self.model, self._greeted = Model(account.display_name), False
        self.model.rename_self(account.nick)  # kept messages come before the login tells our nick
        self.connection.open(account)
        spans("example.org")  # the first link takes 20 ms: now, not among the first messages

    def hang_up(self) -> None:
        """End the connection, politely if it is up; what it still says is not heard."""
        self.connection.hang_up(LOGOUT_S if self.is_chatting else 0.0)

    def log_out(self) -> None:
        """Back to the login window; hosting goes on."""
        self.hang_up()
        self.entrance.open(self.preferences.filled())

    def quit(self) -> None:
        """End everything: timers, client, relay, window. Bounded: at most some seconds each for
        the client and the relay, if they hang."""
        self.pump.stop()
        self.preferences.keep_geometry(self.root.geometry())
        self.root.withdraw()
        self.root.update_idletasks()
        self.connection.close(LOGOUT_S)
        self.entrance.hosting.relay.close()
        self.root.destroy()
        self._collector.stop()

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
            hosted = self.entrance.hosting.relay.ready if self.entrance.is_host else None
            self.chat.tell(greeting(self.model, hosted))

    def _on_refused(self, events: list[ev.MessageFailed]) -> None:
        self._to_model(events)
        if self.chat is not None:
            self.chat.centre_column.note_refusals(events)

    def _on_closed(self, events: list[ev.LinkClosed]) -> None:
        self._to_model(events)
        if self.entrance.window is not None:
            self.entrance.cancel()

    def _on_failed(self, events: list[ev.LoginFailed]) -> None:
        if self.entrance.window is not None:
            self.entrance.on_failed(events[-1])
        else:
            self._to_model(events)

    def _on_account(self, events: list[AccountDescribed | AccountAnswered]) -> None:
        """For the sheet that asked; what was asked for by a typed command is told among the
        messages."""
        self._to_model([event for event in events if not self.account_desk.take(event)])

    def _on_certificate(self, events: list[ev.CertificateChanged]) -> None:
        """After a cut the relay came back as another one: the login window says what that is."""
        if self.chat is not None:
            self.entrance.open(self.preferences.filled())
        self.entrance.on_changed(events[-1])

    # -- inside ---------------------------------------------------------------------------

    def _open_chat(self) -> None:
        if self.entrance.account is not None:
            account = self.entrance.account
            server = "" if account.host_secret else account.address
            self.preferences.keep_login(account.display_name, server)
        self.entrance.leave()
        calls = ChatCalls(
            submit=self.connection.submit,
            open_link=self._open_link,
            log_in_again=self.log_out,
            on_title=self.windows.show_title,
            deeds=self._deeds.deeds,
            senseless=lambda: self._deeds.senseless,
        )
        self.windows.open_chat(self.model, calls)

    def _open_link(self, url: str) -> None:
        if not self._opener.open(url):
            self.windows.warn("This link can't be opened here.")

    def _pin(self, address: Address, fingerprint: str) -> None:
        Pins(self._data / "pins.json").put(address.key, fingerprint)

    def _on_bug(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        """A fault of ours in a callback: written down, told in a sentence, never a traceback."""
        if isinstance(fault, UserError):
            self.sheets.tell("That did not work", str(fault), unasked=True)
            return
        _log.error("in a callback of the window", exc_info=(kind, fault, trace))
        self.windows.warn(
            "Something went wrong in this window. It is written down in desk.log.", "danger"
        )

    def on_signal(self) -> None:
        """In a signal handler: nothing of Tk may run here, the pump sees the flag."""
        self._asked_to_end = True

    def _before_tick(self) -> None:
        self._collector.step()
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
    ev.MessageFailed: App._on_refused,
    ev.MessageHeld: App._to_model,
    ev.HeldArrived: App._to_model,
    ev.HistoryLoaded: App._to_model,
    ev.GapFound: App._to_model,
    ev.ReadMarked: App._to_model,
    ev.DraftFound: App._to_model,
    ev.RoomsListed: App._to_model,
    ev.PersonDescribed: App._to_model,
    ev.Invited: App._to_model,
    AccountDescribed: App._on_account,
    AccountAnswered: App._on_account,
    ev.MessagesFound: App._to_model,
    ev.CopyStuck: App._to_model,
    ev.ServerSaid: App._to_model,
    **dict.fromkeys(get_args(LessonEvent), App._to_model),
}
