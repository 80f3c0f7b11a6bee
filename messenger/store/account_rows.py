"""Accounts as rows and requests: frozen dataclasses that cross threads. No secret shows in repr."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from messenger.store.hashing import Credentials, Verifier


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """id: random, never used again, unlike the name: private talks are kept under "@" + id.

    verified: False as long as its code was not given back (VERIFY); nobody logs in to it then.
    created_ms: when it was made; what was said before under its name was said by somebody else.
    """

    id: str
    name: str
    verified: bool = True
    created_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AccountsKnown:
    """All accounts at a time. version: grows with each change, also of another process."""

    version: int = 0
    accounts: Sequence[KnownAccount] = ()


# -- rows: what the writer stores


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A new account. code: what VERIFY has to give back, "" when it is verified already."""

    id: str
    name: str
    credentials: Credentials
    created_ms: int
    email: str = ""
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SecretRow:
    """A password instead of the one before, or one more device. label: what its owner calls
    the device."""

    id: str
    credentials: Credentials
    added_ms: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """Somebody logged in."""

    id: str
    seen_ms: int


@dataclass(frozen=True, slots=True)
class VerifiedRow:
    """The code was given back."""

    id: str


@dataclass(frozen=True, slots=True)
class AccountGoneRow:
    """The account is deleted, its name is free."""

    id: str


@dataclass(frozen=True, slots=True)
class ExpiredClaimsRow:
    """Delete accounts that nobody has used since then (ms) and that have no password, or whose
    code was never given back."""

    unused_since_ms: int


# -- requests: what workers answer


@dataclass(frozen=True, slots=True)
class AccountsRequest:
    """Answered by AccountsKnown, or None when nothing has changed since this version."""

    version: int


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """Answered by the KnownAccount whose password or device secret this is, or None."""

    name: str
    password: str = field(repr=False)
    fast: bool = False


@dataclass(frozen=True, slots=True)
class ScramRequest:
    """Answered by ScramAnswer."""

    name: str
    fast: bool = False


@dataclass(frozen=True, slots=True)
class ScramAnswer:
    """account: None when nobody can log in so; the verifier is a false one then."""

    account: KnownAccount | None
    verifier: Verifier


@dataclass(frozen=True, slots=True)
class NewSecret:
    """Answered by Credentials to store; None when the account is there already (with `new`)."""

    name: str
    password: str = field(repr=False)
    fast: bool = False
    new: bool = False


SLOW = (PasswordCheck, NewSecret)  # their answers need a hash that is dear on purpose


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """Answered by the KnownAccount that waits for this code, or None."""

    name: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TalksRequest:
    """Answered by TalkRows: the private talks of an account whose newest words lie between two
    times, both exclusive, the earlier first."""

    owner: str
    after_ms: int
    before_ms: int
    limit: int


@dataclass(frozen=True, slots=True)
class TalkRow:
    """target: as in HistoryRow; said_ms: when its newest words were said."""

    target: str
    said_ms: int


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the host may see of an account. code: what VERIFY waits for, "" when verified."""

    account: KnownAccount
    has_password: bool
    devices: int
    email: str
    code: str = field(repr=False)
    created_ms: int
    seen_ms: int
