"""What one turn of the relay brings forth: rows to keep, bytes to send, work to do elsewhere.

The core fills a Turn; the loop hands its rows to the writer, and when they are committed
sends its deliveries, first in, first out. Nothing leaves before it is committed.
"""

import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from messenger.store.rows import HistoryRun

log = logging.getLogger(__name__)


class Wire(Protocol):
    """A peer's way out, made by the loop. The core only keeps it and names it in deliveries."""

    out: list[bytes]  # what the loop has still to write


@dataclass(slots=True)
class Delivery:
    """The same bytes for some peers.

    durable: holds words that stand in this turn's rows: not sent if they can't be stored.
    """

    data: bytes
    wires: Sequence[Wire]
    durable: bool = False


@dataclass(slots=True)
class Job:
    """Work for a worker thread: `request` is a frozen dataclass of `store`, run after this
    turn's rows are committed; `then` gets its answer (or the exception) on the loop thread. A
    request of None asks nothing: `then` gets None when this turn and all before it are settled."""

    request: Any
    then: Callable[[Any], None]


@dataclass(slots=True, eq=False)
class Change:
    """Something in memory is not what it was `before`; `undo` makes it that again. key: which
    thing it is, the same for each change of it."""

    key: Hashable
    before: Any
    undo: Callable[[Any], None]


@dataclass(slots=True)
class Turn:
    """number: 1, 2, 3 … ; refusals: FAIL lines for the senders, sent instead of the durable
    deliveries when the rows can't be stored; closing: wires to close after their output.

    late: deliveries whose bytes are made when the turn leaves, for then it is known what of the
    turns before it, and of itself, is on the disk. changes: what has changed in memory with
    these rows, where they don't say it themselves. is_of_one_block: the deliveries are what was
    said in one room, so that no wire stands in two of them.
    """

    number: int
    rows: list[Any] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    refusals: list[Delivery] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    closing: list[Wire] = field(default_factory=list)
    # Most turns have none of these: a tuple costs nothing to make.
    late: tuple[tuple[Delivery, Callable[[], bytes]], ...] = ()
    changes: tuple[Change, ...] = ()
    is_of_one_block: bool = False

    def count_lines(self) -> int:
        """How much is to be stored."""
        rows = self.rows
        if len(rows) == 1 and type(rows[0]) is HistoryRun:
            return len(rows[0].texts)
        return sum([len(row.texts) if type(row) is HistoryRun else 1 for row in rows])

    def complete(self) -> None:
        """The turn leaves now: make what had to wait for it."""
        for delivery, make in self.late:
            try:
                delivery.data = make()
            except Exception:  # a bug of ours must not cost the others their relay
                log.exception("something that was to be told could not be put together")
        if self.late:
            self.deliveries = [one for one in self.deliveries if one.data]

    def is_empty(self) -> bool:
        return not (self.rows or self.deliveries or self.jobs or self.closing)
