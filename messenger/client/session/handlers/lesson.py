"""LESSON lines and held messages: what a relay of ours tells of a lesson.

source: `messenger.irc.lesson`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from messenger.client.events import HeldArrived, MessageFailed, MessageHeld, ServerSaid
from messenger.client.lesson_events import (
    BansListed,
    HandMoved,
    HeldSettled,
    LessonTold,
    PeopleListed,
    PersonHere,
    PersonMuted,
    RelayBan,
)
from messenger.client.session.cleaning import plain
from messenger.client.session.conversation import Conversation
from messenger.client.session.utterance import said
from messenger.irc import lesson
from messenger.irc.message import Message

_MARKS = frozenset("~&@%")


def lesson_line(talk: Conversation, message: Message) -> None:
    kind, *params = message.params
    step, least = LINES.get(kind, (None, 0))
    if step is not None and len(params) >= least and lesson.CAPABILITY in talk.caps:
        step(talk, params)


def _state(talk: Conversation, params: list[str]) -> None:
    flags = set(params[0].split(","))
    talk.tell(
        LessonTold(
            lesson.OPERATOR in flags,
            lesson.MUTED_ALL in flags,
            lesson.MUTED in flags,
            lesson.SPARED in flags,
            lesson.TALKS_CLOSED in flags,
            tuple(map(plain, params[1].split())),
        )
    )


def _seconds(text: str) -> float:
    """Milliseconds as seconds; 0 for "*" and nonsense."""
    return int(text) / 1000 if text.isascii() and text.isdigit() and len(text) < 16 else 0.0


def _hand(talk: Conversation, params: list[str]) -> None:
    talk.tell(HandMoved(plain(params[0]), _seconds(params[1])))


def _muted(talk: Conversation, params: list[str]) -> None:
    talk.tell(PersonMuted(plain(params[0]), params[1] != lesson.NOTHING))


def _settled(talk: Conversation, params: list[str]) -> None:
    talk.tell(HeldSettled(plain(params[0]), params[1]))


def _rejected(talk: Conversation, params: list[str]) -> None:
    room, held_id, ref, why = plain(params[0]), params[1], params[2], plain(params[3])
    reason = f"the host did not let it in: {why}" if why else "the host did not let it in"
    if talk.post.rejected(ref, reason):
        talk.tell(MessageFailed(room, ref, reason))
        return
    # It was said with another program: here is nothing to try again.
    talk.tell(HeldSettled(room, held_id, "" if ref == lesson.NOTHING else ref))
    talk.tell(ServerSaid(f"Your first message: {reason}.", room, error=True))


def _person(talk: Conversation, params: list[str]) -> None:
    nick, account, host, rooms, realname = map(plain, params[:5])
    inside = () if rooms == lesson.NOTHING else tuple(rooms.split(","))
    account = "" if account == lesson.NOTHING else account
    talk.questions.person_here(PersonHere(nick, account, host, inside, realname))


def _ban(talk: Conversation, params: list[str]) -> None:
    kind, mask, by, until, reason = map(plain, params[:5])
    talk.questions.ban(RelayBan(mask, kind == "D", by, _seconds(until), reason))


def _end(talk: Conversation, params: list[str]) -> None:
    if params[0] == "PEOPLE":
        talk.tell(PeopleListed(talk.questions.people_end()))
    elif params[0] == "BANS":
        talk.tell(BansListed(talk.questions.bans_end()))


def held_id(talk: Conversation, message: Message) -> str:
    """The id of a message that waits for approval, "" for all others."""
    known = lesson.CAPABILITY in talk.caps
    return message.tags.get(lesson.HELD_TAG, "") if known and message.tags else ""


def held(talk: Conversation, message: Message, label: str) -> None:
    """A message that nobody has approved: one of ours, or one for us to decide on."""
    number, target = held_id(talk, message), message.params[0]
    chat_message = said(talk, message)
    room = plain(talk.without_status_mark(target))
    if target[:1] == "@":
        talk.tell(HeldArrived(room, chat_message, number))
        return
    ref = chat_message.ref or f"held {number}"
    talk.post.held(ref, label)
    talk.tell(MessageHeld(room, replace(chat_message, ref=ref, own=True), number))


def ask_held(talk: Conversation, room: str) -> None:
    """We are an operator of the room: what waits there?"""
    state = talk.room(room)
    own = state.get(talk.nick) if state else None
    if own and _MARKS & set(own.modes) and lesson.CAPABILITY in talk.caps:
        talk.send(Message("HELD", (room,)))


# kind of LESSON line → (what it means, least parameters)
LINES: Mapping[str, tuple[Callable[[Conversation, list[str]], None], int]] = {
    "STATE": (_state, 2),
    "HAND": (_hand, 2),
    "MUTED": (_muted, 2),
    "SETTLED": (_settled, 2),
    "REJECTED": (_rejected, 4),
    "PERSON": (_person, 5),
    "BAN": (_ban, 5),
    "END": (_end, 1),
}
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "LESSON": (lesson_line, 1),
}
