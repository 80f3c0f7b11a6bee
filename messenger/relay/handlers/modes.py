"""MODE of rooms; `own_modes` has those of people.

source: RFC 2812 section 3.2.3; "Modern IRC Client Protocol", MODE; for +j Solanum's help file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from messenger.errors import Refused
from messenger.irc import numerics
from messenger.irc.message import Message
from messenger.irc.names import fold, is_channel
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.access import extbans
from messenger.relay.handlers import admitting, own_modes
from messenger.relay.handlers.moderation import LETTERS, check_operator, mark_member
from messenger.relay.hub import Hub
from messenger.relay.output.render import one_word
from messenger.relay.output.reply import Reply
from messenger.relay.registry import lasting, lesson
from messenger.relay.state import ListEntry, Peer, Room

MAX_KEY_BYTES = 32
MARKS = {letter: mark for mark, letter in LETTERS.items()}
_THROTTLE = re.compile("[1-9][0-9]{0,3}:[1-9][0-9]{0,3}", re.ASCII)
LISTS = {
    "b": (numerics.RPL_BANLIST, numerics.RPL_ENDOFBANLIST),
    "e": (numerics.RPL_EXCEPTLIST, numerics.RPL_ENDOFEXCEPTLIST),
    "I": (numerics.RPL_INVEXLIST, numerics.RPL_ENDOFINVEXLIST),
}


@dataclass(slots=True)
class Change:
    """One MODE command at work on one room; done: what has really changed, in order."""

    hub: Hub
    peer: Peer
    room: Room
    reply: Reply
    arguments: list[str]
    done: list[tuple[str, str, str]] = field(default_factory=list)
    may: bool = False
    shown: set[str] = field(default_factory=set)

    def take(self) -> str | None:
        return self.arguments.pop(0) if self.arguments else None


def mode(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    target = message.params[0]
    if not is_channel(target):
        own_modes.change(hub, peer, message, reply)
        return
    room = hub.roster.find(target)
    if room is None:
        raise refusal(numerics.ERR_NOSUCHCHANNEL, target)
    if admitting.is_hidden(room, peer.person):
        raise refusal(numerics.ERR_NOTONCHANNEL, room.name)
    if len(message.params) < 2:
        shown = describe(room, peer.person in room.members or peer.person.is_operator)
        reply.numeric(numerics.RPL_CHANNELMODEIS, room.name, *shown)
        reply.numeric(numerics.RPL_CREATIONTIME, room.name, str(room.created_s))
        return
    change = Change(hub, peer, room, reply, list(message.params[2:]))
    try:
        _apply(change, message.params[1])
    except Refused as refused:
        reply.refuse(refused)
    _announce(change)


def describe(room: Room, inside: bool) -> list[str]:
    """The modes that are set, as in ["+kn", "key"]; the key only for those inside."""
    values = {"j": room.throttle, "k": room.password if inside else "*", "l": str(room.limit)}
    has = {"j": room.throttle, "k": room.password, "l": room.limit, "r": room.founder}
    letters = sorted(room.flags.union(letter for letter, value in has.items() if value))
    arguments = [values[letter] for letter in letters if letter in values]
    return ["+" + "".join(letters), *arguments]


def _apply(change: Change, letters: str) -> None:
    sign, count = "+", 0
    for letter in letters:
        if letter in "+-":
            sign = letter
            continue
        step = STEPS.get(letter)
        if step is None:
            change.reply.refuse(refusal(numerics.ERR_UNKNOWNMODE, letter))
            continue
        count += 1
        if count > isupport.MAX_MODES_A_LINE:
            return
        step(change, sign, letter)


def _check(change: Change) -> None:
    if not change.may:
        if change.peer.person not in change.room.members and not change.peer.person.is_operator:
            raise refusal(numerics.ERR_NOTONCHANNEL, change.room.name)
        check_operator(change.room, change.peer)
        change.may = True


def _flag(change: Change, sign: str, letter: str) -> None:
    _check(change)
    flags = change.room.flags
    if (letter in flags) is (sign == "-"):
        flags.symmetric_difference_update(letter)
        change.done.append((sign, letter, ""))


def _closed(change: Change, sign: str, letter: str) -> None:
    """Nobody new comes in; who is inside now may come back after a cut or a restart."""
    _flag(change, sign, letter)
    (lesson.close_room if sign == "+" else lesson.open_room)(change.hub, change.room)


def _mark(change: Change, sign: str, letter: str) -> None:
    nick = change.take()
    if nick is None:
        return
    _check(change)
    other = change.hub.people.find(nick)
    if other is None:
        change.reply.refuse(refusal(numerics.ERR_NOSUCHNICK, nick or "*"))
        return
    marks = change.room.members.get(other)
    if marks is None:
        refused = refusal(numerics.ERR_USERNOTINCHANNEL, other.nick, change.room.name)
        change.reply.refuse(refused)
        return
    wanted = set(marks) | {MARKS[letter]} if sign == "+" else set(marks) - {MARKS[letter]}
    if wanted != set(marks):
        mark_member(change.hub, change.room, other, "".join(wanted))
        lasting.remember(change.hub, change.room, other.account_id, change.room.members[other])
        change.done.append((sign, letter, other.nick))


def _list(change: Change, sign: str, letter: str) -> None:
    argument = change.take()
    if not argument:
        _show_list(change, letter)
        return
    _check(change)
    mask = extbans.complete(argument)
    entries = change.room.lists.setdefault(letter, [])
    known = [entry for entry in entries if fold(entry.mask) == fold(mask)]
    if sign == "-":
        for entry in known:
            entries.remove(entry)
            change.done.append((sign, letter, entry.mask))
    elif not known:
        if len(entries) >= change.hub.config.limits.list_modes:
            refused = Refused(numerics.ERR_BANLISTFULL, change.room.name, letter, "It is full")
            change.reply.refuse(refused)
            return
        entries.append(ListEntry(mask, change.peer.person.source, change.hub.wall_ms // 1000))
        change.done.append((sign, letter, mask))


def _show_list(change: Change, letter: str) -> None:
    if letter in change.shown:
        return
    change.shown.add(letter)
    code, end = LISTS[letter]
    if letter != "b":
        check_operator(change.room, change.peer)
    for entry in change.room.lists.get(letter, ()):
        row = (change.room.name, entry.mask, entry.by, str(entry.at_s))
        change.reply.numeric(code, *row)
    change.reply.numeric(end, change.room.name)


def _key(change: Change, sign: str, letter: str) -> None:
    argument = change.take()
    _check(change)
    room = change.room
    if sign == "-":
        if room.password:
            change.done.append((sign, letter, room.password))
            room.password = ""
        return
    if argument is None:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "MODE")
    if not argument:
        raise Refused(numerics.ERR_INVALIDMODEPARAM, room.name, "k", "*", "A key can't be empty")
    if set(argument) & set(" ,:") or len(argument.encode("utf-8", "replace")) > MAX_KEY_BYTES:
        raise refusal(numerics.ERR_INVALIDKEY, room.name)
    if argument != room.password:
        room.password = argument
        change.done.append((sign, letter, argument))


def _limit(change: Change, sign: str, letter: str) -> None:
    room = change.room
    if sign == "-":
        _check(change)
        if room.limit:
            room.limit = 0
            change.done.append((sign, letter, ""))
        return
    argument = change.take()
    _check(change)
    if argument is None:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "MODE")
    if not argument.isascii() or not argument.isdigit() or int(argument[:10]) == 0:
        raise Refused(
            numerics.ERR_INVALIDMODEPARAM,
            room.name,
            "l",
            one_word(argument),
            "Not a number above 0",
        )
    room.limit = int(argument[:9])
    change.done.append((sign, letter, str(room.limit)))


def _throttle(change: Change, sign: str, letter: str) -> None:
    """+j n:s: at most n people may join in s seconds."""
    room = change.room
    argument = "" if sign == "-" else change.take()
    _check(change)
    if argument is None:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "MODE")
    if sign == "+" and not _THROTTLE.fullmatch(argument):
        words = "Say how many people in how many seconds: 5:10"
        raise Refused(numerics.ERR_INVALIDMODEPARAM, room.name, "j", one_word(argument), words)
    if argument != room.throttle:
        room.throttle = argument
        room.came_at.clear()
        change.done.append((sign, letter, argument))


def _registered(change: Change, sign: str, letter: str) -> None:
    """+r: the room is an operator's own and lasts; -r: its founder gives it up."""
    _check(change)
    hub, room, peer = change.hub, change.room, change.peer
    if sign == "+" and not room.founder:
        if sentence := lasting.why_not(hub, room, peer.person):
            raise Refused(numerics.ERR_NEEDREGGEDNICK, room.name, sentence)
        lasting.found(hub, room, peer.person)
    elif sign == "-" and room.founder:
        if not lasting.is_founder(room, peer.person) and not peer.person.is_operator:
            sentence = "Only its founder can give a room up"
            raise Refused(numerics.ERR_CHANOPRIVSNEEDED, room.name, sentence)
        lasting.drop(hub, room)
    else:
        return
    change.done.append((sign, letter, ""))


STEPS: Mapping[str, Callable[[Change, str, str], None]] = {
    **dict.fromkeys("ACmnpst", _flag),
    "i": _closed,
    **dict.fromkeys(MARKS, _mark),
    **dict.fromkeys(LISTS, _list),
    "j": _throttle,
    "k": _key,
    "l": _limit,
    "r": _registered,
}


def _announce(change: Change) -> None:
    if not change.done:
        return
    hub, room = change.hub, change.room
    room.version += 1
    event = hub.happen(room, change.peer.person.source, "MODE", *own_modes.in_words(change.done))
    change.reply.needs_disk(room.name)
    change.reply.event(event)
    hub.publish_own(room, event, change.peer, b"", durable=True)
    lasting.remember_all(hub, room)
    lasts = hub.roster.find(room.name) is room  # not if it was given up, and nobody is inside
    if lasts and any(letter not in MARKS for _, letter, _ in change.done):
        hub.save(room)
