"""HELD, APPROVE, REJECT: an operator decides on first messages (rooms of mode +A)."""

from collections.abc import Sequence
from dataclasses import replace

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.irc.numerics import refusal
from messenger.relay.access import authors
from messenger.relay.handlers import belonging, holding, moderation
from messenger.relay.hub import Hub
from messenger.relay.output import lesson_lines
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.registry import held as held_ones
from messenger.relay.registry import lesson
from messenger.relay.registry.held import Held
from messenger.relay.state import Peer, Room
from messenger.relay.upkeep import audit
from messenger.store.belonging import Author

MAX_REASON_BYTES = 200


def held(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """HELD [<room>]: what waits, in one room or in all that one decides in."""
    room = message.params[0] if message.params else ""
    if room:
        found = hub.roster.find(room)
        if found is None:
            raise refusal(numerics.ERR_NOSUCHCHANNEL, cut(room, 64) or "*")
        moderation.check_operator(found, peer)
    waiting = [one for one in held_ones.waiting(hub, room) if _decides(hub, peer, one)]
    for one in waiting:
        holding.show(hub, peer, one)
    if not peer.has(caps.LESSON):
        lesson_lines.answer(reply, f"{len(waiting)} messages wait for approval", room)


def _decides(hub: Hub, peer: Peer, one: Held) -> bool:
    room = hub.roster.find(one.room)
    return peer.person.is_operator or (room is not None and room.is_op(peer.person))


def _wanted(hub: Hub, peer: Peer, names: str) -> list[Held]:
    """The messages meant by ids and nicks of their senders, with a comma between two."""
    wanted = set(map(fold, names.split(",")))
    found = [
        one
        for one in held_ones.waiting(hub)
        if (one.id in wanted or fold(one.nick) in wanted) and _decides(hub, peer, one)
    ]
    if not found:
        raise Refused("NOTHING_HELD", cut(names, 64) or "*", "No such message waits for you")
    return found


def approve(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """APPROVE <ids or nicks>: say it, and all else of that person that waits in the room; from
    then on the person speaks there freely."""
    for first in _wanted(hub, peer, message.params[0]):
        same = [
            one
            for one in held_ones.waiting(hub, first.room)
            if one.identity == first.identity
        ]  # fmt: skip
        if same:
            _approve(hub, peer, same, reply)


def _approve(hub: Hub, peer: Peer, ones: Sequence[Held], reply: Reply) -> None:
    first = ones[0]
    room = hub.roster.find(first.room)
    if room is None:
        for one in ones:
            _reject(hub, one, "the room is closed")
        raise Refused("NO_SUCH_ROOM", first.room, "The room is closed; its sender is told")
    host = first.source.rpartition("@")[2]
    lesson.let_in_named(hub, lesson.APPROVED, room, first.identity, host)
    lesson_lines.durable(reply, first.room)
    for one in ones:
        held_ones.drop(hub, one)
        _say(hub, room, one)
        _settled(hub, room, one)
    audit.note(peer, "approved the first message of", first.source, f"in {room.name}")
    if not peer.has(caps.LESSON):
        words = f"{first.nick} speaks freely in {room.name} now"
        lesson_lines.answer(reply, words, room.name)


def _say(hub: Hub, room: Room, one: Held) -> None:
    """It is said now: its time and place in the history are those of the approval."""
    said = hub.kept_event(
        one.source, one.command, one.target, one.text,
        tags=one.tags, bot=one.bot, chunks=one.chunks,
    )  # fmt: skip
    event = replace(said, account=one.account, operator=False)
    own = senders(hub, one)
    if one.target == room.name:
        row = hub.store(room.key, event, (one.text,), one.ref)
        hub.roster.remember(room, row)
        # Of somebody without an account who is not here nobody knows whose the nick was.
        since_ms = own[0].person.since_ms if own else hub.wall_ms
        made_ms = authors.made_ms(hub, one.identity.removeprefix("@"))
        author = Author(one.nick, since_ms, one.account, made_ms)
        belonging.note(hub, row, lambda: author)
    hearers = [
        peer
        for member, marks in room.members.items()
        if marks or one.target == room.name
        for peer in member.peers
        if peer not in own
    ]
    # Who gets no echoes has seen the message when it was typed.
    hearers += [sender for sender in own if sender.has(caps.ECHO_MESSAGE)]
    hub.tell_peers(event, hearers, True)
    for sender in own:
        lesson_lines.tell(
            hub, sender, f"Your message in {room.name} is approved: you speak freely there.",
            "SETTLED", room.name, one.id, about=room.name,
        )  # fmt: skip


def reject(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """REJECT <ids or nicks> [<why>]: it is not said, and its sender is told."""
    why = cut(" ".join(message.params[1:]), MAX_REASON_BYTES)
    ones = _wanted(hub, peer, message.params[0])
    lesson_lines.durable(reply, ones[0].room)
    for one in ones:
        _reject(hub, one, why)
        audit.note(peer, "rejected the first message of", one.source, f"in {one.room}")
    if not peer.has(caps.LESSON):
        told = ", ".join(dict.fromkeys(one.nick for one in ones))
        lesson_lines.answer(reply, f"Told: {told}", ones[0].room)


def _reject(hub: Hub, one: Held, why: str) -> None:
    rejected = held_ones.reject(hub, one, why)
    here = senders(hub, one)
    for sender in here:
        holding.tell_rejected(hub, sender, rejected)
    if here:
        held_ones.drop(hub, rejected)
    _settled(hub, hub.roster.find(one.room), one)


def _settled(hub: Hub, room: Room | None, one: Held) -> None:
    for operator in lesson_lines.operators_of(hub, room):
        lesson_lines.tell(hub, operator, "", "SETTLED", one.room, one.id)


def senders(hub: Hub, one: Held) -> list[Peer]:
    """The person's connections."""
    if one.identity.startswith("@"):
        return [peer for peer in hub.accounts.devices(one.identity[1:]) if peer.is_in]
    found = hub.people.find(one.identity)
    is_sender = found is not None and not found.account_id and held_ones.is_by(one, found)
    return list(found.peers) if found is not None and is_sender else []


def rooms_gone(hub: Hub) -> None:
    """Nobody can approve what waited in a room that is no more: those who said it are told."""
    while hub.emptied:
        name = hub.emptied.pop()
        if hub.roster.find(name) is None:
            for one in held_ones.waiting(hub, name):
                _reject(hub, one, "the room is closed")
