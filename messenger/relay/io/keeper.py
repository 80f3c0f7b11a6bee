"""The keeper thread: what the store does beside its daily work, a little at a time."""

import logging
import threading
import time
from typing import Protocol

LOOK_S = 0.5  # between two looks for something to do
BREATH_S = 0.002  # between two pieces, so that the loop is never kept waiting
TROUBLE_S = 60.0
_log = logging.getLogger(__name__)


class Work(Protocol):
    """What is done: see `store.keeping.Keeper`."""

    def work(self, now: float) -> bool: ...

    def close(self) -> None: ...


class KeeperThread:
    """start and stop it from the main thread; only it touches the work."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._end = threading.Event()
        self._complained = False
        self._thread = threading.Thread(target=self._run, name="relay-keeper")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the piece in hand."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s = 0.0
        while not self._end.wait(wait_s):
            wait_s = self._step()
        self._work.close()

    def _step(self) -> float:
        """Do a piece; how long to wait for the next one."""
        try:
            more = self._work.work(time.monotonic())
        except Exception as error:  # whatever it is: search is slower then, and all else goes on
            if not self._complained:
                _log.warning("the index of words can't be kept just now: %s", error)
            self._complained = True
            return TROUBLE_S
        self._complained = False
        return BREATH_S if more else LOOK_S
