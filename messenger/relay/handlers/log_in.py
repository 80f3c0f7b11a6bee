"""NICK, USER, PASS, and the welcome when all is told.

source: RFC 2812 section 3.1; "Modern IRC Client Protocol", Connection Registration.
"""

import hmac

from messenger.errors import Refused
from messenger.irc import names, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.access import bans
from messenger.relay.access.accounts import is_service
from messenger.relay.handlers import lesson, monitor, server
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut, one_word
from messenger.relay.output.reply import Reply
from messenger.relay.registry import metadata
from messenger.relay.state import Peer, Person, Stage
from messenger.relay.upkeep import retention

MAX_REALNAME_BYTES = 150
MAX_USERNAME_BYTES = 16
HOST_PREFIX = "host:"


def password(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if peer.login is None:
        raise refusal(numerics.ERR_ALREADYREGISTERED)
    given = message.params[0]
    if hub.host_secret and _same(given.removeprefix(HOST_PREFIX), hub.host_secret):
        peer.person.is_host = True
    else:
        peer.login.password = given


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def user(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if peer.login is None:
        raise refusal(numerics.ERR_ALREADYREGISTERED)
    letters = [letter for letter in message.params[0] if letter.isalnum() or letter in "-_."]
    peer.login.username = cut("".join(letters), MAX_USERNAME_BYTES) or "user"
    if not message.params[3]:
        raise refusal(numerics.ERR_NEEDMOREPARAMS, "USER")
    peer.login.realname = cut(message.params[3], MAX_REALNAME_BYTES)


def nick(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """Take a name, at login or later."""
    wanted = message.params[0] if message.params else ""
    if not wanted:
        raise refusal(numerics.ERR_NONICKNAMEGIVEN)
    if not names.valid_nick(wanted, hub.config.limits.nick_length):
        raise refusal(numerics.ERR_ERRONEUSNICKNAME, one_word(wanted))
    if is_service(wanted):
        raise refusal(numerics.ERR_ERRONEUSNICKNAME, wanted)
    if peer.login is not None:
        peer.login.wanted = wanted
    _make_room(hub, peer, wanted)
    if not hub.people.is_free(wanted, peer.person):
        raise refusal(numerics.ERR_NICKNAMEINUSE, wanted)
    if peer.login is not None:
        # Whose it is, `advance` looks: SASL may come after NICK.
        hub.people.take(peer.person, wanted)
    elif not hub.accounts.may_use(wanted, peer.person):
        raise _reserved(wanted)
    elif wanted != peer.person.nick:
        rename(hub, peer, wanted, reply)


def _reserved(wanted: str) -> Refused:
    words = "This name is registered: log in with its password, or take another"
    return Refused(numerics.ERR_NICKNAMEINUSE, wanted, words)


def _make_room(hub: Hub, peer: Peer, wanted: str) -> None:
    """Somebody who has not come in yet can't keep a name from its owner."""
    other = hub.people.by_nick.get(names.fold(wanted))
    owner = hub.accounts.owner(wanted)
    if (
        other is not None
        and other is not peer.person
        and not other.is_in
        and owner is not None
        and peer.person.account_id == owner.id != other.account_id
    ):
        _take_away(hub, other)


def _take_away(hub: Hub, person: Person) -> None:
    """Before login: the name belongs to somebody else's account."""
    wanted = person.nick
    hub.people.release(person)
    person.rename("")
    for peer in person.peers:
        reply = Reply(hub, peer, "NICK")
        reply.refuse(_reserved(wanted))
        reply.finish()


def rename(hub: Hub, peer: Peer, wanted: str, reply: Reply) -> None:
    """Change the nick of somebody logged in, and tell who should know."""
    person = peer.person
    hub.close_blocks_of(person)
    identity = hub.identity(person)
    folds = names.fold(wanted) == names.fold(person.nick)
    before, old_source = person.nick, person.source
    event = hub.event(old_source, "NICK", wanted)
    for room in person.rooms.values():
        event = hub.kept_event(old_source, "NICK", wanted)
        hub.roster.remember(room, hub.store(room.key, event, (wanted,)))
    reply.event(event)
    hub.tell_neighbours(person, event, peer)
    if not folds:
        hub.people.remember(person, hub.wall_ms)
        person.since_ms, person.talks = hub.wall_ms, None
    hub.people.take(person, wanted)
    if not folds:
        monitor.went(hub, before)
        monitor.came(hub, person)
    lesson.follow(hub, person, identity)


def advance(hub: Hub, peer: Peer) -> None:
    """Log the peer in if everything needed is told."""
    login = peer.login
    if login is None or peer.is_gone or login.negotiating or peer.busy:
        return
    if not peer.person.nick or not login.username:
        return
    if not hub.accounts.may_use(peer.person.nick, peer.person):
        _take_away(hub, peer.person)
        return
    wanted = hub.config.server.password
    if wanted and not peer.person.is_host and not _same(login.password, wanted):
        reply = Reply(hub, peer, "PASS")
        reply.refuse(refusal(numerics.ERR_PASSWDMISMATCH))
        reply.finish()
        hub.close(peer, "The password is wrong")
        return
    ban = bans.against_person(hub, f"{peer.person.nick}!{login.username}@{peer.host}")
    if ban is not None:
        reply = Reply(hub, peer, "USER")
        reply.text(numerics.ERR_YOUREBANNEDCREEP, ban.sentence())
        reply.finish()
        hub.close(peer, ban.sentence())
        return
    enter(hub, peer)
    reply = Reply(hub, peer, "USER")
    if peer.sasl is not None:  # it came in without waiting for the login to its account
        peer.sasl = None
        reply.numeric(numerics.ERR_SASLABORTED)
    welcome(hub, peer, reply)
    reply.finish()
    monitor.came(hub, peer.person)
    lesson.came(hub, peer)


def enter(hub: Hub, peer: Peer) -> None:
    """From here on the peer is somebody."""
    person = peer.person
    if peer.login is not None:
        person.username, person.realname = peer.login.username, peer.login.realname
    person.host = peer.host
    person.rename(person.nick)
    peer.login, peer.stage, person.is_in = None, Stage.IN, True
    person.signon_ms = person.since_ms = hub.wall_ms
    person.spoke_at = hub.now
    wanted = set(hub.config.server.default_user_modes) & set(isupport.OWN_MODES)
    person.modes = "".join(sorted(wanted | ({"o"} if person.is_host else set())))
    hub.people.logged_in += 1
    hub.people.most = max(hub.people.most, hub.people.logged_in)


def welcome(hub: Hub, peer: Peer, reply: Reply) -> None:
    """001 to 005, the counts and the message of the day."""
    config = hub.config.server
    reply.text(numerics.RPL_WELCOME, f"Welcome to {config.network}, {peer.person.nick}")
    reply.text(numerics.RPL_YOURHOST, f"This is {hub.name}, running {isupport.SOFTWARE}")
    reply.text(numerics.RPL_CREATED, f"It has been up since {server.utc(hub.started_ms)}")
    reply.numeric(
        numerics.RPL_MYINFO, hub.name, isupport.SOFTWARE, isupport.USER_MODES,
        isupport.ROOM_MODES, isupport.ROOM_MODES_WITH_PARAMETER,
    )  # fmt: skip
    isupport.send(hub, reply)
    server.send_lusers(hub, reply)
    metadata.on_login(hub, peer, reply)
    server.send_motd(hub, reply)
    if kept := retention.sentence(hub):
        reply.send("NOTICE", peer.person.nick, kept)
    if peer.person.modes:
        reply.send("MODE", peer.person.nick, "+" + peer.person.modes, source=peer.person.nick)
