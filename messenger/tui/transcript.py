"""From events to the lines that a terminal shows: one handler an event type, in `HANDLERS`.

Pure data: knows no terminal. The texts are not cleaned yet; who prints them does that.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from messenger.client import events as ev
from messenger.client.account_events import AccountAnswered, AccountDescribed
from messenger.client.model import happenings
from messenger.client.model.model import LinkPhase, Model
from messenger.client.text import account_words, mark_words, words
from messenger.irc.marks import EDIT, EDIT_MARK, MARKS, REDACT
from messenger.irc.names import fold
from messenger.tui import lesson_lines
from messenger.tui.lesson_lines import LessonLines
from messenger.tui.line import Line
from messenger.tui.shown import Shown


def _moment(sent_at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(sent_at))


class Transcript:
    """Gives the events of a client to its model, and tells what to print for them."""

    def __init__(self, model: Model, front: str = "") -> None:
        """front: the room that is in front at the start."""
        self._model, self._front = model, front
        self._copies: dict[str, list[Line]] = {}
        self._fresh: set[str] = set()  # rooms just entered: the next page of history is past
        self._unlisted: set[str] = set()  # rooms just entered: who is there was not told yet
        self._shown = Shown()
        self._is_up = self._was_up = False
        self.lesson = LessonLines(model)

    def take(self, events: Iterable[ev.Event]) -> list[Line]:
        """What to print for these events; the model knows of them afterwards."""
        lines: list[Line] = []

        def told() -> Iterator[ev.Event]:
            """Each event for the model, and its line before or after the model takes it."""
            for event in events:
                leaving = isinstance(event, (ev.MemberLeft, ev.RoomLeft))
                if leaving:  # while the model still knows who that was
                    lines.extend(HANDLERS[type(event)](self, event))
                yield event
                if not leaving:
                    lines.extend(HANDLERS[type(event)](self, event))

        self._model.apply_all(told())  # at once: many events cost it no more than one
        return lines

    # -- messages -------------------------------------------------------------------------

    def _arrived(self, event: ev.MessageArrived | ev.MessageSettled) -> list[Line]:
        message = event.message
        if message.kind == REDACT and not self._model.open(event.target).timeline.find(
            message.subject
        ):
            return []  # of a newer wording, which goes with its message; or of what is not here
        return [self._line(event.target, message)] if self._shown.is_new(message) else []

    def _pending(self, event: ev.MessagePending) -> list[Line]:
        if self._model.link.phase is LinkPhase.UP:
            return []  # shown when the relay has it
        message = event.message
        said = mark_words.waits(message) if message.kind in MARKS else message.text
        return [Line("note", f"{words.PENDING}: {said}", event.target)]

    def _failed(self, event: ev.MessageFailed) -> list[Line]:
        return [Line("error", words.not_sent(event.reason, event.doubtful), event.target)]

    def _gap(self, event: ev.GapFound) -> list[Line]:
        return [Line("note", words.gap(event.since), event.target)] if event.since else []

    def _history(self, event: ev.HistoryLoaded) -> list[Line]:
        past = event.at_top or fold(event.target) in self._fresh
        self._fresh.discard(fold(event.target))
        here = {message.msgid for message in event.messages}
        new = [message for message in event.messages if self._shown.is_new(message)]
        lines = [
            self._line(event.target, message, past)
            for message in new
            # Messages are told with their newest words.
            if message.kind not in MARKS or not (past or message.subject in here)
        ]
        if self._was_up or fold(event.target) == fold(self._front):
            return lines
        # From our own copy, of another place: shown when the person turns to it.
        self._copies.setdefault(fold(event.target), []).extend(lines)
        return []

    def copy_of(self, target: str) -> list[Line]:
        """What was said there before this run, as far as we had it; once."""
        return self._copies.pop(fold(target), [])

    def _line(self, target: str, message: ev.ChatMessage, past: bool = False) -> Line:
        place = self._model.open(target)
        name = self._model.display_in(place, message.sender, message.realname)
        if message.kind == EDIT:  # as everybody reads it whose program knows nothing of edits
            message = replace(message, kind="message", text=EDIT_MARK + message.text)
        elif message.kind in MARKS:
            about = place.timeline.find(message.subject)
            text = mark_words.sentence(message, name, about.message.text if about else "")
            return Line("happening", text, target, message.sender, name, message.sent_at, past=past)
        if message.kind not in ("message", "action", "notice"):
            name_of = partial(self._model.display_in, place)
            own_relay = self._model.known.made_by_us
            text = happenings.sentence(message, name, name_of, own_relay)
            return Line("happening", text, target, message.sender, name, message.sent_at, past=past)
        return Line(
            message.kind,
            message.text,
            target,
            message.sender,
            name,
            message.sent_at,
            message.own,
            past,
            mention=not message.own and self._model.mentions(message.text),
        )

    # -- rooms and people -----------------------------------------------------------------

    def _joined(self, event: ev.RoomJoined) -> list[Line]:
        self._fresh.add(fold(event.room))
        self._unlisted.add(fold(event.room))
        return []

    def _left(self, event: ev.RoomLeft) -> list[Line]:
        if event.kicked_by:
            return [Line("error", words.removed(event), event.room)]
        return [Line("note", f"You left {event.room}.", event.room)]

    def _join_failed(self, event: ev.JoinFailed) -> list[Line]:
        return [Line("error", words.join_failed(event), event.room)]

    def _topic(self, event: ev.TopicChanged) -> list[Line]:
        if event.by:
            message = ev.ChatMessage(event.by, event.topic, event.at, "topic")
            return [self._line(event.room, message)]
        return [Line("happening", f"Topic: {event.topic}", event.room)] if event.topic else []

    def _members(self, event: ev.MembersListed) -> list[Line]:
        if fold(event.room) not in self._unlisted:
            return []  # the list comes again with more about each person; /names shows it
        self._unlisted.discard(fold(event.room))
        names = [self._model.display(member.nick, event.room) for member in event.members]
        here = ", ".join(sorted(names, key=str.casefold)[:50])
        more = f" and {len(names) - 50} others" if len(names) > 50 else ""
        return [Line("happening", f"Here ({len(names)}): {here}{more}", event.room)]

    def _member_joined(self, event: ev.MemberJoined) -> list[Line]:
        member = event.member
        message = ev.ChatMessage(member.nick, "", event.at, "join", realname=member.realname)
        return [self._line(event.room, message)]

    def _member_left(self, event: ev.MemberLeft) -> list[Line]:
        if event.kind == "kick":
            message = ev.ChatMessage(event.by, event.reason, event.at, "kick", subject=event.nick)
        else:
            message = ev.ChatMessage(event.nick, event.reason, event.at, event.kind)
        return [self._line(event.room, message)]

    def _nick(self, event: ev.NickChanged) -> list[Line]:
        if event.own:
            return [Line("happening", f"You are now called {event.new}", at=event.at)]
        old, new = self._model.display_in(None, event.old), self._model.display_in(None, event.new)
        return [Line("happening", f"{old} is now called {new}", at=event.at)]

    def _away(self, event: ev.AwayChanged) -> list[Line]:
        return [Line("note", "You are away." if event.away else "You are back.")]

    def _modes(self, event: ev.RoomModesChanged) -> list[Line]:
        if not (event.by and event.change):
            return []
        return [self._line(event.room, ev.ChatMessage(event.by, event.change, 0.0, "mode"))]

    # -- the link and answers -------------------------------------------------------------

    def _progress(self, event: ev.LinkProgress) -> list[Line]:
        """Of the first try only: the status line shows the others, which can go on for hours."""
        return [] if self._was_up else [Line("note", words.STAGES[event.stage])]

    def _up(self, event: ev.LinkUp) -> list[Line]:
        self._is_up = self._was_up = True
        if event.first:
            return [Line("note", words.greeting(event.address, event.network))]
        return [Line("note", "You are connected again.")]

    def _stuck(self, event: ev.CopyStuck) -> list[Line]:
        if not event.reason:
            return [Line("note", words.UNSTUCK)]
        return [Line("error", " ".join(words.stuck(event.reason, self._model.waiting)))]

    def _down(self, event: ev.LinkDown) -> list[Line]:
        if not self._is_up:
            return []
        self._is_up = False
        is_stuck = bool(self._model.stuck)
        again = words.link(self._model.link, event.retry_in_s, self._model.waiting, is_stuck)
        return [Line("error", f"The link was lost ({event.reason}). {again}")]

    def _closed(self, event: ev.LinkClosed) -> list[Line]:
        return [Line("note", words.link(self._model.link))]

    def _rooms(self, event: ev.RoomsListed) -> list[Line]:
        listed = [f"{room.room} ({room.people}) {room.topic}".rstrip() for room in event.rooms]
        return [Line("note", "\n".join(listed) or "There are no rooms to see.")]

    def _found(self, event: ev.MessagesFound) -> list[Line]:
        lines = [
            f"{_moment(one.message.sent_at)} {one.target} <{one.message.sender}> "
            + " ".join(one.message.text.split())
            for one in reversed(event.found)
        ]
        return [Line("note", "\n".join(lines) or "Nothing like that is in the copy here.")]

    def _person(self, event: ev.PersonDescribed) -> list[Line]:
        lines = event.lines or (words.nobody(event.nick),)
        return [Line("note" if event.lines else "error", "\n".join(lines))]

    def _invited(self, event: ev.Invited) -> list[Line]:
        return [Line("note", words.invited(event))]

    def _account(self, event: AccountDescribed) -> list[Line]:
        lines = account_words.described(event, self._model.known.display(event.account))
        return [Line("note" if event.account else "error", "\n".join(lines))]

    def _answered(self, event: AccountAnswered) -> list[Line]:
        return [Line("error" if event.fault else "note", account_words.answered(event))]

    def _said(self, event: ev.ServerSaid) -> list[Line]:
        return [Line("error" if event.error else "note", event.text, event.target)]

    def _silent(self, event: ev.Event) -> list[Line]:
        return []


def _of_lesson(tell: lesson_lines.Tell) -> Callable[[Transcript, ev.Event], list[Line]]:
    return lambda transcript, event: tell(transcript.lesson, event)


HANDLERS: Mapping[type[ev.Event], Callable[..., list[Line]]] = {
    ev.LinkProgress: Transcript._progress,
    ev.LinkUp: Transcript._up,
    ev.LinkDown: Transcript._down,
    ev.LinkClosed: Transcript._closed,
    ev.LoginFailed: Transcript._silent,  # ends the run: `faults` says why
    ev.CertificateChanged: Transcript._silent,  # this too
    ev.RoomJoined: Transcript._joined,
    ev.RoomLeft: Transcript._left,
    ev.JoinFailed: Transcript._join_failed,
    ev.TopicChanged: Transcript._topic,
    ev.MembersListed: Transcript._members,
    ev.MemberJoined: Transcript._member_joined,
    ev.MemberLeft: Transcript._member_left,
    ev.MemberUpdated: Transcript._silent,
    ev.NickChanged: Transcript._nick,
    ev.AwayChanged: Transcript._away,
    ev.RoomModesChanged: Transcript._modes,
    ev.MessageArrived: Transcript._arrived,
    ev.MessagePending: Transcript._pending,
    ev.MessageSettled: Transcript._arrived,
    ev.MessageFailed: Transcript._failed,
    ev.HistoryLoaded: Transcript._history,
    ev.GapFound: Transcript._gap,
    ev.ReadMarked: Transcript._silent,
    ev.DraftFound: Transcript._silent,
    ev.RoomsListed: Transcript._rooms,
    ev.PersonDescribed: Transcript._person,
    ev.Invited: Transcript._invited,
    AccountDescribed: Transcript._account,
    AccountAnswered: Transcript._answered,
    ev.MessagesFound: Transcript._found,
    ev.CopyStuck: Transcript._stuck,
    ev.ServerSaid: Transcript._said,
    **{kind: _of_lesson(tell) for kind, tell in lesson_lines.HANDLERS.items()},
}
