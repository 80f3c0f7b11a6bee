"""The writer thread: the rows of all waiting turns become one transaction."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messenger.relay.ports import Store

MAX_ROWS = 20_000  # in one transaction; more wait for the next one
_log = logging.getLogger(__name__)


# The next two are made for every turn: frozen ones would take four times as long to make.
@dataclass(slots=True)
class RowsOfTurn:
    """What the loop gives to the writer; count: how many lines the rows stand for."""

    number: int
    rows: list[Any]
    count: int


@dataclass(slots=True)
class Outcome:
    """What the writer tells the loop: all turns up to this one, which are not settled yet, are
    on the disk (stored) or could not be stored."""

    upto: int
    stored: bool


class Writer:
    """Owns the store's write side. `post` puts an Outcome into the loop's inbox."""

    def __init__(self, store: Store, post: Callable[[Outcome], None]) -> None:
        self._store, self._post = store, post
        self._waiting: queue.SimpleQueue[RowsOfTurn | None] = queue.SimpleQueue()
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="relay-writer")

    def start(self) -> None:
        self._thread.start()

    def put(self, turn: RowsOfTurn) -> bool:
        """Store these rows; an Outcome with this number or a later one will come."""
        self._waiting.put(turn)
        return False

    def stop(self, timeout_s: float) -> bool:
        """Store all that waits, then end. False when that took longer than timeout_s."""
        self._waiting.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (turns := self._next_group()) is not None:
            self._store_group(turns)

    def _next_group(self) -> list[RowsOfTurn] | None:
        """All turns that wait; None at the end."""
        first = self._waiting.get()
        if first is None:
            return None
        turns, count = [first], first.count
        while count < MAX_ROWS:
            try:
                turn = self._waiting.get_nowait()
            except queue.Empty:
                break
            if turn is None:
                self._waiting.put(None)  # nothing comes after it; seen again next time
                break
            turns.append(turn)
            count += turn.count
        return turns

    def _store_group(self, turns: list[RowsOfTurn]) -> None:
        alone = len(turns) == 1
        if self._try(turns[0].rows if alone else [row for turn in turns for row in turn.rows]):
            self._post(Outcome(turns[-1].number, stored=True))
        elif alone:
            self._post(Outcome(turns[0].number, stored=False))
        else:  # perhaps only one of them has a row that can't be stored
            for turn in turns:
                self._store_group([turn])

    def _try(self, rows: list[Any]) -> bool:
        try:
            self._store.write(rows)
        except Exception as error:  # whatever it is: nothing was stored, and the relay lives on
            if not self._failing:
                _log.error("history can't be written: %s", error)
            self._failing = True
            return False
        if self._failing:
            _log.warning("history can be written again")
            self._failing = False
        return True
