"""`python -m tests.faults.window FOLDER ADDRESS SEED PACE DOES NAME [OTHER …]`: the same with the
real desktop, on the screen that DISPLAY names. It speaks through the window's own line of speech.

Asked and answering like `tests.faults.person`; its report also has "pane": the tokens in the
text of the message pane, from top to bottom.
"""

import queue
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from messenger.client import events as ev
from messenger.client.intents import ReconnectNow, RetryText
from messenger.client.model.model import LinkPhase
from messenger.client.session.login import Account
from messenger.gui.app import App
from messenger.gui.front import Front
from messenger.gui.root_window import Root
from tests.faults import habits, journal
from tests.faults.doom import die
from tests.faults.habits import DATA, ROOM, Habit, Talk
from tests.faults.journal import TOKEN, Journal, token_of
from tests.faults.person import answer, asked, older_wanted, report_of, state_of

STEP_MS = 30
DIAL_AGAIN_S = 0.3


class Onlooker:
    """Somebody at the window. On the Tk thread."""

    def __init__(self, root: Root, folder: Path, address: str, seed: int, habit: Habit) -> None:
        self._root, self._data, self._address, self._habit = root, folder / DATA, address, habit
        self.app = App(Front(root, self._data))
        path = folder / "journal.jsonl"
        number = journal.read(path).last_number
        self._talk = Talk(habit, random.Random(f"{seed} {habit.name} {number}"), number)
        self._notes = Journal(path)
        self._notes.note("start")
        self._again: dict[str, float] = {}
        self._say_at = time.monotonic() + self._talk.wait_s()
        self._try_at = 0.0
        self.quiet = self._scrolls = False
        self._doom = ""
        self._listen()

    def _listen(self) -> None:
        """Read along what the window is told."""
        take: Callable[[Sequence[ev.Event]], None] = self.app.handle

        def both(events: Sequence[ev.Event]) -> None:
            for event in events:
                self._notes.take(event)
                if isinstance(event, ev.MessagePending) and self._doom == "shown":
                    die()
                if isinstance(event, ev.MessageFailed) and not self._notes.is_mark(event.ref):
                    self._again[event.ref] = time.monotonic() + habits.RETRY_S
            take(events)

        self.app.connection._handle = both

    def step(self) -> None:
        now = time.monotonic()
        if now >= self._try_at:
            self._try(now)
        if self.app.chat is not None:
            self._talk_on(now)

    def _try(self, now: float) -> None:
        """Log in, or press "Try now"."""
        up = self.app.chat is not None and self.app.model.link.phase is LinkPhase.UP
        self._try_at = now + (habits.HURRY_S if self.app.chat is not None else DIAL_AGAIN_S)
        if self.app.chat is not None and not up:
            self.app.connection.submit(ReconnectNow())
        elif self.app.chat is None and not self._is_dialling():
            # Not the token's name: our own name in a text is drawn as a picture.
            name, keys = f"{self._habit.name} at the window", self._data / "keys.json"
            self.app.entrance.account = account = Account(
                self._address, name, self._data / "pins.json",
                rooms=(ROOM,), secrets_path=keys,
            )  # fmt: skip
            self.app.connect(account)

    def _is_dialling(self) -> bool:
        client = self.app.connection._client
        return client is not None and client.is_running

    def _talk_on(self, now: float) -> None:
        for wish in older_wanted(self.app.model) if self._scrolls else ():
            self.app.connection.submit(wish)
        if self.app.model.current != ROOM:
            self.app.chat.show_place(ROOM)
        if not self.quiet and now >= self._say_at:
            self._say_at = now + self._talk.wait_s()
            mark = self._talk.mark(self.app.model)
            if mark is not None:
                self.app.connection.submit(mark)
                return
            wish = self._talk.next()
            while wish.target != ROOM or wish.kind != "message":
                wish = self._talk.next()
            self._notes.note("meant", token_of(wish.text), wish.target, wish.text)
            self.app.chat.say(wish.text)
            if self._doom == "pressed":
                die()
        for ref, at in list(self._again.items()):
            if now >= at:
                del self._again[ref]
                self.app.connection.submit(RetryText(ref))

    # -- what the harness asks

    def hush(self) -> dict[str, Any]:
        self.quiet = True
        return {}

    def doom(self, moment: str) -> None:
        self._doom = moment

    def scroll(self) -> dict[str, Any]:
        self._scrolls = True
        return {}

    def state(self) -> dict[str, Any]:
        return state_of(self.app.model)

    def report(self) -> dict[str, Any]:
        self._root.update()
        text = self.app.chat.centre_column.pane.text.get("1.0", "end") if self.app.chat else ""
        return {**report_of(self.app.model), "pane": TOKEN.findall(text)}

    def leave(self) -> dict[str, Any]:
        self._root.after_idle(self.app.quit)
        return {}


def main() -> None:
    folder, address, seed, pace, does, name, *others = sys.argv[1:]
    root = Root()
    token = name.partition(":")[0]
    habit = Habit(token, tuple(others), float(pace), changes=does == "changes")
    onlooker = Onlooker(root, Path(folder), address, int(seed), habit)
    words: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=asked, args=(words,), daemon=True).start()
    actions = {
        "quiet": onlooker.hush, "state": onlooker.state, "scroll": onlooker.scroll,
        "report": onlooker.report, "leave": onlooker.leave,
    }  # fmt: skip

    def step() -> None:
        onlooker.step()
        answer(actions, onlooker.doom, words)
        root.after(STEP_MS, step)

    root.after(STEP_MS, step)
    root.mainloop()


if __name__ == "__main__":
    main()
