"""METADATA: what people and rooms tell of themselves: display name, avatar, colour, status.

source: IRCv3 draft/metadata-2 and draft/metadata-3 (see `relay.metadata`).
"""

import re
from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.irc import caps, names, numerics
from messenger.irc.message import Message
from messenger.relay.access import speech
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.registry import metadata as news
from messenger.relay.registry.metadata import Subject
from messenger.relay.state import Peer, Person, Room

MAX_KEYS = 20
MAX_SUBSCRIPTIONS = 50
MAX_KEY_BYTES = 48
MAX_VALUE_BYTES = 300
CAP_VALUE = (
    f"before-connect,max-subs={MAX_SUBSCRIPTIONS},max-keys={MAX_KEYS},"
    f"max-value-bytes={MAX_VALUE_BYTES}"
)
_KEY = re.compile(r"[a-z0-9_./-]+")
_LINE_BYTES = 380

Step = Callable[[Hub, Peer, Subject, tuple[str, ...], Reply], None]


def metadata(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """METADATA <room, nick or *> <subcommand> [<parameter> …]"""
    target, subcommand = message.params[0], message.params[1].upper()
    if subcommand not in STEPS:
        raise Refused("SUBCOMMAND_INVALID", _word(message.params[1]), "There is no such subcommand")
    subject = Subject(peer.person) if target == "*" else _subject(hub, peer, target)
    STEPS[subcommand](hub, peer, subject, message.params[2:], reply)


def _word(text: str) -> str:
    """Something refused goes back as one word."""
    return cut("".join(letter for letter in text if letter > " ").lstrip(":"), 64) or "*"


def _subject(hub: Hub, peer: Peer, target: str) -> Subject:
    """Metadata of a private room is for those inside; before login there is only oneself."""
    who: Room | Person | None = None
    if peer.is_in and names.is_channel(target):
        room = hub.roster.find(target)
        if room and (peer.person in room.members or peer.person.is_operator or not room.is_private):
            who = room
    elif peer.is_in:
        who = hub.people.find(target)
    if who is None:
        raise Refused("INVALID_TARGET", _word(target), "There is nobody and nothing of that name")
    return Subject(who)


def _check_key(key: str) -> None:
    if len(key) > MAX_KEY_BYTES or not _KEY.fullmatch(key):
        raise Refused("KEY_INVALID", _word(key), "This can't be a key")


def _check_right(peer: Peer, subject: Subject, key: str) -> None:
    who = subject.who
    may = who.is_op(peer.person) if isinstance(who, Room) else who is peer.person
    if not may and not peer.person.is_operator:
        raise Refused("KEY_NO_PERMISSION", subject.name, key, "You may not change this")


def _get(hub: Hub, peer: Peer, subject: Subject, keys: tuple[str, ...], reply: Reply) -> None:
    known = subject.values(hub)
    with reply.batch("metadata", subject.name):
        for key in keys:
            try:
                _check_key(key)
                news.show(reply, subject, key, known.get(key))
            except Refused as refused:
                reply.refuse(refused)


def _list(hub: Hub, peer: Peer, subject: Subject, rest: tuple[str, ...], reply: Reply) -> None:
    with reply.batch("metadata", subject.name):
        for key, value in subject.values(hub).items():
            news.show(reply, subject, key, value)


def _set(hub: Hub, peer: Peer, subject: Subject, params: tuple[str, ...], reply: Reply) -> None:
    if not params:
        raise Refused("KEY_INVALID", "*", "Which key?")
    key, value = params[0], params[1] if len(params) > 1 else None
    _check_key(key)
    _check_right(peer, subject, key)
    known = subject.values(hub)
    if value is None and key not in known:
        raise Refused("KEY_NOT_SET", subject.name, key, "There is nothing to take away")
    if value is not None:
        _check_value(peer, key, value)
        speech.check_oneself(hub, peer.person, "KEY_NO_PERMISSION", subject.name, key)
        if key not in known and len(known) >= MAX_KEYS:
            raise Refused("LIMIT_REACHED", subject.name, f"No more than {MAX_KEYS} keys")
    before = known.get(key)
    subject.put(reply, key, value)
    news.show(reply, subject, key, value)
    if value != before:
        news.announce(reply, subject, key, value)


def _check_value(peer: Peer, key: str, value: str) -> None:
    if len(value.encode("utf-8", "replace")) > MAX_VALUE_BYTES:
        sentence = f"No more than {MAX_VALUE_BYTES} bytes"
        if peer.has(caps.METADATA):
            raise Refused("INVALID_VALUE", key, sentence)
        raise Refused("VALUE_INVALID", sentence)


def _clear(hub: Hub, peer: Peer, subject: Subject, rest: tuple[str, ...], reply: Reply) -> None:
    _check_right(peer, subject, "*")
    keys = list(subject.values(hub))
    with reply.batch("metadata", subject.name):
        for key in keys:
            subject.put(reply, key, None)
            news.show(reply, subject, key, None)
    for key in keys:
        news.announce(reply, subject, key, None)


def _sub(hub: Hub, peer: Peer, subject: Subject, keys: tuple[str, ...], reply: Reply) -> None:
    taken: list[str] = []
    for key in keys:
        try:
            _check_key(key)
        except Refused as refused:
            reply.refuse(refused)
            continue
        if key not in peer.subscriptions and len(peer.subscriptions) >= MAX_SUBSCRIPTIONS:
            reply.refuse(Refused("TOO_MANY_SUBS", key, f"No more than {MAX_SUBSCRIPTIONS} keys"))
            break
        peer.subscriptions |= {key}
        taken.append(key)
    _send_keys(reply, numerics.RPL_METADATASUBOK, taken)
    for room in peer.person.rooms.values():
        news.sync(hub, room, taken, reply)


def _unsub(hub: Hub, peer: Peer, subject: Subject, keys: tuple[str, ...], reply: Reply) -> None:
    done: list[str] = []
    for key in keys:
        try:
            _check_key(key)
            done.append(key)
        except Refused as refused:
            reply.refuse(refused)
    peer.subscriptions -= frozenset(done)
    _send_keys(reply, numerics.RPL_METADATAUNSUBOK, done)


def _subs(hub: Hub, peer: Peer, subject: Subject, rest: tuple[str, ...], reply: Reply) -> None:
    with reply.batch("metadata-subs"):
        _send_keys(reply, numerics.RPL_METADATASUBS, sorted(peer.subscriptions))


def _sync(hub: Hub, peer: Peer, subject: Subject, rest: tuple[str, ...], reply: Reply) -> None:
    with reply.batch("metadata", subject.name):
        if isinstance(subject.who, Room):
            everything = len(subject.who.members) * MAX_KEYS + MAX_KEYS
            news.sync(hub, subject.who, peer.subscriptions, reply, everything)
            return
        for key, value in subject.values(hub).items():
            if key in peer.subscriptions:
                news.tell(reply, subject, key, value)


def _send_keys(reply: Reply, code: str, keys: list[str]) -> None:
    line: list[str] = []
    for key in keys:
        if line and len(" ".join((*line, key))) > _LINE_BYTES:
            reply.numeric(code, *line)
            line = []
        line.append(key)
    if line:
        reply.numeric(code, *line)


STEPS: Mapping[str, Step] = {
    "GET": _get,
    "LIST": _list,
    "SET": _set,
    "CLEAR": _clear,
    "SUB": _sub,
    "UNSUB": _unsub,
    "SUBS": _subs,
    "SYNC": _sync,
}
