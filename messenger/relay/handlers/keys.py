"""What lets in to an account, and what its owner does with it: the one way for the client's
IDENTITY and for NickServ. Each raises Refused, or goes on with `then`.
"""

from collections.abc import Callable

from messenger.errors import Refused
from messenger.irc.claims import is_device_secret
from messenger.relay.access.accounts import check_password, is_safe
from messenger.relay.handlers.signing_in import ask, drop_account
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store import hashing
from messenger.store.account_keys import key_id
from messenger.store.account_rows import KnownAccount, NewSecret, SecretRow
from messenger.store.hashing import Credentials
from messenger.store.key_rows import (
    ID_LETTERS,
    MAX_KEYS,
    MAX_LABEL_BYTES,
    AccountKeys,
    CertificateCheck,
    CertificateRow,
    KeyFacts,
    KeyGoneRow,
    KeyLabelRow,
    KeysRequest,
)

REVOKED = "The key of this device was taken back"


def id_of(secret: str) -> str:
    """Of a device's secret; "" for a password."""
    return key_id(secret) if is_device_secret(secret) else ""


def check_account(peer: Peer) -> None:
    if not peer.person.account:
        raise Refused("ACCOUNT_REQUIRED", "*", "You are not logged in to an account.")


def with_keys(peer: Peer, reply: Reply, then: Callable[[AccountKeys], None]) -> None:
    """Ask for all that lets in to the peer's account."""
    check_account(peer)
    ask(reply, KeysRequest(peer.person.account_id), then)


def add_device(
    hub: Hub, peer: Peer, secret: str, label: str, reply: Reply, then: Callable[[], None]
) -> None:
    """One more device may come in by a secret of its own."""
    check_account(peer)
    _check_way(peer)
    if not is_device_secret(secret):
        raise Refused("INVALID_PARAMS", peer.person.account, "This is not the key of a device.")
    account_id, label = peer.person.account_id, cut(label, MAX_LABEL_BYTES)

    def add(keys: AccountKeys) -> None:
        _check_room(peer, keys)
        hub.turn.rows.append(SecretRow(account_id, hashing.make(secret), hub.wall_ms, label))
        peer.key_id = key_id(secret)  # whoever takes this key back means this connection too
        _kept(hub, peer, reply)
        then()

    with_keys(peer, reply, add)


def name_device(hub: Hub, peer: Peer, label: str) -> None:
    """What the owner calls the device at this end."""
    check_account(peer)
    if not peer.key_id:
        raise Refused(
            "NO_SUCH_KEY", peer.person.account, "You came in by a password, not by a key."
        )
    hub.turn.rows.append(
        KeyLabelRow(peer.person.account_id, peer.key_id, cut(label, MAX_LABEL_BYTES))
    )


def add_certificate(
    hub: Hub, peer: Peer, fingerprint: str, reply: Reply, then: Callable[[], None]
) -> None:
    """fingerprint: SHA-256, in hex."""
    check_account(peer)
    account_id = peer.person.account_id

    def add(keys: AccountKeys) -> None:
        _check_room(peer, keys)
        hub.turn.rows.append(CertificateRow(account_id, fingerprint, hub.wall_ms))
        _kept(hub, peer, reply)
        then()

    def look(owner: KnownAccount | None) -> None:
        if owner is not None:
            raise Refused("KEY_EXISTS", peer.person.account, "This certificate is in use already.")
        with_keys(peer, reply, add)

    ask(reply, CertificateCheck(fingerprint), look)


def revoke(
    hub: Hub, peer: Peer, wanted: str, reply: Reply, then: Callable[[KeyFacts], None]
) -> None:
    """Take a key back, and send away who is here by it. wanted: an id or a fingerprint."""
    account_id, name = peer.person.account_id, peer.person.account

    def take(keys: AccountKeys) -> None:
        key = keys.find(wanted)
        if key is None:
            raise Refused("NO_SUCH_KEY", name, "There is no such key.")
        if len(keys.keys) == 1 and not keys.has_password:
            raise Refused(
                "LAST_KEY",
                name,
                "Nothing else lets you in: set a password first, or delete it all.",
            )
        hub.turn.rows.append(KeyGoneRow(account_id, key.id))
        hub.accounts.taken_back += 1
        for other in hub.accounts.devices(account_id):
            if other.key_id == key.id and other is not peer:
                hub.close(other, REVOKED)
        _kept(hub, peer, reply)
        then(key)

    with_keys(peer, reply, take)


def set_password(
    hub: Hub, peer: Peer, password: str, reply: Reply, then: Callable[[], None]
) -> None:
    """From now on it lets in, besides the keys, instead of the one before."""
    check_account(peer)
    _check_way(peer)
    if is_device_secret(password):
        raise Refused("UNACCEPTABLE_PASSWORD", peer.person.account, "This can't be a password")
    name, account_id = peer.person.account, peer.person.account_id
    check_password(hub.config, name, password)

    def store(credentials: Credentials) -> None:
        hub.turn.rows.append(SecretRow(account_id, credentials, hub.wall_ms))
        hub.accounts.taken_back += 1
        _kept(hub, peer, reply)
        then()

    ask(reply, NewSecret(name, password, hub.config.accounts.fast_hash), store)


def delete(hub: Hub, peer: Peer, reply: Reply) -> None:
    """The peer's account, for good."""
    check_account(peer)
    drop_account(hub, peer.person.account_id, peer.person.account)
    _kept(hub, peer, reply)


def fingerprint_of(text: str) -> str:
    """SHA-256 in hex, however it was typed. Raises Refused."""
    plain = text.replace(":", "").lower()
    if len(plain) != 64 or set(plain) - set("0123456789abcdef"):
        raise Refused("INVALID_PARAMS", "*", "A fingerprint is the SHA-256 in 64 letters 0-9 a-f.")
    return plain


def certificate_id(fingerprint: str) -> str:
    return fingerprint[:ID_LETTERS]


def _check_room(peer: Peer, keys: AccountKeys) -> None:
    if len(keys.keys) >= MAX_KEYS:
        raise Refused(
            "TOO_MANY_KEYS", peer.person.account, f"An account has {MAX_KEYS} keys at most."
        )


def _check_way(peer: Peer) -> None:
    if not is_safe(peer):
        raise Refused("TLS_REQUIRED", "*", "Others can read this line: use TLS.")


def _kept(hub: Hub, peer: Peer, reply: Reply) -> None:
    """What is answered now waits for the disk."""
    reply.needs_disk(peer.person.account or "*")
