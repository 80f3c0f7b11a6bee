"""How events of a lesson change the model."""

from dataclasses import replace

from messenger.client import events as ev
from messenger.client import lesson_events as le
from messenger.client.model.changes import LessonChanged
from messenger.client.model.lesson import Hand, HeldMessage, Lesson
from messenger.client.model.subject import Subject
from messenger.client.text import lesson_words
from messenger.irc.names import fold

MAX_HELD = 2000  # a relay that tells of more is broken or hostile
MAX_HANDS = 10_000


def begin(model: Subject) -> None:
    """A new connection: what held on the old one is told anew, or does not hold any more."""
    model.lesson = Lesson(last_told=model.lesson.last_told)
    model.tell(LessonChanged())


def told(model: Subject, event: le.LessonTold) -> None:
    lesson = model.lesson
    was_operator, before, is_first = lesson.told.operator, lesson.last_told, not lesson.offered
    lesson.offered, lesson.told, lesson.last_told = True, event, event
    if not event.operator:
        model.note("", lesson_words.change(before, event), 0.0)
    elif is_first:  # its switches outlive a restart: who set them may not think of it any more
        model.note("", lesson_words.still_so(before, event), 0.0)
    if was_operator and not event.operator:
        model.lesson.held.clear()
        model.lesson.muted.clear()
        model.lesson.people = model.lesson.bans = ()
    model.tell(LessonChanged())


def hand(model: Subject, event: le.HandMoved) -> None:
    hands = model.lesson.hands
    if not event.raised_at:
        hands.pop(fold(event.nick), None)
    elif len(hands) < MAX_HANDS:
        hands[fold(event.nick)] = Hand(event.nick, event.raised_at)
    model.tell(LessonChanged())


def muted(model: Subject, event: le.PersonMuted) -> None:
    if event.muted:
        model.lesson.muted[fold(event.nick)] = event.nick
    else:
        model.lesson.muted.pop(fold(event.nick), None)
    model.tell(LessonChanged())


def held_arrived(model: Subject, event: ev.HeldArrived) -> None:
    model.learn_name(event.message.sender, event.message.realname)
    if len(model.lesson.held) < MAX_HELD:
        held = HeldMessage(event.held_id, event.room, event.message)
        model.lesson.held[event.held_id] = held
    model.tell(LessonChanged())


def held_settled(model: Subject, event: le.HeldSettled) -> None:
    model.lesson.held.pop(event.held_id, None)
    place = model.places.get(fold(event.room))
    if place is not None:  # said with another program, nobody else takes its row away
        place.timeline.discard(event.ref or f"held {event.held_id}")
    model.tell(LessonChanged())


def held(model: Subject, event: ev.MessageHeld) -> None:
    """Our own: its row says that it waits."""
    message = replace(event.message, own=True)
    model.open(event.target).timeline.hold(message)


def people(model: Subject, event: le.PeopleListed) -> None:
    for person in event.people:
        model.learn_name(person.nick, person.realname)
    model.lesson.people = event.people
    model.tell(LessonChanged())


def bans(model: Subject, event: le.BansListed) -> None:
    model.lesson.bans = event.bans
    model.tell(LessonChanged())
