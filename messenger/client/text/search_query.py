"""What people type to find a message: words, "several in a row", and what narrows it down.

tea from:ann in:#garden after:2026-11-01 before:2026-11-30
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from messenger.store.cache_search import CacheQuery

HINT = "Words, or from:ann  in:#room  after:2026-11-01  before:2026-11-30"
_PART = re.compile(
    r'(?P<key>from|in|after|before):(?P<value>"[^"]*"|\S+)|"(?P<row>[^"]*)"|(?P<word>\S+)'
)


def parse(text: str) -> CacheQuery | None:
    """None when nothing to look for is in it. A day is that of this computer's clock; what is
    no date is looked for as a word."""
    words: list[str] = []
    told: dict[str, str | float] = {}
    for part in _PART.finditer(text):
        name = part["key"]
        reading = _READERS[name](part["value"].strip('"')) if name else None
        if name and reading is not None:
            told[_FIELDS[name]] = reading
        elif word := (part["row"] if part["row"] is not None else part["word"] or part[0]):
            words.append(word)
    if not words and "sender" not in told:
        return None
    return CacheQuery(tuple(words), **told)  # type: ignore[arg-type]  # by _FIELDS and _READERS


def _day(text: str, days: int) -> float | None:
    try:
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=days)
        return day.timestamp()
    except (ValueError, OverflowError, OSError):
        return None


_FIELDS = {"from": "sender", "in": "target", "after": "after", "before": "before"}
_READERS: Mapping[str, Callable[[str], str | float | None]] = {
    "from": lambda text: text.removeprefix("@") or None,
    "in": lambda text: text or None,
    "after": lambda text: _day(text, 0),
    "before": lambda text: _day(text, 1),
}
