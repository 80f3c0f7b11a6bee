"""History: what was missed while we were away, and what lies above the oldest row shown.

source: IRCv3 draft/chathistory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from messenger.client.events import ChatMessage, HistoryLoaded
from messenger.client.intents import LoadOlder
from messenger.client.session.context import Context
from messenger.client.session.utterance import from_history
from messenger.irc import history_query, names
from messenger.irc.batch import Batch

PAGE = 200  # messages asked for at once
FIRST_PAGE = 100  # on the first visit of a room
MAX_PAGES = 20  # of what was missed; who was away longer gets the newest, with a gap
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
    given_up: bool = False  # its answer, should it still come, is not used


class Catchup:
    """The questions of one session that wait for their batch: known by their labels, and on a
    server without labels by their order. One that came to nothing stays in the row, so that its
    late answer is never taken for that of the next.

    on_said: told (target, message) of each message that was found among what we missed; True
        when it was ours and settled a row that is shown already.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._asked: dict[str, list[_Question]] = {}
        self.on_said: Callable[[str, ChatMessage], bool] = lambda target, message: False
        self._live: dict[str, str] = {}  # newest msgid said live while history was on its way

    @property
    def offered(self) -> bool:
        """Whether this server has history."""
        return "draft/chathistory" in self._ctx.caps and "batch" in self._ctx.caps

    def start(self, room: str) -> None:
        """We are in a room: ask for what we have not seen of it."""
        if not self.offered:
            return
        known = self._ctx.bookmarks.newest.get(names.fold(room), "")
        if known:
            self._ask(_Question(room, Purpose.MISSED, PAGE, self._ctx.now), known)
        else:
            self._ask(_Question(room, Purpose.NEWEST, FIRST_PAGE, self._ctx.now), "")

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
        questions = self._asked.get(names.fold(target), ())
        return any(one.purpose is not Purpose.OLDER and not one.given_up for one in questions)

    def heard_live(self, room: str, msgid: str) -> None:
        """A message of this room arrived: the bookmark moves, but never over a gap."""
        key = names.fold(room)
        if key not in self._asked or not self.busy(room):
            self._ctx.bookmarks.newest[key] = msgid
        else:
            self._live[key] = msgid

    def receive(self, batch: Batch) -> None:
        """A chathistory batch closed."""
        label = self._ctx.batches.label_of(batch.opening)
        question = self._next(batch.params[0] if batch.params else "", label)
        if question is None or question.given_up:
            return
        messages = from_history(self._ctx, batch)
        full = len(batch.items) >= question.limit
        if question.purpose is Purpose.OLDER:
            self._tell(question.target, messages, Purpose.OLDER, complete=not full)
            return
        self._advance(question.target, messages)
        known = self._ctx.bookmarks.known
        new = [
            one
            for one in messages
            if known.add(one.msgid) and not self.on_said(question.target, one)
        ]
        complete = question.purpose is not Purpose.GAP
        self._tell(question.target, new, question.purpose, complete)
        if question.purpose is Purpose.MISSED and full and messages:
            self._next_page(question, messages[-1].msgid)
        else:
            self._finish(question.target)

    def refused(self, target: str, label: str = "") -> bool:
        """The server said no to a question about this target; False: there was none."""
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
        elif question.purpose is Purpose.OLDER and msgid:
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

    def _advance(self, room: str, messages: list[ChatMessage]) -> None:
        last = next((one.msgid for one in reversed(messages) if one.msgid), "")
        if last:
            self._ctx.bookmarks.newest[names.fold(room)] = last

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
