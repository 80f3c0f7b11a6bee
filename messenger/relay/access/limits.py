"""How fast a peer may talk: a bucket of lines that fills again with time."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """size: lines that may come at once; 0 for no limit. per_s: how fast it fills again.
    level, filled_at (monotonic seconds): what was in it when."""

    size: float
    per_s: float
    level: float
    filled_at: float

    def take(self, now: float) -> bool:
        """Take one line out; False when there is none."""
        if not self.size:
            return True
        self._fill(now)
        if self.level < 1:
            return False
        self.level -= 1
        return True

    def holds(self, count: int, now: float) -> bool:
        """True when so many lines can be taken out at once."""
        if not self.size:
            return True
        self._fill(now)
        return self.level >= count

    def is_filled(self, part: float, now: float) -> bool:
        """True when so much of it is there."""
        if not self.size:
            return True
        self._fill(now)
        return self.level >= self.size * part

    def spend(self, count: int) -> None:
        """Take lines out that it holds."""
        if self.size:
            self.level -= count

    def wait_s(self, now: float) -> float:
        """Seconds until there is a line in it again."""
        if not self.size or self.level >= 1:
            return 0.0
        return max(0.0, (1 - self.level) / self.per_s - (now - self.filled_at))

    def _fill(self, now: float) -> None:
        """Always before something is taken out: time that went by with it full counts nothing."""
        if now != self.filled_at:
            self.level = min(self.size, self.level + (now - self.filled_at) * self.per_s)
            self.filled_at = now
