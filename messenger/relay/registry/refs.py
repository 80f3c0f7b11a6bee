"""Which messages the relay has already: the senders' own random ids, newest kept."""

from collections.abc import Iterable

from messenger.store.rows import StoredRef

KEPT = 200_000


class Refs:
    """(sender, ref) → (serial, sent_ms) of the message that came first under it."""

    def __init__(self, stored: Iterable[StoredRef]) -> None:
        self._known = {(row.sender, row.ref): (row.serial, row.sent_ms) for row in stored}

    def find(self, sender: str, ref: str) -> tuple[int, int] | None:
        """sender: folded nick."""
        return self._known.get((sender, ref))

    def add(self, sender: str, ref: str, serial: int, sent_ms: int) -> None:
        self._known[sender, ref] = (serial, sent_ms)
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]

    def forget(self, sender: str, ref: str) -> None:
        """It was not stored after all: the sender may try again."""
        self._known.pop((sender, ref), None)
