"""Lists that may grow without end: drawn at once while they are short, a long one piece by piece
and at most a tenth of the time, so that keys are answered however many come and go."""

import time
import tkinter as tk
from collections.abc import Callable, Iterator

REST = 9  # times as long as a long list took, before it is drawn again


class Paced:
    """In: ask, now, stop. draw() yields between its pieces; is_long() tells before it begins."""

    def __init__(
        self, widget: tk.Misc, draw: Callable[[], Iterator[None]], is_long: Callable[[], bool]
    ) -> None:
        self._widget, self._draw, self._is_long = widget, draw, is_long
        self._pieces: Iterator[None] | None = None
        self._asked = False
        self._timer = ""
        self._cost_s = self._rest_until = 0.0

    def ask(self) -> None:
        """Something has changed: draw it, now or later; many changes may be drawn as one."""
        if not self._is_long():
            self.now()
        elif self._pieces is not None:
            self._asked = True
        elif not self._timer:
            self._wait(self._rest_until - time.monotonic())

    def now(self) -> None:
        """Draw all of it, whatever it takes."""
        self.stop()
        for _ in self._draw():
            pass

    def stop(self) -> None:
        """Forget what is due."""
        self._pieces, self._asked = None, False
        if self._timer:
            self._widget.after_cancel(self._timer)
            self._timer = ""

    def _wait(self, wait_s: float = 0.0) -> None:
        self._timer = self._widget.after(max(0, round(wait_s * 1000)) + 1, self._step)

    def _step(self) -> None:
        self._timer = ""
        pieces, self._pieces = self._pieces, None  # gone, should a piece fail
        if pieces is None:
            pieces, self._cost_s = self._draw(), 0.0
        began = time.monotonic()
        more = next(pieces, self) is not self
        ended = time.monotonic()
        self._cost_s += ended - began
        if more:
            self._pieces = pieces
            self._wait()
            return
        self._rest_until = ended + REST * self._cost_s
        if self._asked:
            self._asked = False
            self._wait(REST * self._cost_s)
