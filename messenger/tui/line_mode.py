"""The terminal client without a terminal: lines in, lines out, no control codes.

Standard output bears only what others say, as "name: text" ("[place] name: text" when it was
not said in the room); everything else goes to standard error. For pipes, scripts, and people
whose terminal or screen reader wants plain lines.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TextIO

from messenger.client import events as ev
from messenger.client.client import Client
from messenger.client.intents import SendText
from messenger.client.model.model import Model
from messenger.client.text import words
from messenger.client.text.typed_input import new_ref
from messenger.errors import UserError
from messenger.irc.framing import TooLong
from messenger.irc.names import fold
from messenger.tui import faults
from messenger.tui.clean import clean, clean_lines
from messenger.tui.line import Line
from messenger.tui.transcript import Transcript
from messenger.tui.typed_lines import MAX_LINE_BYTES, TypedLines
from messenger.tui.typist import Typist, texts_of

TICK_S = 0.02
EVENTS_A_TICK = 500
UNCONFIRMED = 100  # so many may be on their way before the next line is taken
STUCK_S = 30.0  # no confirmation for so long, longer than one reconnect takes: give up
SPOKEN = ("message", "action", "notice")
_NOT_YET = "The relay keeps it until the host approves it; nobody else has seen it yet."


class LineMode:
    """One run over a client that was started.

    trusted_words: see `faults.check`.
    """

    def __init__(self, client: Client, model: Model, room: str, trusted_words: str) -> None:
        self._client, self._model, self._room = client, model, room
        self._trusted_words = trusted_words
        self._transcript = Transcript(model)
        self._typist = Typist(client, model)
        self._waiting: dict[str, str] = {}  # ref -> text, in the order in which they went out
        self._held: dict[str, str] = {}  # likewise, of those that wait for the host's approval
        self._not_sent = 0
        self._in_room = self._closed = False
        self._out: deque[str] = deque()
        self._err: deque[str] = deque()

    def run(self, lines: TypedLines, out: TextIO, err: TextIO, commands: bool) -> int:
        """Until the end of input and the confirmation of all its lines, or of the link.

        commands: a line like "/me waves" is a command; if not, it is a text like any other.
        Returns the exit code: 1 if a line was not confirmed, or waits for approval: nobody has
        seen it. Raises UserError when the login or the joining of the room did not work.
        """
        moved_at, took = time.monotonic(), False
        while not self._closed and (self._waiting or not self._is_over(lines)):
            settled = self._take_events(0.0 if took else TICK_S)
            self._print(out, err)
            took = self._in_room and self._take_lines(lines, commands)
            now = time.monotonic()
            room_for_more = len(self._waiting) < UNCONFIRMED
            listening = self._in_room and room_for_more and not self._is_over(lines)
            if settled or took or listening:
                moved_at = now
            elif now - moved_at > STUCK_S:
                break
        if not self._in_room and not self._closed:
            raise UserError(f"The relay did not let us into {self._room}.")
        self._err.extend(f"not confirmed: {clean(text)}" for text in self._waiting.values())
        self._err.extend(f"held for approval: {clean(text)}" for text in self._held.values())
        if self._held:
            self._err.append(_NOT_YET)
        self._print(out, err)
        unsaid = self._waiting or self._held or self._not_sent
        return 1 if unsaid or not self._is_over(lines) else 0

    def _is_over(self, lines: TypedLines) -> bool:
        return lines.ended or self._typist.leaving

    def _take_events(self, wait_s: float) -> bool:
        """Work on what came or comes within the time; True if a line of ours was settled."""
        before = len(self._waiting)
        events = self._client.poll(EVENTS_A_TICK, wait_s)
        ours = {
            words.not_sent(event.reason, event.doubtful)
            for event in events
            if isinstance(event, ev.MessageFailed) and (event.ref in self._waiting | self._held)
        }
        for line in self._transcript.take(events):
            if line.kind != "error" or line.text not in ours:  # told below, with the words
                self._show(line)
        for event in events:
            faults.check(event, self._client, self._trusted_words)
            handler = HANDLERS.get(type(event))
            if handler:
                handler(self, event)
        return len(self._waiting) < before

    def _take_lines(self, lines: TypedLines, commands: bool) -> bool:
        """Send what was typed as far as it may go; True if anything was there."""
        took = False
        while len(self._waiting) < UNCONFIRMED:
            line = lines.next()
            if line is None:
                break
            took = True
            if isinstance(line, TooLong):
                self._not_sent += 1
                self._err.append(f"not sent: a line of more than {MAX_LINE_BYTES // 1024} KiB")
            elif commands:
                self._type(line)
            elif line.strip():
                self._say(line)
        return took

    def _say(self, text: str) -> None:
        ref = new_ref()
        self._waiting[ref] = text
        self._client.submit(SendText(self._room, text, ref))

    def _type(self, text: str) -> None:
        parsed, lines = self._typist.type(text)
        if parsed.ask_password:  # here nothing can be typed unseen: this is a line like others
            self._err.append("Type it so: /password NEW PASSWORD")
        self._waiting.update(texts_of(parsed))
        for line in lines:
            self._show(line)

    def _on_joined(self, event: ev.RoomJoined) -> None:
        if not self._in_room and fold(event.room) == fold(self._room):
            self._in_room = True
            self._typist.open(event.room)

    def _on_join_failed(self, event: ev.JoinFailed) -> None:
        if fold(event.room) == fold(self._room):
            raise UserError(clean(words.join_failed(event)))

    def _on_settled(self, event: ev.MessageSettled) -> None:
        for unsaid in (self._waiting, self._held):
            unsaid.pop(event.message.ref, None)

    def _on_held(self, event: ev.MessageHeld) -> None:
        """The relay has it, and says it when the host has approved it: perhaps while we listen."""
        text = self._waiting.pop(event.message.ref, None)
        if text is not None:
            self._held[event.message.ref] = text

    def _on_failed(self, event: ev.MessageFailed) -> None:
        text = self._waiting.pop(event.ref, None) or self._held.pop(event.ref, None)
        if text is not None:
            self._not_sent += 1
            what = "not certain" if event.doubtful else "not sent"
            self._err.append(f"{what} ({clean(event.reason)}): {clean(text)}")

    def _on_closed(self, event: ev.LinkClosed) -> None:
        self._closed = True

    def _show(self, line: Line) -> None:
        """Talk of others to standard output, faults and our program's words beside it."""
        if line.kind in SPOKEN:
            if not line.own and not line.past:
                self._out.extend(_spoken(line, self._room))
        elif line.kind == "error" or (line.kind == "note" and not line.target):
            self._err.extend(clean_lines(line.text))

    def _print(self, out: TextIO, err: TextIO) -> None:
        for lines, stream in ((self._out, out), (self._err, err)):
            if lines:
                stream.write("".join(f"{line}\n" for line in lines))
                stream.flush()
                lines.clear()


def _spoken(line: Line, room: str) -> list[str]:
    """Each line of a message bears its sender, so that nobody writes a line in another's name.

    The nick stands there, not the display name: it is unique and holds no colon.
    """
    place = "" if fold(line.target) == fold(room) else f"[{clean(line.target)}] "
    star = "* " if line.kind == "action" else ""
    return [f"{place}{clean(line.nick)}: {star}{text}" for text in clean_lines(line.text)]


HANDLERS: Mapping[type[ev.Event], Callable[..., None]] = {
    ev.RoomJoined: LineMode._on_joined,
    ev.JoinFailed: LineMode._on_join_failed,
    ev.MessageSettled: LineMode._on_settled,
    ev.MessageFailed: LineMode._on_failed,
    ev.MessageHeld: LineMode._on_held,
    ev.LinkClosed: LineMode._on_closed,
}
