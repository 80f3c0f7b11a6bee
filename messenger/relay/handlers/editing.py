"""A new wording of an own message: looked at before anybody sees it.

source: our own extension, tag +messenger.internal/edit; who does not know it reads "* new words".
"""

from collections.abc import Callable
from dataclasses import dataclass

from messenger.errors import Refused
from messenger.irc import stamps
from messenger.irc.marks import EDIT_TAG
from messenger.relay.access import authors
from messenger.relay.handlers.belonging import tags_of
from messenger.relay.hub import Hub
from messenger.relay.output.render import one_word
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Room
from messenger.store.rows import HistoryRow, RowRequest

MAX_MSGID_BYTES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was said. room: None for a private talk; target: as it was typed."""

    target: str
    room: Room | None
    key: str


def is_edit(hub: Hub, command: str, tags: str) -> bool:
    """Without a history nobody knows whose words they were: then it is words like others."""
    return command == "PRIVMSG" and EDIT_TAG in tags and hub.config.history.enabled


def look(
    hub: Hub, peer: Peer, place: Place, tags: str, reply: Reply, say: Callable[[], None]
) -> None:
    """Say it if the message is the peer's own, and young enough; else it is refused."""
    msgid = tags_of(tags).get(EDIT_TAG, "")
    serial = stamps.serial_of(hub.relay_id, msgid)
    context = (place.target, one_word(msgid, MAX_MSGID_BYTES))
    unknown = Refused("UNKNOWN_MSGID", *context, "There is no such message, or it is gone already")
    if serial is None:
        raise unknown

    def found(row: HistoryRow | None) -> None:
        hidden = place.room.history_from if place.room else 0
        if row is None or row.command not in ("PRIVMSG", "NOTICE") or row.serial <= hidden:
            raise unknown
        if row.serial in hub.roster.erased:  # taken back while it was looked for
            raise unknown
        authors.check(hub, peer.person, row, authors.CHANGE, *context)
        say()

    reply.wait(RowRequest(place.key, serial), found)
