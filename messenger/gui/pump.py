"""The after loop: carries what other threads left in queues to the Tk thread, in small bites."""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

IDLE_MS = 40  # between two looks into an empty queue: below what an eye can tell, under 1 % CPU
BUSY_MS = 1  # more is waiting: only let Tk draw and take keys in between
BUDGET_S = 0.008  # of one tick; half a frame at 60 Hz
FIRST_BATCH = 4  # before we know what one costs; the first ones draw pictures, too
MOST = 100  # in one batch; the message pane draws a larger one anew as a whole, which takes long


class Batch:
    """How many items to take at once, learned from what the last ones cost."""

    def __init__(self) -> None:
        self.size = FIRST_BATCH

    def learn(self, count: int, cost_s: float) -> None:
        """Aim the next batch at half of the budget; never jump more than twofold upward."""
        each_s = max(cost_s, 1e-6) / max(count, 1)
        aim = int(BUDGET_S / 2 / each_s)
        self.size = max(4, min(aim, self.size * 2, MOST))


Item = TypeVar("Item")


class Drain(Protocol):
    """What the pump runs: moves waiting items; True when the time was up before the queue."""

    def drain(self, until: float, clock: Callable[[], float]) -> bool: ...


class Source(Generic[Item]):
    """One queue and its taker. poll(most) gives at most so many items and never waits."""

    def __init__(
        self, poll: Callable[[int], Sequence[Item]], take: Callable[[Sequence[Item]], None]
    ) -> None:
        self._poll, self._take, self._batch = poll, take, Batch()

    def drain(self, until: float, clock: Callable[[], float]) -> bool:
        """Move batches until the queue is empty (False) or the time is up (True)."""
        while True:
            wanted = self._batch.size
            items = self._poll(wanted)
            if not items:
                return False
            start = clock()
            self._take(items)
            end = clock()
            self._batch.learn(len(items), end - start)
            if end >= until:
                return True


class Pump:
    """Runs every source in turn, `BUDGET_S` a tick, until `stop`.

    before: called once a tick, for flags that signals set.
    Whoever destroys the window calls `stop` first; no timer of ours is left then.
    """

    def __init__(
        self,
        root: tk.Misc,
        before: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._root, self._before, self._clock = root, before, clock
        self._sources: list[Drain] = []
        self._timer = ""
        self._stopped = False
        self.longest_s = 0.0  # the longest tick so far, for the benchmark

    def add(self, source: Drain) -> None:
        """Look after this source too, from the next tick on."""
        self._sources.append(source)

    def remove(self, source: Drain) -> None:
        self._sources = [each for each in self._sources if each is not source]

    def start(self) -> None:
        self._timer = self._root.after(IDLE_MS, self._tick)

    def stop(self) -> None:
        self._stopped = True
        if self._timer:
            self._root.after_cancel(self._timer)
            self._timer = ""

    def _tick(self) -> None:
        start = self._clock()
        self._timer = ""
        busy = False
        try:
            self._before()
            until = start + BUDGET_S
            for source in list(self._sources):
                busy = source.drain(until, self._clock) or busy
        finally:  # a fault in one tick must not stop the clock
            self.longest_s = max(self.longest_s, self._clock() - start)
            if not self._stopped:
                self._timer = self._root.after(BUSY_MS if busy else IDLE_MS, self._tick)
