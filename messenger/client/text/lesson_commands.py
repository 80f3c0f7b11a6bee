"""Slash commands of a lesson: mute, lock, approve, raise a hand, ban from the relay."""

from collections.abc import Callable, Mapping

from messenger.client.intents import Intent, SetMode
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
from messenger.client.text import lesson_words as words
from messenger.client.text.typed import Parsed, Typed
from messenger.irc.lesson import APPROVAL_MODE
from messenger.irc.names import fold

ELSEWHERE = "This server has no such thing: it works on a relay of Messenger."
NONE_WAITS = "No message waits for you."
NOT_OURS = "Only those who look after the relay may do that."

Run = Callable[[Typed], Parsed]


def _offered(run: Run) -> Run:
    """For relays of ours."""

    def check(typed: Typed) -> Parsed:
        return run(typed) if typed.model.lesson.offered else Parsed(error=ELSEWHERE)

    return check


def _for_operators(run: Run) -> Run:
    """For those who look after the whole relay."""

    def check(typed: Typed) -> Parsed:
        return run(typed) if typed.model.lesson.told.operator else Parsed(error=NOT_OURS)

    return _offered(check)


def _mute(muted: bool) -> Run:
    return lambda typed: Parsed((MutePerson(typed.person()[0], muted),))


def _switch(intent: Intent) -> Run:
    return lambda typed: Parsed((intent,))


def _room_mode(modes: str) -> Run:
    return lambda typed: Parsed((SetMode(typed.room(), modes),))


def _decide(approve: bool) -> Run:
    def run(typed: Typed) -> Parsed:
        first, *rest = typed.needed(1)[0].split(maxsplit=1)
        if first.isdigit():
            return Parsed((DecideHeld(first, approve, rest[0] if rest else ""),))
        nick, reason = typed.person()
        return Parsed((DecideHeld(nick, approve, reason),))

    return run


def _decide_all(approve: bool) -> Run:
    def run(typed: Typed) -> Parsed:
        ids = typed.model.lesson.held_ids
        return Parsed((DecideHeld(ids, approve),)) if ids else Parsed(say=(NONE_WAITS,))

    return run


def _hand(typed: Typed) -> Parsed:
    model = typed.model
    if not typed.rest:
        return Parsed((MoveHand(fold(model.nick) not in model.lesson.hands),))
    return Parsed((MoveHand(False, typed.person()[0]),))


def _hands(typed: Typed) -> Parsed:
    model = typed.model
    names = [model.display_in(None, hand.nick) for hand in model.lesson.hands_in_order]
    return Parsed(say=(words.hands(names),))


def _waiting(typed: Typed) -> Parsed:
    model = typed.model
    lines = [
        words.waiting(held, model.display_in(None, held.message.sender))
        for held in model.lesson.held.values()
    ]
    return Parsed(say=tuple(lines) or (NONE_WAITS,))


def _ban(typed: Typed) -> Parsed:
    """A nick, a mask or an address, then minutes, then why."""
    mask, rest = typed.person()
    first, _, after = rest.partition(" ")
    minutes = int(first) if first.isascii() and first.isdigit() and len(first) < 8 else 0
    reason = after if minutes else rest
    return Parsed((BanFromRelay(mask, is_address(mask), minutes, reason.strip()),))


def is_address(mask: str) -> bool:
    """An address or a network, not a name: "192.0.2.7", "2001:db8::/32"."""
    bare = mask.partition("/")[0]
    parts = bare.split(".")
    return ":" in bare or (len(parts) == 4 and all(part.isdigit() for part in parts))


def _unban(typed: Typed) -> Parsed:
    mask = typed.needed(1)[0]
    return Parsed((LiftRelayBan(mask, is_address(mask)),))


COMMANDS: Mapping[str, Run] = {
    "hand": _offered(_hand),
    "hands": _offered(_hands),
    "lock": _room_mode("+i"),
    "unlock": _room_mode("-i"),
    "approval": _offered(
        lambda typed: _room_mode(("-" if typed.words == ["off"] else "+") + APPROVAL_MODE)(typed)
    ),
    "waiting": _offered(_waiting),
    "approve": _offered(_decide(True)),
    "reject": _offered(_decide(False)),
    "approve-all": _offered(_decide_all(True)),
    "reject-all": _offered(_decide_all(False)),
    "mute": _for_operators(_mute(True)),
    "unmute": _for_operators(_mute(False)),
    "mute-all": _for_operators(_switch(MuteEverybody(True))),
    "unmute-all": _for_operators(_switch(MuteEverybody(False))),
    "close-talks": _for_operators(_switch(CloseTalks(True))),
    "open-talks": _for_operators(_switch(CloseTalks(False))),
    "people": _for_operators(_switch(AskPeople())),
    "relay-ban": _for_operators(_ban),
    "relay-unban": _for_operators(_unban),
    "relay-bans": _for_operators(_switch(AskBans())),
}
