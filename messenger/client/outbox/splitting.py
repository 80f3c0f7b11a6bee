"""Cutting a long text into pieces that fit a line, never inside what a person sees as a letter.

source: RFC 1459 section 2.3 (512 bytes with the sender's prefix); UAX 29, simplified.
"""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_LONGEST_CLUSTER = 32  # letters; what is longer is no letter but mischief, and may be cut


def pieces(text: str, limit_bytes: int) -> Iterator[str]:
    """The text in pieces of at most limit_bytes of UTF-8; joined they are the text again.

    A cut falls after a space where the last half of a piece has one.
    limit_bytes: at least 4, else no letter would fit.
    """
    while text:
        head = _fitting(text, limit_bytes)
        if len(head) < len(text):
            head = head[: _good_cut(text, len(head))]
        yield head
        text = text[len(head) :]


def _fitting(text: str, limit_bytes: int) -> str:
    encoded = text[:limit_bytes].encode("utf-8", "replace")
    return encoded[:limit_bytes].decode("utf-8", "ignore")


def _good_cut(text: str, cut: int) -> int:
    space = text.rfind(" ", cut // 2, cut)
    if space > 0:
        return space + 1
    for back in range(cut, max(cut - _LONGEST_CLUSTER, 0), -1):
        if not _belongs_to_last(text, back):
            return back
    return cut


def _belongs_to_last(text: str, place: int) -> bool:
    """Whether the letter at `place` is drawn as one with the letter before it."""
    letter, last = text[place], text[place - 1]
    if letter == _JOINER or last == _JOINER:
        return True
    if _is_flag_half(letter) and _is_flag_half(last):
        start = place
        while start > 0 and _is_flag_half(text[start - 1]):
            start -= 1
        return (place - start) % 2 == 1
    return (
        unicodedata.category(letter) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
    )


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
