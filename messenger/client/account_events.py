"""What a front end is told about the person's own account on the relay; see `events.Event`."""

import enum
from dataclasses import dataclass


class AccountDeed(enum.Enum):
    """What can be asked for, besides how things stand."""

    PASSWORD = "set the password"
    REVOKE = "take a key back"
    DELETE = "delete the account"
    STAY = "stay in the rooms, or leave them with the last device"


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What lets in besides the password. kind: "device" or "certificate"; label: its name, ""
    for none; seen_at: seconds since 1970, 0 for never; here: we came in by it ourselves."""

    id: str
    kind: str
    label: str
    added_at: float
    seen_at: float
    here: bool = False


@dataclass(frozen=True, slots=True)
class AccountDescribed:
    """The answer to AskAccount. account: the name that is ours here, "" for none; why_not: then
    says in words why there is nothing to see or to change. stays: in its rooms when its last
    device leaves; None where that can't be chosen."""

    account: str
    has_password: bool = False
    keys: tuple[AccountKey, ...] = ()
    why_not: str = ""
    stays: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountAnswered:
    """A deed is done, and safe at the relay. fault: why it is not, in words, "" when it is."""

    deed: AccountDeed
    fault: str = ""
