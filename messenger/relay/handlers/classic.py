"""The classic door's people: plain lines in, full members of the lobby.

Both old programs send "name: text" themselves; exactly one such prefix is cut off.
"""

from messenger.errors import Refused
from messenger.irc.names import nick_from_display
from messenger.relay.access.accounts import is_service
from messenger.relay.handlers import channels, log_in, messages, monitor
from messenger.relay.hub import Hub
from messenger.relay.output import classic_render
from messenger.relay.output.render import chunks_of, cut, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.registry.roster import LOBBY
from messenger.relay.state import Peer

FALLBACK_NAME = "guest"
# A second line may arrive in the same read as the name; the name is never this long.
MAX_NAME_BYTES = 150


def come_in(hub: Hub, peer: Peer, name: str) -> None:
    """Give the peer a nick, a free variant if need be, and take it into the lobby."""
    typed = cut(name.strip(), MAX_NAME_BYTES)
    longest = hub.config.limits.nick_length
    wanted = nick_from_display(typed, longest) or FALLBACK_NAME
    nick = hub.people.free_variant(
        wanted, peer.person, longest, lambda name: _is_reserved(hub, peer, name)
    )
    peer.person.username = "classic"
    hub.people.take(peer.person, nick)
    if peer.login is not None:
        peer.login.username, peer.login.realname = "classic", typed or nick
    log_in.enter(hub, peer)
    if nick != typed:
        _tell(hub, peer, f"You are called {nick} here.")
    reply = Reply(hub, peer, "JOIN")
    try:
        channels.join_one(hub, peer, LOBBY, "", reply)
    except Refused as refused:
        reply.refuse(refused)
        reply.finish()
        hub.close(peer, "The room is closed")
        return
    people = len(hub.roster.rooms[LOBBY].members)
    there = "is 1 person" if people == 1 else f"are {people} people"
    _tell(hub, peer, f"Welcome {nick}! there {there} in the room.")
    reply.finish()
    monitor.came(hub, peer.person)


def _is_reserved(hub: Hub, peer: Peer, name: str) -> bool:
    """Nobody can prove at this door that a registered name is theirs."""
    return is_service(name) or not hub.accounts.may_use(name, peer.person)


def _tell(hub: Hub, peer: Peer, text: str) -> None:
    hub.send(peer, classic_render.told(text))


def say(hub: Hub, peer: Peer, line: bytes) -> None:
    """One line of text to the lobby."""
    text = _without_own_name(peer, line.decode("utf-8", "replace").replace("\0", ""))
    reply = Reply(hub, peer, "PRIVMSG")
    try:
        for piece, _ in chunks_of(text, room_for_text(peer.person.source, "PRIVMSG", LOBBY)):
            if piece.strip():
                messages.say(hub, peer, LOBBY, messages.Words("PRIVMSG", piece, "", ""), reply)
    except Refused as refused:
        reply.refuse(refused)
    reply.finish()


def _without_own_name(peer: Peer, text: str) -> str:
    for name in (peer.person.nick, peer.person.realname):
        if text.startswith(f"{name}:"):
            return text.removeprefix(f"{name}:").lstrip(" ")
    return text
