"""A relay's history in memory only: for comparing speeds with relays that keep none."""

import secrets
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messenger.store.account_rows import AccountsRequest
from messenger.store.belonging import BelongingRequest, WholeRequest, edited
from messenger.store.rows import (
    ErasedRow,
    HistoryRequest,
    HistoryRow,
    HistoryRun,
    Memory,
    MovedRow,
    RowRequest,
    SerialAtRequest,
    StoredRequest,
)

KEPT = 10_000  # rows and runs of each room; the older half goes when there are twice as many
_TALK = ("PRIVMSG", "NOTICE")


class VolatileStore:
    """Has the face of RelayStore. Rows are appended by one thread, read by any: a reader takes
    one slice of a list that only grows or is replaced as a whole, so no lock is needed."""

    def __init__(self) -> None:
        self._rows: dict[str, list[HistoryRow | HistoryRun]] = {}
        self._relay_id = secrets.token_hex(6)

    def load(self) -> Memory:
        return Memory(relay_id=self._relay_id)

    def write(self, rows: Sequence[Any]) -> None:
        for row in rows:
            if isinstance(row, HistoryRow | HistoryRun):
                kept = self._rows.get(row.target)
                if kept is None:
                    kept = self._rows[row.target] = []
                kept.append(row)
                if len(kept) >= 2 * KEPT:
                    self._rows[row.target] = kept[-KEPT:]
            elif isinstance(row, MovedRow):
                self._rows[row.target] = self._rows.pop(row.before, [])
            elif isinstance(row, ErasedRow):
                gone = self._message(row.target, row.serial)
                lines = self._lines(row.target)
                self._rows[row.target] = [one for one in lines if one.serial not in gone]

    def reader(self) -> "VolatileStore":
        return self

    def run(self, request: Any) -> Any:
        """The answer to a request; LookupError for one that needs what is on disk only, such
        as the accounts: these are never others than at the start, that is none."""
        if isinstance(request, AccountsRequest):
            return None
        if isinstance(request, BelongingRequest):
            return ()
        if isinstance(request, WholeRequest):
            row = _one(self._lines(request.target), RowRequest(request.target, request.serial))
            parent = edited(self._relay_id, row) if row else None
            return row and (row, self._message(row.target, parent or row.serial))
        answer = _ANSWERS.get(type(request))
        if answer is None:
            raise LookupError(f"{type(request).__name__}: there is no store on disk")
        return answer(self._lines(request.target), request)

    def _message(self, target: str, serial: int) -> tuple[int, ...]:
        """A message and its newer wordings."""
        rows = self._lines(target)
        return serial, *(row.serial for row in rows if edited(self._relay_id, row) == serial)

    def _lines(self, target: str) -> list[HistoryRow]:
        kept = self._rows.get(target, [])[:]
        return [
            row for one in kept for row in (one.rows() if isinstance(one, HistoryRun) else (one,))
        ]

    def close(self) -> None:
        """Nothing to close."""


def _page(rows: list[HistoryRow], request: HistoryRequest) -> tuple[HistoryRow, ...]:
    start, end = 0, len(rows)
    if request.after is not None:
        start = bisect_right(rows, request.after, key=lambda row: row.serial)
    if request.before is not None:
        end = bisect_left(rows, request.before, key=lambda row: row.serial)
    wanted = [
        row
        for row in rows[start:end]
        if row.sent_ms >= request.since_ms and (request.events or row.command in _TALK)
    ]
    limit = max(0, request.limit)
    return tuple(wanted[max(0, len(wanted) - limit) :] if request.newest_first else wanted[:limit])


def _at(rows: list[HistoryRow], request: SerialAtRequest) -> int:
    cut = bisect_left if request.strict else bisect_right
    place = cut(rows, request.sent_ms, key=lambda row: row.sent_ms)
    return rows[place - 1].serial if place else 0


def _one(rows: list[HistoryRow], request: RowRequest | StoredRequest) -> HistoryRow | None:
    return next((row for row in rows if row.serial == request.serial), None)


_ANSWERS: Mapping[type[Any], Callable[[list[HistoryRow], Any], Any]] = {
    HistoryRequest: _page,
    RowRequest: _one,
    SerialAtRequest: _at,
    StoredRequest: lambda rows, request: _one(rows, request) is not None,
}
