"""Commands as rows of a table; `run_command` makes every common check, here and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from messenger.errors import Refused
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.handlers import (
    approval,
    banning,
    channels,
    chanserv,
    gateways,
    helping,
    history,
    identity,
    lesson,
    log_in,
    messages,
    metadata,
    moderation,
    modes,
    monitor,
    multiline,
    negotiation,
    nickserv,
    operators,
    people,
    presence,
    read_marker,
    redaction,
    registration,
    renaming,
    sasl,
    search,
    server,
    who,
)
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer

MAX_LABEL_BYTES = 64


@dataclass(frozen=True, slots=True)
class Command:
    """handler: does it, or raises Refused. before_login: allowed then too."""

    handler: Callable[[Hub, Peer, Message, Reply], None]
    min_params: int = 0
    before_login: bool = False


COMMANDS: Mapping[str, Command] = {
    "ADMIN": Command(server.admin),
    "APPROVE": Command(approval.approve, min_params=1),
    "AUTHENTICATE": Command(sasl.authenticate, min_params=1, before_login=True),
    "AWAY": Command(presence.away, before_login=True),
    "BATCH": Command(multiline.batch, min_params=1),
    "CAP": Command(negotiation.cap, min_params=1, before_login=True),
    "CHANSERV": Command(chanserv.SERVICE.alias),
    "CHATHISTORY": Command(history.chathistory, min_params=1),
    "CS": Command(chanserv.SERVICE.alias),
    "DLINE": Command(banning.dline),
    "HAND": Command(lesson.hand),
    "HELD": Command(approval.held),
    "HELP": Command(helping.help_),
    "HELPOP": Command(helping.help_),
    "IDENTITY": Command(identity.identity, min_params=1),
    "INFO": Command(server.info),
    "INVITE": Command(moderation.invite),
    "ISON": Command(people.ison, min_params=1),
    "ISUPPORT": Command(server.isupport_, before_login=True),
    "JOIN": Command(channels.join, min_params=1),
    "KICK": Command(moderation.kick, min_params=2),
    "KILL": Command(operators.kill, min_params=1),
    "KLINE": Command(banning.kline),
    "LESSON": Command(lesson.lesson_),
    "LINKS": Command(server.links),
    "LIST": Command(channels.list_),
    "LUSERS": Command(server.lusers),
    "MARKREAD": Command(read_marker.markread),
    "METADATA": Command(metadata.metadata, min_params=2, before_login=True),
    "MODE": Command(modes.mode, min_params=1),
    "MONITOR": Command(monitor.monitor, min_params=1),
    "MOTD": Command(server.motd),
    "MUTE": Command(lesson.mute),
    "NAMES": Command(channels.names),
    "NICK": Command(log_in.nick, before_login=True),
    "NICKSERV": Command(nickserv.SERVICE.alias),
    "NOTICE": Command(messages.notice),
    "NS": Command(nickserv.SERVICE.alias),
    "OPER": Command(operators.oper, min_params=2),
    "PART": Command(channels.part, min_params=1),
    "PASS": Command(log_in.password, min_params=1, before_login=True),
    "PING": Command(presence.ping, before_login=True),
    "PONG": Command(presence.pong, before_login=True),
    "PRIVMSG": Command(messages.privmsg),
    "PROXY": Command(gateways.proxy, min_params=1, before_login=True),
    "QUIT": Command(presence.quit_, before_login=True),
    "REDACT": Command(redaction.redact, min_params=2),
    "REGISTER": Command(registration.register, min_params=3, before_login=True),
    "REJECT": Command(approval.reject, min_params=1),
    "RENAME": Command(renaming.rename, min_params=2),
    "SEARCH": Command(search.search, min_params=1),
    "SETNAME": Command(presence.setname, min_params=1),
    "TAGMSG": Command(messages.tagmsg),
    "TALKS": Command(lesson.talks, min_params=1),
    "TIME": Command(server.time),
    "TOPIC": Command(moderation.topic, min_params=1),
    "UNDLINE": Command(banning.undline, min_params=1),
    "UNKLINE": Command(banning.unkline, min_params=1),
    "UNMUTE": Command(lesson.unmute, min_params=1),
    "USER": Command(log_in.user, min_params=4, before_login=True),
    "USERHOST": Command(people.userhost, min_params=1),
    "VERIFY": Command(registration.verify, min_params=2, before_login=True),
    "VERSION": Command(server.version),
    "WALLOPS": Command(operators.wallops, min_params=1),
    "WEBIRC": Command(gateways.webirc, min_params=4, before_login=True),
    "WHO": Command(who.who),
    "WHOIS": Command(people.whois),
    "WHOWAS": Command(people.whowas),
}


def run_command(hub: Hub, peer: Peer, message: Message) -> None:
    """Check what is common to all commands, run the one asked for, and send its reply."""
    label = message.tags.get("label", "") if peer.has(caps.LABELED_RESPONSE) else ""
    if len(label.encode("utf-8", "replace")) > MAX_LABEL_BYTES:
        label = ""
    reply = Reply(hub, peer, message.command, label)
    try:
        _checked(peer, message).handler(hub, peer, message, reply)
    except Refused as refused:
        reply.refuse(refused)
    except Exception:  # a fault of ours must not take the others down with it
        reply.failed()
    reply.finish()
    if peer.login is not None and not peer.is_gone:
        log_in.advance(hub, peer)


def _checked(peer: Peer, message: Message) -> Command:
    command = COMMANDS.get(message.command)
    if not peer.is_in and not (command and command.before_login):
        raise refusal(numerics.ERR_NOTREGISTERED)
    if command is None:
        raise refusal(numerics.ERR_UNKNOWNCOMMAND, message.command[:64])
    if len(message.params) < command.min_params:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, message.command)
    return command
