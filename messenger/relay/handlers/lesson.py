"""Looking after a lesson: MUTE, UNMUTE, TALKS, HAND, and LESSON, by which our client asks.

source: our own extension, see `messenger.irc.lesson`; `/quote MUTE *` does it from any client.
"""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc import lesson as words_of
from messenger.irc.message import Message
from messenger.irc.names import display_name
from messenger.irc.numerics import refusal
from messenger.relay.access import bans
from messenger.relay.handlers import holding
from messenger.relay.hub import Hub
from messenger.relay.output import lesson_lines as lines
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.output.windows import common_room
from messenger.relay.registry import held as held_ones
from messenger.relay.registry import lesson
from messenger.relay.state import Peer, Person
from messenger.relay.upkeep import audit

EVERYBODY = "*"


def check_operator(peer: Peer) -> None:
    if not peer.person.is_operator:
        raise refusal(numerics.ERR_NOPRIVILEGES)


def _person(hub: Hub, nick: str) -> Person:
    other = hub.people.find(nick)
    if other is None:
        raise refusal(numerics.ERR_NOSUCHNICK, cut(nick, 64) or "*")
    return other


def _called(peer: Peer, other: Person) -> str:
    """As the one who reads it sees that person: our client shows what people call themselves."""
    return display_name(other.nick, other.realname) if peer.has(caps.LESSON) else other.nick


def _answer(reply: Reply, words: str, other: Person | None) -> None:
    """To who did it to the other, where the lines that follow don't say it."""
    lines.durable(reply)
    lines.answer(reply, words, common_room(reply.peer, other) if other else "")


# -- who speaks ---------------------------------------------------------------------------


def mute(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """MUTE <nick>, or MUTE * for everybody; alone: who is muted."""
    check_operator(peer)
    if not message.params:
        names = ", ".join(entry.nick for entry in lesson.all_of(hub, lesson.MUTED)) or "nobody"
        everybody = " Everybody is." if lesson.is_on(hub, lesson.MUTE_ALL) else ""
        lines.answer(reply, f"Muted: {names}.{everybody}")
        return
    name = message.params[0]
    if name == EVERYBODY:
        _switch(hub, peer, lesson.MUTE_ALL, True, reply)
        return
    other = _person(hub, name)
    if other.is_operator:
        raise Refused("CANNOT_MUTE", other.nick, "Who looks after the relay can't be muted")
    lesson.take(hub, lesson.SPARED, other)
    if not lesson.put(hub, lesson.MUTED, other):
        raise Refused("TOO_MANY_MUTES", other.nick, f"{lesson.MAX_PEOPLE} people are muted already")
    _said(hub, other, "The host has muted you. You can read on.")
    lines.tell_muted(hub, other.nick, hub.wall_ms)
    audit.note(peer, "muted", other.source)
    _answer(reply, f"{_called(peer, other)} is muted", other)


def unmute(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """UNMUTE <nick>, or UNMUTE * for everybody. While everybody is muted, UNMUTE <nick> lets
    that one speak."""
    check_operator(peer)
    name = message.params[0]
    if name == EVERYBODY:
        lesson.clear(hub, lesson.SPARED)
        _switch(hub, peer, lesson.MUTE_ALL, False, reply)
        return
    other = hub.people.find(name)
    if other is None:
        if not lesson.take_named(hub, lesson.MUTED, name):
            raise refusal(numerics.ERR_NOSUCHNICK, cut(name, 64) or "*")
        lines.tell_muted(hub, name, None)
    else:
        was_muted = lesson.take(hub, lesson.MUTED, other)
        if lesson.is_on(hub, lesson.MUTE_ALL):
            lesson.put(hub, lesson.SPARED, other)
        elif not was_muted:
            raise Refused("NOT_MUTED", other.nick, "This person is not muted")
        _said(hub, other, "The host lets you speak.")
        lines.tell_muted(hub, other.nick, None)
        if lesson.take(hub, lesson.HAND, other):  # it has been seen
            lines.tell_hand(hub, other.nick, None)
    audit.note(peer, "unmuted", other.source if other else cut(name, 64))
    _answer(reply, f"{_called(peer, other) if other else name} may speak", other)


def _said(hub: Hub, other: Person, words: str) -> None:
    """Something holds for this person from the next line on."""
    for peer in other.peers:
        peer.lane = None
    lines.tell_state(hub, other.peers, words)


def talks(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """TALKS CLOSE: people write in private to operators only; TALKS OPEN: to anybody."""
    check_operator(peer)
    word = message.params[0].upper()
    if word not in ("OPEN", "CLOSE"):
        raise Refused("INVALID_PARAMS", cut(word, 50) or "*", "TALKS OPEN or TALKS CLOSE")
    _switch(hub, peer, lesson.TALKS, word == "CLOSE", reply)


def _switch(hub: Hub, peer: Peer, switch: str, on: bool, reply: Reply) -> None:
    lesson.turn(hub, switch, on)
    lines.durable(reply)
    lines.tell_switch(hub, switch)
    audit.note(peer, _DEEDS[switch, on])


def switches(hub: Hub) -> dict[str, bool]:
    """As they stand now."""
    return {switch: lesson.is_on(hub, switch) for switch in (lesson.MUTE_ALL, lesson.TALKS)}


def tell_changes(hub: Hub, before: Mapping[str, bool]) -> None:
    """Other settings hold from now on: the same as if an operator had turned a switch."""
    for switch, on in switches(hub).items():
        if on is not before[switch]:
            lesson.end_lanes(hub)
            lines.tell_switch(hub, switch)


_DEEDS = {
    (lesson.MUTE_ALL, True): "muted everybody",
    (lesson.MUTE_ALL, False): "let everybody speak",
    (lesson.TALKS, True): "closed private talks",
    (lesson.TALKS, False): "opened private talks",
}


# -- hands --------------------------------------------------------------------------------


def hand(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """HAND UP, HAND DOWN; operators lower others' by HAND DOWN <nick>; alone: who has one up."""
    word = message.params[0].upper() if message.params else ""
    if not word:
        lines.answer(reply, lines.in_order(lesson.hands(hub)))
        return
    if word not in ("UP", "DOWN"):
        raise Refused("INVALID_PARAMS", cut(word, 50), "HAND UP or HAND DOWN")
    whose = message.params[1] if word == "DOWN" and len(message.params) > 1 else ""
    if whose and hub.people.find(whose) is not peer.person:
        check_operator(peer)
        words = f"{peer.person.nick} has seen your hand and lowered it."
        _lower(hub, _person(hub, whose), reply, words)
        audit.note(peer, "lowered the hand of", whose)
    elif word == "DOWN":
        _lower(hub, peer.person, reply, "Your hand is down.")
    else:
        _raise(hub, peer.person, reply)


def _raise(hub: Hub, person: Person, reply: Reply) -> None:
    if lesson.has(hub, lesson.HAND, person):
        raise Refused("HAND_IS_UP", "Your hand is up already")
    mover = hub.identity(person)
    if hub.config.limits.enabled and hub.hand_moves.is_closed(mover, hub.now):
        raise Refused("TOO_FAST", "You have just moved your hand: wait a moment")
    hub.hand_moves.count(mover, hub.now)
    lesson.forget_old_hands(hub)
    if not lesson.put(hub, lesson.HAND, person):
        raise Refused("TOO_MANY_HANDS", f"{lesson.MAX_PEOPLE} hands are up already")
    lines.durable(reply)
    words = f"Your hand is up, number {len(lesson.hands(hub))}."
    lines.tell_hand(hub, person.nick, hub.wall_ms, words)


def _lower(hub: Hub, other: Person, reply: Reply, words: str) -> None:
    if not lesson.take(hub, lesson.HAND, other):
        raise Refused("HAND_IS_DOWN", other.nick, "This hand is not up")
    lines.durable(reply)
    lines.tell_hand(hub, other.nick, None, words)


# -- what our client asks -----------------------------------------------------------------


def lesson_(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """LESSON PEOPLE, LESSON BANS: for the sheet of those who look after the relay."""
    check_operator(peer)
    what = message.params[0].upper() if message.params else ""
    if what not in ASKED:
        raise Refused("INVALID_PARAMS", cut(what, 50) or "*", "LESSON PEOPLE or LESSON BANS")
    ASKED[what](hub, reply)
    reply.send("LESSON", "END", what)


def _people(hub: Hub, reply: Reply) -> None:
    here = dict.fromkeys(peer.person for peer in lines.everybody(hub))
    for other in here:
        rooms = ",".join(room.name for room in other.rooms.values()) or words_of.NOTHING
        account = other.account or words_of.NOTHING
        reply.send("LESSON", "PERSON", other.nick, account, other.host, rooms, other.realname)


def _bans(hub: Hub, reply: Reply) -> None:
    for kind in (bans.PEOPLE, bans.ADDRESSES):
        for ban in bans.all_of(hub, kind):
            reply.send("LESSON", "BAN", kind, ban.mask, ban.by, str(ban.until_ms), ban.reason)


ASKED: Mapping[str, Callable[[Hub, Reply], None]] = {"PEOPLE": _people, "BANS": _bans}


# -- who comes, goes, or is called otherwise ----------------------------------------------


def came(hub: Hub, peer: Peer) -> None:
    """Somebody has logged in, perhaps with one more device."""
    person = peer.person
    lines.tell_newcomer(hub, peer)
    holding.remind(hub, peer)
    if person.is_operator:
        _show_held(hub, peer)
    if len(person.peers) > 1:
        return  # nobody else notices
    if person.is_operator:
        _tell_operators_changed(hub, person)
    for entry in lesson.hands(hub):
        if hub.people.find(entry.nick) is person:
            lines.tell_hand(hub, entry.nick, entry.at_ms)


def became_operator(hub: Hub, person: Person) -> None:
    """Or is none any more: all know whom they can write to; an operator sees what waits."""
    for peer in person.peers:
        lines.tell_newcomer(hub, peer)
        if person.is_operator:
            _show_held(hub, peer)
    _tell_operators_changed(hub, person)


def _show_held(hub: Hub, peer: Peer) -> None:
    for held in held_ones.waiting(hub):
        holding.show(hub, peer, held)


def _tell_operators_changed(hub: Hub, person: Person) -> None:
    lines.tell_state(hub, [peer for peer in lines.everybody(hub) if peer.person is not person])


def went(hub: Hub, nick: str) -> None:
    """Nobody is called so any more: a hand is seen only while its owner is here."""
    for entry in lesson.all_of(hub, lesson.HAND):
        if entry.nick == nick:
            lines.tell_hand(hub, nick, None)


def follow(hub: Hub, person: Person, before: str) -> None:
    """Another nick or account; before: the identity until now."""
    if not person.is_in:
        return
    held_ones.follow(hub, before, hub.identity(person))
    for kind, old, new in lesson.follow(hub, person, before):
        tell = {lesson.HAND: lines.tell_hand, lesson.MUTED: lines.tell_muted}.get(kind)
        if tell is not None and old.nick != new.nick:
            tell(hub, old.nick, None)
            tell(hub, new.nick, new.at_ms)
    if person.is_operator:
        lines.tell_state(hub, lines.everybody(hub))
