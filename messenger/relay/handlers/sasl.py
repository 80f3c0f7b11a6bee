"""AUTHENTICATE: log in to an account, before or after coming in.

source: IRCv3 sasl-3.1, sasl-3.2; RFC 4616 (PLAIN), RFC 5802 (SCRAM).
"""

import base64
import binascii
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from messenger.errors import Refused
from messenger.irc import numerics
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.irc.numerics import refusal
from messenger.relay.access.accounts import is_safe
from messenger.relay.access.scram import Scram, ScramError
from messenger.relay.handlers import keys
from messenger.relay.handlers.signing_in import ask, check, sign_in
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import KnownAccount, PasswordCheck, ScramAnswer, ScramRequest
from messenger.store.key_rows import CertificateCheck

CHUNK_BYTES = 400
MAX_BYTES = 4 * CHUNK_BYTES  # of base64, for one answer of the client
_UNAVAILABLE = Refused(numerics.ERR_SASLFAIL, "Accounts can't be looked up just now")
TOO_OFTEN = "Too many tries: wait a minute"


class Failed(Exception):
    """The login failed; the words are for its peer."""


@dataclass(slots=True)
class Exchange:
    """One login under way. step: what the client's next answer goes to; received: its pieces."""

    mechanism: str
    step: Callable[[Hub, Peer, "Exchange", bytes, Reply], None]
    received: str = ""
    scram: Scram | None = None
    account: KnownAccount | None = None
    taken_back: int = 0  # `Accounts.taken_back` when the store was asked


def mechanisms(peer: Peer) -> list[str]:
    """Those that this peer may use: a password goes in plain text only where nobody listens,
    and only who has shown a certificate can log in by it."""
    return [name for name in MECHANISMS if name not in _NEEDS or _NEEDS[name](peer)]


def authenticate(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    if not hub.accounts.is_open:
        raise refusal(numerics.ERR_SASLFAIL)
    given, exchange = message.params[0], peer.sasl
    if given == "*":
        abort(peer, reply)
    elif not isinstance(exchange, Exchange):
        _start(peer, given, reply)
    elif len(given) > CHUNK_BYTES:
        peer.sasl = None
        raise refusal(numerics.ERR_SASLTOOLONG)
    else:
        exchange.received += given if given != "+" else ""
        try:
            if len(exchange.received) > MAX_BYTES:
                raise Failed("This is too long")
            if len(given) < CHUNK_BYTES:
                answer, exchange.received = _decode(exchange.received), ""
                exchange.step(hub, peer, exchange, answer, reply)
        except Failed as failed:
            _fail(peer, reply, str(failed))


def abort(peer: Peer, reply: Reply) -> None:
    """Break off, because the client wants it or has logged in without it."""
    peer.sasl = None
    reply.numeric(numerics.ERR_SASLABORTED)


def _start(peer: Peer, name: str, reply: Reply) -> None:
    name = name.upper()
    if name not in mechanisms(peer):
        reply.numeric(numerics.RPL_SASLMECHS, ",".join(mechanisms(peer)))
        raise refusal(numerics.ERR_SASLFAIL)
    peer.sasl = Exchange(name, MECHANISMS[name])
    reply.send("AUTHENTICATE", "+")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Failed("This is not base64") from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Failed("This is not UTF-8") from error


def _fail(peer: Peer, reply: Reply, words: str = "") -> None:
    peer.sasl = None
    reply.text(numerics.ERR_SASLFAIL, words or numerics.TEXTS[numerics.ERR_SASLFAIL])


def _succeed(hub: Hub, peer: Peer, account: KnownAccount, reply: Reply, key_id: str = "") -> None:
    peer.sasl = None
    hub.accounts.was_right(peer, account.name)
    sign_in(hub, peer, account, reply, key_id)
    reply.numeric(numerics.RPL_SASLSUCCESS)


def _plain(hub: Hub, peer: Peer, exchange: Exchange, answer: bytes, reply: Reply) -> None:
    parts = _text(answer).split("\0")
    if len(parts) != 3 or not parts[1] or not parts[2]:
        raise Failed
    authorise, name, password = parts
    if authorise and fold(authorise) != fold(name):
        raise Failed("Nobody may act for another")
    if not hub.accounts.may_try(peer, name, hub.now):
        raise Failed(TOO_OFTEN)

    def then(account: KnownAccount | None) -> None:
        if account is None:
            _fail(peer, reply)
        else:
            _succeed(hub, peer, account, reply, keys.id_of(password))

    check(reply, PasswordCheck(name, password, hub.config.accounts.fast_hash), then, _UNAVAILABLE)


def _external(hub: Hub, peer: Peer, exchange: Exchange, answer: bytes, reply: Reply) -> None:
    """By the certificate of the TLS greeting. answer: the account's name, or nothing.

    source: RFC 4422 appendix A.
    """
    print_ = peer.certificate
    key_id = keys.certificate_id(print_)
    if not hub.accounts.may_try(peer, key_id, hub.now):
        raise Failed(TOO_OFTEN)

    def then(account: KnownAccount | None) -> None:
        if account is None:
            _fail(peer, reply, "No account here knows this certificate")
            return
        hub.accounts.was_right(peer, key_id)
        _succeed(hub, peer, account, reply, key_id)

    check(reply, CertificateCheck(print_, _text(answer)), then, _UNAVAILABLE)


def _scram_first(hub: Hub, peer: Peer, exchange: Exchange, answer: bytes, reply: Reply) -> None:
    try:
        scram = exchange.scram = Scram(_text(answer))
    except ScramError as error:
        raise Failed from error
    if not hub.accounts.may_try(peer, scram.name, hub.now):
        raise Failed(TOO_OFTEN)

    before = hub.accounts.taken_back

    def then(found: ScramAnswer) -> None:
        exchange.account, exchange.step = found.account, _scram_final
        exchange.taken_back = before
        _send(reply, scram.challenge(found.verifier, secrets.token_urlsafe(18)))

    ask(reply, ScramRequest(scram.name, hub.config.accounts.fast_hash), then, _UNAVAILABLE)


def _scram_final(hub: Hub, peer: Peer, exchange: Exchange, answer: bytes, reply: Reply) -> None:
    assert exchange.scram is not None
    try:
        last = exchange.scram.final(_text(answer))
    except ScramError as error:
        raise Failed from error
    exchange.step = _scram_done
    _send(reply, last)


def _scram_done(hub: Hub, peer: Peer, exchange: Exchange, answer: bytes, reply: Reply) -> None:
    if answer or exchange.account is None:
        raise Failed
    if exchange.taken_back != hub.accounts.taken_back:  # perhaps this password is an old one now
        raise Failed("Passwords have just changed: try again")
    _succeed(hub, peer, exchange.account, reply)


def _send(reply: Reply, text: str) -> None:
    """In pieces; the last is shorter than a full one, if need be empty."""
    encoded = base64.b64encode(text.encode()).decode()
    for start in range(0, len(encoded) + 1, CHUNK_BYTES):
        reply.send("AUTHENTICATE", encoded[start : start + CHUNK_BYTES] or "+")


MECHANISMS: Mapping[str, Callable[[Hub, Peer, Exchange, bytes, Reply], None]] = {
    "PLAIN": _plain,
    "EXTERNAL": _external,
    "SCRAM-SHA-256": _scram_first,
}
_NEEDS: Mapping[str, Callable[[Peer], bool]] = {
    "PLAIN": is_safe,
    "EXTERNAL": lambda peer: bool(peer.certificate),
}
