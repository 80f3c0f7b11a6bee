"""The client that runs now, joined to the pump; starting and ending it from the Tk thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from messenger.client.client import Client
from messenger.client.events import Event
from messenger.client.intents import Intent
from messenger.client.session.login import Account
from messenger.gui.pump import Pump, Source


class Connection:
    """At most one client at a time. Out: handle(events), in order; nothing after `hang_up`."""

    def __init__(
        self, pump: Pump, cache_path: Path, handle: Callable[[Sequence[Event]], None]
    ) -> None:
        self._pump, self._cache_path, self._handle = pump, cache_path, handle
        self._client: Client | None = None
        self._source: Source[Event] | None = None
        self._retired: list[Client] = []

    @property
    def is_open(self) -> bool:
        return self._client is not None

    def open(self, account: Account) -> None:
        """Begin a login."""
        self.hang_up(0.0)
        self._client = Client(account, self._cache_path, self._pump.ring)
        self._source = Source(self._client.poll, self._handle)
        self._pump.add(self._source)
        self._client.start()

    def submit(self, intent: Intent) -> None:
        """Ask the client; without one nothing happens."""
        if self._client is not None:
            self._client.submit(intent)

    def hang_up(self, timeout_s: float) -> None:
        """End the client; one that takes longer ends by itself, `close` makes sure."""
        if self._client is None or self._source is None:
            return
        self._pump.remove(self._source)
        if not self._client.stop(timeout_s):
            self._retired.append(self._client)
        self._retired = [client for client in self._retired if client.is_running]
        self._client = self._source = None

    def close(self, timeout_s: float) -> None:
        """End all that still run."""
        self.hang_up(timeout_s)
        for client in self._retired:
            client.stop(timeout_s)
        self._retired.clear()
