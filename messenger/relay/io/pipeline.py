"""Turns on their way: rows to the disk, then output to the peers, first in, first out."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from messenger.relay.io.writer import Outcome, RowsOfTurn
from messenger.relay.turn import Turn

# When so many lines wait for the disk, the loop reads no more until some are stored.
MAX_WAITING_LINES = 50_000


class RowSink(Protocol):
    """Where rows go: the writer, or at once into memory."""

    def put(self, turn: RowsOfTurn) -> bool:
        """True when they are stored already; else `Pipeline.settle` will be called."""

    def put_first(self, turn: RowsOfTurn) -> bool:
        """The same when no other turn is on its way, and the loop has nothing else to do."""


class Pipeline:
    """Nothing of a turn leaves before its rows are committed and all earlier turns have left.

    leave(turn, stored) is called for each turn, in order.
    """

    def __init__(self, sink: RowSink, leave: Callable[[Turn, bool], None]) -> None:
        self._sink, self._leave = sink, leave
        self._turns: deque[Turn] = deque()
        self._waiting = 0  # lines

    @property
    def empty(self) -> bool:
        return not self._turns

    @property
    def overfull(self) -> bool:
        """True while the disk is far behind."""
        return self._waiting > MAX_WAITING_LINES

    @property
    def behind(self) -> Iterable[Turn]:
        """While a turn leaves: those that wait behind it, in order."""
        return self._turns

    def submit(self, turn: Turn, *, idle: bool = False) -> None:
        """Take in the next turn; one without rows leaves at once if none waits before it.

        idle: the loop would have nothing else to do than to wait for it."""
        if turn.rows:
            count = turn.count_lines()
            put = self._sink.put_first if idle and not self._turns else self._sink.put
            if not put(RowsOfTurn(turn.number, turn.rows, count)):
                self._turns.append(turn)
                self._waiting += count
                return
        elif self._turns:
            self._turns.append(turn)
            return
        self._leave(turn, True)

    def settle(self, outcome: Outcome) -> None:
        """Let the settled turns leave, and those without rows right behind them."""
        turns = self._turns
        while turns and (not turns[0].rows or turns[0].number <= outcome.upto):
            turn = turns.popleft()
            self._waiting -= turn.count_lines()
            self._leave(turn, outcome.stored or not turn.rows)
