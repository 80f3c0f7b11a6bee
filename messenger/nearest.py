"""Which of the known words somebody may have meant: for errors that help."""

import difflib
from collections.abc import Iterable

_MOST = 3
_LIKENESS = 0.6  # of difflib: 1.0 is the same


def nearest(wanted: str, known: Iterable[str]) -> list[str]:
    """The known words that look like the wanted one, the likest first; at most three.

    Case does not count; a word that holds the wanted one whole (of three letters or more), or
    begins with it, is like it.
    """
    words = {word.casefold(): word for word in known}
    key = wanted.casefold()
    like = difflib.get_close_matches(key, words, _MOST, _LIKENESS)
    like += [word for word in sorted(words) if key and word.startswith(key)]
    like += [word for word in sorted(words) if len(key) > 2 and key in word]
    return [words[word] for word in dict.fromkeys(like)][:_MOST]


def did_you_mean(wanted: str, known: Iterable[str], most: int = _MOST) -> str:
    """A question to hang behind an error, " Did you mean A or B?"; "" when nothing is near."""
    near = nearest(wanted, known)[:most]
    if not near:
        return ""
    *first, last = near
    return f" Did you mean {', '.join(first)} or {last}?" if first else f" Did you mean {last}?"
