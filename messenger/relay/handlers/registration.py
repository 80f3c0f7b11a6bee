"""REGISTER and VERIFY: make an account without leaving the client.

source: IRCv3 draft/account-registration.
"""

import re
import secrets
from dataclasses import replace

from messenger.errors import Refused
from messenger.irc.message import Message
from messenger.irc.names import fold, skeleton, valid_nick
from messenger.relay.access.accounts import check_password, is_safe, is_service
from messenger.relay.handlers.signing_in import ask, sign_in
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import (
    AccountRow,
    CodeCheck,
    KnownAccount,
    NewSecret,
    VerifiedRow,
)
from messenger.store.hashing import Credentials
from messenger.store.key_rows import ID_LETTERS

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_CODE_BYTES = 6


def register(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """REGISTER <account or *> <e-mail or *> <password>"""
    asked, email, password = message.params[:3]
    login = peer.login
    name = asked if asked != "*" else peer.person.nick or (login.wanted if login else "")
    shown = cut(name, 64) or "*"
    if not name:
        raise Refused("NEED_NICK", "*", "Choose a name first, with NICK")
    check_new(hub, peer, name, password, asked)
    if hub.config.accounts.email_required and not _EMAIL.fullmatch(email):
        raise Refused("INVALID_EMAIL", shown, "This relay asks for an e-mail address")
    if not hub.accounts.may_register(peer, hub.now):
        raise Refused("TEMPORARILY_UNAVAILABLE", shown, "Too many new accounts: try again later")
    create(hub, peer, name, email if email != "*" else "", password, reply)


def check_new(hub: Hub, peer: Peer, name: str, password: str, asked: str = "*") -> None:
    """Raise Refused if this peer can't have an account of this name. asked: as it was typed."""
    shown = cut(name, 64)
    if not hub.accounts.takes_new:
        raise Refused("TEMPORARILY_UNAVAILABLE", shown, "This relay takes no new accounts")
    if peer.person.account:
        raise Refused("ALREADY_AUTHENTICATED", shown, "You are logged in to an account already")
    if not peer.is_in and not hub.config.accounts.before_connect:
        raise Refused("COMPLETE_CONNECTION_REQUIRED", shown, "Come in first, then register")
    if not is_safe(peer):
        raise Refused("TEMPORARILY_UNAVAILABLE", shown, "Others can read this line: use TLS")
    if asked != "*" and fold(asked) != fold(peer.person.nick):
        raise Refused("ACCOUNT_NAME_MUST_BE_NICK", shown, "Only your own name can be registered")
    if is_service(name) or not valid_nick(name, hub.config.limits.nick_length):
        raise Refused("BAD_ACCOUNT_NAME", shown, "This name can't be registered")
    taken = hub.accounts.owner(name) is not None or skeleton(name) in hub.accounts.pending
    may = hub.people.is_free(name, peer.person) and hub.accounts.may_use(name, peer.person)
    if taken or not may:
        raise Refused("ACCOUNT_EXISTS", shown, "This name is somebody else's")
    check_password(hub.config, name, password)


def create(hub: Hub, peer: Peer, name: str, email: str, password: str, reply: Reply) -> None:
    """Hash the password on a worker, then store the account; others can't take the name now."""
    mark = skeleton(name)
    hub.accounts.pending.add(mark)

    def then(credentials: Credentials | None) -> None:
        if credentials is None:
            raise Refused("ACCOUNT_EXISTS", cut(name, 64), "This name is somebody else's")
        _store(hub, peer, name, email, credentials, reply)

    request = NewSecret(name, password, hub.config.accounts.fast_hash, new=True)
    ask(reply, request, then, done=lambda: hub.accounts.pending.discard(mark))


def _store(
    hub: Hub, peer: Peer, name: str, email: str, credentials: Credentials, reply: Reply
) -> None:
    code = secrets.token_hex(_CODE_BYTES) if hub.config.accounts.email_required else ""
    account = KnownAccount(secrets.token_hex(8), name, not code, hub.wall_ms)
    row = AccountRow(account.id, name, credentials, hub.wall_ms, email, code)
    hub.turn.rows.append(row)
    hub.accounts.add(account)
    reply.needs_disk(name)
    if code:
        words = "The host of this relay will send you a code: give it back with VERIFY"
        _answer(reply, "VERIFICATION_REQUIRED", name, words)
        return
    _answer(reply, "SUCCESS", name, f"The name {name} is yours now")
    sign_in(hub, peer, account, reply, credentials.device[:ID_LETTERS])


def _answer(reply: Reply, result: str, name: str, words: str) -> None:
    if reply.voice:
        reply.say(words)
    else:
        reply.send("REGISTER", result, name, words)


def verify(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """VERIFY <account> <code>"""
    name, code = message.params[:2]
    shown = cut(name, 64) or "*"
    if peer.person.account:
        raise Refused("ALREADY_AUTHENTICATED", shown, "You are logged in to an account already")
    if not peer.is_in and not hub.config.accounts.before_connect:
        raise Refused("COMPLETE_CONNECTION_REQUIRED", shown, "Come in first, then verify")
    if not hub.accounts.is_open or not hub.accounts.may_try(peer, name, hub.now):
        raise Refused("TEMPORARILY_UNAVAILABLE", shown, "Not now: try again later")

    def then(account: KnownAccount | None) -> None:
        if account is None:
            raise Refused("INVALID_CODE", shown, "This is not the code")
        hub.accounts.was_right(peer, name)
        hub.turn.rows.append(VerifiedRow(account.id))
        verified = replace(account, verified=True)
        hub.accounts.add(verified)
        reply.send("VERIFY", "SUCCESS", account.name, f"The name {account.name} is yours now")
        sign_in(hub, peer, verified, reply)

    ask(reply, CodeCheck(name, code), then)
