"""History: what was missed while we were away, and what lies above the oldest row shown.

source: IRCv3 draft/chathistory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from messenger.client.events import ChatMessage, GapFound, HistoryLoaded
from messenger.client.intents import LoadOlder
from messenger.client.session import read_marks
from messenger.client.session.context import Context
from messenger.client.session.talks_round import TalksRound
from messenger.client.session.utterance import ends_of, from_history, in_range
from messenger.irc import history_query, names
from messenger.irc.batch import Batch
from messenger.irc.marks import MARKS, REDACT

PAGE = 200  # messages asked for at once
FIRST_PAGE = 100  # on the first visit of a room
MAX_PAGES = 20  # of what was missed; who was away longer gets the newest, with a gap
LEAST_WORDS = 20  # in a page upwards; one full of comings and goings is not worth showing alone
ANSWER_WAIT_S = 20.0
MAX_QUESTIONS = 16  # waiting, for one target


class Purpose(Enum):
    """What a page is wanted for."""

    NEWEST = "the newest, on a first visit"
    MISSED = "what was missed"
    GAP = "the newest, though older ones are missing"
    OLDER = "older than what is shown"


@dataclass(slots=True)
class _Question:
    target: str
    purpose: Purpose
    limit: int
    asked_at: float
    page: int = 1
    label: str = ""  # by which its answer is known, "" where the server has no labels
    below: tuple[ChatMessage, ...] = ()  # what pages before this one, which had few words, held
    given_up: bool = False  # its answer, should it still come, is not used


class Catchup:
    """The questions of one session that wait for their batch: known by their labels, and on a
    server without labels by their order. One that came to nothing stays in the row, so that its
    late answer is never taken for that of the next.

    on_said: told (target, message, whether it was said after all that we know) of each message
        that was found; True when it was ours and settled a row that is shown already.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._asked: dict[str, list[_Question]] = {}
        self.on_said: Callable[[str, ChatMessage, bool], bool] = lambda target, message, new: False
        self._live: dict[str, str] = {}  # newest msgid said live while history was on its way
        self._whole: set[str] = set()  # targets of which nothing is missing up to now
        self._talks = TalksRound(ctx)
        self._behind: set[str] = set()  # talks that went on and are not fetched yet

    @property
    def offered(self) -> bool:
        """Whether this server has history."""
        return "draft/chathistory" in self._ctx.caps and "batch" in self._ctx.caps

    def start(self, target: str) -> None:
        """We are in a room, or somebody talked to us: ask for what we have not seen of it."""
        if not self.offered:
            self._ctx.tell(GapFound(target, self._ctx.cut_at, self._ctx.wall))
            return
        known = self._ctx.bookmarks.newest.get(names.fold(target), "")
        if known:
            self._ask(_Question(target, Purpose.MISSED, PAGE, self._ctx.now), known)
        else:
            self._ask(_Question(target, Purpose.NEWEST, FIRST_PAGE, self._ctx.now), "")

    def start_talks(self) -> None:
        """We are in: ask with whom we talked meanwhile, to fetch these talks."""
        if self.offered:
            self._talks.ask()

    def older(self, intent: LoadOlder) -> None:
        """Answered by HistoryLoaded, at once and empty where there is no history."""
        waiting = self._asked.get(names.fold(intent.target), [])
        if not self.offered or len(waiting) >= MAX_QUESTIONS:
            self._tell(intent.target, (), Purpose.OLDER, complete=not self.offered)
            return
        limit = max(1, min(intent.limit, PAGE))
        question = _Question(intent.target, Purpose.OLDER, limit, self._ctx.now)
        self._ask(question, intent.before_msgid)

    def busy(self, target: str) -> bool:
        """Whether what was missed is still on its way."""
        if self._talks.is_asking and not names.is_channel(target):
            return True
        questions = self._asked.get(names.fold(target), ())
        return any(one.purpose is not Purpose.OLDER and not one.given_up for one in questions)

    @property
    def awaits(self) -> bool:
        """A question is not answered yet."""
        given_up = all(one.given_up for questions in self._asked.values() for one in questions)
        return self._talks.is_asking or not given_up

    def has_all(self, target: str) -> bool:
        """Whether what the server has of this target up to now is known without a gap. Of a
        private talk only the account's is the one that we had before."""
        if self.busy(target) or not self.offered:
            return False
        key = names.fold(target)
        if names.is_channel(target) or key in self._talks.found:
            return key in self._whole and (names.is_channel(target) or self._ctx.is_proven)
        return self._talks.is_complete and self._ctx.is_proven

    def heard_live(self, target: str, message: ChatMessage) -> None:
        """A message arrived: the bookmark moves, but never over a gap; and not to what is said
        about a message, which not every server keeps, unless it takes the bookmark's away."""
        key = names.fold(target)
        ends = (self._ctx.bookmarks.newest.get(key), self._live.get(key))
        takes_end = message.kind == REDACT and message.subject in ends
        if not message.msgid or (message.kind in MARKS and not takes_end):
            return
        if self.busy(target):
            self._live[key] = message.msgid
        else:
            self._ctx.bookmarks.newest[key] = message.msgid
            if not self._behind:
                self._talks.heard(message.sent_at)

    def receive_targets(self, batch: Batch) -> None:
        """With whom we talked: fetch these; of the others nothing is missing."""
        for name in self._talks.receive(batch, self._ctx.batches.label_of(batch.opening)):
            self._behind.add(names.fold(name))
            self.start(name)
        if not self._talks.is_asking:
            self._talks_known()

    def _talks_known(self) -> None:
        for key in [key for key in self._live if not names.is_channel(key)]:
            if not self.busy(key):
                self._ctx.bookmarks.newest[key] = self._live.pop(key)

    def receive(self, batch: Batch) -> None:
        """A chathistory batch closed."""
        label = self._ctx.batches.label_of(batch.opening)
        question = self._next(batch.params[0] if batch.params else "", label)
        if question is None or question.given_up:
            return
        messages = [*from_history(self._ctx, batch), *question.below]
        full = len(in_range(batch)) >= question.limit
        first, last = ends_of(batch)
        if full and first and self._has_few_words(question, messages):
            more = _Question(question.target, question.purpose, PAGE, self._ctx.now)
            more.page, more.below = question.page + 1, tuple(messages)
            self._ask(more, first)
            return
        if question.purpose is Purpose.OLDER:
            self._tell(question.target, messages, Purpose.OLDER, complete=not full)
            return
        self._advance(question.target, messages)
        from_start = question.purpose is Purpose.NEWEST and not full
        self._tell_missed(question, messages, from_start)
        if question.purpose is Purpose.MISSED and full and last:
            self._next_page(question, last)
            return
        missed = question.purpose is Purpose.MISSED
        if missed or from_start:
            self._whole.add(names.fold(question.target))
        if names.fold(question.target) in self._behind:
            self._behind.discard(names.fold(question.target))
            read_marks.ask(self._ctx, question.target)
        self._finish(question.target)

    def _has_few_words(self, question: _Question, messages: list[ChatMessage]) -> bool:
        """A page upwards that is full of what we don't show."""
        words = sum(one.kind not in MARKS for one in messages)
        is_upwards = question.purpose is not Purpose.MISSED
        return is_upwards and words < min(LEAST_WORDS, question.limit) and question.page < MAX_PAGES

    def _tell_missed(
        self, question: _Question, messages: list[ChatMessage], from_start: bool
    ) -> None:
        """The page as the server has it, known messages and all, so that it can be kept without a
        hole; only after it, what of ours it has settled."""
        told, self._ctx.events = self._ctx.events, []
        is_new, known = question.purpose is Purpose.MISSED, self._ctx.bookmarks.known
        page = [
            replace(one, own=True)
            if known.add(one.msgid) and self.on_said(question.target, one, is_new)
            else one
            for one in messages
        ]
        settled, self._ctx.events = self._ctx.events, told
        target, complete = question.target, question.purpose is not Purpose.GAP
        self._ctx.tell(HistoryLoaded(target, tuple(page), False, complete, from_start))
        self._ctx.events += settled

    def refused(self, target: str, label: str = "") -> bool:
        """The server said no to a question about this target; False: there was none."""
        if self._talks.refused(target, label):
            self._talks_known()
            return True
        question = self._next(target, label)
        if question is None:
            return False
        if not question.given_up:
            self._came_to_nothing(question)
        return True

    def _came_to_nothing(self, question: _Question) -> None:
        if question.purpose is Purpose.MISSED:
            # Our bookmark is unknown there now: begin anew, and say that there is a gap.
            self._ask(_Question(question.target, Purpose.GAP, PAGE, self._ctx.now), "")
            return
        complete = question.purpose is not Purpose.GAP
        self._tell(question.target, (), question.purpose, complete)
        if question.purpose is not Purpose.OLDER:
            self._finish(question.target)

    def left(self, room: str) -> None:
        """We are out of a room: nothing more is coming."""
        self._asked.pop(names.fold(room), None)
        self._live.pop(names.fold(room), None)

    def tick(self) -> None:
        """Give up questions that nobody answers."""
        late = self._ctx.now - ANSWER_WAIT_S
        if self._talks.is_late(late):
            self._talks_known()
        for questions in list(self._asked.values()):
            for question in list(questions):
                if question.asked_at < late and not question.given_up:
                    question.given_up = True
                    self._came_to_nothing(question)

    def _next_page(self, question: _Question, last_msgid: str) -> None:
        page = question.page + 1
        if page > MAX_PAGES or not last_msgid:
            self._ask(_Question(question.target, Purpose.GAP, PAGE, self._ctx.now), "")
        else:
            missed = Purpose.MISSED
            self._ask(_Question(question.target, missed, PAGE, self._ctx.now, page), last_msgid)

    def _ask(self, question: _Question, msgid: str) -> None:
        most = self._ctx.isupport.number("CHATHISTORY", PAGE)
        question.limit = min(question.limit, most)
        self._asked.setdefault(names.fold(question.target), []).append(question)
        target, limit = question.target, question.limit
        if question.purpose is Purpose.MISSED:
            line = history_query.after(target, msgid, limit)
        elif msgid:
            line = history_query.before(target, msgid, limit)
        else:
            line = history_query.latest(target, limit)
        if "labeled-response" in self._ctx.caps:
            question.label = self._ctx.next_id()
            line = replace(line, tags={**line.tags, "label": question.label})
        self._ctx.send(line)

    def _next(self, target: str, label: str) -> _Question | None:
        """The question that is answered: that of the label, else the first without one."""
        key = names.fold(target)
        questions = self._asked.get(key, [])
        question = next((one for one in questions if one.label == label), None)
        if question is None and not label:  # a server that forgets the labels it offers
            question = next(iter(questions), None)
        if question is not None:
            questions.remove(question)
            if not questions:
                del self._asked[key]
        return question

    def _advance(self, target: str, messages: list[ChatMessage]) -> None:
        key, newest = names.fold(target), self._ctx.bookmarks.newest
        for one in messages:
            takes_end = one.kind == REDACT and one.subject == newest.get(key)
            if one.msgid and (one.kind not in MARKS or takes_end):
                newest[key] = one.msgid

    def _finish(self, room: str) -> None:
        key = names.fold(room)
        live = self._live.pop(key, "")
        if live:
            self._ctx.bookmarks.newest[key] = live

    def _tell(
        self,
        target: str,
        messages: tuple[ChatMessage, ...] | list[ChatMessage],
        purpose: Purpose,
        complete: bool,
    ) -> None:
        older = purpose is Purpose.OLDER
        self._ctx.tell(HistoryLoaded(target, tuple(messages), older, complete))
