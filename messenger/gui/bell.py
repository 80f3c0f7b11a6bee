"""A bell that other threads ring and Tk's loop hears, so that nobody looks into empty queues."""

import tkinter as tk
from collections.abc import Callable

from messenger.client.link.mailbox import Wakeup


class Bell:
    """ring() is for any thread; hear() is called on Tk's own, once for many rings.

    `works`: false where Tk can't wait for sockets (Windows); then somebody must look himself.
    """

    def __init__(self, root: tk.Misc, hear: Callable[[], None]) -> None:
        self._tk, self._hear = root.tk, hear
        self.works = hasattr(self._tk, "createfilehandler")
        self._rung = False
        self._wakeup = Wakeup() if self.works else None
        if self._wakeup is not None:
            self._tk.createfilehandler(self._wakeup.reader, tk.READABLE, self._on_ring)

    def ring(self) -> None:
        """Something was put into a queue."""
        wakeup = self._wakeup  # it may be closed meanwhile
        if wakeup is not None and not self._rung:
            self._rung = True
            wakeup.wake()

    def close(self) -> None:
        """Before the root goes; later rings do nothing."""
        if self._wakeup is not None:
            wakeup, self._wakeup = self._wakeup, None
            self._tk.deletefilehandler(wakeup.reader)
            wakeup.close()

    def _on_ring(self, _file: object, _mask: int) -> None:
        if self._wakeup is not None:
            self._wakeup.clear()
            self._rung = False  # before the queues are looked into: later rings count again
            self._hear()
