"""Stored rows as things that happen again: for CHATHISTORY, and on JOIN for those without."""

from messenger.irc import caps
from messenger.relay.hub import Hub
from messenger.relay.output.render import Event, chunks_of, room_for_text
from messenger.relay.output.reply import Reply
from messenger.relay.registry.roster import WORDS
from messenger.relay.state import Peer, Room
from messenger.store.rows import HistoryRow

_WITHOUT_TARGET = frozenset({"QUIT", "NICK"})


def event_of(hub: Hub, row: HistoryRow, target: str) -> Event:
    """target: the room, or the receiver of a private message, as it is written."""
    params = row.params if row.command in _WITHOUT_TARGET else (target, *row.params)
    chunks: tuple[tuple[str, bool], ...] = ()
    if row.command in WORDS and "\n" in row.params[0]:
        size = room_for_text(row.source, row.command, target)
        chunks = tuple(chunks_of(row.params[0], size))
    return Event(
        row.source, row.command, params, row.sent_ms, hub.msgid(row.serial), row.tags,
        account=row.account, chunks=chunks,
    )  # fmt: skip


def send(hub: Hub, room: Room, peer: Peer, reply: Reply) -> None:
    """The last words of a room, for a client that can't ask for them."""
    count = hub.config.history.replay_on_join
    rows = room.recent.rows()
    if not count or not rows:
        return
    if peer.has(caps.BATCH):
        with reply.batch("chathistory", room.name):
            _send_rows(hub, rows[-count:], room, reply)
    else:
        _send_rows(hub, rows[-count:], room, reply)


def _send_rows(hub: Hub, rows: list[HistoryRow], room: Room, reply: Reply) -> None:
    for row in rows:
        reply.event(event_of(hub, row, room.name))
