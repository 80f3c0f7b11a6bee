"""The after loop: carries what other threads left in queues to the Tk thread, in small bites."""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from messenger.gui.bell import Bell

IDLE_MS = 40  # between two looks into an empty queue: below what an eye can tell, under 1 % CPU
QUIET_MS = 250  # the same where a bell rings when something comes: only for what signals set
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
    Who puts something into a source's queue may `ring`, from any thread; then it is taken at once.
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
        self._stopped = self._is_soon = False
        self._bell: Bell | None = None
        self.longest_s = 0.0  # the longest tick so far, for the benchmark

    def add(self, source: Drain) -> None:
        """Look after this source too, from the next tick on, which comes now."""
        self._sources.append(source)
        self._hurry()

    def remove(self, source: Drain) -> None:
        self._sources = [each for each in self._sources if each is not source]

    def start(self) -> None:
        self._bell = Bell(self._root, self._hurry)
        self._wait(busy=False)

    def ring(self) -> None:
        """For any thread: something waits in a source's queue."""
        if self._bell is not None:
            self._bell.ring()

    def stop(self) -> None:
        self._stopped = True
        if self._bell is not None:
            self._bell.close()
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
                self._wait(busy)

    def _hurry(self) -> None:
        """The bell: look now, not when the time has come."""
        if not self._is_soon and self._timer:
            self._root.after_cancel(self._timer)
            self._wait(busy=True)

    def _wait(self, busy: bool) -> None:
        self._is_soon = busy
        idle_ms = QUIET_MS if self._bell is not None and self._bell.works else IDLE_MS
        self._timer = self._root.after(BUSY_MS if busy else idle_ms, self._tick)
