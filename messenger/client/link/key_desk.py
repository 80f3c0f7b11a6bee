"""Fetches and keeps keys for the link thread, on a thread of its own: a keyring may be slow."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from messenger.client.link.keyring import Keyring
from messenger.client.link.secrets import Secrets
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.errors import UserError

_log = logging.getLogger(__name__)
WAIT_S = 5.0  # for a key before the login; a keyring gets less


class KeyDesk:
    """Owned by the link thread. path: of the list of keys; None: there are none.

    wake: called on the other thread when something is done.
    """

    def __init__(
        self, path: Path | None, wake: Callable[[], None], keyring: Keyring | None = None
    ) -> None:
        self._keyring = keyring or Keyring()
        self._secrets = Secrets(path, self._keyring) if path else None
        self._wake = wake
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="secrets")
        self._keeping: Future[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether keys can be kept at all."""
        return self._secrets is not None

    def find(self, relay: str, nick: str, wait: Callable[[float], object]) -> DeviceKey:
        """wait(until): returns when something happened, or raises to cancel.

        Never fails: what is wrong is said in the key's `trouble`.
        """
        if self._secrets is None:
            return NO_KEY
        found = self._worker.submit(self._secrets.find, relay, nick)
        found.add_done_callback(lambda _: self._wake())
        until = time.monotonic() + WAIT_S
        while not found.done() and time.monotonic() < until:
            wait(until)
        if not found.done():
            return DeviceKey(trouble="This computer's key for it can't be read just now.")
        error = found.exception()
        if error is None:
            return found.result()
        _log.warning("no key: %s", error)
        return DeviceKey(trouble=str(error))

    def keep(self, relay: str, nick: str, key: DeviceKey) -> None:
        """Returns at once; `has_kept` tells when it is done."""
        if self._secrets is not None:
            self._keeping = self._worker.submit(self._secrets.keep, relay, nick, key)
            self._keeping.add_done_callback(lambda _: self._wake())

    def has_kept(self) -> bool:
        """Whether the last key is written down; True once."""
        if self._keeping is None or not self._keeping.done():
            return False
        error, self._keeping = self._keeping.exception(), None
        if isinstance(error, UserError):
            _log.warning("the name is not claimed: %s", error)
        elif error is not None:
            raise error
        return error is None

    def close(self) -> None:
        """End the thread; it waits for no keyring any more."""
        self._keyring.close()
        self._worker.shutdown()
