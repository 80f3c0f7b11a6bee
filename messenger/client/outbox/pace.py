"""How fast a server that punishes floods is talked to."""

BURST = 5  # lines at once …
PER_S = 1.0  # … and then so many a second


class Pace:
    """Lines that may go now; refills with time. now: monotonic seconds."""

    def __init__(self) -> None:
        self._credit = float(BURST)
        self._earned_at = 0.0

    def allows(self, now: float) -> bool:
        """Whether a line may go."""
        earned = (now - self._earned_at) * PER_S
        self._credit = min(self._credit + max(earned, 0.0), float(BURST))
        self._earned_at = now
        return self._credit >= 1

    def spend(self, lines: int) -> None:
        """So many went; more than were allowed are owed."""
        self._credit -= lines

    def wait_s(self) -> float:
        """Seconds from the last `allows` until it says yes."""
        return max((1 - self._credit) / PER_S, 0.0)
