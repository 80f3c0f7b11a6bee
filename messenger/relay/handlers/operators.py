"""Looking after the whole relay: OPER, KILL, WALLOPS."""

import hmac

from messenger.irc import numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.handlers import lesson, own_modes
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Person
from messenger.relay.upkeep import audit


def oper(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    name, given = message.params[:2]
    limited = hub.config.limits.enabled
    if limited and hub.oper_tries.is_closed(peer.origin, hub.now):
        raise refusal(numerics.ERR_PASSWDMISMATCH)
    secrets = [row.password for row in hub.config.operators if row.name == name and row.password]
    if not any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets):
        hub.oper_tries.count(peer.origin, hub.now)
        audit.note(peer, "failed to become an operator")
        raise refusal(numerics.ERR_PASSWDMISMATCH)
    audit.note(peer, "became an operator as", name)
    _become(hub, peer.person, peer)
    reply.numeric(numerics.RPL_YOUREOPER)
    reply.send("MODE", peer.person.nick, "+o", source=peer.person.nick)
    lesson.became_operator(hub, peer.person)


def _become(hub: Hub, person: Person, by: Peer) -> None:
    """An operator on all devices, by one of them, which is told by its reply."""
    if not person.is_operator:
        hub.people.set_modes(person, "".join(sorted({*person.modes, "o"})))
        person.forget_lanes()
        own_modes.show(hub, person, "+o", by)


def become_host(hub: Hub, person: Person, by: Peer) -> None:
    """One of somebody's devices has shown that it hosts this relay."""
    person.is_host = True
    _become(hub, person, by)
    lesson.became_operator(hub, person)


def _check(peer: Peer) -> None:
    if not peer.person.is_operator:
        raise refusal(numerics.ERR_NOPRIVILEGES)


def kill(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """KILL <nick> [<reason>]: send somebody away from the relay."""
    _check(peer)
    other = hub.people.find(message.params[0])
    if other is None:
        raise refusal(numerics.ERR_NOSUCHNICK, message.params[0])
    reason = (message.params[1] if len(message.params) > 1 else "") or "No reason"
    audit.note(peer, "killed", other.source)
    hub.tell(hub.event(peer.person.source, "KILL", other.nick, reason), (other,))
    if other is peer.person:
        reply.finish()
        reply.settled = True
    hub.close_person(other, f"Killed by {peer.person.nick}: {reason}")


def wallops(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """To all who asked for such words with MODE +w."""
    _check(peer)
    event = hub.event(peer.person.source, "WALLOPS", message.params[0])
    readers = [other for reader in hub.people.with_mode("w") for other in reader.peers]
    if peer in readers:
        readers.remove(peer)
        reply.event(event)
    hub.tell_peers(event, readers)
