"""How long to wait before the next try: longer each time, never the same for two clients."""

from collections.abc import Callable

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 12.0  # with its spread at most 15 s: who looks on sees the relay come back
LONGEST_REFUSED_S = 60.0  # it answers and does not let us in: asking often helps nobody
STEADY_S = 5.0  # a link that held so long was a good one: begin anew


class Backoff:
    """1, 2, 4, 8, 12, 12 … seconds (refused at login: on to 60), each spread by ±25 % so that a
    restarted relay is not stormed. Refusals are counted apart: a relay that was away for long and
    is too busy for us when it is back is asked again soon.

    chance: gives a number from 0 to 1 (random.random).
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._failures = self._refusals = 0

    def next_wait_s(self) -> float:
        """Seconds to wait now, as nobody answered or the link broke; counts one failure."""
        self._failures += 1
        return self._spread(self._failures, LONGEST_WAIT_S)

    def next_wait_refused_s(self) -> float:
        """Seconds to wait now, as a login came to nothing; counts one refusal."""
        self._refusals += 1
        return self._spread(self._refusals, LONGEST_REFUSED_S)

    def held(self, link_s: float) -> None:
        """A login succeeded, and the link stood for so many seconds. A short one is no reason to
        hurry: a server that throws us out at once must not be stormed."""
        self._refusals = 0
        if link_s >= STEADY_S:
            self.begin_anew()

    def begin_anew(self) -> None:
        """What failed until now says nothing about the next try."""
        self._failures = self._refusals = 0

    def _spread(self, times: int, longest_s: float) -> float:
        wait_s = min(FIRST_WAIT_S * (1 << min(times - 1, 16)), longest_s)
        return wait_s * (0.75 + 0.5 * self._chance())
