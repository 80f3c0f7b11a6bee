"""The newest words of a room, for those who come in and can't ask for them."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from messenger.store.rows import HistoryRow, HistoryRun


class Recent:
    """At least the newest `kept` lines: what was said in one piece is kept and goes as a whole,
    and becomes rows only when somebody wants to read it."""

    __slots__ = ("_kept", "_lines", "_said", "newest_ms")

    def __init__(self, kept: int, rows: Iterable[HistoryRow] = ()) -> None:
        self._kept = kept
        self._said: deque[tuple[int, HistoryRow | HistoryRun]] = deque()  # with their lines
        self._lines = 0
        self.newest_ms = 0  # when the newest words were said, milliseconds since 1970
        for row in rows:
            self.add(row)

    def add(self, said: HistoryRow | HistoryRun) -> None:
        count = len(said.texts) if isinstance(said, HistoryRun) else 1
        lines, kept = self._lines + count, self._said
        kept.append((count, said))
        while lines - kept[0][0] >= self._kept:
            lines -= kept.popleft()[0]
        self._lines = lines
        self.newest_ms = said.sent_ms

    @property
    def oldest(self) -> HistoryRow | HistoryRun | None:
        return self._said[0][1] if self._said else None

    def rows(self) -> list[HistoryRow]:
        """Oldest first."""
        rows = [
            row
            for _, said in self._said
            for row in (said.rows() if isinstance(said, HistoryRun) else (said,))
        ]
        return rows[-self._kept :]

    def only(self, rows: Iterable[HistoryRow]) -> "Recent":
        """The same with these rows in place of its own. `newest_ms` stays what it was."""
        other = Recent(self._kept, rows)
        other.newest_ms = self.newest_ms
        return other

    def under(self, target: str) -> "Recent":
        """The same of a room with another name."""
        return self.only(replace(row, target=target) for row in self.rows())
