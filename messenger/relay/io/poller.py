"""Which sockets are ready: one object for the loop, whatever the system offers.

On Linux epoll is asked directly: the `selectors` module makes three objects of Python for each
event, which is more than a line costs in all the rest of a turn.
"""

import select
import selectors
import sys
from typing import Any, Protocol, cast

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
Ready = list[tuple[Any, int]]  # (owner, READ | WRITE)


class Descriptor(Protocol):
    def fileno(self) -> int: ...


class Poller(Protocol):
    """Owned by the loop thread. A descriptor is unregistered before it is closed."""

    def register(self, what: Descriptor | int, events: int, owner: Any) -> None: ...

    def modify(self, what: Descriptor | int, events: int, owner: Any) -> None: ...

    def unregister(self, what: Descriptor | int) -> None: ...

    def poll(self, timeout_s: float) -> Ready:
        """What is ready; nothing after the timeout."""

    def close(self) -> None: ...


class AnyPoller:
    """By the `selectors` module."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def register(self, what: Descriptor | int, events: int, owner: Any) -> None:
        self._selector.register(cast(int, what), events, owner)

    def modify(self, what: Descriptor | int, events: int, owner: Any) -> None:
        self._selector.modify(cast(int, what), events, owner)

    def unregister(self, what: Descriptor | int) -> None:
        self._selector.unregister(cast(int, what))

    def close(self) -> None:
        self._selector.close()

    def poll(self, timeout_s: float) -> Ready:
        return [(key.data, mask) for key, mask in self._selector.select(timeout_s)]


def make_poller() -> Poller:
    return EpollPoller() if sys.platform == "linux" else AnyPoller()


if sys.platform == "linux":
    _MOST = 512  # events at once; the others come with the next call
    # What epoll says → what it means: after an error or the end both reading and writing tell it.
    _EPOLL = {0: 0, READ: select.EPOLLIN, WRITE: select.EPOLLOUT}
    _EPOLL[READ | WRITE] = select.EPOLLIN | select.EPOLLOUT
    _MEANING = tuple(
        (READ if mask & ~select.EPOLLOUT else 0) | (WRITE if mask & ~select.EPOLLIN else 0)
        for mask in range(32)
    )

    class EpollPoller:
        def __init__(self) -> None:
            self._epoll = select.epoll()
            self._owners: dict[int, Any] = {}

        def register(self, what: Descriptor | int, events: int, owner: Any) -> None:
            number = what if isinstance(what, int) else what.fileno()
            self._epoll.register(number, _EPOLL[events])
            self._owners[number] = owner

        def modify(self, what: Descriptor | int, events: int, owner: Any) -> None:
            number = what if isinstance(what, int) else what.fileno()
            self._epoll.modify(number, _EPOLL[events])
            self._owners[number] = owner

        def unregister(self, what: Descriptor | int) -> None:
            number = what if isinstance(what, int) else what.fileno()
            del self._owners[number]
            self._epoll.unregister(number)

        def poll(self, timeout_s: float) -> Ready:
            owners = self._owners
            return [
                (owners[number], _MEANING[mask & 31])
                for number, mask in self._epoll.poll(timeout_s, _MOST)
            ]

        def close(self) -> None:
            self._epoll.close()
