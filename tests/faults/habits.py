"""What people of the harness do: what they say and when, and what they do when it fails."""

import random
import uuid
from dataclasses import dataclass

from messenger.client.intents import SendText

ROOM = "#lobby"
DATA = "data"  # in somebody's folder: what the program itself keeps
EVERY_S = (0.2, 1.4)  # between two messages
RETRY_S = 1.0  # after a refusal, the person tries again
HURRY_S = 1.5  # without a link, the person presses "Try now"
WORDS = ("the", "boat", "is", "late", "and", "nobody", "has", "seen", "its", "oars", "lately")


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody talks. name: with which its tokens begin. others: whom it may say something in
    private; pace: so many times as fast as usual. nick: what it is called."""

    name: str
    others: tuple[str, ...]
    pace: float = 1.0
    nick: str = ""


class Talk:
    """Numbered messages, by chance. first: the number to go on with."""

    def __init__(self, habit: Habit, chance: random.Random, first: int) -> None:
        self._habit, self._chance, self._number = habit, chance, first

    def wait_s(self) -> float:
        """Until the next message."""
        return self._chance.uniform(*EVERY_S) / self._habit.pace

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
