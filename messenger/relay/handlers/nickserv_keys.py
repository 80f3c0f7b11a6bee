"""What NickServ says of keys."""

from messenger.errors import Refused
from messenger.irc.stamps import server_time
from messenger.relay.handlers import keys
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.key_rows import AccountKeys, KeyFacts


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


def _line(key: KeyFacts, peer: Peer) -> str:
    seen = _day(key.seen_ms) if key.seen_ms else "never"
    here = "  (you are here by it)" if key.id == peer.key_id else ""
    label = f"  {key.label}" if key.label else ""
    return f"{key.id}  {key.kind}  since {_day(key.added_ms)}, seen {seen}{label}{here}"


def _day(ms: int) -> str:
    return server_time(ms)[:10]
