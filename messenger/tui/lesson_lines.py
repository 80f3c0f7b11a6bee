"""From the events of a lesson to the lines that a terminal shows: hands, mutes, what waits."""

import time
from collections.abc import Callable, Mapping

from messenger.client import events as ev
from messenger.client import lesson_events as le
from messenger.client.model.lesson import NOTHING_TOLD, HeldMessage
from messenger.client.model.model import Model
from messenger.client.text import lesson_words
from messenger.irc.names import fold
from messenger.tui.line import Line

Tell = Callable[..., list[Line]]


class LessonLines:
    """What to print for these events; the model knows of them already."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._shown: set[str] = set()  # ids of messages that wait for us
        self._told = NOTHING_TOLD
        self._hand_at = 0.0  # when our own was raised

    def _held(self, event: ev.MessageHeld) -> list[Line]:
        return [Line("note", f"{lesson_words.WAITS} ({event.message.text})", event.target)]

    def _held_arrived(self, event: ev.HeldArrived) -> list[Line]:
        held = HeldMessage(event.held_id, event.room, event.message)
        name = self._model.display_in(None, event.message.sender)
        if event.held_id in self._shown:
            return []
        self._shown.add(event.held_id)
        return [Line("note", lesson_words.waiting(held, name), event.room)]

    def _held_settled(self, event: le.HeldSettled) -> list[Line]:
        self._shown.discard(event.held_id)
        return []

    def _lesson(self, event: le.LessonTold) -> list[Line]:
        before, self._told = self._told, event
        change = lesson_words.change_by_hosts if event.operator else lesson_words.change
        text = change(before, event)
        return [Line("note", text)] if text else []

    def _hand(self, event: le.HandMoved) -> list[Line]:
        lesson = self._model.lesson
        own = fold(event.nick) == fold(self._model.nick)
        if not (own or (event.raised_at and lesson.told.operator)):
            return []
        if own and event.raised_at == self._hand_at:
            return []  # told once more, as after a login
        if own:
            self._hand_at = event.raised_at
        if not event.raised_at:
            return [Line("note", lesson_words.OWN_HAND_DOWN)]
        place = [fold(hand.nick) for hand in lesson.hands_in_order].index(fold(event.nick)) + 1
        name = self._model.display_in(None, event.nick)
        return [Line("note", lesson_words.hand("" if own else name, place))]

    def _people(self, event: le.PeopleListed) -> list[Line]:
        return [Line("note", "\n".join(map(lesson_words.person_here, event.people)))]

    def _bans(self, event: le.BansListed) -> list[Line]:
        lines = [lesson_words.ban(entry, time.time()) for entry in event.bans]
        return [Line("note", "\n".join(lines) or "Nobody is banned.")]

    def _silent(self, event: le.LessonEvent) -> list[Line]:
        return []


HANDLERS: Mapping[type[ev.Event], Tell] = {
    ev.MessageHeld: LessonLines._held,
    ev.HeldArrived: LessonLines._held_arrived,
    le.LessonTold: LessonLines._lesson,
    le.HandMoved: LessonLines._hand,
    le.PersonMuted: LessonLines._silent,
    le.HeldSettled: LessonLines._held_settled,
    le.PeopleListed: LessonLines._people,
    le.BansListed: LessonLines._bans,
}
