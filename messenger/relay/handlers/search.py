"""SEARCH: find messages in the history.

source: soju's `doc/ext/search.md` (soju.im/search).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from messenger.errors import PeerError, Refused
from messenger.irc import numerics, stamps
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.handlers.history import Query, addressed, shown_talk
from messenger.relay.hub import Hub
from messenger.relay.output import replay
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import TalkRow, TalksRequest
from messenger.store.search import Found, Place, SearchRequest

MAX_TEXT_BYTES = 200
MAX_WORDS = 8
MAX_TALKS = 1000
DEFAULT_LIMIT = 50
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')


def search(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """SEARCH in=<room or nick>;text=<words>;from=<nick>;after=<time>;before=<time>;limit=<n>

    Written as message tags are; without `in` all rooms that one is in are searched, and all of
    one's private talks.
    """
    if hub.config.history.memory_only or not hub.config.history.enabled:
        raise refusal(numerics.ERR_UNKNOWNCOMMAND, "SEARCH")
    wanted = _attributes(message.params[0])
    limit = min(_number(wanted.get("limit", "")), hub.config.history.max_messages)
    text = wanted.get("text", "")
    words = _words(text)
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES or len(words) > MAX_WORDS:
        raise Refused("INVALID_PARAMS", "text", "Fewer words, please")
    request = SearchRequest(
        (),
        words,
        wanted.get("from", ""),
        _time(wanted, "after"),
        _time(wanted, "before"),
        limit,
        from_start="after" in wanted,
    )
    query = Query(hub, peer, reply, "IN", wanted.get("in", ""), "", limit)
    if query.target:
        _ask(request, [addressed(query)], reply)
        return
    rooms = [addressed(replace(query, target=room.name)) for room in peer.person.rooms.values()]
    if peer.person.account_id:

        def ask(rows: Sequence[TalkRow]) -> None:
            _ask(request, [*rooms, *_talks(query, [row.target for row in rows])], reply)

        reply.wait(TalksRequest("@" + peer.person.account_id, 0, hub.wall_ms + 1, MAX_TALKS), ask)
    else:
        _ask(request, [*rooms, *_talks(query, peer.person.talks or {})], reply)


def _talks(query: Query, keys: Iterable[str]) -> list[Query]:
    """Private talks of the searcher as places."""
    person = query.peer.person
    since_ms = 0 if person.account else person.since_ms
    return [
        replace(query, key=key, since_ms=since_ms, named=shown_talk(query, key)) for key in keys
    ]


def _ask(request: SearchRequest, queries: Sequence[Query], reply: Reply) -> None:
    places = tuple(Place(one.key, one.from_serial, one.since_ms) for one in queries)
    by_key = {one.key: one for one in queries}
    request = replace(request, places=places)
    reply.wait(request, lambda found: _send(by_key, found, reply))


def _words(text: str) -> tuple[str, ...]:
    """Words, and "several in a row" between quotation marks."""
    return tuple(row or word for row, word in _WORD.findall(text) if row or word)


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


def _send(queries: Mapping[str, Query], found: Found, reply: Reply) -> None:
    if not found.complete:
        sentence = "Not everything could be looked through in time: try fewer rooms or days"
        reply.send("NOTE", "SEARCH", "INCOMPLETE", sentence)
    with reply.batch("soju.im/search"):
        for row in found.rows:
            reply.event(replay.event_of(reply.hub, row, queries[row.target].target_of(row)))
