"""What reaches the relay's process from outside: signals, and the end of its window."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from messenger.relay.io.loop import Loop

HOSTED = "MESSENGER_HOSTED"  # "1" in the environment: end with the window that started us
_HANG_UP = getattr(signal, "SIGHUP", None)


@contextmanager
def signals(loop: Loop, reload: Callable[[], None] | None) -> Iterator[None]:
    """Turn SIGTERM, Ctrl-C and the end of the hosting window into a request to stop, and SIGHUP
    into `reload`; without one, when there is no file to read again, it ends the relay too."""

    def stop(number: int, frame: FrameType | None) -> None:
        if reload is not None and number == _HANG_UP:
            reload()
        else:
            loop.ask_to_stop("The relay is closing")

    previous = {
        number: signal.signal(number, stop)
        for number in _stop_numbers()
        if signal.getsignal(number) is not signal.SIG_IGN  # nohup wants it to go on
    }
    if os.environ.get(HOSTED) == "1":
        # A daemon thread: a read that waits can't be ended, and it owns nothing.
        threading.Thread(
            target=_await_end_of_input, args=(loop,), name="relay-host-watch", daemon=True
        ).start()
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _stop_numbers() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _await_end_of_input(loop: Loop) -> None:
    """Standard input is the life line to the window: it ends when that is gone."""
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    loop.ask_to_stop("The relay's host has closed it")
