"""MARKREAD: how far somebody has read, on all its devices.

source: IRCv3 draft/read-marker.
"""

from messenger.errors import PeerError, Refused
from messenger.irc import caps, stamps
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.registry.facts import READ
from messenger.relay.state import Peer, Room

MAX_TARGETS = 1000
MAX_TARGET_BYTES = 128


def markread(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """MARKREAD <room or nick> [timestamp=<time>]"""
    if not message.params or not message.params[0]:
        raise Refused("NEED_MORE_PARAMS", "Which room or whom?")
    target = message.params[0]
    if len(target.encode("utf-8", "replace")) > MAX_TARGET_BYTES or " " in target:
        raise Refused("INVALID_PARAMS", "This can't be a room or a person")
    if len(message.params) > 1:
        _set(hub, peer, target, _time(message.params[1]), reply)
    reply.send("MARKREAD", target, _shown(hub, peer, target))


def _time(text: str) -> int:
    kind, _, value = text.partition("=")
    try:
        if kind == "timestamp":
            return stamps.parse_time(value)
    except PeerError:
        pass
    raise Refused("INVALID_PARAMS", cut(text.replace(" ", ""), 50) or "*", "Not a time")


def _set(hub: Hub, peer: Peer, target: str, read_ms: int, reply: Reply) -> None:
    known = hub.facts.of_person(peer.person, READ)
    key = fold(target)
    if read_ms <= int(known.get(key, -1)):
        return
    if key not in known and len(known) >= MAX_TARGETS:
        oldest = min(known, key=lambda name: int(known[name]))
        hub.turn.rows.extend(hub.facts.put_person(peer.person, READ, oldest, None))
    hub.turn.rows.extend(hub.facts.put_person(peer.person, READ, key, str(read_ms)))
    if peer.person.account_id:
        reply.needs_disk(target)
    line = f":{hub.name} MARKREAD {target} {_shown(hub, peer, target)}\r\n".encode()
    for other in hub.accounts.devices(peer.person.account_id):
        if other is not peer and other.has(caps.READ_MARKER):
            hub.send(other, line, durable=True)


def _shown(hub: Hub, peer: Peer, target: str) -> str:
    read_ms = hub.facts.of_person(peer.person, READ).get(fold(target))
    return "timestamp=" + stamps.server_time(int(read_ms)) if read_ms else "*"


def on_join(hub: Hub, room: Room, peer: Peer, reply: Reply) -> None:
    """Tell it before the names of the room, as the specification asks."""
    if peer.has(caps.READ_MARKER):
        reply.send("MARKREAD", room.name, _shown(hub, peer, room.name))
