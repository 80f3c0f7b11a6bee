"""NickServ: the same accounts for clients that know no SASL and no REGISTER, in words.

Nothing said to it is passed on or kept.
"""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.relay.access.accounts import NICKSERV, check_password, is_safe
from messenger.relay.handlers import log_in, registration
from messenger.relay.handlers.signing_in import ask, drop_account, sign_in, sign_out
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import KnownAccount, NewSecret, PasswordCheck, SecretRow
from messenger.store.hashing import Credentials

HELP = (
    "NickServ looks after names. Say to it, with /msg NickServ:",
    "REGISTER <password> [<e-mail>]   make the name you have yours",
    "IDENTIFY [<name>] <password>     log in",
    "LOGOUT                           log out",
    "REGAIN <your name>               end a lost connection of yours that still has the name",
    "SET PASSWORD <new password>      change the password, or set one",
    "DROP <your name>                 give the name up",
)


def is_nickserv(name: str) -> bool:
    """Also with the server behind it, as some clients write it to be sure."""
    return fold(name.partition("@")[0]) == fold(NICKSERV)


def alias(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """NICKSERV <words> and NS <words>: what clients with such a command send."""
    told(hub, peer, " ".join(message.params), reply)


def told(hub: Hub, peer: Peer, text: str, reply: Reply) -> None:
    """Somebody says something to NickServ."""
    reply.voice = f"{NICKSERV}!services@{hub.name}"
    words = text.split()
    step = STEPS.get(words[0].upper()) if words else None
    try:
        if not hub.accounts.is_open:
            raise Refused("", "There are no accounts here.")
        if step is None:
            raise Refused("", "I don't know this. Say HELP to me.")
        step(hub, peer, words[1:], reply)
    except Refused as refused:
        reply.refuse(refused)


def _help(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    for line in HELP:
        reply.say(line)


def _identify(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    if not 1 <= len(words) <= 2:
        raise Refused("", "Say: IDENTIFY [<name>] <password>")
    name, password = words if len(words) == 2 else (peer.nick, words[0])
    if not is_safe(peer):
        raise Refused("", "Others can read this line, and now your password: use TLS.")
    if not hub.accounts.may_try(peer, name, hub.now):
        raise Refused("", "Too many tries: wait a minute.")

    def then(account: KnownAccount | None) -> None:
        if account is None:
            raise Refused("", "Name or password is wrong.")
        hub.accounts.was_right(peer, name)
        sign_in(hub, peer, account, reply)
        reply.say(f"You are logged in as {account.name} now.")

    ask(reply, PasswordCheck(name, password, hub.config.accounts.fast_hash), then)


def _register(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    if not 1 <= len(words) <= 2:
        raise Refused("", "Say: REGISTER <password> [<e-mail>]")
    email = words[1] if len(words) == 2 else "*"
    message = Message("REGISTER", ("*", email, words[0]))
    registration.register(hub, peer, message, reply)


def _logout(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    _check_account(peer)
    sign_out(hub, peer, reply)


def _set(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    _check_account(peer)
    if len(words) != 2 or words[0].upper() != "PASSWORD":
        raise Refused("", "Say: SET PASSWORD <new password>")
    if not is_safe(peer):
        raise Refused("", "Others can read this line: use TLS.")
    name, account_id = peer.account, peer.account_id
    check_password(hub.config, name, words[1])

    def then(credentials: Credentials) -> None:
        hub.turn.rows.append(SecretRow(account_id, credentials, hub.wall_ms))
        reply.durable = True
        hub.refuse_unstored(peer, reply.unstored(name))
        reply.say("This is your password from now on.")

    ask(reply, NewSecret(name, words[1], hub.config.accounts.fast_hash), then)


def _drop(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    _check_account(peer)
    if len(words) != 1 or fold(words[0]) != fold(peer.account):
        raise Refused("", f"To give your name up for ever, say: DROP {peer.account}")
    drop_account(hub, peer.account_id, peer.account)
    reply.say("Your account is deleted, the name is free.")


def _regain(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """For who comes back before the relay has noticed that the old connection is dead."""
    _check_account(peer)
    other = hub.people.find(words[0]) if len(words) == 1 else None
    if other is None or other is peer:
        raise Refused("", "Nobody else has this name: take it with NICK.")
    if other.account_id != peer.account_id:
        raise Refused("", "This is not you.")
    hub.close(other, "You have come in by another connection")
    log_in.rename(hub, peer, other.nick, reply)


def _check_account(peer: Peer) -> None:
    if not peer.account:
        raise Refused("", "You are not logged in to an account.")


STEPS: Mapping[str, Callable[[Hub, Peer, list[str], Reply], None]] = {
    "DROP": _drop,
    "GHOST": _regain,
    "HELP": _help,
    "ID": _identify,
    "IDENTIFY": _identify,
    "LOGOUT": _logout,
    "REGAIN": _regain,
    "REGISTER": _register,
    "SET": _set,
}
