"""What people of the harness do: what they say and when, and what they do when it fails."""

import random
import uuid
from dataclasses import dataclass

from messenger.client.intents import JoinRoom, LeaveRoom, MarkRead, SendText
from messenger.client.model.model import Model
from messenger.client.model.timeline import SPOKEN, State
from messenger.irc.marks import EDIT, REACT, REDACT, UNREACT
from tests.faults.journal import token_of

ROOM = "#lobby"
DEVICES = {"bobtoo": "bob"}  # further devices, and whose they are
WINDOW = "dora"
PLAIN = "emil"
DATA = "data"  # in somebody's folder: what the program itself keeps
EVERY_S = (0.2, 1.4)  # between two messages
RETRY_S = 1.0  # after a refusal, the person tries again
HURRY_S = 1.5  # without a link, the person presses "Try now"
MARK_SHARE = 0.15  # of what people do; the rest is talk
LOOK_BACK = 40  # rows of which one may be changed, taken back or reacted to
SIGNS = ("\N{THUMBS UP SIGN}", "\N{SAILBOAT}")
WORDS = ("the", "boat", "is", "late", "and", "nobody", "has", "seen", "its", "oars", "lately")


FURTHER_ROOMS = ("#tea", "#quay")  # where nobody says anything
WANDER_S = (1.0, 4.0)  # between two readings, or goings in and out

LAST = 10**6  # the number of the very last words


def number_of(text: str) -> int:
    """Of the token of a text, 0 without one."""
    return int(token_of(text).partition("#")[2] or 0)


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody talks. name: with which its tokens begin. others: whom it may say something in
    private; pace: so many times as fast as usual. nick: what it is called. changes: whether it
    changes, takes back and reacts to what was said."""

    name: str
    others: tuple[str, ...]
    pace: float = 1.0
    nick: str = ""
    changes: bool = True


class Talk:
    """Numbered messages, by chance. first: the number to go on with."""

    def __init__(self, habit: Habit, chance: random.Random, first: int) -> None:
        self._habit, self._chance, self._number = habit, chance, first

    def wait_s(self) -> float:
        """Until the next message."""
        return self._chance.uniform(*EVERY_S) / self._habit.pace

    def mark(self, model: Model) -> SendText | None:
        """Perhaps something about a message that is shown: other words, its end, a reaction."""
        chance = self._chance
        if not self._habit.changes or chance.random() >= MARK_SHARE or not model.places:
            return None
        place = chance.choice(list(model.places.values()))
        rows = [
            entry.message
            for entry in place.timeline.entries[-LOOK_BACK:]
            if entry.state is State.SETTLED
            and entry.message.kind in SPOKEN
            and entry.message.msgid
            and 0 < number_of(entry.message.text) < LAST
        ]
        if not rows:
            return None
        about, ref = chance.choice(rows), uuid.UUID(int=chance.getrandbits(128)).hex
        kind = chance.choice((EDIT, EDIT, REDACT, REACT) if about.own else (REACT, REACT, UNREACT))
        if kind == EDIT and about.kind != "message":
            kind = REACT
        words = {EDIT: f"{token_of(about.text)} rather {self._words()}", REDACT: ""}
        text = words.get(kind, "") if kind in words else chance.choice(SIGNS)
        return SendText(place.name, text, ref, kind, about.msgid)

    def next(self) -> SendText:
        """The next message, its token first."""
        chance = self._chance
        self._number += 1
        text = f"{self._habit.name}#{self._number} {self._words()}"
        target, kind = ROOM, "message"
        fate = chance.random()
        if fate < 0.12 and self._habit.others:
            target = chance.choice(self._habit.others)
        elif fate < 0.20:
            text = "\n".join([text, *(self._words() for _ in range(chance.randint(1, 4)))])
        elif fate < 0.23:
            text = " ".join([text, *(self._words() for _ in range(30))])
        elif fate < 0.26:
            kind = "action"
        return SendText(target, text, uuid.UUID(int=chance.getrandbits(128)).hex, kind)

    def _words(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(1, 8)))


class Wandering:
    """What a person does that all its devices share: it reads, goes into rooms and out again.
    Its chance is its own, so that what is said does not hang on it."""

    def __init__(self, chance: random.Random, pace: float) -> None:
        self._chance, self._pace, self._at = chance, pace, 0.0

    def next(self, model: Model, now: float) -> MarkRead | JoinRoom | LeaveRoom | None:
        """What is due; None for nothing."""
        if now < self._at or not model.places:
            return None
        self._at = now + self._chance.uniform(*WANDER_S) / self._pace
        if self._chance.random() < 0.7:
            return self._chance.choice(list(model.places.values())).mark_read()
        room = self._chance.choice(FURTHER_ROOMS)
        place = model.places.get(room)
        return LeaveRoom(room) if place is not None and place.joined else JoinRoom(room)
