"""Counting tries: who tries too often has to wait."""

from collections.abc import Hashable

MAX_KEYS = 20_000


class Guard:
    """After `most` tries, each within period_s of the one before, a key stays closed for
    period_s. A try that was right is taken back."""

    def __init__(self, most: int, period_s: float) -> None:
        self._most, self._period_s = most, period_s
        self._tries: dict[Hashable, tuple[int, float]] = {}  # how many, and when the last was

    def is_closed(self, key: Hashable, now: float) -> bool:
        count, last = self._tries.get(key, (0, now))
        return count >= self._most and now - last <= self._period_s

    def count(self, key: Hashable, now: float) -> None:
        count, last = self._tries.pop(key, (0, now))
        self._tries[key] = (count + 1 if now - last <= self._period_s else 1, now)
        if len(self._tries) > MAX_KEYS:
            del self._tries[next(iter(self._tries))]

    def take_back(self, key: Hashable) -> None:
        count, last = self._tries.get(key, (0, 0.0))
        if count > 1:
            self._tries[key] = (count - 1, last)
        else:
            self._tries.pop(key, None)
