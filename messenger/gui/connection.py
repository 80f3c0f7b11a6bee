"""The client that runs now, joined to the pump; starting and ending it from the Tk thread."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from messenger.client.client import STOP_S, Client
from messenger.client.events import Event
from messenger.client.intents import Intent
from messenger.client.session.login import Account
from messenger.gui.pump import Pump, Source


class Connection:
    """At most one client at a time. Out: handle(events), in order; nothing after `hang_up`.

    A client that leaves is waited for on a thread of its own (`hang-up`), which never touches
    Tk; the next one starts when it has let go of the name, so that this one finds it free.
    """

    def __init__(
        self, pump: Pump, cache_path: Path, handle: Callable[[Sequence[Event]], None]
    ) -> None:
        self._pump, self._cache_path, self._handle = pump, cache_path, handle
        self._client: Client | None = None
        self._source: Source[Event] | None = None
        self._is_started = False
        self._leaving: set[Client] = set()  # politely; nobody waits longer than its time for it
        self._waiters: list[threading.Thread] = []
        self._left: queue.SimpleQueue[Client] = queue.SimpleQueue()
        pump.add(Source(self._poll_left, self._take_left))

    @property
    def is_open(self) -> bool:
        return self._client is not None

    def open(self, account: Account) -> None:
        """Begin a login."""
        self.hang_up(0.0)
        self._client = Client(account, self._cache_path, self._pump.ring)
        self._source = Source(self._client.poll, self._handle)
        self._pump.add(self._source)
        self._is_started = False
        self._start_if_free()

    def submit(self, intent: Intent) -> None:
        """Ask the client; without one nothing happens."""
        if self._client is not None:
            self._client.submit(intent)

    def hang_up(self, timeout_s: float) -> None:
        """End the client: politely while time lasts. Returns at once."""
        if self._client is None or self._source is None:
            return
        self._pump.remove(self._source)
        client, self._client, self._source = self._client, None, None
        self._leaving.add(client)
        self._waiters = [waiter for waiter in self._waiters if waiter.is_alive()]
        waiter = threading.Thread(
            target=self._see_off, args=(client, timeout_s), name="hang-up", daemon=True
        )
        self._waiters.append(waiter)
        waiter.start()

    def close(self, timeout_s: float) -> None:
        """End all that still run, and wait for that; bounded."""
        self.hang_up(timeout_s)
        until = time.monotonic() + timeout_s + STOP_S
        for waiter in self._waiters:
            waiter.join(max(until - time.monotonic(), 0.0))
        self._waiters.clear()

    def _see_off(self, client: Client, timeout_s: float) -> None:
        """The thread `hang-up`."""
        has_ended = client.stop(timeout_s)
        self._left.put(client)
        self._pump.ring()
        if not has_ended:  # it has been told to drop everything: what it kept is still written
            client.stop(STOP_S)

    def _poll_left(self, most: int) -> list[Client]:
        found: list[Client] = []
        while len(found) < most:
            try:
                found.append(self._left.get_nowait())
            except queue.Empty:
                break
        return found

    def _take_left(self, clients: Sequence[Client]) -> None:
        self._leaving.difference_update(clients)
        self._start_if_free()

    def _start_if_free(self) -> None:
        if self._client is not None and not self._is_started and not self._leaving:
            self._is_started = True
            self._client.start()
