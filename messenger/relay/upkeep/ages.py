"""What time it is for everything that is erased because it is old.

A system's clock can be wrong for a while: a flat battery, a slip of the hand, a date that is set
right only when the network is there. What is erased by it does not come back.
"""

JUMP_MS = 3_600_000  # of the wall clock against the monotonic one
ABSENCE_MS = 7 * 86_400_000  # since the relay's last words; longer may be a wrong clock, too
STEADY_S = 3_600.0  # then the clock is believed again
_FOR_EVER_S = float("-inf")


class Ages:
    """Believes the clock only while it runs steadily.

    last_ms: the time of the newest thing that the relay has kept, 0 for none.
    """

    def __init__(self, last_ms: int) -> None:
        self._last_ms = last_ms
        self._now: float | None = None
        self._wall_ms = 0
        self._doubted_at = _FOR_EVER_S

    def begin(self, now: float, wall_ms: int) -> None:
        """A pass of the loop. now: monotonic seconds; wall_ms: since 1970, as the system says."""
        if self._now is None:
            doubtful = bool(self._last_ms) and abs(wall_ms - self._last_ms) > ABSENCE_MS
        else:
            passed_ms = (now - self._now) * 1000
            doubtful = abs(wall_ms - self._wall_ms - passed_ms) > JUMP_MS
        if doubtful:
            self._doubted_at = now
        self._now, self._wall_ms = now, wall_ms

    def time_ms(self) -> int | None:
        """The time, or None while it is in doubt: then nothing is old."""
        if self._now is None or self._now - self._doubted_at < STEADY_S:
            return None
        return self._wall_ms
