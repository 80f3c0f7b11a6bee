"""Pairs of emphasis markers: which "*" opens, which closes, and which is just a star.

A marker opens before a letter and after none, and closes after a letter and before none; so
2*3*4, snake_case and f(*args) stay as they are. Linear: every marker is looked at once.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
MARKERS = ("*", "**", "***", "_")
_RUN = re.compile(r"\*+|_+")


@dataclass(frozen=True, slots=True)
class Part(Generic[Kept]):
    """A stretch of a line; `kept` goes with a stretch in which no marker is sought."""

    text: str
    kept: Kept | None = None


@dataclass(slots=True)
class _Token(Generic[Kept]):
    part: Part[Kept]
    marker: str = ""  # what it may open or close
    opens: bool = False
    closes: bool = False
    partner: int = -1


def resolve(parts: Iterable[Part[Kept]]) -> Iterator[tuple[Part[Kept], str]]:
    """Give back the parts without the markers that found a partner, each with the innermost
    marker that holds there ("" for none)."""
    tokens = list(_tokens(parts))
    _pair(tokens)
    around = [""]
    for place, token in enumerate(tokens):
        if token.partner > place:
            around.append(_both(around[-1], token.marker))
        elif token.partner >= 0:
            around.pop()
        else:
            yield token.part, around[-1]


def _both(outer: str, inner: str) -> str:
    """Bold in italic, or italic in bold, is both."""
    if not outer or outer == inner or {outer, inner} == {"*", "_"}:
        return inner
    return "***"


def _tokens(parts: Iterable[Part[Kept]]) -> Iterator[_Token[Kept]]:
    listed = [part for part in parts if part.text]
    for number, part in enumerate(listed):
        if part.kept is not None:
            yield _Token(part)
            continue
        before = listed[number - 1].text[-1] if number else " "
        after = listed[number + 1].text[0] if number + 1 < len(listed) else " "
        at = 0
        for run in _RUN.finditer(part.text):
            if run.start() > at:
                yield _Token(Part(part.text[at : run.start()]))
            left = part.text[run.start() - 1] if run.start() else before
            right = part.text[run.end()] if run.end() < len(part.text) else after
            known = run[0] in MARKERS
            yield _Token(
                Part(run[0]),
                run[0] if known else "",
                opens=known and not right.isspace() and not left.isalnum(),
                closes=known and not left.isspace() and not right.isalnum(),
            )
            at = run.end()
        if at < len(part.text):
            yield _Token(Part(part.text[at:]))


def _pair(tokens: list[_Token[Kept]]) -> None:
    """Join each closing marker to the nearest open one of its kind; what was opened in between
    stays text."""
    open_at: dict[str, list[int]] = {marker: [] for marker in MARKERS}
    for place, token in enumerate(tokens):
        if not token.marker:
            continue
        waiting = open_at[token.marker]
        if token.closes and waiting and waiting[-1] < place - 1:
            start = waiting.pop()
            tokens[start].partner, tokens[place].partner = place, start
            for others in open_at.values():
                while others and others[-1] > start:
                    others.pop()
            continue
        if token.opens:
            waiting.append(place)
