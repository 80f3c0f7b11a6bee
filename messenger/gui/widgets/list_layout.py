"""Where the rows of a list lie: open sections only, edges in pixels of the screen."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from messenger.gui.widgets.list_brush import Heading, Row


class ListLayout:
    """rows: those that are shown; edges: the upper edge of each, and the end of the last."""

    def __init__(self) -> None:
        self._all: Sequence[Row] = ()
        self._closed: set[str] = set()
        self.rows: list[Row] = []
        self.edges = [0]

    @property
    def end(self) -> int:
        return self.edges[-1]

    def lay_out(self, rows: Sequence[Row], px: Callable[[float], int]) -> None:
        """Take these rows; closed sections stay closed."""
        self._all = rows
        self.rows = []
        is_open = True
        for row in rows:
            if isinstance(row, Heading):
                is_open = row.key not in self._closed
            if is_open or isinstance(row, Heading):
                self.rows.append(row)
        heights = [row.height for row in self.rows]  # a list has thousands of few heights
        pixels = {height: px(height) for height in set(heights)}
        self.edges = list(accumulate((pixels[height] for height in heights), initial=0))

    def toggle(self, key: str, px: Callable[[float], int]) -> None:
        """Open or close the section under this heading."""
        self._closed ^= {key}
        self.lay_out(self._all, px)

    def is_closed(self, key: str) -> bool:
        return key in self._closed

    def again(self, px: Callable[[float], int]) -> None:
        """Another zoom."""
        self.lay_out(self._all, px)

    def at(self, y: float) -> int:
        """Number of the row at this height, -1 for none."""
        found = bisect_right(self.edges, y) - 1
        return found if 0 <= found < len(self.rows) else -1

    def visible(self, top: int, bottom: int) -> range:
        """Numbers of the rows between two heights."""
        first = max(0, bisect_right(self.edges, top) - 1)
        last = first
        while last < len(self.rows) and self.edges[last] < bottom:
            last += 1
        return range(first, last)

    def number(self, key: str) -> int:
        """-1 when no row has this key."""
        return next((n for n, row in enumerate(self.rows) if row.key == key), -1)
