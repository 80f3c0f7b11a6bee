"""CHATHISTORY: pages of what was said, read by a worker.

source: IRCv3 draft/chathistory, draft/event-playback.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from messenger.errors import PeerError, Refused
from messenger.irc import caps, stamps
from messenger.irc.message import Message
from messenger.irc.names import fold, is_channel
from messenger.relay.handlers import belonging
from messenger.relay.hub import Hub
from messenger.relay.output import replay
from messenger.relay.output.render import cut, one_word
from messenger.relay.output.reply import UNREADABLE, Reply
from messenger.relay.state import Peer
from messenger.store.account_rows import TalksRequest
from messenger.store.rows import (
    HistoryRequest,
    HistoryRow,
    SerialAtRequest,
    StoredRequest,
    sender_of,
)


@dataclass(frozen=True, slots=True)
class Query:
    """One CHATHISTORY at work. target: as the client wrote it; key: as the store has it.

    from_serial: rows up to it are not for this reader. named: the target as it is called.
    """

    hub: Hub
    peer: Peer
    reply: Reply
    subcommand: str
    target: str
    key: str
    limit: int
    from_serial: int = 0
    since_ms: int = 0
    named: str = ""

    def page(
        self, after: int | None, before: int | None, newest_first: bool, limit: int = 0
    ) -> HistoryRequest:
        lowest = max(after or 0, self.from_serial)
        return HistoryRequest(
            self.key,
            lowest if lowest or after is not None else None,
            before,
            limit or self.limit,
            newest_first,
            self.peer.has(caps.EVENT_PLAYBACK),
            self.since_ms,
        )

    def bound(self, text: str, strict: bool, then: Callable[[int], None]) -> None:
        """Find the serial that a "msgid=…" or "timestamp=…" means, then go on.

        strict: of a time, the last serial before it, else at or before it.
        """
        kind, _, value = text.partition("=")
        if kind == "msgid":
            serial = stamps.serial_of(self.hub.relay_id, value)
            if serial is None:
                raise Refused(
                    "INVALID_PARAMS", self.subcommand, cut(text, 100), "No such message here"
                )
            then(serial)
        elif kind == "timestamp":
            request = SerialAtRequest(self.key, _time(self.subcommand, value), strict)
            self.wait(request, lambda serial: then(int(serial)))
        else:
            raise Refused(
                "INVALID_PARAMS", self.subcommand, cut(text, 100), "Not msgid= or timestamp="
            )

    def wait(self, request: Any, then: Callable[[Any], None]) -> None:
        failure = Refused(
            "MESSAGE_ERROR", self.subcommand, one_word(self.target), UNREADABLE.context[-1]
        )
        self.reply.wait(request, then, failure)

    def ask(self, request: HistoryRequest) -> None:
        self.wait(request, self.send)

    def send(self, rows: Sequence[HistoryRow]) -> None:
        """The page, once what belongs to its messages is known (see `belonging`)."""
        request = belonging.wanted(self.peer.caps, self.key, rows)
        if request is None:
            self._send(rows)
        else:
            self.wait(
                request,
                lambda pairs: self._send(belonging.with_context(self.peer.caps, rows, pairs)),
            )

    def _send(self, rows: Sequence[HistoryRow]) -> None:
        # "The canonical name of the target": of a person the one that was asked for, as others do.
        target = self.named if is_channel(self.key) else self.target
        with self.reply.batch("chathistory", target):
            for row in rows:
                self.reply.event(replay.event_of(self.hub, row, self.target_of(row)))

    def target_of(self, row: HistoryRow) -> str:
        if is_channel(self.key):
            return self.named
        own = sender_of(row) == fold(self.peer.person.account or self.peer.person.nick)
        return self.named if own else self.peer.person.nick


def _time(subcommand: str, value: str) -> int:
    try:
        return stamps.parse_time(value)
    except PeerError as error:
        raise Refused("INVALID_PARAMS", subcommand, cut(value, 50), "Not a time") from error


def chathistory(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    subcommand = message.params[0].upper()
    if subcommand not in STEPS:
        raise Refused("INVALID_PARAMS", cut(subcommand, 50), "Unknown subcommand")
    count, step = STEPS[subcommand]
    if len(message.params) < count:
        raise Refused("INVALID_PARAMS", subcommand, "Not enough parameters")
    if len(message.params) > count:
        raise Refused("INVALID_PARAMS", subcommand, "Too many parameters")
    limit = _limit(hub, subcommand, message.params[count - 1])
    query = Query(hub, peer, reply, subcommand, message.params[1], "", limit)
    if subcommand != "TARGETS":
        query = addressed(query)
    step(query, message.params[2 if subcommand != "TARGETS" else 1 :])


def _limit(hub: Hub, subcommand: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) == 0:
        raise Refused("INVALID_PARAMS", subcommand, cut(text, 50) or "*", "Not a number above 0")
    return min(int(text[:9]), hub.config.history.max_messages)


def addressed(query: Query) -> Query:
    """A room's history is for its members; a private talk's for the two, and without an account
    only since its reader's login: who had the nick before may have been somebody else."""
    target = query.target
    if not is_channel(target):
        hub, peer = query.hub, query.peer
        other, account = hub.people.find(target), hub.accounts.find(target)
        named = other.nick if other else account.name if account else target
        since_ms = 0 if peer.person.account else peer.person.since_ms
        return replace(query, key=hub.talk_key(peer.person, target), since_ms=since_ms, named=named)
    room = query.hub.roster.find(target)
    if room is None or query.peer.person not in room.members:
        raise Refused("INVALID_TARGET", query.subcommand, cut(target, 100), "You are not in there")
    return replace(query, named=room.name, key=room.key, from_serial=room.history_from)


def _latest(query: Query, params: tuple[str, ...]) -> None:
    if params[0] == "*":
        query.ask(query.page(None, None, True))
    else:
        query.bound(params[0], False, lambda after: query.ask(query.page(after, None, True)))


def _before(query: Query, params: tuple[str, ...]) -> None:
    later = int(params[0].startswith("timestamp="))  # a time's bound is one before the first
    query.bound(params[0], True, lambda at: query.ask(query.page(None, at + later, True)))


def _after(query: Query, params: tuple[str, ...]) -> None:
    """A message that is not kept any more is refused: others behind it may be gone with it, and
    who asks must not take the page for all that was said since. One that was taken back leaves
    its place behind, and what came after it is there."""

    def ask(after: int) -> None:
        query.ask(query.page(after, None, False))

    def ask_if_kept(after: int) -> None:
        def told(is_stored: bool) -> None:
            if not is_stored or after <= query.from_serial:
                bound = cut(params[0], 100)
                raise Refused("INVALID_PARAMS", "AFTER", bound, "This message is not kept any more")
            ask(after)

        query.wait(StoredRequest(query.key, after), told)

    known = params[0].startswith("msgid=")
    query.bound(params[0], False, ask_if_kept if known else ask)


def _around(query: Query, params: tuple[str, ...]) -> None:
    older = query.limit // 2

    def ask(centre: int) -> None:
        def second(rows: Sequence[HistoryRow]) -> None:
            request = query.page(centre - 1, None, False, query.limit - len(rows))
            query.wait(request, lambda more: query.send((*rows, *more)))

        if older:
            query.wait(query.page(None, centre, True, older), second)
        else:
            second(())

    query.bound(params[0], False, ask)


def _between(query: Query, params: tuple[str, ...]) -> None:
    """From the first bound towards the second, both left out."""

    def ask(first: int, second: int) -> None:
        low, high = min(first, second), max(first, second)
        query.ask(query.page(low, high, second < first))

    def with_first(first: int) -> None:
        later = int(params[1].startswith("timestamp="))
        query.bound(params[1], True, lambda second: ask(first, second + later))

    query.bound(params[0], False, with_first)


def _targets(query: Query, params: tuple[str, ...]) -> None:
    """The rooms and talks of this reader whose newest words lie between two times."""
    times = []
    for text in params[:2]:
        kind, _, value = text.partition("=")
        if kind != "timestamp":
            raise Refused("INVALID_PARAMS", "TARGETS", cut(text, 50), "Not timestamp=")
        times.append(_time("TARGETS", value))
    after, before = min(times), max(times)
    if query.peer.person.account_id:
        request = TalksRequest("@" + query.peer.person.account_id, after, before, query.limit)
        query.wait(
            request,
            lambda rows: _send_targets(
                query, {row.target: row.said_ms for row in rows}, after, before
            ),
        )
    else:
        _send_targets(query, query.peer.person.talks or {}, after, before)


def _send_targets(query: Query, talks: Mapping[str, int], after: int, before: int) -> None:
    newest = {key: room.recent.newest_ms for key, room in query.peer.person.rooms.items()}
    newest.update(talks)
    found = [(said_ms, key) for key, said_ms in newest.items() if after < said_ms < before]
    with query.reply.batch("draft/chathistory-targets"):
        for said_ms, key in sorted(found)[: query.limit]:
            shown = _shown(query, key), stamps.server_time(said_ms)
            query.reply.send("CHATHISTORY", "TARGETS", *shown)


def _shown(query: Query, key: str) -> str:
    room = query.hub.roster.rooms.get(key)
    return room.name if room else shown_talk(query, key)


def shown_talk(query: Query, key: str) -> str:
    """What the other one of a private talk is called now."""
    hub = query.hub
    first, _, second = key.partition(" ")
    other = second if first == hub.identity(query.peer.person) else first
    if other.startswith("@"):
        people = hub.accounts.here(other[1:])
        return people[0].nick if people else hub.accounts.named(other[1:]) or "*"
    found = hub.people.find(other)
    return found.nick if found else other


# Subcommand → how many parameters with itself, and what it does.
STEPS: Mapping[str, tuple[int, Callable[[Query, tuple[str, ...]], None]]] = {
    "LATEST": (4, _latest),
    "BEFORE": (4, _before),
    "AFTER": (4, _after),
    "AROUND": (4, _around),
    "BETWEEN": (5, _between),
    "TARGETS": (4, _targets),
}
