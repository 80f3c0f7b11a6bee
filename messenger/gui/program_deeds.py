"""What the menus and keys do that concerns the whole program: size, settings, hosting, the end."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Protocol

from messenger.client.model.model import Model
from messenger.client.text import words
from messenger.gui.account.desk import AccountDesk
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.hosting.greeting import how_to_join, people_elsewhere
from messenger.gui.login.entrance import Entrance
from messenger.gui.look.look import Look
from messenger.gui.preferences import Preferences
from messenger.gui.settings_window import SettingsSheet


class Program(Protocol):
    """What these deeds need of the app."""

    look: Look
    model: Model
    sheets: Sheets
    entrance: Entrance
    preferences: Preferences
    account_desk: AccountDesk

    @property
    def is_chatting(self) -> bool: ...
    def log_out(self) -> None: ...
    def quit(self) -> None: ...


class ProgramDeeds:
    """deeds: by the names of `shortcuts.DEEDS`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.deeds: Mapping[str, Callable[[], object]] = {
            "zoom_in": lambda: self._zoom(1),
            "zoom_out": lambda: self._zoom(-1),
            "zoom_reset": lambda: self._zoom(0),
            "settings": self.open_settings,
            "account": lambda: program.account_desk.open(),
            "invite_words": self.show_how_to_join,
            "host_again": self.host_again,
            "log_out": program.log_out,
            "quit": self.ask_to_quit,
        }

    @property
    def senseless(self) -> Collection[str]:
        """Deeds that a menu leaves out as things stand."""
        entrance = self._program.entrance
        return () if entrance.was_host and not entrance.is_host else ("host_again",)

    def open_settings(self) -> None:
        program = self._program
        keep = partial(program.preferences.apply, program.look)
        SettingsSheet(program.sheets, program.preferences.current, keep)

    def host_again(self) -> None:
        """After our relay has stopped and was left off."""
        if "host_again" not in self.senseless:
            self._program.entrance.hosting.restart()

    def show_how_to_join(self) -> None:
        program = self._program
        hosted = program.entrance.hosting.relay.ready if program.entrance.is_host else None
        program.sheets.tell("How others join", how_to_join(program.model, hosted))

    def ask_to_quit(self) -> None:
        """The window's close button, Ctrl+Q: a host with guests is asked first, and who would
        lose words that could neither be sent nor kept."""
        program = self._program
        if program.is_chatting and program.model.stuck and program.model.waiting:
            program.sheets.ask(
                "Lose what is not sent?",
                " ".join(words.stuck(program.model.stuck, program.model.waiting)),
                (Choice("Stay", style="Accent.TButton"), Choice("Lose it", program.quit)),
            )
            return
        people = people_elsewhere(program.model)
        if not (program.is_chatting and program.entrance.is_host and people):
            program.quit()
            return
        who = "1 person is" if people == 1 else f"{people} people are"
        program.sheets.ask(
            "Stop hosting?",
            f"{who} connected. Stop hosting and send them away?",
            (Choice("Keep hosting", style="Accent.TButton"), Choice("Stop", program.quit)),
        )

    def _zoom(self, step: int) -> None:
        self._program.preferences.zoom(self._program.look, step)
