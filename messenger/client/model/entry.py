"""One thing in a timeline: a message, how far it is, and what became of it since it was said."""

import enum
import re
from dataclasses import dataclass

from messenger.client.events import ChatMessage
from messenger.irc.names import fold

SPOKEN = frozenset({"message", "action", "notice"})
LOCAL = frozenset({"note", "facts", "error"})  # our own words, never sent or kept
_SERIAL = re.compile(r"[0-9A-Za-z]+-([0-9a-f]{1,15})")


class State(enum.Enum):
    """How far an entry is; only our own messages are ever not SETTLED."""

    SETTLED = "settled"
    PENDING = "pending"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # nobody knows whether the relay has it
    HELD = "held"  # the relay has it and shows nobody before the host has approved it


@dataclass(frozen=True, slots=True)
class Reaction:
    """people: (nick, realname) of each who chose it, the first first. own: we are among them."""

    text: str
    people: tuple[tuple[str, str], ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message.

    text: its new words that the relay does not have yet, None for none.
    waits: something of ours about it is on its way: new words, a reaction, its end.
    """

    edited: bool = False
    reactions: tuple[Reaction, ...] = ()
    text: str | None = None
    waits: bool = False


NOTHING_BECAME = Outcome()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a timeline.

    key: unique in this timeline, kept when a pending message settles.
    order: what entries are sorted by. reason: why it failed. mention: it names us.
    """

    key: int
    message: ChatMessage
    order: tuple[float, int]
    state: State = State.SETTLED
    reason: str = ""
    mention: bool = False
    outcome: Outcome = NOTHING_BECAME


def order_of(message: ChatMessage) -> tuple[float, int]:
    """What messages are sorted by: the time, and in one millisecond our relay's serial."""
    serial = _SERIAL.fullmatch(message.msgid)
    return (message.sent_at, int(serial[1], 16) if serial else 0)


def identities(message: ChatMessage) -> tuple[object, ...]:
    """By what a message is known again; a ref counts only together with its sender, so that
    nobody can hide another's words by using their ref."""
    found: list[object] = []
    if message.msgid:
        found.append(message.msgid)
    if message.ref:
        found.append((fold(message.sender), message.ref))
    if not found and message.kind not in SPOKEN:
        found.append((message.kind, fold(message.sender), message.sent_at, message.text))
    return tuple(found)


def named(entry: Entry) -> tuple[str, ...]:
    """Keys of the people in an entry's row."""
    message = entry.message
    people = [fold(nick) for one in entry.outcome.reactions for nick, _ in one.people]
    if message.kind in SPOKEN:
        return (fold(message.sender), *people)
    return (fold(message.sender), fold(message.subject), fold(message.text))
