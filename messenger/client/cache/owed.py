"""What could not be written, for a full disk perhaps, in order. Of words about the same thing only
the newest counts; messages are owed one and all: written late, they leave no hole.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messenger.client.cache import jobs
from messenger.irc.names import fold

_number = itertools.count()
# Of two jobs with the same key only the later one counts.
_KEYS: Mapping[type, Callable[[Any], tuple[str, ...]]] = {
    jobs.StoreOutbox: lambda job: ("unsent", job.server, job.item.ref),
    jobs.RemoveOutbox: lambda job: ("unsent", job.server, job.ref),
    jobs.PartOutbox: lambda job: ("parts", job.server, job.items[0].ref),
    jobs.StoreReadMark: lambda job: ("read", job.server, fold(job.target)),
    jobs.StoreDraft: lambda job: ("draft", job.server, fold(job.target)),
    jobs.StoreRoom: lambda job: ("room", job.server, fold(job.room)),
    jobs.ForgetPlace: lambda job: ("forget", job.server, fold(job.target)),
    jobs.StorePeople: lambda job: ("people", job.server, str(job.people)),
    jobs.StoreMarks: lambda job: (
        "marks", job.server, fold(job.target), *(mark.msgid for mark in job.marks)
    ),
    jobs.StoreMessages: lambda job: ("messages", str(next(_number))),
    jobs.Probe: lambda job: ("probe",),
}  # fmt: skip
_ALWAYS = frozenset({"unsent", "parts", "probe"})
MOST = 10_000  # jobs; beyond it only what is unsent is owed


class Owed:
    """Owned by the cache thread. True while there is something."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, ...], jobs.Job] = {}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def and_then(self, group: Sequence[jobs.Job]) -> list[jobs.Job]:
        """What is owed, and after it these."""
        return [*self._jobs.values(), *group]

    def failed(self, group: Sequence[jobs.Job]) -> list[jobs.Job]:
        """None of these was written; returns what will not be, either, for there is too much."""
        given_up: list[jobs.Job] = []
        for job in group:
            key = _KEYS[type(job)](job)
            if key not in self._jobs and len(self._jobs) >= MOST and key[0] not in _ALWAYS:
                given_up.append(job)
                continue
            self._jobs.pop(key, None)
            self._jobs[key] = job
        return given_up

    def written(self) -> None:
        """All of it was."""
        self._jobs.clear()
