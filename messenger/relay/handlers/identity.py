"""IDENTITY: what a client asks about its own account, and changes there.

    IDENTITY LIST                        → ACCOUNT, KEY for each key, END
    IDENTITY ADD <secret> :<label>       → ADDED <id>
    IDENTITY LABEL :<label>              → LABELLED <id>          (of the key it came in by)
    IDENTITY REVOKE <id>                 → REVOKED <id>
    IDENTITY PASSWORD :<password>        → PASSWORD SET
    IDENTITY STAY <YES or NO>            → STAY <YES or NO>       (always-on)
    IDENTITY DELETE <account>            → DELETED <account>

    IDENTITY ACCOUNT <account> <PASSWORD or *> <YES, NO, or * where nobody can choose>
    IDENTITY KEY <id> <kind> <added> <seen> <HERE or *> :<label>     (times in ms since 1970)

What is refused is a FAIL IDENTITY. Our own: no specification has several secrets an account;
NickServ does the same in words. Advertised by the ISUPPORT token `messenger.internal/identity`.
"""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.irc.claims import IDENTITY
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.relay.handlers import choosing, keys
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import choices
from messenger.relay.state import Peer
from messenger.store.key_rows import AccountKeys, KeyFacts


def identity(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """IDENTITY <verb> …"""
    step = STEPS.get(message.params[0].upper())
    if step is None or not hub.accounts.is_open:
        raise Refused("INVALID_PARAMS", "*", "This relay does not know this")
    step(hub, peer, message.params[1:], reply)


def _list(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    def tell(found: AccountKeys) -> None:
        with reply.batch("messenger.internal/identity"):
            has = "PASSWORD" if found.has_password else "*"
            reply.send(IDENTITY, "ACCOUNT", peer.person.account, has, _stays(hub, peer))
            for key in found.keys:
                here = "HERE" if key.id == peer.key_id else "*"
                times = (str(key.added_ms), str(key.seen_ms))
                reply.send(IDENTITY, "KEY", key.id, key.kind, *times, here, key.label)
            reply.send(IDENTITY, "END")

    keys.with_keys(peer, reply, tell)


def _add(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    secret, label = _needed(params, 2)
    keys.add_device(
        hub, peer, secret, label, reply,
        lambda: reply.send(IDENTITY, "ADDED", keys.id_of(secret)),
    )  # fmt: skip


def _label(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    keys.name_device(hub, peer, _needed(params, 1)[0])
    reply.send(IDENTITY, "LABELLED", peer.key_id)


def _revoke(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    def tell(key: KeyFacts) -> None:
        reply.send(IDENTITY, "REVOKED", key.id)

    keys.revoke(hub, peer, _needed(params, 1)[0], reply, tell)


def _password(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    password = _needed(params, 1)[0]
    keys.set_password(hub, peer, password, reply, lambda: reply.send(IDENTITY, "PASSWORD", "SET"))


def _stays(hub: Hub, peer: Peer) -> str:
    if not choices.may_choose(hub.config):
        return "*"
    return "YES" if hub.stays(peer.person) else "NO"


def _stay(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    wanted = _needed(params, 1)[0].upper()
    if wanted not in ("YES", "NO"):
        raise Refused("INVALID_PARAMS", "*", "STAY YES or STAY NO")
    choosing.choose(hub, peer, choices.ALWAYS_ON, wanted.lower(), reply)
    reply.send(IDENTITY, "STAY", wanted)


def _delete(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    keys.check_account(peer)
    name = peer.person.account
    if fold(_needed(params, 1)[0]) != fold(name):
        raise Refused("INVALID_PARAMS", name, "Only your own account can be deleted")
    keys.delete(hub, peer, reply)
    reply.send(IDENTITY, "DELETED", name)


def _needed(params: tuple[str, ...], count: int) -> tuple[str, ...]:
    if len(params) < count:
        raise Refused("NEED_MORE_PARAMS", "*", "Something is missing")
    return params[:count]


STEPS: Mapping[str, Callable[[Hub, Peer, tuple[str, ...], Reply], None]] = {
    "LIST": _list,
    "ADD": _add,
    "LABEL": _label,
    "REVOKE": _revoke,
    "PASSWORD": _password,
    "STAY": _stay,
    "DELETE": _delete,
}
