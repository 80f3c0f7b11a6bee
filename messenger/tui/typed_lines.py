"""Standard input as lines, read by a thread of its own."""

import os
import queue
import threading

from messenger.irc.framing import LineBuffer, TooLong

MAX_LINE_BYTES = 64 * 1024
WAITING_LINES = 1_000  # then the thread reads no further, and a pipe's writer waits
READ_BYTES = 64 * 1024


class TypedLines:
    """Lines from a file descriptor; `next` never waits.

    The thread is a daemon: no read of a pipe or terminal can be broken off from outside, so
    it may still wait for input when the program ends for another reason. It reads by os.read,
    not through sys.stdin, whose lock would be held while Python shuts down.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: queue.Queue[str | TooLong | None] = queue.Queue(WAITING_LINES)
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="terminal-input", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """All lines up to the end of input were given out."""
        return self._ended

    def next(self) -> str | TooLong | None:
        """The next line without its end; None when there is none now. Empty ones are left out."""
        try:
            line = self._lines.get_nowait()
        except queue.Empty:
            return None
        self._ended = line is None
        return line

    def _run(self) -> None:
        buffer = LineBuffer(MAX_LINE_BYTES)
        while data := self._read():
            self._put(buffer.feed(data))
        self._put(buffer.feed(b"\n"))  # the last line may lack its end
        self._lines.put(None)

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, READ_BYTES)
        except OSError:  # closed, or a terminal that is gone
            return b""

    def _put(self, lines: list[bytes | TooLong]) -> None:
        for line in lines:
            if isinstance(line, bytes):
                self._lines.put(line.decode("utf-8", "replace"))
            else:
                self._lines.put(line)
