"""RENAME: a room gets another name; all who are inside stay, and what was said comes along.

source: IRCv3 draft/channel-rename.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from messenger.errors import Refused
from messenger.irc import caps
from messenger.irc import names as spelling
from messenger.irc.message import Message
from messenger.relay.access import speech
from messenger.relay.handlers import channels, moderation
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut, one_word
from messenger.relay.output.reply import Reply
from messenger.relay.registry import held, lasting
from messenger.relay.registry.roster import LOBBY
from messenger.relay.state import Peer, Room
from messenger.store.rows import HistoryRequest, HistoryRow, MovedRow, RoomRow

COOLDOWN_S = 60.0  # all rows of the room move: not to be done at every whim


@dataclass(frozen=True, slots=True)
class Wish:
    """One RENAME at work. old: the name as it was."""

    hub: Hub
    peer: Peer
    reply: Reply
    room: Room
    old: str
    new: str
    reason: str

    def refused(self, code: str, sentence: str) -> Refused:
        return Refused(code, self.old, self.new, sentence)


def rename(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """RENAME <room> <new name> [<reason>]"""
    room = moderation.room_of(hub, peer, message.params[0])
    moderation.check_operator(room, peer)
    speech.check_aside(hub, peer.person, room)
    new = message.params[1]
    reason = message.params[2] if len(message.params) > 2 else ""
    reason = cut(reason, hub.config.limits.kick_length)
    shown = one_word(new, hub.config.limits.channel_length)
    wish = Wish(hub, peer, reply, room, room.name, shown, reason)
    _check(wish, new)
    if spelling.fold(new) == room.key:
        _rename(wish)
        return
    # What another room of that name has left behind must not mix with this one's.
    remains = HistoryRequest(spelling.fold(new), None, None, 1, newest_first=True, events=True)
    reply.wait(remains, lambda rows: _go_on(wish, rows))


def _check(wish: Wish, new: str) -> None:
    hub, room = wish.hub, wish.room
    valid = spelling.valid_channel(new, hub.config.limits.channel_length)
    if not valid or new[0] != room.name[0]:
        raise wish.refused("CANNOT_RENAME", "It can't be called so")
    if room.key == LOBBY:
        raise wish.refused("CANNOT_RENAME", "The lobby keeps its name")
    if hub.now - room.renamed_at < COOLDOWN_S and room.renamed_at:
        raise wish.refused("CANNOT_RENAME", "It has just been renamed: try again in a minute")
    if hub.roster.find(new) not in (None, room):
        raise wish.refused("CHANNEL_NAME_IN_USE", "There is a room of that name")
    if hub.roster.double_of(new) not in (None, room):
        raise wish.refused("CHANNEL_NAME_IN_USE", "There is a room whose name looks the same")


def _go_on(wish: Wish, remains: Sequence[HistoryRow]) -> None:
    if wish.room.name != wish.old or wish.hub.roster.find(wish.old) is not wish.room:
        raise wish.refused("CANNOT_RENAME", "It is gone, or has another name already")
    moderation.check_operator(wish.room, wish.peer)
    _check(wish, wish.new)  # somebody may have been quicker
    if remains:
        raise wish.refused("CHANNEL_NAME_IN_USE", "There has been a room of that name")
    _rename(wish)


def _rename(wish: Wish) -> None:
    hub, room = wish.hub, wish.room
    hub.close_block(room)
    before = room.key
    wish.reply.needs_disk(wish.old)
    hub.roster.rename(room, wish.new)
    hub.changed((room, "name"), (wish.old, room.renamed_at), partial(_take_back, wish))
    if room.key != before:
        room.renamed_at = hub.now
        hub.turn.rows.append(MovedRow(before, room.key, hub.serial))
        hub.turn.rows.append(RoomRow(before, ""))
        hub.turn.rows.extend(hub.facts.move(before, room.key))
        for member in room.members:
            hub.unsettle(member)
        lasting.was_called(hub, room, before)
    held.move(hub, wish.old, room.name)
    hub.save(room)
    event = hub.event(wish.peer.person.source, "RENAME", wish.old, room.name, wish.reason)
    knowing = [one for one in _devices(room) if one.has(caps.CHANNEL_RENAME)]
    hub.tell_peers(event, [one for one in knowing if one is not wish.peer], durable=True)
    if wish.peer.has(caps.CHANNEL_RENAME):
        wish.reply.event(event)
    if room.key != before:
        _tell_others(wish)


def _take_back(wish: Wish, before: tuple[str, float]) -> None:
    """The disk would not take it: the room is called as before, and nobody knows of it."""
    hub, room, new = wish.hub, wish.room, wish.room.key
    old, renamed_at = before
    if hub.roster.rooms.get(new) is not room or hub.roster.find(old) not in (None, room):
        return
    hub.close_block(room)
    hub.roster.rename(room, old)
    room.renamed_at = renamed_at
    if room.key != new:
        # What was said since, by somebody who did not wait for the answer.
        hub.turn.rows.append(MovedRow(new, room.key, hub.serial))
        hub.turn.rows.append(RoomRow(new, ""))
        for member in room.members:
            hub.unsettle(member)
    hub.save(room)


def _devices(room: Room) -> Iterator[Peer]:
    for member in room.members:
        yield from member.peers


def _tell_others(wish: Wish) -> None:
    """Clients that don't know RENAME see themselves leave and come in again."""
    for peer in _devices(wish.room):
        if peer.has(caps.CHANNEL_RENAME):
            continue
        own, me = peer is wish.peer, peer.person
        reply = wish.reply if own else Reply(wish.hub, peer, "RENAME")
        reply.durable = True
        reason = (wish.reason,) if wish.reason else ()
        reply.event(wish.hub.event(me.source, "PART", wish.old, *reason))
        entered = wish.hub.event(me.source, "JOIN", wish.room.name, realname=me.realname)
        reply.event(entered)
        if wish.room.topic:
            moderation.send_topic(wish.room, reply)
        if not peer.has(caps.NO_IMPLICIT_NAMES):
            channels.send_names(wish.room, peer, reply)
        if not own:
            reply.finish()
