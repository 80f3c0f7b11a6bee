"""The loop's inbox: other threads put things in and wake it."""

import os
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from messenger.relay.io.poller import READ, Descriptor, Poller, make_poller


class Inbox:
    """Made and emptied by the loop thread; `post` is for any thread.

    The deque is one fixed object (append and popleft are atomic), so there is no lock.
    """

    def __init__(self, poller: Poller) -> None:
        self._things: deque[Any] = deque()
        self._awake = False
        self._bell = make_bell()
        self._poller = poller
        # Made in time: when it is needed, there may be no descriptor left.
        self._bell_alone = make_poller()
        self._bell_alone.register(self._bell.descriptor, READ, self)
        poller.register(self._bell.descriptor, READ, self)

    def post(self, thing: Any) -> None:
        """Put something in. After the loop's end it is dropped."""
        self._things.append(thing)
        if not self._awake:
            self._awake = True
            with suppress(OSError, ValueError):  # after the loop's end
                self._bell.ring()

    def ready(self, mask: int) -> None:
        """The bell rang. Silenced before the things are taken: what is posted after that
        rings again, what was posted before is taken with this."""
        with suppress(OSError):
            self._bell.silence()
        self._awake = False

    def wait(self, timeout_s: float) -> None:
        """Wait for the bell alone, whatever else is ready."""
        if self._bell_alone.poll(timeout_s):
            self.ready(READ)

    def take(self) -> list[Any]:
        """All that is in it, oldest first."""
        things = self._things
        if not things:
            return []
        return [things.popleft() for _ in range(len(things))]

    def close(self) -> None:
        for poller in (self._poller, self._bell_alone):
            poller.unregister(self._bell.descriptor)
        self._bell_alone.close()
        self._bell.close()


class PairBell:
    """Works with every system's poller, Windows' too."""

    def __init__(self) -> None:
        reading, writing = socket.socketpair()
        reading.setblocking(False)
        writing.setblocking(False)
        self.descriptor: Descriptor | int = reading
        self._reading, self._writing = reading, writing

    def ring(self) -> None:
        self._writing.send(b"\0")

    def silence(self) -> None:
        self._reading.recv(64)

    def close(self) -> None:
        self._reading.close()
        self._writing.close()


if sys.platform == "linux":

    class EventBell:
        """An eventfd: 2 µs less than a socket pair for each commit."""

        def __init__(self) -> None:
            self.descriptor: Descriptor | int = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            self._number = int(self.descriptor)

        def ring(self) -> None:
            os.eventfd_write(self._number, 1)

        def silence(self) -> None:
            os.eventfd_read(self._number)

        def close(self) -> None:
            self._number, number = -1, self._number  # whoever rings after this rings nothing
            os.close(number)

    make_bell: Callable[[], "EventBell | PairBell"] = EventBell
else:
    make_bell = PairBell
