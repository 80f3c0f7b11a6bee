"""PRIVMSG, NOTICE, TAGMSG: one way for all that is said.

source: RFC 2812 section 3.3; IRCv3 message-tags, echo-message, labeled-response.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc import names as spelling
from messenger.irc.message import Message, render_tags
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.access import authors, speech
from messenger.relay.handlers import belonging, chanserv, editing, holding, nickserv
from messenger.relay.hub import Hub
from messenger.relay.output.render import Event, cut, render, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.registry import waiting
from messenger.relay.state import Peer, Person, Room

SERVICES = {spelling.fold(one.name): one for one in (nickserv.SERVICE, chanserv.SERVICE)}
REF_TAG = "+messenger.internal/ref"
MAX_REF_BYTES = 64
# A TAGMSG with one of these says something that lasts; others (typing) pass and are gone.
LASTING_TAGS = ("+draft/react", "+draft/unreact", "+draft/persist")


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say, checked and cut.

    chunks: of a multi-line text (see `Event.chunks`), else (); text: the whole then. looked_at: a
    new wording that may be said (see `editing`).
    """

    command: str
    text: str
    tags: str
    ref: str
    chunks: tuple[tuple[str, bool], ...] = ()
    looked_at: bool = False

    @property
    def asks_programs(self) -> bool:
        """CTCP other than ACTION: meant for the programs of those who get it."""
        lines = (text for text, _ in self.chunks) if self.chunks else (self.text,)
        return any(line.startswith("\x01") and not line.startswith("\x01ACTION ") for line in lines)

    @property
    def lasts(self) -> bool:
        return self.command != "TAGMSG" or any(tag in self.tags for tag in LASTING_TAGS)

    def params(self) -> tuple[str, ...]:
        return () if self.command == "TAGMSG" else (self.text,)


def privmsg(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if not message.params:
        raise refusal(numerics.ERR_NORECIPIENT)
    if len(message.params) < 2 or not message.params[1]:
        raise refusal(numerics.ERR_NOTEXTTOSEND)
    tags, ref = client_tags(message.tags)
    say(hub, peer, message.params[0], Words("PRIVMSG", message.params[1], tags, ref), reply)


def notice(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """Never answered with an error: two programs would go on for ever (RFC 2812 3.3.2)."""
    if len(message.params) < 2 or not message.params[1]:
        return
    tags, ref = client_tags(message.tags)
    say(hub, peer, message.params[0], Words("NOTICE", message.params[1], tags, ref), reply)


def tagmsg(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if not message.params:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "TAGMSG")
    tags, ref = client_tags(message.tags)
    if tags:
        words = Words("TAGMSG", "", tags, ref)
        # What passes is not kept: by its ref it would be taken for something that is.
        words = words if words.lasts else replace(words, ref="")
        say(hub, peer, message.params[0], words, reply)


def client_tags(tags: Mapping[str, str]) -> tuple[str, str]:
    """What of a client's tags goes on to others, as on the wire, and the ref among it.

    Only names with a plus may come from a client; all others are ours (IRCv3 message-tags).
    """
    if not tags:
        return "", ""
    kept = {key: value for key, value in tags.items() if key.startswith("+") and len(key) > 1}
    ref = kept.get(REF_TAG, "")
    if len(ref) > MAX_REF_BYTES:
        ref = ""
    return render_tags(kept), ref


def say(hub: Hub, peer: Peer, targets: str, words: Words, reply: Reply) -> None:
    """To each target, a comma between two; what is refused of a NOTICE goes unanswered."""
    names = list(dict.fromkeys(targets.split(",")))
    peer.person.spoke_at = hub.now
    if len(names) > isupport.MAX_TARGETS:
        raise refusal(numerics.ERR_TOOMANYTARGETS, cut(targets, 100))
    alone = len(names) == 1
    if not alone:
        words = replace(words, ref="")  # it names one message; here are several
    for name in names:
        try:
            _say_one(hub, peer, name, words, reply, alone)
        except Refused as refused:
            if words.command != "NOTICE":
                reply.refuse(refused)


def _say_one(hub: Hub, peer: Peer, name: str, words: Words, reply: Reply, alone: bool) -> None:
    stripped = name.lstrip("@+") if name[:1] in "@+" and name else name
    room = hub.roster.find(stripped)
    if room is not None:
        speech.check_room(hub, peer.person, room)
        if "C" in room.flags and words.asks_programs:
            raise Refused(numerics.ERR_CANNOTSENDTOCHAN, room.name, "This room takes no CTCP (+C)")
        target = name[: len(name) - len(stripped)][:1] + room.name
        audience: Room | Person = room
        if target[0] != "@" and speech.must_wait(hub, peer.person, room):
            holding.hold(hub, peer, room, target, words, reply)
            return
    elif spelling.is_channel(stripped):
        raise refusal(numerics.ERR_NOSUCHCHANNEL, name)
    elif service := SERVICES.get(spelling.fold(name.partition("@")[0])):
        # Also with the server behind it, as some clients write it to be sure.
        if words.command == "PRIVMSG":
            params = (service.name, words.text)
            more = {"tags": words.tags, "chunks": words.chunks}
            _answer(peer, hub.event(peer.person.source, "PRIVMSG", *params, **more), reply)
            service.told(hub, peer, words.text, reply)
        return
    else:
        other = hub.people.find(name) or waiting.absent(hub, name)
        if other is None:
            raise refusal(numerics.ERR_NOSUCHNICK, name or "*")
        speech.check_person(hub, peer.person, other)
        target, audience = other.nick, other
    _deliver(hub, peer, target, audience, words, reply, alone)


def _deliver(
    hub: Hub, peer: Peer, target: str, audience: Room | Person, words: Words,
    reply: Reply, alone: bool,
) -> None:  # fmt: skip
    text = (
        words.text
        if words.chunks
        else cut(words.text, room_for_text(peer.person.source, words.command, target))
    )
    params = (target,) if words.command == "TAGMSG" else (target, text)
    sender = spelling.fold(peer.person.account or peer.person.nick)
    first = hub.refs.find(sender, words.ref) if words.ref else None
    if first is not None:
        serial, sent_ms = first
        event = Event(
            peer.person.source, words.command, params, sent_ms, hub.msgid(serial), words.tags,
            account=peer.person.account, chunks=words.chunks,
        )  # fmt: skip
        _repeat(
            event,
            reply,
            is_kept=lambda: hub.refs.find(sender, words.ref) == first,
            say=partial(_say_one, hub, peer, target, words, reply, alone),
        )
        return
    if words.tags and not words.looked_at and editing.is_edit(hub, words.command, words.tags):
        room = audience if isinstance(audience, Room) else None
        key = room.key if room else hub.talk_key(peer.person, target)
        say = partial(_say_one, hub, peer, target, replace(words, looked_at=True), reply, alone)
        editing.look(hub, peer, editing.Place(target, room, key), words.tags, reply, say)
        return
    durable = words.lasts
    # What is for the operators of a room only is not in its history.
    is_kept = durable and (not isinstance(audience, Room) or target == audience.name)
    event = (hub.kept_event if is_kept else hub.passing_event)(
        peer.person.source,
        words.command,
        *params,
        tags=words.tags,
        chunks=words.chunks,
    )
    if durable:
        _keep(hub, peer, target, audience, event, words.ref, reply)
    if isinstance(audience, Room):
        _to_room(hub, peer, audience, event, reply, alone, durable)
    else:
        _to_person(hub, peer, audience, event, reply, durable)


def _repeat(
    event: Event, reply: Reply, is_kept: Callable[[], bool], say: Callable[[], None]
) -> None:
    """The same message once more: answered with the first one's echo, or said if the disk would
    not take the first one; which of them is known when all earlier turns are settled."""
    reply.wait(None, lambda _: _answer(reply.peer, event, reply) if is_kept() else say())


def _answer(peer: Peer, event: Event, reply: Reply) -> None:
    if peer.has(caps.ECHO_MESSAGE):
        reply.event(event)


def _keep(
    hub: Hub, peer: Peer, target: str, audience: Room | Person, event: Event, ref: str, reply: Reply
) -> None:
    if isinstance(audience, Room):
        if target == audience.name:
            row = hub.store(audience.key, event, event.params[1:], ref)
            hub.roster.remember(audience, row)
            if row.tags:
                belonging.note(hub, row, partial(authors.author_of, hub, peer.person))
    else:
        key = hub.talk_key(peer.person, target)
        waiting.check_space(hub, audience, key)
        row = hub.store(key, event, event.params[1:], ref)
        if row.tags:
            belonging.note(hub, row, partial(authors.author_of, hub, peer.person))
        waiting.note(hub, audience, key, row.serial)
        for person in (peer.person, audience):
            person.note_talk(key, event.sent_ms)
    hub.refuse_unstored(peer, reply.unstored(target))


def _to_room(
    hub: Hub, peer: Peer, room: Room, event: Event, reply: Reply, alone: bool, durable: bool
) -> None:
    if event.params[0] != room.name:
        mark = event.params[0][0]
        chosen = [
            member
            for member, marks in room.members.items()
            if member is not peer.person and marks and (mark == "+" or "@" in marks)
        ]
        hub.tell(event, chosen, durable)
        hub.tell_other_devices(event, peer, durable)
        reply.durable |= durable
        _answer(peer, event, reply)
        return
    echo = peer.has(caps.ECHO_MESSAGE)
    if reply.label and not alone:
        hub.publish_own(room, event, peer, b"", durable)
        _answer(peer, event, reply)
        reply.durable |= durable
    elif reply.label:
        own = render(event, peer.profile, reply.label_tag) if echo else reply.ack()
        hub.publish_own(room, event, peer, own or reply.ack(), durable)
        reply.settled = True
    elif echo and peer.person in room.members:
        hub.publish(room, event, durable)
    else:
        own = render(event, peer.profile) if echo else b""
        hub.publish_own(room, event, peer, own, durable)


def _to_person(
    hub: Hub, peer: Peer, other: Person, event: Event, reply: Reply, durable: bool
) -> None:
    hub.tell(event, (other,), durable)
    if other is not peer.person:
        hub.tell_other_devices(event, peer, durable)
    reply.durable |= durable
    _answer(peer, event, reply)
    if other.away and event.command == "PRIVMSG":
        reply.text(numerics.RPL_AWAY, other.nick, other.away)
