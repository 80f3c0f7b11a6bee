"""The writer thread: the rows of all waiting turns become one transaction.

One line that the next one waits for, as when two people talk, is a transaction of its own. To hand
it to a thread and be woken by it costs as much as the commit (of 17 µs for each of 9 deliveries,
4 to 5). So a few words for which the loop would only wait are committed on the loop's thread, as
long as the disk is quick. Nobody is kept waiting longer by that: whatever leaves the relay later
leaves behind these words, and so behind their commit, on whichever thread that is. A commit that
took long is the last one there, until the writer's own are quick again.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messenger.relay.ports import Store
from messenger.store.rows import HistoryRow, HistoryRun

MAX_ROWS = 20_000  # in one transaction; more wait for the next one
QUICK_S = 0.002  # a commit that takes longer is left to the writer
FEW_LINES = 256  # more of them are stored while the loop reads on
_WORDS = frozenset({HistoryRow, HistoryRun})  # what is stored without reading or moving others
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
    """Owns the store's write side. `post` puts an Outcome into the loop's inbox.

    The store is used by the thread while turns that were given to it are not settled, else by
    the caller of `put_first`: never by both.
    """

    def __init__(self, store: Store, post: Callable[[Outcome], None]) -> None:
        self._store, self._post = store, post
        self._waiting: queue.SimpleQueue[RowsOfTurn | None] = queue.SimpleQueue()
        self._failing = False
        self._is_quick = False  # whether the last commit was
        self._thread = threading.Thread(target=self._run, name="relay-writer")

    def start(self) -> None:
        self._thread.start()

    def put(self, turn: RowsOfTurn) -> bool:
        """Store these rows; an Outcome with this number or a later one will come."""
        self._waiting.put(turn)
        return False

    def put_first(self, turn: RowsOfTurn) -> bool:
        """The same of a turn that nobody waits behind, when all others are settled: True when
        it is stored already. What could not be stored the writer tries once more."""
        if self._is_quick and turn.count <= FEW_LINES and _WORDS.issuperset(map(type, turn.rows)):
            return self._try(turn.rows) or self.put(turn)
        return self.put(turn)

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
        started = time.monotonic()
        try:
            self._store.write(rows)
        except Exception as error:  # whatever it is: nothing was stored, and the relay lives on
            self._is_quick = False
            if not self._failing:
                _log.error("history can't be written: %s", error)
            self._failing = True
            return False
        self._is_quick = time.monotonic() - started < QUICK_S
        if self._failing:
            _log.warning("history can be written again")
            self._failing = False
        return True
