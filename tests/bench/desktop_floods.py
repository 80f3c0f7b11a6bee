"""What a hostile relay, or a bot on an honest one, can pour into a window."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messenger.client import events as ev
from tests.bench.desktop_window import STARTED

FLOOD = 20_000


def _at(number: int) -> float:
    return STARTED + number / 100


def _talks() -> Sequence[Any]:
    """Each the first words of somebody new."""
    return [
        ev.MessageArrived(
            f"new{number}",
            ev.ChatMessage(f"new{number}", f"hello {number}", _at(number), msgid=f"t{number}"),
        )
        for number in range(FLOOD)
    ]


def _topics() -> Sequence[Any]:
    return [
        ev.TopicChanged("#lobby", f"topic {number}", f"person{number % 50}", _at(number))
        for number in range(FLOOD)
    ]


def _nicks() -> Sequence[Any]:
    """Fifty people who are called otherwise all the time."""

    def name(number: int, turn: int) -> str:
        return f"p{number}x{turn}" if turn else f"person{number}"

    return [
        ev.NickChanged(name(number % 50, turn), name(number % 50, turn + 1), _at(number), False)
        for number in range(FLOOD)
        for turn in (number // 50,)
    ]


def _joins() -> Sequence[Any]:
    return [
        ev.MemberJoined("#lobby", ev.Member(f"join{number}"), _at(number))
        for number in range(FLOOD)
    ]


def _quits() -> Sequence[Any]:
    """Of those who came with `_joins`."""
    return [
        ev.MemberLeft("#lobby", f"join{number}", "quit", "gone", _at(FLOOD + number))
        for number in range(FLOOD)
    ]


# In this order: the room is large while they go.
FLOODS: Mapping[str, Callable[[], Sequence[Any]]] = {
    "private talks of new people": _talks,
    "topics": _topics,
    "nicks": _nicks,
    "joins": _joins,
    "quits": _quits,
}
