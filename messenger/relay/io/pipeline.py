"""Turns on their way: rows to the disk, then output to the peers, first in, first out."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from messenger.relay.io.writer import Outcome, RowsOfTurn
from messenger.relay.turn import Turn

# When so many rows wait for the disk, the loop reads no more until some are stored.
MAX_WAITING_ROWS = 50_000


class RowSink(Protocol):
    """Where rows go: the writer, or at once into memory."""

    def put(self, turn: RowsOfTurn) -> None: ...


class Pipeline:
    """Nothing of a turn leaves before its rows are committed and all earlier turns have left.

    leave(turn, stored) is called for each turn, in order.
    """

    def __init__(self, sink: RowSink, leave: Callable[[Turn, bool], None]) -> None:
        self._sink, self._leave = sink, leave
        self._turns: deque[Turn] = deque()
        self._waiting_rows = 0

    @property
    def empty(self) -> bool:
        return not self._turns

    @property
    def overfull(self) -> bool:
        """True while the disk is far behind."""
        return self._waiting_rows > MAX_WAITING_ROWS

    def submit(self, turn: Turn) -> None:
        """Take in the next turn; one without rows leaves at once if none waits before it."""
        if turn.rows:
            self._turns.append(turn)
            self._waiting_rows += len(turn.rows)
            self._sink.put(RowsOfTurn(turn.number, turn.rows))
        elif self._turns:
            self._turns.append(turn)
        else:
            self._leave(turn, True)

    def settle(self, outcome: Outcome) -> None:
        """Let the settled turns leave, and those without rows right behind them."""
        turns = self._turns
        while turns and (not turns[0].rows or turns[0].number <= outcome.upto):
            turn = turns.popleft()
            self._waiting_rows -= len(turn.rows)
            self._leave(turn, outcome.stored or not turn.rows)
