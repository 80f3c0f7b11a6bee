"""The person's own account in words: what lets them in, and what became of a wish."""

from collections.abc import Mapping
from datetime import date

from messenger.client.account_events import (
    AccountAnswered,
    AccountDeed,
    AccountDescribed,
    AccountKey,
)
from messenger.client.text import words

DONE: Mapping[AccountDeed, str] = {
    AccountDeed.PASSWORD: "Your password is set. On another computer, type your name and choose "
    "“It is me”.",
    AccountDeed.REVOKE: "It lets nobody in any more.",
    AccountDeed.DELETE: "Your account is deleted, and your name is free for others.",
    AccountDeed.STAY: "That is how it will be.",
}
STAYS: Mapping[bool, str] = {
    True: "You stay in your rooms, shown as away, and what is said there is kept for you.",
    False: "You leave your rooms. Private messages wait for you all the same.",
}
LOST_WITH_ACCOUNT = (
    "Your name is free for everybody then. Your other devices are logged out and their keys are "
    "forgotten, and so are your password, your private talks' list and how far you had read. "
    "What you said in rooms stays there."
)


def answered(event: AccountAnswered) -> str:
    """What became of it."""
    return event.fault or DONE[event.deed]


def described(event: AccountDescribed, name: str) -> tuple[str, ...]:
    """A line each. name: what people read for the account."""
    if not event.account:
        return (event.why_not,)
    has = "a password, and" if event.has_password else "no password; and"
    head = f"{name} is yours here. There is {has} what follows lets you in:"
    keys = (f"{key.id}  {name_of(key)} — {times(key)}" for key in event.keys)
    off = () if event.stays is None else (f"When all your devices are off: {STAYS[event.stays]}",)
    return (head, *keys, *off)


def name_of(key: AccountKey) -> str:
    """What a key is called."""
    kind = "A certificate" if key.kind == "certificate" else "A device"
    return f"{key.label or kind}{' (this one)' if key.here else ''}"


def times(key: AccountKey) -> str:
    """ "since 3 May 2026, last here 4 June 2026"."""
    since = f"since {_day(key.added_at)}"
    if key.here:
        return since
    return f"{since}, last here {_day(key.seen_at)}" if key.seen_at else f"{since}, not used yet"


def _day(at: float) -> str:
    return words.calendar(date.fromtimestamp(at), date.min)
