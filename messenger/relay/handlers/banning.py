"""KLINE, DLINE and their ends: operators ban names, people and addresses from the relay."""

import ipaddress
from dataclasses import dataclass, replace

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.names import display_name
from messenger.irc.numerics import refusal
from messenger.relay.access import bans, masks
from messenger.relay.access.bans import Ban
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Person
from messenger.relay.upkeep import audit

MAX_REASON_BYTES = 200
ITS_HOST = "That would keep out who looks after the relay, too"
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What an operator typed: [minutes] mask [reason]. typed: the mask before it was completed."""

    minutes: int
    mask: str
    reason: str
    typed: str


def kline(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """KLINE [<minutes>] <nick, user@host or nick!user@host> [<reason>]; alone: the list."""
    _check(peer)
    if not message.params:
        _list(hub, peer, bans.PEOPLE, reply)
        return
    wish = _wish(message)
    mask = masks.complete(wish.mask)
    if not mask.strip("*?!@."):
        raise Refused("INVALID_MASK", wish.mask, "That would ban everybody")
    if any(_is_meant(one, mask) for one in hub.people.with_mode("o")):
        raise Refused("INVALID_MASK", mask, ITS_HOST)
    _ban(hub, peer, bans.PEOPLE, replace(wish, mask=mask), reply)
    for other in list(hub.people.by_nick.values()):
        if other.is_in and not other.is_operator and _is_meant(other, mask):
            hub.close_person(other, f"You are banned from this relay: {wish.reason}")


def _is_meant(person: Person, mask: str) -> bool:
    """Also when only one of its devices is where the mask says."""
    name = f"{person.nick}!{person.username}@"
    sources = {person.source, *(name + peer.host for peer in person.peers)}
    return any(masks.matches(mask, source) for source in sources)


def dline(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """DLINE [<minutes>] <address or network> [<reason>]; alone: the list."""
    _check(peer)
    if not message.params:
        _list(hub, peer, bans.ADDRESSES, reply)
        return
    wish = _wish(message)
    mask = _network(wish.mask)
    network = ipaddress.ip_network(mask)
    for one in hub.people.with_mode("o"):
        if any(bans.is_in(network, own.host) for own in one.peers):
            raise Refused("INVALID_MASK", mask, ITS_HOST)
    _ban(hub, peer, bans.ADDRESSES, replace(wish, mask=mask), reply)
    for other in list(hub.peers.values()):
        if not other.person.is_operator and bans.against_address(hub, other.host):
            hub.close(other, f"You are banned from this relay: {wish.reason}")


def unkline(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    _check(peer)
    _lift(hub, peer, bans.PEOPLE, masks.complete(message.params[0]), reply)


def undline(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    _check(peer)
    _lift(hub, peer, bans.ADDRESSES, _network(message.params[0]), reply)


def _check(peer: Peer) -> None:
    if not peer.person.is_operator:
        raise refusal(numerics.ERR_NOPRIVILEGES)


def _wish(message: Message) -> Wish:
    words = list(message.params)
    minutes = int(words.pop(0)) if words[0].isascii() and words[0].isdigit() else 0
    if not words or not words[0]:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, message.command)
    reason = cut(" ".join(words[1:]), MAX_REASON_BYTES) or "No reason given"
    return Wish(min(minutes, 10_000_000), words[0], reason, words[0])


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise Refused("INVALID_MASK", text, "That is no address and no network") from error
    if not network.prefixlen:
        raise Refused("INVALID_MASK", text, "That would ban everybody")
    return str(network)


def _ban(hub: Hub, peer: Peer, kind: str, wish: Wish, reply: Reply) -> None:
    until_ms = hub.wall_ms + wish.minutes * _MINUTE_MS if wish.minutes else 0
    if not bans.add(
        hub, Ban(kind, wish.mask, peer.person.nick, hub.wall_ms, until_ms, wish.reason)
    ):
        raise Refused("TOO_MANY_BANS", f"There are {bans.MAX_BANS} already")
    reply.needs_disk(wish.mask)
    audit.note(peer, "banned", wish.mask, f"for {wish.minutes} min" if wish.minutes else "")
    other = hub.people.find(wish.typed)
    name = display_name(other.nick, other.realname) if other else wish.typed
    shown = name if peer.has(caps.LESSON) else wish.mask
    reply.send("NOTICE", peer.person.nick, f"{shown} is banned")


def _lift(hub: Hub, peer: Peer, kind: str, mask: str, reply: Reply) -> None:
    if not bans.remove(hub, kind, mask):
        raise Refused("NO_SUCH_BAN", mask, "Nobody is banned by this")
    reply.needs_disk(mask)
    audit.note(peer, "lifted the ban of", mask)
    reply.send("NOTICE", peer.person.nick, f"{mask} is no longer banned")


def _list(hub: Hub, peer: Peer, kind: str, reply: Reply) -> None:
    found = list(bans.all_of(hub, kind))
    for ban in found:
        left = (ban.until_ms - hub.wall_ms) // _MINUTE_MS + 1
        span = f"for {left} more minutes" if ban.until_ms else "for ever"
        reply.send("NOTICE", peer.person.nick, f"{ban.mask} by {ban.by} {span}: {ban.reason}")
    reply.send("NOTICE", peer.person.nick, f"{len(found)} bans")
