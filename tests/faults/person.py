"""`python -m tests.faults.person FOLDER ADDRESS SEED PACE DOES NAME [OTHER …]`: somebody with a
client of ours, without a window, in a process that may be killed and started again at any moment.
DOES: "talks", or "changes": it also changes, takes back and reacts to what was said. A NAME of
"bobtoo:bob" is another device of bob, whose messages bear tokens of its own.

Standard input takes words, standard output answers each with one line of JSON:
    quiet   say nothing new, but have what is unsent sent     → {}
    state   → {"up": …, "unsent": how many, "last": token of the newest message in the room}
    scroll  read upwards in all places until there is nothing older → {}; `state` has "at_top"
    report  → {"places": {target: [[msgid, text, state, [reaction, …]], …]},
              "read": {target: seconds}, "rooms": [those that it is in]}
    leave   quit politely, the copy on disk complete; the process ends
    doom pressed, doom shown  die at the next message, when Enter is pressed or when its row is
            shown; no answer
"""

import json
import queue
import random
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from messenger.client import events as ev
from messenger.client.client import Client
from messenger.client.intents import LoadOlder, ReconnectNow, RetryText
from messenger.client.model.model import LinkPhase, Model
from messenger.client.model.timeline import SPOKEN, Entry
from messenger.client.session.login import Account
from tests.faults import habits, journal
from tests.faults.doom import die
from tests.faults.habits import DATA, ROOM, Habit, Talk, Wandering
from tests.faults.journal import Journal, token_of

POLL_S = 0.02
DIAL_AGAIN_S = 0.3  # a first login that failed


class Person:
    """One client, its model, and somebody who talks and looks. Single-threaded."""

    def __init__(self, folder: Path, address: str, seed: int, habit: Habit) -> None:
        self._data, self._address, self._habit = folder / DATA, address, habit
        self.model = Model(habit.nick)
        path = folder / "journal.jsonl"
        number = journal.read(path).last_number
        self._talk = Talk(habit, random.Random(f"{seed} {habit.name} {number}"), number)
        chance = random.Random(f"{seed} {habit.name} {number} wanders")
        self._wandering = Wandering(chance, habit.pace)
        self._notes = Journal(path)
        self._say_at = time.monotonic() + self._talk.wait_s()
        self._again: dict[str, float] = {}  # ref of a refused message → when to try again
        self._hurry_at = 0.0
        self.quiet = self._scrolls = False
        self._doom = ""
        self.client: Client | None = None
        self._dial_at = 0.0

    def step(self) -> None:
        """Do what is due; waits POLL_S at most."""
        now = time.monotonic()
        client = self._running(now)
        if client is None:
            time.sleep(POLL_S)
            return
        self.take(client.poll(wait_s=POLL_S))
        if not self.quiet and now >= self._say_at:
            self._say_at = now + self._talk.wait_s()
            wish = self._talk.mark(self.model)
            if wish is None:
                wish = self._talk.next()
                self._notes.note("meant", token_of(wish.text), wish.target, wish.text)
            client.submit(wish)
            if self._doom == "pressed":
                die()
        if not self.quiet and (wish := self._wandering.next(self.model, now)):
            client.submit(wish)
        for ref, at in list(self._again.items()):
            if now >= at:
                del self._again[ref]
                client.submit(RetryText(ref))
        if self._hurry_at and now >= self._hurry_at:
            self._hurry_at = now + habits.HURRY_S
            client.submit(ReconnectNow())
        for wish in older_wanted(self.model) if self._scrolls else ():
            client.submit(wish)

    def take(self, events: list[ev.Event]) -> None:
        """Write down and show what the client tells."""
        for event in events:
            self._notes.take(event)
            if isinstance(event, ev.MessagePending) and self._doom == "shown":
                die()
            if isinstance(event, ev.MessageFailed) and not self._notes.is_mark(event.ref):
                self._again[event.ref] = time.monotonic() + habits.RETRY_S
            elif isinstance(event, ev.LinkDown):
                self._hurry_at = time.monotonic() + habits.HURRY_S
            elif isinstance(event, ev.LinkUp):
                self._hurry_at = 0.0
        self.model.apply_all(events)

    def _running(self, now: float) -> Client | None:
        """The client; one that could not log in is begun anew after a moment."""
        if self.client is not None and not self.client.is_running:
            self.take(self.client.poll(100_000))
            self.client.stop()
            self.client, self._dial_at = None, now + DIAL_AGAIN_S
        if self.client is None and now >= self._dial_at:
            self._notes.note("start")  # what the client before it had in memory only is gone
            account = Account(
                self._address,
                self._habit.nick,
                pins_path=self._data / "pins.json",
                secrets_path=self._data / "keys.json",
                rooms=(ROOM,),
            )
            self.client = Client(account, self._data / "cache.sqlite3")
            self.client.start()
        return self.client

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
        return state_of(self.model)

    def report(self) -> dict[str, Any]:
        return report_of(self.model)

    def leave(self) -> dict[str, Any]:
        if self.client is not None:
            self.client.stop(5.0)
        raise SystemExit(0)


def state_of(model: Model) -> dict[str, Any]:
    """Whether all is said and done."""
    unsent = sum(
        len(place.timeline.unsettled()) + place.timeline.marks.waiting
        for place in model.places.values()
    )
    place = model.places.get(ROOM)
    newest = place.timeline.newest() if place else None
    last = token_of(newest.text) if newest else ""
    up, at_top = model.link.phase is LinkPhase.UP, all_at_top(model)
    return {"up": up, "unsent": unsent, "last": last, "at_top": at_top}


def all_at_top(model: Model) -> bool:
    """Whether there is nothing older anywhere."""
    return all(place.complete_top for place in model.places.values())


def older_wanted(model: Model) -> list[LoadOlder]:
    """What somebody asks for who reads upwards everywhere."""
    wishes = (model.load_older(place.name) for place in model.places.values())
    return [wish for wish in wishes if wish is not None]


def report_of(model: Model) -> dict[str, Any]:
    """Everything that is shown of what people said, in the order of the screen."""
    places = {
        place.name: [
            [entry.message.msgid, entry.message.text, entry.state.value, _reactions(entry)]
            for entry in place.timeline.entries
            if entry.message.kind in SPOKEN and token_of(entry.message.text)
        ]
        for place in model.places.values()
    }
    return {
        "places": places,
        "read": {key: one.read_at for key, one in model.places.items() if one.read_at is not None},
        "rooms": [key for key, one in model.places.items() if one.joined],
    }


def _reactions(entry: Entry) -> list[str]:
    """Who chose what."""
    return sorted(
        f"{nick.lower()} {one.text}" for one in entry.outcome.reactions for nick, _ in one.people
    )


def asked(words: "queue.SimpleQueue[str]") -> None:
    """Read standard input to its end, on a thread of its own."""
    for line in sys.stdin:
        words.put(line.strip())


def answer(
    actions: Mapping[str, Callable[[], dict[str, Any]]],
    doom: Callable[[str], None],
    words: "queue.SimpleQueue[str]",
) -> None:
    """Do all that was asked."""
    while not words.empty():
        word, _, moment = words.get().partition(" ")
        if word == "doom":
            doom(moment)
        else:
            print(json.dumps(actions[word]()), flush=True)


def main() -> None:
    folder, address, seed, pace, does, name, *others = sys.argv[1:]
    token, _, nick = name.partition(":")
    habit = Habit(token, tuple(others), float(pace), nick or token, does == "changes")
    person = Person(Path(folder), address, int(seed), habit)
    words: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=asked, args=(words,), daemon=True).start()
    actions = {
        "quiet": person.hush, "state": person.state, "scroll": person.scroll,
        "report": person.report, "leave": person.leave,
    }  # fmt: skip
    while True:
        person.step()
        answer(actions, person.doom, words)


if __name__ == "__main__":
    main()
