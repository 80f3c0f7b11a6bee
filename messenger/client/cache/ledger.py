"""Between a session and the cache: what is said is kept, what is kept is shown first.

Runs on the link thread; the cache's answers come back to it through a queue. Without a cache
every method passes the question on.
"""

import queue
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from messenger.client.cache import jobs
from messenger.client.cache.cache import Cache
from messenger.client.cache.unsent import Unsent
from messenger.client.events import (
    ChatMessage,
    CopyStuck,
    DraftFound,
    Event,
    HistoryLoaded,
    JoinFailed,
    LinkUp,
    MessageArrived,
    MessageSettled,
    MessagesFound,
    ReadMarked,
    RoomJoined,
    RoomLeft,
    ServerSaid,
)
from messenger.client.intents import (
    FindMessages,
    JoinRoom,
    KeepDraft,
    LeaveRoom,
    LoadOlder,
    MarkRead,
    SaveTalk,
)
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.text import words
from messenger.irc import names
from messenger.irc.marks import MARKS

PRELOAD_S = 2.0  # a cache that takes longer is not waited for
FIRST_PAGE = 50
MAX_PLACES = 200
MAX_HELD = 20_000  # live messages that wait until what was missed before them is kept
CACHE_STOP_S = 2.0
Question = LoadOlder | JoinRoom  # what the cache leaves to the relay


class Ledger:
    """One relay's part of the cache.

    busy(target): whether what was missed there is still on its way.
    has_history: whether the server can tell what we missed.
    unsent: what we said and nobody confirmed, on the disk.
    """

    def __init__(self, path: Path | None, server: str, wake: Callable[[], None]) -> None:
        self._server = server
        self._answers: queue.SimpleQueue[jobs.Answer] = queue.SimpleQueue()
        self._held: dict[str, list[ChatMessage]] = {}
        self._spilled: set[str] = set()  # places where more came than can be held
        self._begun: set[str] = set()  # places that were empty when we came in
        self._reached: set[str] = set()  # private talks heard of since the link is up
        self._followed: set[str] = set()  # rooms whose newest kept message the session goes on from
        self._asked: list[LoadOlder] = []  # of the cache, in order
        self._passed_on: dict[str, list[str]] = {}  # of the relay: before which msgid

        def emit(answer: jobs.Answer) -> None:
            self._answers.put(answer)
            wake()

        self._cache = Cache(path, emit) if path else None
        self.unsent = Unsent(server, self._cache)
        self._bookmarks: Bookmarks
        self._started = False

    def start(self, bookmarks: Bookmarks) -> list[Event]:
        """Open the cache and take up what it holds: bookmarks, unsent messages, read marks and
        the newest page of each place. Waits at most PRELOAD_S; what is late comes by `answers`.
        """
        self._bookmarks = bookmarks
        if self._cache is None:
            return []
        self._cache.start()
        self._cache.submit(jobs.LoadPlaces(self._server))
        self._cache.submit(jobs.LoadOutbox(self._server))
        events: list[Event] = []
        expected = 2
        until = time.monotonic() + PRELOAD_S
        while expected:
            try:
                answer = self._answers.get(timeout=max(until - time.monotonic(), 0.001))
            except queue.Empty:
                break
            if isinstance(answer, jobs.PlacesLoaded):
                expected += len(answer.places[:MAX_PLACES])
            events += self._answer(answer)[0]
            expected -= not isinstance(answer, jobs.CacheRenewed | jobs.CopyStuck)
        self._started = True
        return events

    def stop(self) -> None:
        """Write what waits and end the cache's thread."""
        if self._cache is not None:
            self._cache.stop(CACHE_STOP_S)

    def older(self, intent: LoadOlder) -> LoadOlder | None:
        """Ask the cache; None: wait for `answers`. The intent: the relay has to answer."""
        if self._cache is None:
            return intent
        self._asked.append(intent)
        before = intent.before_msgid or None
        self._cache.submit(jobs.LoadPage(self._server, intent.target, before, intent.limit))
        return None

    def mark_read(self, intent: MarkRead) -> None:
        """Keep how far the person has read."""
        if self._cache is not None:
            self._cache.submit(jobs.StoreReadMark(self._server, intent.target, intent.sent_at))

    def keep_draft(self, intent: KeepDraft) -> None:
        """Keep what stands in an input box."""
        if self._cache is not None:
            self._cache.submit(jobs.StoreDraft(self._server, intent.target, intent.text))

    def find(self, intent: FindMessages) -> list[Event]:
        """Search in the cache; what is to be told at once where there is none."""
        if self._cache is None:
            return [MessagesFound(intent.text, (), complete=True)]
        self._cache.submit(jobs.FindInCopy(self._server, intent.text, intent.limit))
        return []

    def save(self, intent: SaveTalk) -> list[Event]:
        """Write a file of what is kept; what is to be told at once where nothing is."""
        if self._cache is None:
            return [ServerSaid(words.NO_COPY, intent.target, error=True)]
        job = jobs.SaveTalk(self._server, intent.target, intent.title, intent.path)
        self._cache.submit(job)
        return []

    def forget(self, intent: LeaveRoom) -> None:
        """The room is not shown again after a restart; what was said in it stays."""
        if self._cache is not None:
            self._cache.submit(jobs.ForgetPlace(self._server, intent.room))

    def answers(self) -> tuple[list[Event], list[Question]]:
        """What the cache has said since: events, and questions that the relay has to answer."""
        events: list[Event] = []
        questions: list[Question] = []
        while True:
            try:
                answer = self._answers.get_nowait()
            except queue.Empty:
                return events, questions
            told, passed_on = self._answer(answer)
            events += told
            questions += passed_on

    def keep(self, events: Sequence[Event], busy: Callable[[str], bool], has_history: bool) -> None:
        """Write down what a session told."""
        if self._cache is None:
            return
        # Pages first: what came live meanwhile stands behind them, or in them.
        live = [one for one in events if isinstance(one, MessageArrived | MessageSettled)]
        paged = self._keep_rest(events, busy)
        for event in live:
            if not event.message.msgid or event.message.msgid not in paged:
                self._keep_live(event.target, event.message, busy, has_history)
        people = self._bookmarks.realnames.take_fresh()
        if people:
            self._cache.submit(jobs.StorePeople(self._server, people))

    def _keep_rest(self, events: Sequence[Event], busy: Callable[[str], bool]) -> set[str]:
        """All but what was said live; the msgids in pages of history."""
        paged: set[str] = set()
        for event in events:
            if isinstance(event, HistoryLoaded):
                self._keep_page(event, busy)
                paged.update(message.msgid for message in event.messages)
            elif isinstance(event, ReadMarked):  # on another device of ours
                self.mark_read(MarkRead(event.target, "", event.sent_at))
            elif isinstance(event, RoomJoined | RoomLeft | JoinFailed):
                self._keep_room(event.room, isinstance(event, RoomJoined))
            elif isinstance(event, LinkUp):
                self._reached.clear()
                self._begun.clear()
                self._passed_on.clear()  # what was not answered before will not be
        return paged

    def _keep_room(self, room: str, joined: bool) -> None:
        """Rooms that we are in when the program ends are entered again when it begins."""
        _, password = self._bookmarks.rooms.get(names.fold(room), (room, ""))
        if self._cache is not None:
            self._cache.submit(jobs.StoreRoom(self._server, room, joined, password))

    def _keep_live(
        self, target: str, message: ChatMessage, busy: Callable[[str], bool], has_history: bool
    ) -> None:
        if message.kind in MARKS:
            self._store(target, (message,), continues=True)
            return
        key = names.fold(target)
        if busy(target):
            held = self._held.setdefault(key, [])
            if len(held) < MAX_HELD:
                held.append(message)
            else:
                self._spilled.add(key)
            return
        # Until a private talk's own history came, the first words after a break may have others
        # before them, which LoadOlder then asks the relay for.
        continues = names.is_channel(target) or not has_history or key in self._reached
        self._reached.add(key)
        continues = continues and key not in self._spilled
        self._store(target, (message,), continues, top=continues and key in self._begun)
        self._spilled.discard(key)

    def _keep_page(self, event: HistoryLoaded, busy: Callable[[str], bool]) -> None:
        key = names.fold(event.target)
        if event.at_top:
            waiting = self._passed_on.get(key)
            before = waiting.pop(0) if waiting else ""
            if before:
                self._store(event.target, event.messages, False, before, event.complete)
            return
        # Of a room that was left before the program started we have old words, but asked for
        # the newest only: what lies between is missing.
        continues = event.complete and key in self._followed
        self._store(event.target, event.messages, continues, top=event.from_start)
        if event.from_start and not event.messages:
            self._begun.add(key)
        self._followed.add(key)
        self._reached.add(key)
        if not busy(event.target):
            held = tuple(self._held.pop(key, ()))
            follows = continues or bool(event.messages)
            self._store(event.target, held, follows, top=event.from_start)

    def _store(
        self,
        target: str,
        messages: tuple[ChatMessage, ...],
        continues: bool,
        before: str = "",
        top: bool = False,
    ) -> None:
        if self._cache is None:
            return
        words = tuple(message for message in messages if message.kind not in MARKS)
        if words or top:
            job = jobs.StoreMessages(self._server, target, words, continues, before, top)
            self._cache.submit(job)
        if marks := tuple(message for message in messages if message.kind in MARKS):
            self._cache.submit(jobs.StoreMarks(self._server, target, marks))

    def _places(self, answer: jobs.PlacesLoaded) -> tuple[list[Event], list[Question]]:
        events: list[Event] = []
        for nick, realname in answer.people:
            self._bookmarks.realnames.recall(nick, realname)
        questions = self._enter_again(answer.rooms)
        for room, _ in answer.rooms:  # so that they stand in their old order
            events.append(HistoryLoaded(room, (), at_top=False, complete=True))
        for place in answer.places[:MAX_PLACES]:
            # Late bookmarks are no use: the session has asked for the newest without them.
            if place.newest_msgid and not self._started:
                self._bookmarks.newest[names.fold(place.target)] = place.newest_msgid
                self._bookmarks.kept_until = max(self._bookmarks.kept_until, place.newest_at)
                self._followed.add(names.fold(place.target))
            if place.read_at is not None:
                key, read_ms = names.fold(place.target), round(place.read_at * 1000)
                self._bookmarks.reads_kept[key] = read_ms
                if not names.is_channel(place.target):  # a talk's mark alone does not open it
                    events.append(HistoryLoaded(place.target, (), at_top=False, complete=True))
                events.append(ReadMarked(place.target, place.read_at))
            if place.draft:
                events.append(DraftFound(place.target, place.draft))
            if self._cache is not None:
                self._cache.submit(jobs.LoadPage(self._server, place.target, None, FIRST_PAGE))
        return events, questions

    def _enter_again(self, rooms: Sequence[tuple[str, str]]) -> list[Question]:
        """Rooms that we were in are wanted again, after those that the person asked for."""
        if self._started:
            return [JoinRoom(room, password) for room, password in rooms]
        known = {names.fold(room): (room, password) for room, password in rooms}
        wanted = self._bookmarks.rooms
        first = {key: room for key, room in wanted.items() if key not in known}
        wanted.clear()
        wanted.update(first | known)
        self._bookmarks.been_in.update(known)
        return []

    def _unsent(self, answer: jobs.OutboxLoaded) -> tuple[list[Event], list[Question]]:
        return self.unsent.loaded(answer, self._bookmarks.nick), []

    def _kept(self, answer: jobs.OutboxKept) -> tuple[list[Event], list[Question]]:
        return self.unsent.kept(answer, self._bookmarks.nick), []

    def _answer(self, answer: jobs.Answer) -> tuple[list[Event], list[Question]]:
        reader = _READERS.get(type(answer))
        return reader(self, answer) if reader else ([], [])

    def _page(self, page: jobs.PageLoaded) -> tuple[list[Event], list[Question]]:
        intent = next(
            (
                one
                for one in self._asked
                if one.target == page.target and (one.before_msgid or None) == page.before
            ),
            None,
        )
        page = replace(page, messages=tuple(map(self._named, page.messages)))
        if intent is None:  # the first look at a place when the program started
            first = HistoryLoaded(page.target, page.messages, at_top=False, complete=True)
            return ([first] if page.messages else []), []
        self._asked.remove(intent)
        if page.messages:
            return [HistoryLoaded(page.target, page.messages, True, page.top)], []
        self._passed_on.setdefault(names.fold(page.target), []).append(intent.before_msgid)
        return [], [intent]

    def _named(self, message: ChatMessage) -> ChatMessage:
        """With the name that its sender was known by when nobody told it with the message."""
        realname = message.realname or self._bookmarks.realnames.of(message.sender)
        return message if realname == message.realname else replace(message, realname=realname)

    def _found(self, answer: jobs.FoundInCopy) -> tuple[list[Event], list[Question]]:
        found = tuple(replace(one, message=self._named(one.message)) for one in answer.found)
        return [MessagesFound(answer.text, found, answer.complete)], []

    def _saved(self, answer: jobs.TalkSaved) -> tuple[list[Event], list[Question]]:
        told = answer.fault or words.saved(answer.lines, answer.path, answer.whole)
        return [ServerSaid(told, answer.target, error=bool(answer.fault))], []

    def _renewed(self, answer: jobs.CacheRenewed) -> tuple[list[Event], list[Question]]:
        kept = f" The old one was kept as {answer.kept_as}." if answer.kept_as else ""
        words = f"The copy of old messages on this computer was begun anew: {answer.reason}.{kept}"
        return [ServerSaid(words, error=True)], []

    def _stuck(self, answer: jobs.CopyStuck) -> tuple[list[Event], list[Question]]:
        return [CopyStuck(answer.reason)], []


_READERS: Mapping[type, Callable[[Ledger, Any], tuple[list[Event], list[Question]]]] = {
    jobs.PlacesLoaded: Ledger._places,
    jobs.OutboxLoaded: Ledger._unsent,
    jobs.OutboxKept: Ledger._kept,
    jobs.TalkSaved: Ledger._saved,
    jobs.PageLoaded: Ledger._page,
    jobs.FoundInCopy: Ledger._found,
    jobs.CacheRenewed: Ledger._renewed,
    jobs.CopyStuck: Ledger._stuck,
}
