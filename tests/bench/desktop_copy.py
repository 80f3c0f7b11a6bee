"""A profile's own copy of 100,000 messages, driven as the window's client drives it."""

import queue
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from messenger.client.cache import jobs
from messenger.client.cache.cache import Cache
from messenger.client.events import ChatMessage
from messenger.store import word_index

COPIED = 100_000
_AT_ONCE = 500
_SERVER, _ROOM = "bench.example:6697", "#lobby"
_WAIT_S = 120.0
_NOUNS = ("lantern", "harbour", "ferry", "Wörter", "rudder", "сеть", "mooring", "tide")


def message(number: int) -> ChatMessage:
    noun = _NOUNS[number % len(_NOUNS)]
    text = f"line {number} with {noun} at berth-{number % 40} and *bold* words for you to read"
    return ChatMessage(f"person{number // 3 % 50}", text, 1.7e9 + number, msgid=f"c{number:06d}")


class Copy:
    def __init__(self, path: Path) -> None:
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._path = path
        self._cache = Cache(path, self._answers.put)
        self._cache.start()
        for first in range(0, COPIED, _AT_ONCE):
            some = tuple(message(number) for number in range(first, first + _AT_ONCE))
            self._cache.submit(jobs.StoreMessages(_SERVER, _ROOM, some, continues=True))
        self.page(None)  # all are stored when this is answered

    def page(self, before: str | None) -> tuple[ChatMessage, ...]:
        """50 messages before a msgid, the newest for None."""
        self._cache.submit(jobs.LoadPage(_SERVER, _ROOM, before, 50))
        loaded = self._answers.get(timeout=_WAIT_S)
        assert isinstance(loaded, jobs.PageLoaded)
        assert len(loaded.messages) == 50
        return loaded.messages

    def find(self, text: str) -> int:
        self._cache.submit(jobs.FindInCopy(_SERVER, text, 50))
        found = self._answers.get(timeout=_WAIT_S)
        assert isinstance(found, jobs.FoundInCopy)
        return len(found.found)

    def wait_for_index(self) -> float:
        """Until all is in the index of words; seconds that it took."""
        began = time.perf_counter()
        while self._indexed() < COPIED and time.perf_counter() - began < _WAIT_S:
            time.sleep(0.1)
        return time.perf_counter() - began

    def _indexed(self) -> int:
        path = word_index.path_beside(self._path)
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            try:
                return max(word_index.covered(conn, "main").values(), default=0)
            except sqlite3.OperationalError:  # not made yet, or written to just now
                return 0

    def close(self) -> None:
        self._cache.stop(10)
