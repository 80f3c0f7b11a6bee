"""What time it is for everything that is erased because it is old.

A system's clock can be wrong for a while: a flat battery, a slip of the hand, a date that is set
right only when the network is there. What is erased by it does not come back.
"""

from messenger.relay.registry.facts import Facts
from messenger.store.facts import FactRow

JUMP_MS = 3_600_000  # of the wall clock against the monotonic one
ABSENCE_MS = 7 * 86_400_000  # since the relay's last words; longer may be a wrong clock, too
STEADY_S = 3_600.0  # then the clock is believed again
_LONG_AGO_S = float("-inf")
_CLOCK = ("relay", "clock")  # owner and kind of the fact


class Ages:
    """Believes the clock only while it runs steadily.

    last_ms: the time of the newest thing that the relay has kept, 0 for none. facts: where it is
    written down that the clock is in doubt, since a restart ends no doubt.
    """

    def __init__(self, last_ms: int, facts: Facts) -> None:
        self._last_ms, self._facts = last_ms, facts
        self._now: float | None = None
        self._wall_ms = 0
        self._doubted_at = _LONG_AGO_S

    def begin(self, now: float, wall_ms: int) -> list[FactRow]:
        """A pass of the loop; what has to be written down when a doubt begins.

        now: monotonic seconds; wall_ms: since 1970, as the system says.
        """
        if self._now is None:
            absent = bool(self._last_ms) and abs(wall_ms - self._last_ms) > ABSENCE_MS
            doubtful = absent or self._is_written
        else:
            passed_ms = (now - self._now) * 1000
            doubtful = abs(wall_ms - self._wall_ms - passed_ms) > JUMP_MS
        if doubtful:
            self._doubted_at = now
        self._now, self._wall_ms = now, wall_ms
        return self.rows() if doubtful else []

    def time_ms(self) -> int | None:
        """The time, or None while it is in doubt: then nothing is old."""
        if self._now is None or self._now - self._doubted_at < STEADY_S:
            return None
        return self._wall_ms

    def rows(self) -> list[FactRow]:
        """What has to be written down: that a doubt began, or is over."""
        is_doubtful = self.time_ms() is None
        if is_doubtful is self._is_written:
            return []
        return [self._facts.put(*_CLOCK, "doubted", "yes" if is_doubtful else None)]

    @property
    def _is_written(self) -> bool:
        return bool(self._facts.of(*_CLOCK))
