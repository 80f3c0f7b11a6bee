"""The classic door's framing: a name, then raw text as it was read, newline optional.

The lecture's clients send no newline and mean one message with each send, so the end of a read
is the end of a message; `nc` sends lines, and a read may end inside one.
source: protocol.md, "The classic door".
"""

import codecs
from typing import Any

from messenger.relay.ports import CorePort

READ_BYTES = 1_024  # what the lecture's server read at a time
MAX_NAME_LETTERS = 256
MAX_HELD_LETTERS = 8_192


class ClassicIntake:
    """Turns what was read into calls of the core.

    What follows the last newline of a read, and a read of full size, may go on in the next one:
    it is held until then, or until the loop calls `release` a moment later.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._named = False
        self._held = ""

    @property
    def holds(self) -> bool:
        """True when `release` has to be called soon."""
        return bool(self._held)

    def feed(self, core: CorePort, peer: Any, data: bytes, now: float) -> None:
        """Give the core the name and the lines in data.

        data: one read, 1 to READ_BYTES bytes. A letter cut by the end of a read is completed
        by the next one; what is no UTF-8 becomes U+FFFD.
        """
        text = self._decoder.decode(data)
        if not self._named:
            text = self._take_name(core, peer, text, now)
        *lines, rest = (self._held + text).split("\n")
        self._held = ""
        _say(core, peer, lines, now)
        if rest and (lines or len(data) == READ_BYTES) and len(rest) < MAX_HELD_LETTERS:
            self._held = rest
        else:
            _say(core, peer, [rest], now)

    def release(self, core: CorePort, peer: Any, now: float) -> None:
        """Nothing came any more: what was held is a whole message."""
        held, self._held = self._held, ""
        _say(core, peer, [held], now)

    def _take_name(self, core: CorePort, peer: Any, text: str, now: float) -> str:
        """Log in with the first words; returns what follows them."""
        name, _, rest = text.partition("\n")
        name = name.strip()[:MAX_NAME_LETTERS]
        if name:
            self._named = True
            core.classic_login(peer, name, now)
        return rest


def _say(core: CorePort, peer: Any, lines: list[str], now: float) -> None:
    for line in lines:
        line = line.removesuffix("\r")
        if line:
            core.classic_say(peer, line, now)
