"""The client's face for every front end: start, submit, poll, stop."""

import time
from collections.abc import Callable
from pathlib import Path

from messenger.client.events import Event
from messenger.client.intents import Intent, Quit
from messenger.client.link.link import Link
from messenger.client.link.mailbox import Mailbox
from messenger.client.session.login import Account

STOP_S = 2.0


class Client:
    """One account on one relay. All methods are for one thread, the front end's.

    cache_path: where what was said is kept; None keeps nothing. on_events: called on another
    thread when there is something to poll.
    """

    def __init__(
        self,
        account: Account,
        cache_path: Path | None = None,
        on_events: Callable[[], None] = lambda: None,
    ) -> None:
        self._mailbox = Mailbox(on_events)
        self._link = Link(account, cache_path, self._mailbox)

    def start(self) -> None:
        """Begin to connect; the first event says so."""
        self._link.thread.start()

    def submit(self, intent: Intent) -> None:
        """Ask for something; returns at once. What comes of it is told by events."""
        self._mailbox.ask(intent)

    def poll(self, max_events: int = 1000, wait_s: float = 0.0) -> list[Event]:
        """The next events, oldest first, at most max_events.

        wait_s: how long to wait for the first one; 0 returns at once.
        """
        return self._mailbox.poll(max_events, wait_s)

    @property
    def is_running(self) -> bool:
        """False before `start` and after the last event."""
        return self._link.thread.is_alive()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """Leave the relay and end the thread: politely while time lasts, then at once.

        returns: whether the thread has ended. No event comes after it.
        """
        thread = self._link.thread
        if thread.ident is None:
            self._mailbox.wakeup.close()
            return True
        until = time.monotonic() + timeout_s
        self._mailbox.ask(Quit())
        thread.join(timeout_s * 0.75)
        if thread.is_alive():
            self._link.abort.set()
            self._mailbox.wakeup.wake()
            thread.join(max(until - time.monotonic(), 0.1))
        if not thread.is_alive():
            self._mailbox.wakeup.close()
        return not thread.is_alive()
