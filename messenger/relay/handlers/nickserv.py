"""NickServ: the same accounts for clients that know no SASL and no REGISTER, in words."""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.relay.access.accounts import NICKSERV, is_safe
from messenger.relay.handlers import keys, log_in, nickserv_keys, nickserv_set, registration
from messenger.relay.handlers.services import Service
from messenger.relay.handlers.signing_in import check, check_change, sign_in, sign_out
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import KnownAccount, PasswordCheck

HELP = (
    "NickServ looks after names. Say to it, with /msg NickServ:",
    "REGISTER <password> [<e-mail>]   make the name you have yours",
    "IDENTIFY [<name>] <password>     log in",
    "LOGOUT                           log out",
    "REGAIN <your name>               end a lost connection of yours that still has the name",
    "SET PASSWORD <new password>      change the password, or set one",
    "SET ALWAYS-ON yes|no             stay in your rooms while you are not connected",
    "SET MULTICLIENT yes|no           be one person with all your devices",
    "KEYS                             what lets you in besides the password",
    "REVOKE <id>                      take one of these keys back",
    "CERT ADD [<fingerprint>]         log in by a TLS certificate (SASL EXTERNAL)",
    "CERT LIST, CERT DEL <fingerprint>",
    "DROP <your name>                 give the name up",
)


def _identify(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    if not 1 <= len(words) <= 2:
        raise Refused("", "Say: IDENTIFY [<name>] <password>")
    nick = peer.person.nick
    own = nick if hub.accounts.owner(nick) else peer.asked_name or nick
    name, password = words if len(words) == 2 else (own, words[0])
    if not is_safe(peer):
        raise Refused("", "Others can read this line, and now your password: use TLS.")
    if not hub.accounts.may_try(peer, name, hub.now):
        raise Refused("", "Too many tries: wait a minute.")

    def then(account: KnownAccount | None) -> None:
        if account is None:
            raise Refused("", "Name or password is wrong.")
        hub.accounts.was_right(peer, name)
        sign_in(hub, peer, account, reply, keys.id_of(password))
        reply.say(f"You are logged in as {account.name} now.")
        if fold(account.name) == fold(peer.asked_name):
            _take_name(hub, peer, account.name, reply)

    check(reply, PasswordCheck(name, password, hub.config.accounts.fast_hash), then)


def _take_name(hub: Hub, peer: Peer, name: str, reply: Reply) -> None:
    """The peer wanted its own name at login, and could not show yet that it is."""
    peer.asked_name = ""
    if fold(peer.person.nick) == fold(name):
        return
    if hub.people.is_free(name, peer.person):
        log_in.rename(hub, peer, name, reply)
    else:
        reply.say(f"Another connection of yours is called so. To end it, say: REGAIN {name}")


def _register(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    if not 1 <= len(words) <= 2:
        raise Refused("", "Say: REGISTER <password> [<e-mail>]")
    email = words[1] if len(words) == 2 else "*"
    message = Message("REGISTER", ("*", email, words[0]))
    registration.register(hub, peer, message, reply)


def _logout(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    keys.check_account(peer)
    check_change(hub, peer, "")
    sign_out(hub, peer.person, reply)


def _drop(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    keys.check_account(peer)
    if len(words) != 1 or fold(words[0]) != fold(peer.person.account):
        raise Refused("", f"To give your name up for ever, say: DROP {peer.person.account}")
    keys.delete(hub, peer, reply)
    reply.say("Your account is deleted, the name is free.")


def _regain(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """For who comes back before the relay has noticed that the old connection is dead."""
    keys.check_account(peer)
    other = hub.people.find(words[0]) if len(words) == 1 else None
    if other is None or other is peer.person:
        raise Refused("", "Nobody else has this name: take it with NICK.")
    if other.account_id != peer.person.account_id:
        raise Refused("", "This is not you.")
    hub.close_person(other, "You have come in by another connection")
    log_in.rename(hub, peer, other.nick, reply)


_STEPS: Mapping[str, Callable[[Hub, Peer, list[str], Reply], None]] = {
    "CERT": nickserv_keys.cert,
    "DROP": _drop,
    "GHOST": _regain,
    "ID": _identify,
    "IDENTIFY": _identify,
    "KEYS": nickserv_keys.list_keys,
    "LOGOUT": _logout,
    "REGAIN": _regain,
    "REGISTER": _register,
    "REVOKE": nickserv_keys.revoke,
    "SET": nickserv_set.set_,
}
SERVICE = Service(NICKSERV, HELP, _STEPS)
