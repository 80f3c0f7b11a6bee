"""What one turn of the relay brings forth: rows to keep, bytes to send, work to do elsewhere.

The core fills a Turn; the loop hands its rows to the writer, and when they are committed
sends its deliveries, first in, first out. Nothing leaves before it is committed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from messenger.store.rows import HistoryRun


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


@dataclass(slots=True)
class Turn:
    """number: 1, 2, 3 … ; refusals: FAIL lines for the senders, sent instead of the durable
    deliveries when the rows can't be stored; closing: wires to close after their output."""

    number: int
    rows: list[Any] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    refusals: list[Delivery] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    closing: list[Wire] = field(default_factory=list)

    def count_lines(self) -> int:
        """How much is to be stored."""
        rows = self.rows
        if len(rows) == 1 and type(rows[0]) is HistoryRun:
            return len(rows[0].texts)
        return sum([len(row.texts) if type(row) is HistoryRun else 1 for row in rows])

    def is_empty(self) -> bool:
        return not (self.rows or self.deliveries or self.jobs or self.closing)
