"""Where foreign clients show words of the relay: the targets of a NOTICE for one person."""

from messenger.irc.names import fold
from messenger.relay.state import Peer, Person

_FEW_ROOMS = 3


def windows(peer: Peer, about: str = "") -> list[str]:
    """Targets of a NOTICE that put it before the reader's eyes: foreign clients show one to a nick
    aside, where nobody looks, but one to a room in the room, even when it is for one person alone.

    about: the room in question; "" for words about everything, which belong into every room of
    theirs, if these are few.
    """
    rooms = peer.person.rooms
    if about:
        rooms = {key: room for key, room in rooms.items() if key == fold(about)}
    shown = [room.name for room in rooms.values()]
    return shown if 0 < len(shown) <= _FEW_ROOMS else [peer.person.nick]


def common_room(peer: Peer, other: Person) -> str:
    """Where one sees the other, "" for nowhere."""
    return next((room.name for key, room in other.rooms.items() if key in peer.person.rooms), "")
