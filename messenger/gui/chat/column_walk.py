"""F6: the keyboard goes from column to column, and round."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """area: what counts as being there; enter: gives it the keyboard; is_shown: now."""

    area: tk.Misc
    enter: Callable[[], None]
    is_shown: Callable[[], bool] = lambda: True


class ColumnWalk:
    """stops: in the order of the columns."""

    def __init__(self, stops: tuple[Stop, ...]) -> None:
        self._stops = stops

    def go(self, step: int, focus: tk.Misc | None) -> None:
        """One stop on (1) or back (-1) from the widget that has the keyboard."""
        shown = [stop for stop in self._stops if stop.is_shown()]
        path = str(focus or "")
        at = next((n for n, stop in enumerate(shown) if path.startswith(str(stop.area))), -1)
        shown[(at + step) % len(shown)].enter()
