"""What everybody is told first: 001 to 005, the counts, the message of the day.

source: RFC 2812 section 5.1; "Modern IRC Client Protocol", Connection Registration.
"""

from messenger.irc import caps, numerics
from messenger.relay import isupport
from messenger.relay.access.accounts import NICKSERV, is_safe
from messenger.relay.handlers import server
from messenger.relay.handlers.services import source as service_source
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import metadata
from messenger.relay.state import Peer
from messenger.relay.upkeep import retention


def welcome(hub: Hub, peer: Peer, reply: Reply, attached: bool = False) -> None:
    """attached: to somebody who is here already, as one more device."""
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
    if attached and peer.has(caps.STANDARD_REPLIES):
        # Our client gives up rooms that were left on another device while this one was away.
        here_s = str((hub.wall_ms - peer.person.signon_ms) // 1000)
        reply.send(
            "NOTE", "*", "ATTACHED", here_s, "You are here already, in the rooms that follow"
        )
    server.send_motd(hub, reply)
    if kept := retention.sentence(hub):
        reply.send("NOTICE", peer.person.nick, kept)
    if peer.asked_name and not (peer.person.account_id or peer.has(caps.ACCOUNT_REGISTRATION)):
        _tell_whose(hub, peer, reply)
    if peer.person.modes:
        reply.send("MODE", peer.person.nick, "+" + peer.person.modes, source=peer.person.nick)


def _tell_whose(hub: Hub, peer: Peer, reply: Reply) -> None:
    """Clients take another name by themselves when the one they want is refused, and show its
    owner nothing but that. Those with account-registration ask on their own."""
    name = peer.asked_name
    how = f"say: /msg {NICKSERV} IDENTIFY {name} <password>"
    how = how if is_safe(peer) else "connect by TLS, where nobody can read its password"
    words = f"The name {name} is registered. If it is yours, {how}"
    reply.send("NOTICE", peer.person.nick, words, source=service_source(hub, NICKSERV))
