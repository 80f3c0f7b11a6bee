"""What is said about a message said before: reactions, and the new wording of an own one.

A page of history holds them with their message, right behind it, however much later they came
(tag draft/chathistory-context); they don't count towards its limit.
source: IRCv3 draft/chathistory, "draft/chathistory-context tag"; client-tags/react, reply.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from messenger.errors import PeerError
from messenger.irc import caps, stamps
from messenger.irc.marks import EDIT_MARK, EDIT_TAG, REACT_TAG, UNREACT_TAG, answered
from messenger.irc.message import Message
from messenger.relay.access import authors
from messenger.relay.hub import Hub
from messenger.store.belonging import (
    Author,
    BelongingRequest,
    BelongingRow,
    EditedRow,
    edited,
)
from messenger.store.rows import HistoryRow

REACTION_TAGS = (REACT_TAG, UNREACT_TAG)
CONTEXT_TAG = "draft/chathistory-context"
_LOOKED_FOR = (*REACTION_TAGS, EDIT_TAG)


def note(hub: Hub, row: HistoryRow, author: Callable[[], Author]) -> None:
    """Keep together what belongs together, if this row says something about another."""
    if not row.tags or not any(tag in row.tags for tag in _LOOKED_FOR):
        return
    tags = tags_of(row.tags)
    if EDIT_TAG in tags and row.command == "PRIVMSG":
        parent = edited(hub.relay_id, row)
        if parent is not None:
            text = row.params[-1].removeprefix(EDIT_MARK)
            oldest_ms = authors.oldest_ms(hub)
            edit = EditedRow(row.target, parent, row.serial, text, author(), oldest_ms)
            hub.turn.rows.append(replace(edit, before=hub.roster.revise(edit)))
    elif any(tag in tags for tag in REACTION_TAGS):
        parent = stamps.serial_of(hub.relay_id, answered(tags))
        if parent is not None and parent < row.serial:
            hub.turn.rows.append(BelongingRow(row.target, parent, row.serial))


def tags_of(text: str) -> dict[str, str]:
    """Client tags as they stand on the wire."""
    try:
        return dict(Message.parse(f"@{text} X").tags)
    except PeerError:
        return {}


def wanted(capabilities: int, target: str, rows: Sequence[HistoryRow]) -> BelongingRequest | None:
    """What to ask the store before a page goes out; None for clients that read no tags."""
    if not rows or not capabilities & caps.MESSAGE_TAGS:
        return None
    return BelongingRequest(target, tuple(row.serial for row in rows))


def with_context(
    capabilities: int, rows: Sequence[HistoryRow], pairs: Sequence[tuple[int, HistoryRow]]
) -> list[HistoryRow]:
    """The page, with what belongs to its messages behind each; what stands in the page itself is
    not repeated. TAGMSG is for those only who asked for more than words."""
    there = {row.serial for row in rows}
    behind: dict[int, list[HistoryRow]] = {}
    for parent, row in pairs:
        if row.serial in there or (
            row.command == "TAGMSG" and not capabilities & caps.EVENT_PLAYBACK
        ):
            continue
        tagged = replace(row, tags=f"{CONTEXT_TAG};{row.tags}")
        behind.setdefault(parent, []).append(tagged)
    return [one for row in rows for one in (row, *behind.get(row.serial, ()))]
