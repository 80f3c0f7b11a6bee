"""Python's search for cycles of garbage, kept on the Tk thread.

Python runs it in whichever thread happens to allocate. A picture found in a cycle by the
receive thread would call Tk from there, and wait for a main loop that may be waiting for it.
"""

import gc
import time
from collections.abc import Callable

YOUNG = 20_000  # objects made since the last look; a burst of 1,000 rows makes about as many
FULL_S = 60.0  # between two looks at everything


class Collector:
    """Call `step` often, from the Tk thread; `stop` gives the search back to Python."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at = clock() + FULL_S
        self._begun = False
        gc.disable()

    def step(self) -> None:
        """Look for young garbage when there is much of it, for all of it once in a while."""
        if not self._begun:
            self._begun = True
            gc.collect()
            gc.freeze()  # what lives now lives as long as the window: not looked through again
        elif self._clock() >= self._full_at:
            self._full_at = self._clock() + FULL_S
            gc.collect()
        elif gc.get_count()[0] >= YOUNG:
            gc.collect(0)

    def stop(self) -> None:
        gc.unfreeze()
        gc.collect()  # the last pictures, while this is still Tk's thread
        gc.enable()
