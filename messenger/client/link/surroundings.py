"""What happens around a link: the computer got another address, lost its way, or has slept.

No system tells all of this to a plain program, so we look: a route is asked for, nothing is sent.
"""

import socket
import time
from collections.abc import Callable
from typing import Any

LOOK_EVERY_S = 2.0
CLOCK_JUMP_S = 5.0  # the wall clock went on so much more than ours: the computer has slept
_ANY_PORT = 9  # a datagram socket that is "connected" sends nothing


def own_address(family: int, peer: tuple[Any, ...]) -> str:
    """From which of our addresses the peer would be reached now; "" when there is no way."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((peer[0], _ANY_PORT, *peer[2:]))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


class Surroundings:
    """Looked at now and then by the link thread.

    look: gives our address towards the peer; wall: seconds since 1970.
    """

    def __init__(self, look: Callable[[], str], wall: Callable[[], float] = time.time) -> None:
        self._look, self._wall = look, wall
        self._address = look()
        self._looked_at = float("-inf")
        self._offset: float | None = None

    @classmethod
    def of(cls, sock: socket.socket) -> "Surroundings":
        """Those of a connected socket."""
        try:
            family, peer = sock.family, sock.getpeername()
        except OSError:  # it is broken already: everything is as it will be
            return cls(lambda: "")
        return cls(lambda: own_address(family, peer))

    def have_changed(self, now: float) -> bool:
        """Whether the computer has slept, or has another address towards the peer than at the
        last look, or one again; True once for each change. To lose it is no news to act on."""
        if now - self._looked_at < LOOK_EVERY_S:
            return False
        self._looked_at = now
        offset, before = self._wall() - now, self._offset
        self._offset = offset
        slept = before is not None and offset - before > CLOCK_JUMP_S
        address, known = self._look(), self._address
        self._address = address
        return slept or (bool(address) and address != known)
