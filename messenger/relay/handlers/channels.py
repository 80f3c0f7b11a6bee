"""Coming and going: JOIN, PART, NAMES, LIST.

source: RFC 2812 section 3.2; IRCv3 extended-join, multi-prefix, userhost-in-names,
no-implicit-names; "Modern IRC Client Protocol", LIST and ELIST.
"""

from collections.abc import Iterator

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc import names as spelling
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.access import masks, speech
from messenger.relay.handlers import admitting, moderation, read_marker
from messenger.relay.hub import Hub
from messenger.relay.output import replay
from messenger.relay.output.render import MAX_LINE_BYTES, Event, cut
from messenger.relay.output.reply import Reply
from messenger.relay.registry import lasting, lesson, metadata
from messenger.relay.state import Peer, Room

_MAX_ASKED_BYTES = 300


def join(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """JOIN <room>{,<room>} [<key>{,<key>}], or JOIN 0 to leave all."""
    if message.params[0] == "0":
        for room in list(peer.person.rooms.values()):
            leave(hub, room, peer, "", reply)
        return
    keys = (message.params[1] if len(message.params) > 1 else "").split(",")
    for place, name in enumerate(message.params[0].split(",")):
        if not name and place:
            continue
        try:
            join_one(hub, peer, name, keys[place] if place < len(keys) else "", reply)
        except Refused as refused:
            reply.refuse(refused)


def join_one(hub: Hub, peer: Peer, name: str, key: str, reply: Reply) -> None:
    if not spelling.valid_channel(name, hub.config.limits.channel_length):
        raise refusal(numerics.ERR_NOSUCHCHANNEL, cut(name.replace(" ", ""), 64) or "*")
    room = hub.roster.find(name)
    if room and peer.person in room.members:
        return
    if len(peer.person.rooms) >= hub.config.limits.rooms_per_peer:
        raise refusal(numerics.ERR_TOOMANYCHANNELS, name)
    if room is None:
        if moved := lasting.moved_from(hub, name):
            _follow(hub, peer, (name, moved.name, key), reply)
            return
        _check_look(hub, peer, name)
        room = hub.roster.open(name, hub.wall_ms // 1000)
    try:
        admitting.check(hub, room, peer.person, key)
    except Refused:
        hub.roster.close_if_empty(room)
        raise
    marks = admitting.marks_for(hub, room, peer.person)
    is_new = not room.members and not room.founder
    if "i" in room.flags:
        lesson.let_in(hub, lesson.INSIDE, room, peer.person, stands=True)
    lasting.came(hub, room, peer.person)
    hub.enter(room, peer.person, marks)
    if is_new:
        lasting.found(hub, room, peer.person)
    event = hub.happen(room, peer.person.source, "JOIN", realname=peer.person.realname)
    _announce(hub, room, peer, event, reply)
    if marks:  # JOIN does not say it, and those inside have had their list of names
        moderation.show_marks(hub, room, peer)
    greet(hub, room, peer, reply)
    metadata.show_newcomer(hub, room, peer.person)
    for other in peer.person.peers:
        if other is not peer:
            shown = Reply(hub, other, "JOIN")
            greet(hub, room, other, shown)
            shown.finish()


def _check_look(hub: Hub, peer: Peer, name: str) -> None:
    """No room is opened that people, or clients that fold more than ASCII, take for another."""
    double = hub.roster.double_of(name)
    if double is None:
        return
    other = "a room" if admitting.is_hidden(double, peer.person) else double.name
    sentence = f"This name can't be told from that of {other}, which is here already"
    raise Refused(numerics.ERR_BADCHANMASK, name, sentence)


def _follow(hub: Hub, peer: Peer, names: tuple[str, str, str], reply: Reply) -> None:
    """The room has another name now. source: IRCv3 draft/channel-rename, redirection."""
    old, new, key = names
    if peer.has(caps.CHANNEL_RENAME):
        raise Refused("CHANNEL_RENAMED", old, new, numerics.TEXTS[numerics.ERR_LINKCHANNEL])
    reply.numeric(numerics.ERR_LINKCHANNEL, old, new)
    join_one(hub, peer, new, key, reply)


def _announce(hub: Hub, room: Room, peer: Peer, event: Event, reply: Reply) -> None:
    reply.event(event)
    hub.publish_own(room, event, peer, b"")
    if peer.person.away:
        away = hub.event(peer.person.source, "AWAY", peer.person.away)
        hub.publish_own(room, away, peer, b"")


def greet(hub: Hub, room: Room, peer: Peer, reply: Reply) -> None:
    """What a device is shown of a room that its person is in from now on."""
    if room.topic:
        moderation.send_topic(room, reply)
    metadata.on_join(hub, room, peer, reply)
    read_marker.on_join(hub, room, peer, reply)
    if not peer.has(caps.NO_IMPLICIT_NAMES):
        send_names(room, peer, reply)
    if not peer.has(caps.CHATHISTORY):
        replay.send(hub, room, peer, reply)


def part(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    reason = message.params[1] if len(message.params) > 1 else ""
    for name in message.params[0].split(","):
        room = hub.roster.find(name)
        if room is None:
            reply.refuse(refusal(numerics.ERR_NOSUCHCHANNEL, name or "*"))
        elif peer.person not in room.members:
            reply.refuse(refusal(numerics.ERR_NOTONCHANNEL, room.name))
        else:
            leave(hub, room, peer, speech.farewell(hub, peer.person, room, reason), reply)


def leave(hub: Hub, room: Room, peer: Peer, reason: str, reply: Reply) -> None:
    hub.close_block(room)
    event = hub.happen(room, peer.person.source, "PART", *((reason,) if reason else ()))
    reply.event(event)
    hub.publish_own(room, event, peer, b"")
    lesson.shut_out(hub, lesson.INSIDE, room, peer.person)
    lasting.parted(hub, room, peer.person)
    hub.leave(room, peer.person)


def names(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """NAMES <room>{,<room>}: one end for all, which says again what was asked (RFC 2812 3.2.5)."""
    asked = cut(message.params[0].replace(" ", ""), _MAX_ASKED_BYTES) if message.params else ""
    for name in dict.fromkeys(map(spelling.fold, asked.split(","))):
        room = hub.roster.find(name)
        if room and not admitting.is_hidden(room, peer.person):
            _send_name_lines(room, peer, reply)
            asked = room.name if asked.count(",") == 0 else asked
    reply.numeric(numerics.RPL_ENDOFNAMES, asked or "*")


def send_names(room: Room, peer: Peer, reply: Reply) -> None:
    """All names and the end of them."""
    _send_name_lines(room, peer, reply)
    reply.numeric(numerics.RPL_ENDOFNAMES, room.name)


def _send_name_lines(room: Room, peer: Peer, reply: Reply) -> None:
    symbol = "@" if "s" in room.flags else "*" if "p" in room.flags else "="
    head = f":{reply.hub.name} {numerics.RPL_NAMREPLY} {peer.person.nick} {symbol} {room.name} :"
    for line in _name_lines(room, peer, MAX_LINE_BYTES - len(head.encode("utf-8", "replace"))):
        reply.text(numerics.RPL_NAMREPLY, symbol, room.name, line)


def _name_lines(room: Room, peer: Peer, max_bytes: int) -> Iterator[str]:
    many, full = peer.has(caps.MULTI_PREFIX), peer.has(caps.USERHOST_IN_NAMES)
    inside = peer.person in room.members
    words: list[str] = []
    size = 0
    for member, marks in room.members.items():
        if "i" in member.modes and not inside:
            continue
        word = (marks if many else marks[:1]) + (member.source if full else member.nick)
        length = len(word) if word.isascii() else len(word.encode("utf-8", "replace"))
        if size + length > max_bytes and words:
            yield " ".join(words)
            words, size = [], 0
        words.append(word)
        size += length + 1
    if words:
        yield " ".join(words)


def list_(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """LIST [<rooms or conditions>]; conditions as in ELIST=CMNTU, all must hold."""
    conditions = (message.params[0] if message.params else "").split(",")
    reply.text(numerics.RPL_LISTSTART, "Room", "Users  Name")
    hub.costs.looks += len(conditions) * len(hub.roster.rooms)
    for room in hub.roster.rooms.values():
        is_open = room.members or room.founder  # a lasting room can be found when it is empty
        if is_open and not admitting.is_hidden(room, peer.person) and _fits(hub, room, conditions):
            reply.text(numerics.RPL_LIST, room.name, str(len(room.members)), room.topic)
    reply.numeric(numerics.RPL_LISTEND)


def _fits(hub: Hub, room: Room, conditions: list[str]) -> bool:
    wanted = [one for one in conditions if spelling.is_channel(one) and "*" not in one]
    if wanted and room.key not in map(spelling.fold, wanted):
        return False
    return all(_holds(hub, room, one) for one in conditions if one and one not in wanted)


def _holds(hub: Hub, room: Room, condition: str) -> bool:
    minutes = (hub.wall_ms // 1000 - room.created_s) / 60
    topic_minutes = (hub.wall_ms // 1000 - room.topic_at_s) / 60
    measures = {
        "": float(len(room.members)),
        "C": minutes,
        "T": topic_minutes if room.topic_at_s else float("inf"),
    }
    letter = condition[:1].upper() if condition[1:2] in ("<", ">") else ""
    rest = condition[len(letter) :]
    if rest[:1] in ("<", ">") and rest[1:].isascii() and rest[1:].isdigit() and letter in measures:
        bound = int(rest[1:8])
        below = rest[0] == "<"
        return measures[letter] < bound if below else measures[letter] > bound
    if condition.startswith("!"):
        return not masks.matches(condition[1:], room.name)
    return masks.matches(condition, room.name)
