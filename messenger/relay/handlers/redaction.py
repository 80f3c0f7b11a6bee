"""REDACT: take a message back, out of the history and off the disk.

source: IRCv3 draft/message-redaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from messenger.errors import Refused
from messenger.irc import numerics, stamps
from messenger.irc.message import Message
from messenger.irc.names import is_channel
from messenger.irc.numerics import refusal
from messenger.relay.access import authors, speech
from messenger.relay.hub import Hub
from messenger.relay.output.render import Event, cut, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Person, Room
from messenger.store.belonging import WholeRequest
from messenger.store.rows import ErasedRow, HistoryRow

REDACTABLE = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})


@dataclass(frozen=True, slots=True)
class Wish:
    """One REDACT at work. room: None for a private talk; key: as the store has the target."""

    hub: Hub
    peer: Peer
    reply: Reply
    target: str
    msgid: str
    reason: str
    room: Room | None
    key: str

    def unknown(self) -> Refused:
        words = (self.target, self.msgid, "There is no such message, or it is gone already")
        return Refused("UNKNOWN_MSGID", *words)


def redact(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """REDACT <room or nick> <msgid> [<reason>]"""
    if not (hub.config.history.allow_redact and hub.config.history.enabled):
        raise refusal(numerics.ERR_UNKNOWNCOMMAND, "REDACT")
    target, msgid = cut(message.params[0], 100) or "*", cut(message.params[1], 100) or "*"
    reason = message.params[2] if len(message.params) > 2 else ""
    room, key = _place(hub, peer, target)
    wish = Wish(hub, peer, reply, room.name if room else target, msgid, reason, room, key)
    serial = stamps.serial_of(hub.relay_id, msgid)
    if serial is None:
        raise wish.unknown()
    reply.wait(WholeRequest(key, serial), lambda found: _found(wish, found))


def _place(hub: Hub, peer: Peer, target: str) -> tuple[Room | None, str]:
    if not is_channel(target):
        if hub.people.find(target) is None and hub.accounts.find(target) is None:
            raise Refused("INVALID_TARGET", target, "There is nobody of that name now")
        return None, hub.talk_key(peer.person, target)
    room = hub.roster.find(target)
    if room is None or (peer.person not in room.members and not peer.person.is_operator):
        raise Refused("INVALID_TARGET", target, "You are not in there")
    return room, room.key


def _found(wish: Wish, found: tuple[HistoryRow, tuple[int, ...]] | None) -> None:
    # What a reader may not see must look to it as if it had never been.
    hidden = wish.room.history_from if wish.room else 0
    row, serials = found or (None, ())
    if row is None or row.command not in REDACTABLE or row.serial <= hidden:
        raise wish.unknown()
    if not wish.hub.roster.erased.keys().isdisjoint((row.serial, serials[0])):
        raise wish.unknown()  # taken back while it was looked for
    if (
        wish.room is None
        and not wish.peer.person.account
        and row.sent_ms < wish.peer.person.since_ms
    ):
        raise wish.unknown()
    _check(wish, row)
    _erase(wish, row, serials)


def _check(wish: Wish, row: HistoryRow) -> None:
    peer, room = wish.peer, wish.room
    if room is not None and (room.is_op(peer.person) or peer.person.is_operator):
        return
    authors.check(wish.hub, peer.person, row, authors.TAKE_BACK, wish.target, wish.msgid)


def _erase(wish: Wish, row: HistoryRow, serials: Sequence[int]) -> None:
    """A message goes with its newer wordings, and a wording with its message, whose words it
    is: else what an operator has just taken back would stand there still. Clients that know
    nothing of wordings show each of them, so the end of each is told."""
    hub, whole = wish.hub, serials[0]
    hub.turn.rows.append(ErasedRow(wish.key, whole))
    words = hub.roster.take_back(wish.room, serials, hub.msgid(whole))
    undo = partial(hub.roster.bring_back, wish.room, serials)
    hub.changed((wish.key, whole), words, undo)
    _tell(wish)
    for serial in serials:
        if serial != row.serial:
            _tell_too(wish, hub.msgid(serial))


def _tell(wish: Wish) -> None:
    hub, peer, room = wish.hub, wish.peer, wish.room
    head = f"REDACT {wish.target}"
    reason = speech.farewell(hub, peer.person, room, wish.reason)
    reason = cut(reason, room_for_text(peer.person.source, head, wish.msgid))
    event = _kept(wish, (wish.msgid, reason) if reason else (wish.msgid,))
    wish.reply.needs_disk(wish.target)
    wish.reply.event(event)
    if room is not None:
        hub.publish_own(room, event, peer, b"", durable=True)
        return
    for person in _both(wish):
        person.note_talk(wish.key, event.sent_ms)  # so that who is away finds out
        if person is not peer.person:
            hub.tell(event, (person,), durable=True)
    hub.tell_other_devices(event, peer, durable=True)


def _tell_too(wish: Wish, msgid: str) -> None:
    event = _kept(wish, (msgid,))
    if wish.room is not None:
        wish.hub.publish(wish.room, event, durable=True)
    else:
        wish.hub.tell(event, _both(wish), durable=True)


def _kept(wish: Wish, params: tuple[str, ...]) -> Event:
    hub = wish.hub
    event = hub.kept_event(wish.peer.person.source, "REDACT", wish.target, *params)
    hub.store(wish.key, event, params)
    return event


def _both(wish: Wish) -> list[Person]:
    """Of a private talk."""
    other = wish.hub.people.find(wish.target)
    return list(dict.fromkeys(filter(None, (wish.peer.person, other))))
