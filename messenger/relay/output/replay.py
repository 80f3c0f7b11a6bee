"""Stored rows as things that happen again: for CHATHISTORY, and on JOIN for those without."""

from collections.abc import Sequence
from functools import partial

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
    """The last words of a room, for a client that can't ask for them, behind this reply. Those
    that the disk has not taken yet are left out if it refuses them."""
    count = hub.config.history.replay_on_join
    rows = room.recent.rows()[-count:] if count else []
    if rows:
        shown = Reply(hub, peer, "JOIN")
        reply.later(partial(_last_words, room, room.name, rows, shown))


def _last_words(room: Room, name: str, rows: Sequence[HistoryRow], shown: Reply) -> bytes:
    hub = shown.hub
    newest = {row.serial: row for row in room.recent.rows()}  # a new wording may be refused, too
    kept = [row for row in rows if row.serial not in hub.roster.lost]
    if kept:
        with shown.batch("chathistory", name):
            for row in kept:
                shown.event(event_of(hub, newest.get(row.serial, row), name))
    return shown.taken()
