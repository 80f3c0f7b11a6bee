"""`python -m tests.faults.doomed MOMENT NUMBER relay …`: the relay, which dies by SIGKILL the
NUMBERth time that it comes to a moment. Chance alone would hardly ever meet these moments: they
last less than a millisecond.

The relay is changed from outside, in this process only; it knows nothing of it.
"""

import itertools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from messenger import __main__ as messenger
from messenger.relay.io.outlet import Outlet
from messenger.store import history
from messenger.store.rows import HistoryRow
from tests.faults.doom import die


def main() -> int:
    moment, number, *words = sys.argv[1:]
    MOMENTS[moment](int(number))
    return messenger.main(words)


class _Countdown:
    """Called each time; dies at the last."""

    def __init__(self, number: int) -> None:
        self._left = itertools.count(number - 1, -1)

    def is_over(self) -> bool:
        return next(self._left) <= 0


class _Listening:
    """A connection of which every statement is heard before it is done."""

    def __init__(self, conn: Any, heard: Callable[[str], None]) -> None:
        self._conn, self._heard = conn, heard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def execute(self, sql: str, *values: Any) -> Any:
        self._heard(sql)
        return self._conn.execute(sql, *values)


def _has_words(rows: Any) -> bool:
    return any(isinstance(row, HistoryRow | history.HistoryRun) for row in rows)


def in_a_commit(number: int) -> None:
    """All rows of a group are written, and not one is safe."""
    countdown, write = _Countdown(number), history.write

    def heard(sql: str) -> None:
        if sql == "COMMIT" and countdown.is_over():
            die()

    def doomed(conn: Any, rows: Any) -> None:
        write(_Listening(conn, heard) if _has_words(rows) else conn, rows)  # type: ignore[arg-type]

    history.write = doomed


def before_telling(number: int) -> None:
    """It is on the disk, and nobody knows."""
    countdown, write = _Countdown(number), history.write

    def doomed(conn: Any, rows: Any) -> None:
        write(conn, rows)
        if _has_words(rows) and countdown.is_over():
            die()

    history.write = doomed


def while_telling(number: int) -> None:
    """Some have been told, the others have not."""
    countdown, flush = _Countdown(number), Outlet.flush

    def doomed(outlet: Any) -> None:
        told = outlet._dirty
        is_words = any(b" PRIVMSG " in chunk for wire in told for chunk in wire.out)
        if is_words and len(told) > 1 and countdown.is_over():
            outlet._dirty = told[: len(told) // 2]
            flush(outlet)
            die()
        flush(outlet)

    Outlet.flush = doomed  # type: ignore[method-assign]


def at_its_start(number: int) -> None:
    """Before the database is open, before it is read, before anybody can connect."""
    countdown = _Countdown(number)

    def doomed(does: Callable[..., Any]) -> Callable[..., Any]:
        def do(*values: Any) -> Any:
            if countdown.is_over():
                die()
            return does(*values)

        return do

    history.open_database = doomed(history.open_database)
    history.load_memory = doomed(history.load_memory)
    history.Keeper = doomed(history.Keeper)  # type: ignore[misc]


MOMENTS: Mapping[str, Callable[[int], None]] = {
    "in a commit": in_a_commit,
    "before telling": before_telling,
    "while telling": while_telling,
    "at its start": at_its_start,
}

if __name__ == "__main__":
    sys.exit(main())
