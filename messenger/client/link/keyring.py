"""The system's keyring, where there is one: it may be missing, locked, or wait for the person,
so nobody waits for it longer than a moment."""

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Protocol

WAIT_S = 2.0
SERVICE = "Messenger"


class Backend(Protocol):
    """What we use of a backend of the `keyring` package."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...


def system_backend() -> Backend | None:
    """The keyring of this system; None when it has none that is worth its name."""
    try:
        import keyring  # heavy, and an extra
    except ImportError:
        return None
    backend = keyring.get_keyring()
    return backend if backend.priority >= 1 else None  # 1: the least that is recommended


class Keyring:
    """Texts by name. No method raises, none takes longer than WAIT_S. For one thread.

    find: how to come by a backend, which takes time as well.
    """

    def __init__(self, find: Callable[[], Backend | None] = system_backend) -> None:
        self._find = find
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # to the last question
        self._closed = False

    def get(self, name: str) -> str:
        """ "" when it can't be had."""
        return self._ask(lambda backend: backend.get_password(SERVICE, name)) or ""

    def put(self, name: str, text: str) -> bool:
        """Whether it is there now."""

        def write(backend: Backend) -> str | None:
            backend.set_password(SERVICE, name, text)
            return backend.get_password(SERVICE, name)

        return self._ask(write) == text

    def close(self) -> None:
        """Wait for nothing any more; may be called by another thread than the one that asks."""
        self._closed = True
        self._answers.put(None)

    def _ask(self, question: Callable[[Backend], str | None]) -> str | None:
        answers = self._answers = queue.SimpleQueue()

        def run() -> None:
            answer = None
            with contextlib.suppress(Exception):  # a foreign program's: we can do without it
                backend = self._find()
                answer = question(backend) if backend is not None else None
            answers.put(answer)

        if self._closed:
            return None
        # It may hang for good: left to its end then, like a look-up of the system's.
        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            return answers.get(timeout=WAIT_S)
        except queue.Empty:
            return None
