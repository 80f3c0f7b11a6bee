"""Bans that are more than a mask: "~m:<mask>" mutes, "~a:<account>" means an account.

source: defs.ircdocs.horse, EXTBAN; IRCv3 account-extban.
"""

from messenger.irc.names import fold
from messenger.relay.access import masks

MUTE, ACCOUNT = "~m:", "~a:"


def complete(mask: str) -> str:
    """The mask as it is kept: what is missing of "nick!user@host" is filled in."""
    if mask.startswith(MUTE):
        return MUTE + complete(mask[len(MUTE) :])
    if mask.startswith(ACCOUNT):
        return mask
    return masks.complete(mask)


def covers(mask: str, source: str, account: str) -> bool:
    """True when an entry that is no mute means this person. account: "" for none."""
    if mask.startswith(ACCOUNT):
        return bool(account) and fold(mask[len(ACCOUNT) :]) == fold(account)
    return masks.matches(mask, source)


def is_mute(mask: str) -> bool:
    return mask.startswith(MUTE)


def inner(mask: str) -> str:
    """The mask inside a mute."""
    return mask.removeprefix(MUTE)
