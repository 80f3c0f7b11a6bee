"""What a room is about and who may be in it: TOPIC, KICK, INVITE."""

from functools import partial

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.access import speech
from messenger.relay.handlers import admitting
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.registry import lasting, lesson
from messenger.relay.state import Peer, Person, Room

LETTERS = {"@": "o", "+": "v"}


def room_of(hub: Hub, peer: Peer, name: str) -> Room:
    """The room of that name that the peer is in; else refused."""
    room = hub.roster.find(name)
    if room is None:
        raise refusal(numerics.ERR_NOSUCHCHANNEL, name or "*")
    if peer.person not in room.members and not peer.person.is_operator:
        raise refusal(numerics.ERR_NOTONCHANNEL, room.name)
    return room


def check_operator(room: Room, peer: Peer) -> None:
    if not room.is_op(peer.person) and not peer.person.is_operator:
        raise refusal(numerics.ERR_CHANOPRIVSNEEDED, room.name)


def show_marks(hub: Hub, room: Room, peer: Peer) -> None:
    """Tell the others in a room which marks the relay has given to somebody who is in it."""
    letters = "".join(LETTERS[mark] for mark in room.members[peer.person])
    nicks = [peer.person.nick] * len(letters)
    event = hub.event(hub.name, "MODE", room.name, "+" + letters, *nicks)
    hub.publish_own(room, event, peer, b"")


def set_marks(hub: Hub, room: Room, other: Person, marks: str) -> None:
    """The relay itself gives marks to somebody inside, or takes them; all in there are told."""
    before = room.members[other]
    for mark, letter in LETTERS.items():
        if (mark in marks) is not (mark in before):
            sign = "+" if mark in marks else "-"
            event = hub.event(hub.name, "MODE", room.name, sign + letter, other.nick)
            hub.publish(room, event, durable=True)
    mark_member(hub, room, other, marks)


def mark_member(hub: Hub, room: Room, other: Person, marks: str) -> None:
    """From here on a member has these marks, unless the disk refuses this turn."""
    before = room.members[other]
    for mark in set(before) ^ set(marks):
        hub.changed((room, other, mark), mark in before, partial(_set_mark, hub, room, other, mark))
        _set_mark(hub, room, other, mark, mark in marks)


def _set_mark(hub: Hub, room: Room, other: Person, mark: str, has: bool) -> None:
    now = room.members.get(other)
    if now is not None:
        # "@" sorts after "+": the highest comes first
        room.members[other] = "".join(
            sorted({*now, mark} if has else {*now} - {mark}, reverse=True)
        )
        room.version += 1
        hub.unsettle(other)


def topic(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if len(message.params) < 2:
        _ask_topic(hub, peer, message.params[0], reply)
        return
    room = room_of(hub, peer, message.params[0])
    if "t" in room.flags:
        check_operator(room, peer)
    speech.check_aside(hub, peer.person, room)
    room.topic = cut(message.params[1], hub.config.limits.topic_length)
    room.topic_by, room.topic_at_s = peer.person.source, hub.wall_ms // 1000
    event = hub.happen(room, peer.person.source, "TOPIC", room.topic)
    reply.needs_disk(room.name)
    reply.event(event)
    hub.publish_own(room, event, peer, b"", durable=True)
    hub.save(room)


def _ask_topic(hub: Hub, peer: Peer, name: str, reply: Reply) -> None:
    room = hub.roster.find(name)
    if room is None:
        raise refusal(numerics.ERR_NOSUCHCHANNEL, name)
    if admitting.is_hidden(room, peer.person):
        raise refusal(numerics.ERR_NOTONCHANNEL, room.name)
    if room.topic:
        send_topic(room, reply)
    else:
        reply.numeric(numerics.RPL_NOTOPIC, room.name)


def send_topic(room: Room, reply: Reply) -> None:
    reply.text(numerics.RPL_TOPIC, room.name, room.topic)
    reply.numeric(numerics.RPL_TOPICWHOTIME, room.name, room.topic_by, str(room.topic_at_s))


def kick(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """KICK <room> <nick>{,<nick>} [<reason>], or as many rooms as nicks."""
    reason = message.params[2] if len(message.params) > 2 else ""
    reason = cut(reason, hub.config.limits.kick_length) or peer.person.nick
    rooms, nicks = message.params[0].split(","), message.params[1].split(",")
    if len(rooms) == 1:
        rooms *= len(nicks)
    if len(rooms) != len(nicks):
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "KICK")
    for name, nick in zip(rooms, nicks, strict=True):
        try:
            _kick_one(hub, peer, (name, nick, reason), reply)
        except Refused as refused:
            reply.refuse(refused)


def _kick_one(hub: Hub, peer: Peer, wanted: tuple[str, str, str], reply: Reply) -> None:
    name, nick, reason = wanted
    room = room_of(hub, peer, name)
    check_operator(room, peer)
    other = hub.people.find(nick)
    if other is None:
        raise refusal(numerics.ERR_NOSUCHNICK, nick or "*")
    if other not in room.members:
        raise refusal(numerics.ERR_USERNOTINCHANNEL, other.nick, room.name)
    hub.close_block(room)
    reason = speech.farewell(hub, peer.person, room, reason) or peer.person.nick
    reason = cut(reason, room_for_text(peer.person.source, "KICK", f"{room.name} {other.nick}"))
    event = hub.happen(room, peer.person.source, "KICK", other.nick, reason)
    reply.event(event)
    hub.publish_own(room, event, peer, b"")
    lesson.shut_out(hub, lesson.INSIDE, room, other)
    lasting.forget(hub, room, other.account_id, stands=True)
    hub.leave(room, other)


def invite(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """INVITE <nick> <room>; without parameters the list of rooms one is invited to."""
    if not message.params:
        for room in peer.person.invites:
            reply.numeric(numerics.RPL_INVITELIST, room.name)
        reply.numeric(numerics.RPL_ENDOFINVITELIST)
        return
    if len(message.params) < 2:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "INVITE")
    other = hub.people.find(message.params[0])
    if other is None:
        raise refusal(numerics.ERR_NOSUCHNICK, message.params[0])
    room = room_of(hub, peer, message.params[1])
    if "i" in room.flags:
        check_operator(room, peer)
    if other in room.members:
        raise refusal(numerics.ERR_USERONCHANNEL, other.nick, room.name)
    _invite(hub, peer, other, room, reply)


def _invite(hub: Hub, peer: Peer, other: Person, room: Room, reply: Reply) -> None:
    lasting.invite(hub, room, other, peer.person.nick)
    reply.numeric(numerics.RPL_INVITING, other.nick, room.name)
    if other.away:
        reply.text(numerics.RPL_AWAY, other.nick, other.away)
    event = hub.event(peer.person.source, "INVITE", other.nick, room.name)
    hub.tell(event, (other,))
    told = [
        reader
        for member in room.members
        if room.is_op(member)
        for reader in member.peers
        if reader is not peer and reader.has(caps.INVITE_NOTIFY)
    ]
    hub.tell_peers(event, told)
