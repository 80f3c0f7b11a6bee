"""`messenger terminal`, and somebody before it who never types and always tries again.

Arguments: the SASL mechanisms that irctest allows, "" for all; then those of the terminal. The
program itself has no setting for mechanisms: it takes the best that a server has.
"""

import os
import sys
import time

from messenger.__main__ import main
from messenger.client.session import proving

AGAIN_S = 0.2  # a person would take longer to press the key


def _allow(mechanisms: str) -> None:
    if mechanisms:
        allowed = mechanisms.split(",")
        proving.BY_PASSWORD = tuple(one for one in proving.BY_PASSWORD if one in allowed)


def _type_nothing() -> None:
    """A standard input that stays open."""
    reading, _ = os.pipe()
    os.dup2(reading, sys.stdin.fileno())


if __name__ == "__main__":
    _allow(sys.argv[1])
    _type_nothing()
    while main(["terminal", *sys.argv[2:]]) != 0:
        time.sleep(AGAIN_S)
