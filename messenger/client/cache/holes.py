"""Messages that could not be written, for a full disk perhaps: what follows them has a gap before
it, so that they are asked of the relay when somebody reads there."""

from collections.abc import Sequence
from dataclasses import replace

from messenger.client.cache.jobs import Job, StoreMessages
from messenger.irc.names import fold


class Holes:
    """Owned by the cache thread."""

    def __init__(self) -> None:
        self._places: set[tuple[str, str]] = set()

    def marked(self, group: Sequence[Job]) -> list[Job]:
        """The same jobs, those behind a hole with a gap before them."""
        if not self._places:
            return list(group)
        left = set(self._places)
        marked: list[Job] = []
        for job in group:
            if isinstance(job, StoreMessages) and _place(job) in left and not job.before:
                left.discard(_place(job))
                job = replace(job, continues=False)
            marked.append(job)
        return marked

    def failed(self, group: Sequence[Job]) -> None:
        """None of these was written. An older page leaves the gap that is there already."""
        self._places |= {
            _place(job) for job in group if isinstance(job, StoreMessages) and not job.before
        }

    def written(self, group: Sequence[Job]) -> None:
        """All of these were."""
        if self._places:
            self._places -= {
                _place(job) for job in group if isinstance(job, StoreMessages) and not job.before
            }


def _place(job: StoreMessages) -> tuple[str, str]:
    return job.server, fold(job.target)
