"""The terminal client in a terminal: the prompt below, what is said above it.

All of it runs in one thread: a loop of asyncio in which one task waits for the person's next
line and another one polls the client.
"""

import asyncio
import time

from messenger.client import events as ev
from messenger.client.client import Client
from messenger.client.intents import DiscardText, SetPassword
from messenger.client.model.model import Model
from messenger.client.text import words
from messenger.irc.names import fold
from messenger.tui import faults
from messenger.tui.clean import clean
from messenger.tui.line import Line
from messenger.tui.look import pieces, turned_to
from messenger.tui.prompt import Prompt, kept_below
from messenger.tui.transcript import Transcript
from messenger.tui.typist import Typist

TICK_S = 0.04
EVENTS_A_TICK = 500
CONFIRM_S = 10.0  # at the end: so long are unconfirmed messages waited for
_AT_NEXT_START = " That is when you start again."
EXIT_INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C


class PromptMode:
    """One run over a client that was started. trusted_words: see `faults.check`."""

    def __init__(self, client: Client, model: Model, room: str, trusted_words: str) -> None:
        self._client, self._model, self._room = client, model, room
        self._trusted_words = trusted_words
        self._transcript = Transcript(model, room)
        self._typist = Typist(client, model)
        self._prompt = Prompt(model, self._status)
        self._retry_at = 0.0
        self._in_front = ""

    def run(self) -> int:
        """Until Ctrl-D, /quit, Ctrl-C or the end of the link.

        Returns the exit code: 1 if something was not confirmed or the relay sent us away.
        Raises UserError when there is no login.
        """
        return asyncio.run(self._run())

    async def _run(self) -> int:
        with kept_below():
            tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._type())]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            self._prompt.above([])  # what still waits to be printed
            return max(task.result() for task in done)

    async def _listen(self) -> int:
        """Show what happens until the link ends for good."""
        while True:
            events = self._client.poll(EVENTS_A_TICK)
            self._show(self._transcript.take(events))
            for event in events:
                self._heed(event)
            if any(isinstance(event, ev.LinkClosed) for event in events):
                return 0 if self._typist.leaving else 1
            read = self._model.attend(True) if events else None
            if read is not None:
                self._client.submit(read)
            await asyncio.sleep(TICK_S)

    def _heed(self, event: ev.Event) -> None:
        faults.check(event, self._client, self._trusted_words)
        if isinstance(event, ev.LinkDown):
            self._retry_at = time.monotonic() + event.retry_in_s
        if isinstance(event, ev.MessageFailed):  # it is told now; nobody can try it again later
            self._client.submit(DiscardText(event.ref))
        if isinstance(event, ev.RoomJoined) and fold(event.room) == fold(self._room):
            self._typist.open(event.room)
            self._room = ""  # only once: later the person decides what is in front

    async def _type(self) -> int:
        """Take line after line until the person leaves."""
        kept = ""  # what was wrong stays in the line, to be mended
        try:
            while not self._typist.leaving:
                text = await self._prompt.ask(self._before_cursor, kept)
                parsed, lines = self._typist.type(text)
                kept = text if parsed.error else ""
                self._show(lines)
                if parsed.ask_password:
                    await self._set_password()
        except EOFError:
            pass  # Ctrl-D
        except KeyboardInterrupt:
            return EXIT_INTERRUPTED
        return await self._confirmed()

    async def _set_password(self) -> None:
        """Typed twice, unseen; nothing typed leaves all as it was."""
        first = await self._prompt.ask_unseen("New password: ")
        if not first:
            return
        if await self._prompt.ask_unseen("The same again: ") == first:
            self._client.submit(SetPassword(first))
        else:
            self._show([Line("error", "These were two passwords. Nothing is changed.")])

    async def _confirmed(self) -> int:
        """Wait, while `_listen` goes on, until the relay has all that was said."""
        deadline = time.monotonic() + CONFIRM_S
        while self._model.waiting and time.monotonic() < deadline:
            await asyncio.sleep(TICK_S)
        if not self._model.waiting:
            return 0
        is_stuck = bool(self._model.stuck)
        kept = words.kept(self._model.waiting, is_stuck)
        self._show([Line("note", kept if is_stuck else kept + _AT_NEXT_START)])
        return 1

    # -- what is drawn --------------------------------------------------------------------

    def _show(self, lines: list[Line]) -> None:
        current = self._model.current
        place, before = self._model.place, self._in_front
        out = []
        if place and before not in ("", current):
            lines = [*self._transcript.copy_of(place.name), *lines]
            out = turned_to(self._called(place.name))
        self._in_front = current
        front = current or fold(self._room)  # before we are in, too
        out += [piece for line in lines for piece in pieces(line, front, self._called)]
        self._prompt.above(out)

    def _called(self, target: str) -> str:
        """A place as people call it."""
        return self._model.display(target, target)

    def _before_cursor(self) -> str:
        place = self._model.place
        return f"[{clean(self._called(place.name))}] " if place else "> "

    def _status(self) -> str:
        """Who we are, how the link stands, and where something new was said."""
        model = self._model
        left_s = max(0.0, self._retry_at - time.monotonic())
        parts = [model.nick, words.link(model.link, left_s, model.waiting, bool(model.stuck))]
        waiting = [place for place in model.places.values() if place.unread]
        parts += [f"{self._called(place.name)} {place.unread}" for place in waiting]
        return clean("  ".join(part for part in parts if part))
