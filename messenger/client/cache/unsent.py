"""The outbox on the disk: what is said is written down before it is shown, and before it goes."""

from collections.abc import Sequence

from messenger.client.cache import jobs
from messenger.client.cache.cache import Cache
from messenger.client.events import Event, MessageFailed
from messenger.client.outbox.outbox import Letter, LetterState, Outbox
from messenger.client.session.offline import pending


class Unsent:
    """One relay's unsent messages; its `outbox` is the one that the link works with.

    cache: None keeps nothing over a restart.
    """

    def __init__(self, server: str, cache: Cache | None) -> None:
        self._server, self._cache = server, cache
        self.outbox = Outbox(self._changed, self._parted) if cache else Outbox()

    def loaded(self, answer: jobs.OutboxLoaded, nick: str) -> list[Event]:
        """What the last run of the program left behind: take it up, and show it."""
        events: list[Event] = []
        for item in answer.items:
            letter = Letter(item.target, item.text, item.ref, item.kind, item.created)
            letter.going = letter.may_go = item.going
            letter.tries, letter.subject = int(item.going), item.subject
            if item.failed:
                letter.state, letter.failed_because = LetterState.FAILED, item.failed
                letter.is_doubtful = item.doubtful
            if not self.outbox.restore(letter):
                continue
            events.append(pending(letter, nick))
            if item.failed:
                failed = MessageFailed(item.target, item.ref, item.failed, item.doubtful)
                events.append(failed)
        return events

    def kept(self, answer: jobs.OutboxKept, nick: str) -> list[Event]:
        """It is on the disk: now it is shown, and it may go."""
        letter = self.outbox.kept(answer.ref, answer.going)
        return [pending(letter, nick)] if letter else []

    def _changed(self, letter: Letter, is_there: bool) -> None:
        if self._cache is None:
            return
        if not is_there:
            self._cache.submit(jobs.RemoveOutbox(self._server, letter.ref))
            return
        self._cache.submit(jobs.StoreOutbox(self._server, _item(letter)))

    def _parted(self, parts: Sequence[Letter]) -> None:
        if self._cache is not None:
            self._cache.submit(jobs.PartOutbox(self._server, tuple(map(_item, parts))))


def _item(letter: Letter) -> jobs.OutboxItem:
    return jobs.OutboxItem(
        letter.ref,
        letter.target,
        letter.text,
        letter.kind,
        letter.written_at,
        letter.failed_because,
        letter.going,
        letter.is_doubtful,
        letter.subject,
    )
