"""First messages that wait for approval: taken in, shown to operators and to their sender."""

from typing import Protocol

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.lesson import HELD_TAG, NOTHING
from messenger.irc.names import fold
from messenger.relay.access import speech
from messenger.relay.hub import Hub
from messenger.relay.output import lesson_lines
from messenger.relay.output.render import Event, cut, render, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.output.windows import windows
from messenger.relay.registry import held as held_ones
from messenger.relay.registry.held import Held
from messenger.relay.state import Peer, Room

FULL = "Too many messages wait for approval here. Try again later"
MORE_WAIT = "Your first messages here wait for approval: no more until the host has looked at them"


class Words(Protocol):
    """What somebody wants to say (see `handlers.messages`)."""

    @property
    def command(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def tags(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def chunks(self) -> tuple[tuple[str, bool], ...]: ...


def hold(hub: Hub, peer: Peer, room: Room, target: str, words: Words, reply: Reply) -> None:
    """Keep a message until an operator of the room has decided."""
    if words.command == "TAGMSG":  # nothing worth an operator's time; typing passes and is gone
        if "+typing" in words.tags:
            return
        raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, speech.WAITS)
    person = peer.person
    own = held_ones.of_sender(hub, person)
    again = [one for one in own if words.ref and one.ref == words.ref and one.rejected is None]
    for held in again:  # sent once more after a cut
        _tell_sender(peer, held, reply)
    if again:
        return
    limits = hub.config.lesson
    mine = [one for one in own if fold(one.room) == room.key and one.rejected is None]
    if len(mine) >= limits.held_per_person:
        raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, MORE_WAIT)
    if held_ones.is_full(hub, limits.held_in_all):
        raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, FULL)
    text = words.text
    if not words.chunks:
        text = cut(text, room_for_text(person.source, words.command, target))
    held = Held(
        held_ones.next_id(hub), hub.identity(person), room.name, target, person.source,
        person.account, words.command, text, hub.wall_ms, words.tags, words.ref,
        person.is_bot, words.chunks,
    )  # fmt: skip
    held_ones.keep(hub, held)
    lesson_lines.durable(reply, room.name)
    _tell_sender(peer, held, reply)
    for operator in lesson_lines.operators_of(hub, room):
        show(hub, operator, held)


def _tell_sender(peer: Peer, held: Held, reply: Reply) -> None:
    hub = reply.hub
    if peer.has(caps.LESSON):
        reply.event(as_event(held, held.target))
        return
    (window,) = windows(peer, held.room)
    words = f"{speech.WAITS} ({held.room})."
    reply.event(Event(hub.name, "NOTICE", (window, words), hub.wall_ms))


def as_event(held: Held, target: str) -> Event:
    """The message as it was said, with its id among the tags."""
    tags = f"{HELD_TAG}={held.id}" + (f";{held.tags}" if held.tags else "")
    return Event(
        held.source, held.command, (target, held.text), held.sent_ms, tags=tags,
        account=held.account, bot=held.bot, chunks=held.chunks,
    )  # fmt: skip


def show(hub: Hub, operator: Peer, held: Held) -> None:
    """To one who decides: the message, and in words what to do where that is not known."""
    hub.send(operator, render(as_event(held, f"@{held.room}"), operator.profile), True)
    if not operator.has(caps.LESSON):
        words = (
            f"{held.nick}'s first message in {held.room} waits for you: "
            f"APPROVE {held.id}, or REJECT {held.id} [why]"
        )
        lesson_lines.tell(hub, operator, words, about=held.room)


def remind(hub: Hub, peer: Peer) -> None:
    """At login: what of one's own waits, and what was rejected while one was away."""
    for held in held_ones.of_sender(hub, peer.person):
        if held.rejected is not None:
            tell_rejected(hub, peer, held)
            held_ones.drop(hub, held)
        elif peer.has(caps.LESSON):
            hub.send(peer, render(as_event(held, held.target), peer.profile), True)
        else:
            words = f"{speech.WAITS} ({held.room})."
            lesson_lines.tell(hub, peer, words, about=held.room)


def tell_rejected(hub: Hub, peer: Peer, held: Held) -> None:
    why = f": {held.rejected}" if held.rejected else ""
    words = f"The host did not let your message into {held.room}{why}. It said: {held.text}"
    line = ("REJECTED", held.room, held.id, held.ref or NOTHING, held.rejected or "")
    lesson_lines.tell(hub, peer, cut(words, 400), *line, about=held.room)
