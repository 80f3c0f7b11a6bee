"""Which private talks went on while we were away: CHATHISTORY TARGETS, page by page.

source: IRCv3 draft/chathistory.
"""

from dataclasses import replace

from messenger.client.session.context import Context
from messenger.errors import PeerError
from messenger.irc import history_query, names
from messenger.irc.batch import Batch
from messenger.irc.message import Message
from messenger.irc.stamps import parse_time

PAGE = 100  # talks asked for at once
MAX_PAGES = 5
FIRST_S = 30 * 86_400.0  # when the program has just started: how far back
# Our bookmark is the server's own time, to the millisecond; the margin is for servers that keep
# seconds only. What is fetched twice is known by its msgid.
MARGIN_S = 2.0
FAR_AHEAD = 4_000_000_000.0  # the server's clock may be years ahead of ours, or behind


class TalksRound:
    """One session's question. found: folded names of those that went on.

    is_asking: an answer is awaited. is_complete: it came, and all of it.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.found: set[str] = set()
        self.is_asking = False
        self.is_complete = False
        self._asked_at = 0.0
        self._label = ""
        self._limit = PAGE
        self._pages = 0

    def ask(self) -> None:
        """Begin."""
        until, kept = self._ctx.bookmarks.talks_until, self._ctx.bookmarks.kept_until
        # What was kept bears the server's time, which may be far from ours.
        first = min(kept or self._ctx.wall, self._ctx.wall) - FIRST_S
        self._ask(max(until - MARGIN_S if until else first, 0.0))

    def heard(self, sent_at: float) -> None:
        """Something was said live: of what was said before it nothing is missing."""
        bookmarks = self._ctx.bookmarks
        if self.is_complete:
            bookmarks.talks_until = max(bookmarks.talks_until, min(sent_at, self._ctx.wall))

    def receive(self, batch: Batch, label: str) -> list[str]:
        """One page came; the names of people to ask for."""
        if not self.is_asking or label != self._label:
            return []
        told = [item for item in batch.items if isinstance(item, Message)]
        pairs = [(line.params[1], line.params[2]) for line in told if len(line.params) > 2]
        fresh = [name for name, _ in pairs if self._is_new_talk(name)]
        self.found.update(map(names.fold, fresh))
        last = _seconds(pairs[-1][1]) if pairs else 0.0
        self.is_asking = False
        if len(told) < self._limit:
            self.is_complete = True
        elif last and self._pages < MAX_PAGES:
            self._ask(last - 0.001)
        return fresh

    def refused(self, word: str, label: str) -> bool:
        """The server does not tell. False: it was no answer to us."""
        is_ours = self.is_asking and (label == self._label if label else word == "TARGETS")
        if is_ours:
            self.is_asking = False
        return is_ours

    def is_late(self, asked_before: float) -> bool:
        """Give up if we asked before this moment; True once."""
        if not self.is_asking or self._asked_at >= asked_before:
            return False
        self.is_asking = False
        return True

    def _is_new_talk(self, name: str) -> bool:
        return not names.is_channel(name) and name != "*" and names.fold(name) not in self.found

    def _ask(self, since: float) -> None:
        ctx = self._ctx
        self._limit = min(PAGE, ctx.isupport.number("CHATHISTORY", PAGE))
        self._pages += 1
        self._asked_at, self.is_asking = ctx.now, True
        line = history_query.targets(since, FAR_AHEAD, self._limit)
        if "labeled-response" in ctx.caps:
            self._label = ctx.next_id()
            line = replace(line, tags={**line.tags, "label": self._label})
        ctx.send(line)


def _seconds(text: str) -> float:
    try:
        return parse_time(text) / 1000
    except PeerError:
        return 0.0
