"""What could not be written, for a full disk perhaps: the newest word on each thing, in order.

Messages are not among it: the relay has them, and `holes` sees to it that it is asked. But of
what was said about older messages it would not tell again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messenger.client.cache import jobs
from messenger.irc.names import fold

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
    jobs.Probe: lambda job: ("probe",),
}  # fmt: skip
_UNSENT = frozenset({"unsent", "parts"})
MOST = 10_000  # jobs; beyond it only what is unsent counts


class Owed:
    """Owned by the cache thread. True while there is something."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, ...], jobs.Job] = {}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def and_then(self, group: Sequence[jobs.Job]) -> list[jobs.Job]:
        """What is owed, and after it these."""
        return [*self._jobs.values(), *group]

    def failed(self, group: Sequence[jobs.Job]) -> None:
        """None of these was written."""
        for job in group:
            key = _KEYS.get(type(job))
            if key and (len(self._jobs) < MOST or key(job)[0] in _UNSENT):
                self._jobs.pop(key(job), None)
                self._jobs[key(job)] = job

    def written(self) -> None:
        """All of it was."""
        self._jobs.clear()
