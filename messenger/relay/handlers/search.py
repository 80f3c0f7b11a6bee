"""SEARCH: find messages in the history.

source: soju's `doc/ext/search.md` (soju.im/search).
"""

from collections.abc import Mapping, Sequence

from messenger.errors import PeerError, Refused
from messenger.irc import numerics, stamps
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.handlers.history import Query, addressed
from messenger.relay.hub import Hub
from messenger.relay.output import replay
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.rows import HistoryRow
from messenger.store.search import Place, SearchRequest

MAX_TEXT_BYTES = 200
MAX_WORDS = 8
DEFAULT_LIMIT = 50


def search(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """SEARCH in=<room or nick>;text=<words>;from=<nick>;after=<time>;before=<time>;limit=<n>

    Written as message tags are; without `in` all rooms that one is in are searched.
    """
    if hub.config.history.memory_only or not hub.config.history.enabled:
        raise refusal(numerics.ERR_UNKNOWNCOMMAND, "SEARCH")
    wanted = _attributes(message.params[0])
    targets = (
        [wanted["in"]] if wanted.get("in") else [room.name for room in peer.person.rooms.values()]
    )
    limit = min(_number(wanted.get("limit", "")), hub.config.history.max_messages)
    queries = {}
    for target in targets:
        query = addressed(Query(hub, peer, reply, "IN", target, "", limit))
        queries[query.key] = query
    text = wanted.get("text", "")
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES or len(text.split()) > MAX_WORDS:
        raise Refused("INVALID_PARAMS", "text", "Fewer words, please")
    request = SearchRequest(
        tuple(Place(one.key, one.from_serial, one.since_ms) for one in queries.values()),
        tuple(text.split()),
        wanted.get("from", ""),
        _time(wanted, "after"),
        _time(wanted, "before"),
        limit,
        from_start="after" in wanted,
    )
    reply.wait(request, lambda rows: _send(hub, queries, rows, reply))


def _attributes(text: str) -> Mapping[str, str]:
    try:
        return Message.parse(f"@{text.replace(' ', chr(92) + 's')} SEARCH").tags
    except PeerError as error:
        raise Refused("INVALID_PARAMS", "This can't be read") from error


def _number(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or int(text[:9]) == 0:
        raise Refused("INVALID_PARAMS", "limit", "Not a number above 0")
    return int(text[:9])


def _time(wanted: Mapping[str, str], name: str) -> int | None:
    try:
        return stamps.parse_time(wanted[name]) if name in wanted else None
    except PeerError as error:
        raise Refused("INVALID_PARAMS", name, cut(wanted[name], 50), "Not a time") from error


def _send(hub: Hub, queries: Mapping[str, Query], rows: Sequence[HistoryRow], reply: Reply) -> None:
    with reply.batch("soju.im/search"):
        for row in rows:
            reply.event(replay.event_of(hub, row, queries[row.target].target_of(row)))
