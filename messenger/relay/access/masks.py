"""Masks with * and ?: matched in time linear in both, whatever stars a stranger sends."""

from messenger.irc.names import fold


def matches(mask: str, text: str) -> bool:
    """True when the mask covers the whole text; both are folded.

    Greedy with one point to go back to, so "*a*a*a*…" costs no more than len(mask) * len(text).
    """
    mask, text = fold(mask), fold(text)
    at = place = 0
    star, resume = -1, 0
    while place < len(text):
        if at < len(mask) and mask[at] == "*":
            star, resume = at, place
            at += 1
        elif at < len(mask) and mask[at] in ("?", text[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return mask[at:].strip("*") == ""


def complete(mask: str) -> str:
    """Make "nick", "user@host" or "nick!user" a whole "nick!user@host" mask."""
    nick, bang, rest = mask.partition("!")
    if not bang:
        nick, rest = ("*", mask) if "@" in mask else (mask, "*@*")
    user, at, host = rest.partition("@")
    return f"{nick or '*'}!{user or '*'}@{host if at and host else '*'}"
