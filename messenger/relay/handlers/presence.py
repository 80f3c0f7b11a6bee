"""Being there: PING, PONG, AWAY, SETNAME, QUIT."""

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.access import speech
from messenger.relay.handlers import monitor
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.registry.lingering import NOT_CONNECTED
from messenger.relay.state import Peer, Person

MAX_REALNAME_BYTES = 150


def ping(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if not message.params:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "PING")
    reply.pong(message.params[0])


def pong(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """Any line shows that the peer lives; this one says nothing more."""


def away(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """AWAY [<why>]; "*" for no reason worth telling (IRCv3 draft/pre-away, before login too)."""
    if not peer.is_in and not peer.has(caps.PRE_AWAY):
        raise refusal(numerics.ERR_NOTREGISTERED)
    reason = cut(message.params[0] if message.params else "", hub.config.limits.away_length)
    if reason == "*" and peer.has(caps.PRE_AWAY):
        reason = speech.NOT_HERE
    peer.away = reason
    reply.numeric(numerics.RPL_NOWAWAY if reason else numerics.RPL_UNAWAY)
    if peer.is_in:
        settle(hub, peer.person, peer)


def settle(hub: Hub, person: Person, actor: Peer | None = None) -> None:
    """Somebody is away who is so at all devices, for the reason that was given last.

    actor: the device that told it; None: another has come or gone. Who has none is away, too.
    """
    reasons = [peer.away for peer in person.peers]
    before, now = person.away, "" if reasons else NOT_CONNECTED
    if reasons and all(reasons):
        now = actor.away if actor else before if before in reasons else reasons[-1]
    now = now if not now or now == before else speech.excuse(hub, person, now)
    if now == before or not person.is_in:
        return
    person.away = now
    event = hub.event(person.source, "AWAY", *((now,) if now else ()))
    hub.tell_neighbours(person, event, actor)
    monitor.changed(hub, person, event)


def setname(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """source: IRCv3 setname."""
    name = message.params[0]
    if not name or len(name.encode("utf-8", "replace")) > MAX_REALNAME_BYTES:
        raise Refused("INVALID_REALNAME", "This can't be a name here")
    if name != peer.person.realname:
        speech.check_oneself(hub, peer.person, "CANNOT_CHANGE_REALNAME")
    peer.person.realname = name
    hub.unsettle(peer.person)
    event = hub.event(peer.person.source, "SETNAME", name)
    if peer.has(caps.SETNAME):
        reply.event(event)
    hub.tell_neighbours(peer.person, event, peer)
    monitor.changed(hub, peer.person, event)


def quit_(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    reason = message.params[0] if message.params else ""
    reply.error(f"Closing link: {reason or 'bye'}")
    reason = speech.farewell(hub, peer.person, None, reason)
    reply.finish()
    reply.settled = True
    hub.close(peer, reason, tell=False)
