"""The keys of an account as rows and requests: devices' secrets, and clients' certificates.

id: the first letters of the SHA-256 that is kept of a key; enough to tell an account's keys
apart, too little to find the key by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ID_LETTERS = 12
MAX_KEYS = 40  # of one account
MAX_LABEL_BYTES = 60

DEVICE = "device"
CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """One key. kind: DEVICE or CERTIFICATE; label: what its owner calls it, "" for nothing;
    seen_ms: when it was shown last, 0 for never since it was added."""

    id: str
    kind: str
    label: str
    added_ms: int
    seen_ms: int
    fingerprint: str = ""  # of a certificate


@dataclass(frozen=True, slots=True)
class AccountKeys:
    """All that lets in to an account; keys: in the order in which they were added."""

    has_password: bool
    keys: Sequence[KeyFacts] = ()

    def find(self, wanted: str) -> KeyFacts | None:
        """By its id, or a certificate by its fingerprint."""
        found = (key for key in self.keys if wanted.lower() in (key.id, key.fingerprint))
        return next(found, None) if wanted else None


# -- rows: what the writer stores


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One more certificate that lets in to an account. fingerprint: SHA-256 of its DER, in hex."""

    account: str
    fingerprint: str
    added_ms: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class KeyGoneRow:
    """This key lets nobody in any more."""

    account: str
    key: str


@dataclass(frozen=True, slots=True)
class KeySeenRow:
    """Somebody came in with this key."""

    account: str
    key: str
    seen_ms: int


@dataclass(frozen=True, slots=True)
class KeyLabelRow:
    """The owner calls this device so."""

    account: str
    key: str
    label: str


# -- requests: what workers answer


@dataclass(frozen=True, slots=True)
class KeysRequest:
    """Answered by AccountKeys; account: an id."""

    account: str


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """Answered by the KnownAccount that this certificate lets in to, or None.

    name: of the account that is wanted, "" for whichever it is.
    """

    fingerprint: str
    name: str = ""
