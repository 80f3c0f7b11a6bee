"""How long to wait before the next try: longer each time, never the same for two clients."""

from collections.abc import Callable

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
STEADY_S = 30.0  # a link that held so long was a good one: begin anew


class Backoff:
    """1, 2, 4 … 60 seconds, each spread by ±25 % so that a restarted relay is not stormed.

    chance: gives a number from 0 to 1 (random.random).
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._failures = 0

    def next_wait_s(self) -> float:
        """Seconds to wait now; counts one failure."""
        wait_s = min(FIRST_WAIT_S * (1 << min(self._failures, 16)), LONGEST_WAIT_S)
        self._failures += 1
        return wait_s * (0.75 + 0.5 * self._chance())

    def held(self, link_s: float) -> None:
        """A link stood for so many seconds."""
        if link_s >= STEADY_S:
            self.begin_anew()

    def begin_anew(self) -> None:
        """What failed until now says nothing about the next try."""
        self._failures = 0
