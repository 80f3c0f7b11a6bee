"""Deeds of a lesson: one's own hand, and the sheet of those who look after the room or relay."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from messenger.client.intents import Intent
from messenger.client.lesson_intents import MoveHand
from messenger.client.model.lesson import looks_after
from messenger.client.model.model import Model
from messenger.gui.chat.host.sheet import HostSheet
from messenger.gui.dialogs import Sheets
from messenger.gui.widgets.lesson_buttons import LessonState
from messenger.irc.names import fold


class Chat(Protocol):
    """What these deeds need of the chat window."""

    model: Model

    def submit(self, intent: Intent) -> None: ...


class LessonDeeds:
    """deeds: by the names of `shortcuts.DEEDS`."""

    def __init__(self, chat: Chat, sheets: Sheets) -> None:
        self._chat, self._sheets = chat, sheets
        self._sheet: HostSheet | None = None
        self.deeds: Mapping[str, Callable[[], object]] = {
            "hand": self.move_hand,
            "host": self.open_sheet,
        }

    @property
    def senseless(self) -> Collection[str]:
        """What this server or our standing has no use for."""
        state = state_of(self._chat.model)
        return [name for name, on in (("hand", state.hand), ("host", state.looks_after)) if not on]

    def move_hand(self) -> None:
        state = state_of(self._chat.model)
        if state.hand:
            self._chat.submit(MoveHand(state.hand == "down"))

    def open_sheet(self) -> None:
        if state_of(self._chat.model).looks_after:
            self._sheet = HostSheet(self._sheets, self._chat.model, self._chat.submit)

    def on_change(self) -> None:
        """Something of the lesson, or of the open room, is another now."""
        if self._sheet is not None and self._sheet.is_open:
            self._sheet.refresh()


def state_of(model: Model) -> LessonState:
    """What the header shows of it."""
    lesson = model.lesson
    hand = ""
    if lesson.offered and not lesson.told.operator:
        hand = "up" if fold(model.nick) in lesson.hands else "down"
    if lesson.told.operator:
        return LessonState(hand, True, len(lesson.held) + len(lesson.hands))
    if looks_after(model.place, model.nick):
        return LessonState(hand, True, len(lesson.held))
    return LessonState(hand)
