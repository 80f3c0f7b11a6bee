"""NICK, USER, PASS, and the welcome when all is told.

source: RFC 2812 section 3.1; "Modern IRC Client Protocol", Connection Registration.
"""

import hmac

from messenger.errors import Refused
from messenger.irc import names, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.access import bans, speech
from messenger.relay.access.accounts import is_service
from messenger.relay.handlers import catching_up, devices, lesson, monitor, welcome
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut, one_word
from messenger.relay.output.reply import Reply
from messenger.relay.state import Login, Peer, Person, Stage

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
        peer.login.wanted, peer.login.is_held = wanted, False
    _make_room(hub, peer, wanted)
    if not hub.people.is_free(wanted, peer.person):
        if devices.may_be_own(hub, peer, wanted):
            devices.hold(hub, peer)
            return
        _note_owned(hub, peer, wanted)
        raise refusal(numerics.ERR_NICKNAMEINUSE, wanted)
    if peer.login is not None:
        # Whose it is, `advance` looks: SASL may come after NICK.
        hub.people.take(peer.person, wanted)
    elif not hub.accounts.may_use(wanted, peer.person):
        raise _reserved(wanted)
    elif wanted != peer.person.nick:
        if names.fold(wanted) != names.fold(peer.person.account):  # back to one's own is no word
            speech.check_oneself(hub, peer.person, numerics.ERR_NONICKCHANGE, wanted)
        rename(hub, peer, wanted, reply)


def _note_owned(hub: Hub, peer: Peer, wanted: str) -> None:
    """It may be its own: who comes back without SASL can show it to NickServ afterwards."""
    owner = hub.accounts.owner(wanted)
    if peer.login is not None and owner is not None and not peer.asked_name:
        peer.asked_name = owner.name if names.fold(owner.name) == names.fold(wanted) else ""


def _reserved(wanted: str) -> Refused:
    words = "This name is somebody's own: log in with its password, or take another"
    return Refused(numerics.ERR_NICKNAMEINUSE, wanted, words)


def _make_room(hub: Hub, peer: Peer, wanted: str) -> None:
    """Somebody who has not come in yet can't keep a name from its owner."""
    other = hub.people.by_nick.get(names.fold(wanted))
    owner = hub.accounts.owner(wanted)
    if owner is None and other is not None and peer.person.is_host and not other.is_host:
        if not other.is_in and not hub.accounts.may_use(wanted, other):
            _take_away(hub, other)
        return
    if other is None or other is peer.person or other.is_in or owner is None:
        return
    is_owner = peer.person.account_id == owner.id
    if is_owner and not devices.hold_back(hub, other) and other.account_id != owner.id:
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
    person.forget_lanes()
    hub.unsettle(person)
    if not folds:
        monitor.went(hub, before)
        monitor.came(hub, person)
    lesson.follow(hub, person, identity)


def advance(hub: Hub, peer: Peer) -> None:
    """Log the peer in if everything needed is told."""
    login = peer.login
    if login is None or peer.is_gone or login.negotiating or peer.busy:
        return
    if not (peer.person.nick or login.is_held) or not login.username:
        return
    own = devices.own_presence(hub, peer)
    if own is None and not _has_name(hub, peer, login):
        return
    if not _is_admitted(hub, peer, login, own.nick if own else peer.person.nick):
        return
    reply = Reply(hub, peer, "USER")
    if peer.sasl is not None:  # it came in without waiting for the login to its account
        peer.sasl = None
        reply.numeric(numerics.ERR_SASLABORTED)
    if own is not None and len(own.peers) >= devices.MAX_DEVICES:
        hub.close(peer, "Too many devices of this account are here")
        return
    if own is not None:
        devices.attach(hub, peer, own, reply)
        return
    enter(hub, peer)
    welcome.welcome(hub, peer, reply)
    reply.finish()
    monitor.came(hub, peer.person)
    lesson.came(hub, peer)
    catching_up.catch_up(hub, peer)


def _has_name(hub: Hub, peer: Peer, login: Login) -> bool:
    """Whether the name it wants can be its own; if not, it is told."""
    if login.is_held:
        login.is_held = False
        _make_room(hub, peer, login.wanted)
        if not hub.people.is_free(login.wanted, peer.person):
            _note_owned(hub, peer, login.wanted)
            reply = Reply(hub, peer, "NICK")
            reply.refuse(refusal(numerics.ERR_NICKNAMEINUSE, login.wanted))
            reply.finish()
            return False
        hub.people.take(peer.person, login.wanted)
    if not hub.accounts.may_use(peer.person.nick, peer.person):
        _note_owned(hub, peer, peer.person.nick)
        _take_away(hub, peer.person)
        return False
    return True


def _is_admitted(hub: Hub, peer: Peer, login: Login, nick: str) -> bool:
    """Whether it may come in at all; if not, it is sent away."""
    reply = Reply(hub, peer, "USER")
    ban = bans.against_person(hub, f"{nick}!{login.username}@{peer.host}")
    wanted = hub.config.server.password
    if wanted and not peer.person.is_host and not _same(login.password, wanted):
        reply.refuse(refusal(numerics.ERR_PASSWDMISMATCH))
        reason = "The password is wrong"
    elif ban is not None:
        reply.text(numerics.ERR_YOUREBANNEDCREEP, ban.sentence())
        reason = ban.sentence()
    else:
        return True
    reply.finish()
    hub.close(peer, reason)
    return False


def enter(hub: Hub, peer: Peer) -> None:
    """From here on the peer is somebody."""
    person = peer.person
    if peer.login is not None:
        person.username, person.realname = peer.login.username, peer.login.realname
    person.host = peer.host
    person.away = speech.excuse(hub, person, peer.away)
    peer.login, peer.stage = None, Stage.IN
    hub.come_in(person)
    wanted = set(hub.config.server.default_user_modes) & set(isupport.OWN_MODES)
    modes = "".join(sorted(wanted | ({"o"} if person.is_host else set())))
    hub.people.set_modes(person, modes)
    hub.people.connected += 1
