"""Who somebody is: WHOIS, WHOWAS, USERHOST, ISON."""

from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.irc.numerics import refusal
from messenger.relay.handlers import server
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import metadata
from messenger.relay.state import Peer, Person

_MAX_USERHOST = 5


def whois(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """WHOIS [<server>] <nick>"""
    if not message.params or not message.params[-1]:
        raise refusal(numerics.ERR_NONICKNAMEGIVEN)
    wanted = message.params[-1].split(",")[0]
    other = hub.people.find(wanted)
    if other:
        _describe(hub, peer, other, reply)
    else:
        reply.refuse(refusal(numerics.ERR_NOSUCHNICK, wanted))
    reply.numeric(numerics.RPL_ENDOFWHOIS, other.nick if other else wanted)


def _describe(hub: Hub, peer: Peer, other: Person, reply: Reply) -> None:
    nick = other.nick
    reply.text(numerics.RPL_WHOISUSER, nick, other.username, other.host, "*", other.realname)
    rooms = [
        (room.members[other] if peer.has(caps.MULTI_PREFIX) else room.members[other][:1])
        + room.name
        for room in other.rooms.values()
        if peer.person in room.members or peer.person.is_operator or not _hides(room.flags, other)
    ]
    reply.listed(numerics.RPL_WHOISCHANNELS, nick, words=rooms)
    reply.text(numerics.RPL_WHOISSERVER, nick, hub.name, hub.config.server.description)
    if other.account:
        reply.numeric(numerics.RPL_WHOISACCOUNT, nick, other.account)
    if other.is_operator:
        reply.numeric(numerics.RPL_WHOISOPERATOR, nick)
    if other.is_bot:
        reply.numeric(numerics.RPL_WHOISBOT, nick)
    if other.peers and all(device.is_secure for device in other.peers):
        reply.numeric(numerics.RPL_WHOISSECURE, nick)
    if peer.person is other or peer.person.is_operator:
        for device in other.peers:
            words = f"is connecting from *@{device.host} {device.address}"
            reply.text(numerics.RPL_WHOISHOST, nick, words)
        reply.text(numerics.RPL_WHOISMODES, nick, f"is using modes +{other.modes}")
    metadata.on_whois(hub, peer, other, reply)
    if other.away:
        reply.text(numerics.RPL_AWAY, nick, other.away)
    idle_s = int(hub.now - other.spoke_at)
    reply.numeric(numerics.RPL_WHOISIDLE, nick, str(idle_s), str(other.signon_ms // 1000))


def _hides(flags: set[str], other: Person) -> bool:
    return not flags.isdisjoint("sp") or "i" in other.modes


def whowas(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """WHOWAS <nick> [<count>]; a count of 0 or less means all."""
    if not message.params:
        raise refusal(numerics.ERR_NONICKNAMEGIVEN)
    wanted = message.params[0]
    number = message.params[1] if len(message.params) > 1 else ""
    count = int(number[:6]) if number.isascii() and number.isdigit() else 0
    found = [row for row in hub.people.former if fold(row.nick) == fold(wanted)]
    if not found:
        reply.refuse(refusal(numerics.ERR_WASNOSUCHNICK, wanted or "*"))
    for row in found[: count or len(found)]:
        reply.text(numerics.RPL_WHOWASUSER, row.nick, row.username, row.host, "*", row.realname)
        reply.text(numerics.RPL_WHOISSERVER, row.nick, hub.name, server.utc(row.left_ms))
    reply.numeric(numerics.RPL_ENDOFWHOWAS, wanted or "*")


def userhost(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    words = []
    for nick in message.params[:_MAX_USERHOST]:
        if other := hub.people.find(nick):
            star, sign = "*" * other.is_operator, "-" if other.away else "+"
            words.append(f"{other.nick}{star}={sign}{other.username}@{other.host}")
    reply.listed(numerics.RPL_USERHOST, words=words or ("",))


def ison(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    nicks = [nick for param in message.params for nick in param.split()]
    found = [other.nick for nick in nicks if (other := hub.people.find(nick))]
    reply.listed(numerics.RPL_ISON, words=found or ("",))
