"""Worker threads: what takes long is done beside the loop, and answered through its inbox."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messenger.relay.ports import Reader, Store
from messenger.relay.turn import Job

COUNT = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """result: what the store gave, or the exception it raised."""

    job: Job
    result: Any


class Workers:
    """A few threads, each with its own way to read the store."""

    def __init__(
        self,
        store: Store,
        post: Callable[[Answer], None],
        count: int = COUNT,
        name: str = "relay-worker",
    ) -> None:
        self._post = post
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, args=(store.reader(),), name=f"{name}-{n}")
            for n in range(1, count + 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def put(self, job: Job) -> None:
        """Run the job's request; its Answer will come."""
        self._jobs.put(job)

    def stop(self, timeout_s: float) -> bool:
        """End after the jobs that wait. False when that took longer than timeout_s each."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout_s)
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, reader: Reader) -> None:
        try:
            while (job := self._jobs.get()) is not None:
                self._post(Answer(job, _result(reader, job.request)))
        finally:
            reader.close()


def _result(reader: Reader, request: Any) -> Any:
    try:
        return reader.run(request)
    except Exception as error:  # the asker gets it and says so to its peer
        _log.error("a %s failed: %s", type(request).__name__, error)
        return error
