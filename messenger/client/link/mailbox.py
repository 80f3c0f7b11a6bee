"""The two queues between a front end's thread and the link thread."""

import queue
import socket
from collections import deque
from collections.abc import Callable, Sequence

from messenger.client.events import Event
from messenger.client.intents import Intent

# Events; beyond it the link stops reading, so that TCP slows the server down and the front end has
# the interpreter for itself: a thread that reads a flood takes it away at every turn.
MAX_UNREAD = 2_000


class Wakeup:
    """A socket pair that ends another thread's `select` early."""

    def __init__(self) -> None:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)

    def wake(self) -> None:
        """From any thread. A full pair means that the other side is being woken already."""
        try:
            self._writer.send(b"\0")
        except (BlockingIOError, OSError):
            return

    def clear(self) -> None:
        """By the woken thread, before it looks at its queue."""
        try:
            while self.reader.recv(4096):
                continue
        except (BlockingIOError, OSError):
            return

    def close(self) -> None:
        """Both ends; a later `wake` does nothing."""
        self.reader.close()
        self._writer.close()


class Mailbox:
    """Intents one way, batches of events the other way. on_told: called on the link's thread
    when events were handed over."""

    def __init__(self, on_told: Callable[[], None] = lambda: None) -> None:
        self._on_told = on_told
        self.wakeup = Wakeup()
        self._intents: queue.SimpleQueue[Intent] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Sequence[Event]] = queue.SimpleQueue()
        self._rest: deque[Event] = deque()  # front end's side: of a batch that was too long
        # Two counters, each written by one thread alone, so that no lock is needed.
        self._posted = 0
        self._taken = 0

    def ask(self, intent: Intent) -> None:
        """Front end: hand over an intent."""
        self._intents.put(intent)
        self.wakeup.wake()

    def asked(self) -> list[Intent]:
        """Link: all intents that wait."""
        self.wakeup.clear()
        intents = []
        while True:
            try:
                intents.append(self._intents.get_nowait())
            except queue.Empty:
                return intents

    def tell(self, events: Sequence[Event]) -> None:
        """Link: hand over events."""
        if events:
            self._posted += len(events)
            self._events.put(events)
            self._on_told()

    @property
    def is_full(self) -> bool:
        """Link: the front end is far behind."""
        return self._posted - self._taken > MAX_UNREAD

    def poll(self, max_events: int, wait_s: float = 0.0) -> list[Event]:
        """Front end: up to max_events, oldest first; waits at most wait_s for the first."""
        events: list[Event] = []
        while len(events) < max_events:
            if self._rest:
                events.append(self._rest.popleft())
                continue
            try:
                may_wait = wait_s > 0 and not events
                batch = self._events.get(timeout=wait_s) if may_wait else self._events.get_nowait()
            except queue.Empty:
                break
            if not self._rest and len(batch) <= max_events - len(events):
                events.extend(batch)
            else:
                self._rest.extend(batch)
        was_full = self.is_full
        self._taken += len(events)
        if was_full and not self.is_full:
            self.wakeup.wake()
        return events
