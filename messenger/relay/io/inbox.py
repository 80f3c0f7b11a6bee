"""The loop's inbox: other threads put things in and wake it."""

import selectors
import socket
from collections import deque
from contextlib import suppress
from typing import Any


class Inbox:
    """Made and emptied by the loop thread; `post` is for any thread.

    The deque is one fixed object (append and popleft are atomic), so there is no lock. The
    wake-up socket pair works with every system's selector, Windows' too.
    """

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._things: deque[Any] = deque()
        self._awake = False
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        self._selector = selector
        selector.register(self._reading, selectors.EVENT_READ, self)

    def post(self, thing: Any) -> None:
        """Put something in. After the loop's end it is dropped."""
        self._things.append(thing)
        if not self._awake:
            self._awake = True
            with suppress(OSError):
                self._writing.send(b"\0")

    def ready(self, mask: int) -> None:
        """The wake-up byte came. Cleared before the things are taken: what is posted after
        that sends a new byte, what was posted before is taken with this one."""
        with suppress(OSError):
            self._reading.recv(64)
        self._awake = False

    def wait(self, timeout_s: float) -> None:
        """Wait for the wake-up byte alone, whatever the selector has."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._reading, selectors.EVENT_READ)
            if selector.select(timeout_s):
                self.ready(selectors.EVENT_READ)

    def take(self) -> list[Any]:
        """All that is in it, oldest first."""
        things = self._things
        return [things.popleft() for _ in range(len(things))]

    def close(self) -> None:
        self._selector.unregister(self._reading)
        self._reading.close()
        self._writing.close()
