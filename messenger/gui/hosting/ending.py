"""The end of the hosted relay's process: waited for on a thread that does nothing else."""

import subprocess
import threading
from collections.abc import Callable

STOP_S = 4.0  # the relay promises to end within three
HARDER_S = 1.0  # after each of: asked by a signal, killed


class Ending:
    """From being asked to end until it is gone; the window goes on meanwhile.

    reader: the thread that reads what the process says; it ends with it. on_ended: called on
    the thread `host-end`, which never touches Tk. patience_s: how long it may take by itself.
    """

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        reader: threading.Thread,
        on_ended: Callable[[], None],
        patience_s: float = STOP_S,
    ) -> None:
        self._process, self._reader, self._on_ended = process, reader, on_ended
        self._patience_s = patience_s
        self._is_over = threading.Event()
        if process.stdin:
            process.stdin.close()  # its life line: it ends by itself
        self._thread = threading.Thread(target=self._run, name="host-end", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return self._is_over.is_set()

    def wait(self) -> None:
        """Until it is over; bounded, whatever the process does."""
        self._thread.join(self._patience_s + 4 * HARDER_S)

    def _run(self) -> None:
        timeout_s = self._patience_s
        for harder in (self._process.terminate, self._process.kill, lambda: None):
            try:
                self._process.wait(timeout_s)
                break
            except subprocess.TimeoutExpired:
                harder()
                timeout_s = HARDER_S
        self._reader.join(HARDER_S)
        self._is_over.set()
        self._on_ended()
