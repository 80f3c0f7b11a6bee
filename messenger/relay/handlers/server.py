"""About the relay itself: MOTD, LUSERS, VERSION, TIME, INFO, ADMIN, LINKS."""

from collections.abc import Callable
from datetime import UTC, datetime

from messenger.irc import caps, names, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer

INFO = (
    "Messenger: a room that anybody can open in ten seconds, that any program can join,",
    "and that loses nothing.",
)


def utc(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def send_motd(hub: Hub, reply: Reply) -> None:
    if not hub.motd:
        reply.numeric(numerics.ERR_NOMOTD)
        return
    reply.text(numerics.RPL_MOTDSTART, f"- {hub.name} Message of the day -")
    for line in hub.motd:
        reply.text(numerics.RPL_MOTD, "- " + line)
    reply.numeric(numerics.RPL_ENDOFMOTD)


def send_lusers(hub: Hub, reply: Reply) -> None:
    people = hub.people.logged_in
    unknown = len(hub.peers) - hub.people.connected
    invisible, operators = len(hub.people.with_mode("i")), len(hub.people.with_mode("o"))
    reply.text(
        numerics.RPL_LUSERCLIENT,
        f"There are {people - invisible} users and {invisible} invisible on 1 servers",
    )
    reply.numeric(numerics.RPL_LUSEROP, str(operators))
    reply.numeric(numerics.RPL_LUSERUNKNOWN, str(unknown))
    reply.numeric(numerics.RPL_LUSERCHANNELS, str(len(hub.roster.rooms)))
    reply.text(numerics.RPL_LUSERME, f"I have {people} clients and 1 servers")
    most = str(hub.people.most)
    for code, word in ((numerics.RPL_LOCALUSERS, "local"), (numerics.RPL_GLOBALUSERS, "global")):
        reply.text(code, str(people), most, f"Current {word} users {people}, max {most}")


def _check_server(hub: Hub, message: Message) -> None:
    """A server may be named; there is only this one."""
    named = message.params[0] if message.params else ""
    if named and names.fold(named) != names.fold(hub.name) and not hub.people.find(named):
        raise refusal(numerics.ERR_NOSUCHSERVER, named)


def _about_this_server(
    answer: Callable[[Hub, Reply], None],
) -> Callable[[Hub, Peer, Message, Reply], None]:
    def handler(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
        _check_server(hub, message)
        answer(hub, reply)

    return handler


def _version(hub: Hub, reply: Reply) -> None:
    reply.text(numerics.RPL_VERSION, isupport.SOFTWARE, hub.name, hub.config.server.description)
    isupport.send(hub, reply)


def _time(hub: Hub, reply: Reply) -> None:
    reply.text(numerics.RPL_TIME, hub.name, utc(hub.wall_ms))


def _info(hub: Hub, reply: Reply) -> None:
    for line in (*INFO, isupport.SOFTWARE, f"Up since {utc(hub.started_ms)}"):
        reply.text(numerics.RPL_INFO, line)
    reply.numeric(numerics.RPL_ENDOFINFO)


def _admin(hub: Hub, reply: Reply) -> None:
    reply.text(numerics.RPL_ADMINME, hub.name, "Administrative info")
    reply.text(numerics.RPL_ADMINLOC1, hub.config.server.network)
    reply.text(numerics.RPL_ADMINLOC2, hub.config.server.description)
    reply.text(numerics.RPL_ADMINEMAIL, "Ask the host of this relay, in #lobby")


admin = _about_this_server(_admin)
info = _about_this_server(_info)
lusers = _about_this_server(send_lusers)
motd = _about_this_server(send_motd)
time = _about_this_server(_time)
version = _about_this_server(_version)


def isupport_(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """source: IRCv3 draft/extended-isupport."""
    if not peer.is_in and not peer.has(caps.EXTENDED_ISUPPORT):
        raise refusal(numerics.ERR_NOTREGISTERED)
    isupport.send(hub, reply)


def links(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """How relays hang together is for operators only; others get an empty list."""
    if peer.person.is_operator:
        reply.text(numerics.RPL_LINKS, hub.name, hub.name, f"0 {hub.config.server.description}")
    reply.numeric(numerics.RPL_ENDOFLINKS, "*")
