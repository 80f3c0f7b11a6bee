"""Masks with * and ?: what stands between the stars is looked for from left to right, once.

Where each piece fits first is where it leaves the most for the others, so nothing is ever taken
back: a mask of 120 stars costs 120 looks, each of them C's. A room may hold sixty of them, and
each JOIN asks all of them.
"""

from functools import lru_cache

from messenger.irc.names import fold

_MASKS_KEPT = 2048


def matches(mask: str, text: str) -> bool:
    """True when the mask covers the whole text; case does not matter."""
    pieces = _pieces(mask)
    text = fold(text)
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return len(first) == len(text) and _fits(first, text, 0)
    end = len(text) - len(last)
    if end < len(first) or not _fits(first, text, 0) or not _fits(last, text, end):
        return False
    place = len(first)
    for piece in pieces[1:-1]:
        place = _find(piece, text, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


@lru_cache(maxsize=_MASKS_KEPT)
def _pieces(mask: str) -> tuple[str, ...]:
    """What stands between the stars, folded; of several stars in a row one is enough."""
    first, *others = fold(mask).split("*")
    if not others:
        return (first,)
    return (first, *filter(None, others[:-1]), others[-1])


def _fits(piece: str, text: str, place: int) -> bool:
    if "?" not in piece:
        return text.startswith(piece, place)
    part = text[place : place + len(piece)]
    return all(want in ("?", have) for want, have in zip(piece, part, strict=True))


def _find(piece: str, text: str, place: int, end: int) -> int:
    """Where a piece fits first, from `place` and not beyond `end`; -1 for nowhere."""
    if "?" not in piece:
        return text.find(piece, place, end)
    anchor = max(piece.split("?"), key=len)  # looked for by C
    ahead = piece.index(anchor) if anchor else 0
    while True:
        found = text.find(anchor, place + ahead, end)
        start = found - ahead
        if found < 0 or start + len(piece) > end:
            return -1
        if _fits(piece, text, start):
            return start
        place = start + 1


def complete(mask: str) -> str:
    """Make "nick", "user@host" or "nick!user" a whole "nick!user@host" mask."""
    nick, bang, rest = mask.partition("!")
    if not bang:
        nick, rest = ("*", mask) if "@" in mask else (mask, "*@*")
    user, at, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host if at and host else '*'}"
