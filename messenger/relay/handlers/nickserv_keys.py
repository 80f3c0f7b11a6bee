"""What NickServ says of keys and certificates."""

from messenger.errors import Refused
from messenger.irc.stamps import server_time
from messenger.relay.handlers import keys
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.key_rows import CERTIFICATE, AccountKeys, KeyFacts

CERT_USAGE = "Say: CERT LIST, CERT ADD [<fingerprint>] or CERT DEL <fingerprint>"


def list_keys(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """KEYS"""

    def tell(found: AccountKeys) -> None:
        for key in found.keys:
            reply.say(_line(key, peer))
        more = "is a password" if found.has_password else "is no password"
        reply.say(f"{len(found.keys)} keys let you in, and there {more}.")

    keys.with_keys(peer, reply, tell)


def revoke(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """REVOKE <id>"""
    if len(words) != 1:
        raise Refused("", "Say: REVOKE <id>, as KEYS shows it")
    keys.revoke(hub, peer, words[0], reply, lambda key: reply.say(f"{key.id} lets nobody in now."))


def cert(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """CERT ADD, DEL, LIST: as other networks have it."""
    keys.check_account(peer)
    verb, rest = (words[0].upper() if words else ""), words[1:]
    if verb == "LIST" and not rest:
        _list_certificates(peer, reply)
    elif verb == "ADD" and len(rest) <= 1:
        _add_certificate(hub, peer, rest, reply)
    elif verb in ("DEL", "DELETE", "REMOVE") and len(rest) == 1:
        keys.revoke(
            hub, peer, keys.fingerprint_of(rest[0]), reply,
            lambda key: reply.say("This certificate lets nobody in now."),
        )  # fmt: skip
    else:
        raise Refused("", CERT_USAGE)


def _list_certificates(peer: Peer, reply: Reply) -> None:
    def tell(found: AccountKeys) -> None:
        shown = [key for key in found.keys if key.kind == CERTIFICATE]
        for key in shown:
            reply.say(key.fingerprint)
        reply.say(f"{len(shown)} certificates let you in.")

    keys.with_keys(peer, reply, tell)


def _add_certificate(hub: Hub, peer: Peer, rest: list[str], reply: Reply) -> None:
    fingerprint = keys.fingerprint_of(rest[0]) if rest else peer.certificate
    if not fingerprint:
        raise Refused("", "You came in without a certificate: name its fingerprint.")
    keys.add_certificate(
        hub, peer, fingerprint, reply,
        lambda: reply.say(f"This certificate lets you in from now on: {fingerprint}"),
    )  # fmt: skip


def _line(key: KeyFacts, peer: Peer) -> str:
    seen = _day(key.seen_ms) if key.seen_ms else "never"
    here = "  (you are here by it)" if key.id == peer.key_id else ""
    label = f"  {key.label}" if key.label else ""
    return f"{key.id}  {key.kind}  since {_day(key.added_ms)}, seen {seen}{label}{here}"


def _day(ms: int) -> str:
    return server_time(ms)[:10]
