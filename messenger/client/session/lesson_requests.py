"""From wishes about a lesson to lines (see `messenger.irc.lesson`)."""

from collections.abc import Callable, Mapping
from typing import Any

from messenger.client.lesson_intents import (
    AskBans,
    AskPeople,
    BanFromRelay,
    CloseTalks,
    DecideHeld,
    LiftRelayBan,
    MoveHand,
    MuteEverybody,
    MutePerson,
)
from messenger.client.session.conversation import Conversation
from messenger.irc.message import Message

DECIDED_AT_ONCE = 30  # held messages in one line, which has 512 bytes


def _mute_all(talk: Conversation, intent: MuteEverybody) -> None:
    talk.send(Message("MUTE" if intent.muted else "UNMUTE", ("*",)))


def _mute(talk: Conversation, intent: MutePerson) -> None:
    talk.send(Message("MUTE" if intent.muted else "UNMUTE", (intent.nick,)))


def _talks(talk: Conversation, intent: CloseTalks) -> None:
    talk.send(Message("TALKS", ("CLOSE" if intent.closed else "OPEN",)))


def _hand(talk: Conversation, intent: MoveHand) -> None:
    whose = (intent.nick,) if intent.nick else ()
    talk.send(Message("HAND", ("UP",) if intent.up else ("DOWN", *whose)))


def _decide(talk: Conversation, intent: DecideHeld) -> None:
    why = (intent.reason,) if intent.reason and not intent.approve else ()
    held = intent.held.split(",")
    for start in range(0, len(held), DECIDED_AT_ONCE):
        some = ",".join(held[start : start + DECIDED_AT_ONCE])
        talk.send(Message("APPROVE" if intent.approve else "REJECT", (some, *why)))


def _people(talk: Conversation, intent: AskPeople) -> None:
    talk.send(Message("LESSON", ("PEOPLE",)))


def _bans(talk: Conversation, intent: AskBans) -> None:
    talk.send(Message("LESSON", ("BANS",)))


def _ban(talk: Conversation, intent: BanFromRelay) -> None:
    minutes = (str(intent.minutes),) if intent.minutes else ()
    why = (intent.reason,) if intent.reason else ()
    command = "DLINE" if intent.by_address else "KLINE"
    talk.send(Message(command, (*minutes, intent.mask, *why)))


def _lift(talk: Conversation, intent: LiftRelayBan) -> None:
    talk.send(Message("UNDLINE" if intent.by_address else "UNKLINE", (intent.mask,)))


LESSON_REQUESTS: Mapping[type, Callable[[Conversation, Any], None]] = {
    MuteEverybody: _mute_all,
    MutePerson: _mute,
    CloseTalks: _talks,
    MoveHand: _hand,
    DecideHeld: _decide,
    AskPeople: _people,
    AskBans: _bans,
    BanFromRelay: _ban,
    LiftRelayBan: _lift,
}
