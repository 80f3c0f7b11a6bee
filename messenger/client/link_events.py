"""What the client tells of its connection: how far it is, that it is up, lost or refused.

Apart from the other events, because the login window comes before all of them.
"""

import enum
from dataclasses import dataclass


class LinkStage(enum.Enum):
    """How far a connection is."""

    CONNECTING = "connecting"
    SECURING = "securing"
    LOGGING_IN = "logging in"


class LoginFault(enum.Enum):
    """Why a login ended; each front end has its own words for these."""

    NO_SUCH_HOST = "no such host"
    REFUSED = "refused"
    NO_ANSWER = "no answer"
    NOT_A_RELAY = "not a relay"
    NOT_SECURE = "not secure"  # TLS was asked for and the other side speaks none
    MUST_BE_SECURE = "must be secure"  # it asked for TLS (STS), and TLS does not work now
    NAME_TAKEN = "name taken"
    NAME_INVALID = "name invalid"
    PASSWORD_WRONG = "password wrong"  # the server's
    PROOF_WRONG = "password of the name wrong"
    BANNED = "banned"
    BAD_ADDRESS = "bad address"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LinkProgress:
    stage: LinkStage


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Logged in. address: as typed, normalised ("boathouse.local:6697").

    fingerprint_words: the relay's certificate in words, "" over plain text.
    own_relay: the server is a relay of this program. kept: how long it keeps what is said, a
    sentence without its full stop, "" for ever or when nobody says. abilities: what can be done
    to messages here: "edit", "reply", "react", "delete".
    """

    address: str
    network: str
    nick: str
    fingerprint_words: str
    first: bool  # False after a reconnect
    own_relay: bool = False
    kept: str = ""
    abilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The link was lost after a login; the next try comes by itself."""

    reason: str
    retry_in_s: float


@dataclass(frozen=True, slots=True)
class LinkClosed:
    """The link ended for good: we left, or the relay sent us away."""

    reason: str


@dataclass(frozen=True, slots=True)
class LoginFailed:
    """detail: what the system or the server said; free_nicks: names to try instead.

    may_prove: the name is taken, and the server takes a password for it: it may be our own.
    """

    fault: LoginFault
    address: str
    detail: str = ""
    free_nicks: tuple[str, ...] = ()
    may_prove: bool = False


@dataclass(frozen=True, slots=True)
class CertificateChanged:
    """The relay shows another certificate than the one we know. Nothing was sent."""

    address: str
    known_fingerprint: str
    known_words: str
    new_fingerprint: str
    new_words: str
