"""What the verdict may find."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What was promised and is not so."""

    LOST = "lost"  # confirmed or entered, and not there
    DOUBLED = "doubled"  # there more than once
    ORDER = "out of order"
    FORGED = "wrongly confirmed"  # shown as confirmed, or as said, and never stored so
    ALTERED = "altered"  # other words than were said
    OPEN = "undecided"  # neither confirmed nor refused, or refused and yet stored
    ERASED = "not gone"  # taken back, and still there
    APART = "not the same"  # on all devices of a person
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Breach:
    """where: whose program, or "relay"; token: the message."""

    kind: Kind
    where: str
    token: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.token} at {self.where} {self.words}".rstrip()
