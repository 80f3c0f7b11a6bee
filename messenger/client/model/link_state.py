"""How the link stands, for the status line."""

import enum
from dataclasses import dataclass


class LinkPhase(enum.Enum):
    CONNECTING = "connecting"
    SECURING = "securing"
    LOGGING_IN = "logging in"
    UP = "up"
    DOWN = "down"  # the next try comes by itself
    CLOSED = "closed"  # for good
    FAILED = "failed"  # the login did not work


@dataclass(frozen=True, slots=True)
class LinkState:
    """reason: why it is down, closed or failed; retry_in_s: counted from when it was told."""

    phase: LinkPhase = LinkPhase.CONNECTING
    reason: str = ""
    retry_in_s: float = 0.0
