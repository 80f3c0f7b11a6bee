"""Bytes to lines, cut anywhere; bounded, so that an endless line costs one buffer."""

from dataclasses import dataclass
from typing import cast

# IRCv3 message-tags, "Size limit": a server may receive 4094 bytes of tags between "@" and
# the space and sends up to 8191 with both; RFC 1459 section 2.3: 512 with CR LF.
MAX_TAGS_BYTES = 8191
MAX_BODY_BYTES = 512


@dataclass(frozen=True, slots=True)
class TooLong:
    """Stands in the place of a line that was over the limit."""


TOO_LONG = TooLong()


class LineBuffer:
    """Collects bytes and gives back whole lines.

    max_line_bytes: a line with its end may be this long; of a longer one nothing is kept.
    """

    def __init__(self, max_line_bytes: int = MAX_TAGS_BYTES + MAX_BODY_BYTES) -> None:
        self._max = max_line_bytes
        self._rest = b""
        self._skipping = False  # inside a line whose start was already thrown away

    def feed(self, data: bytes) -> list[bytes | TooLong]:
        """Take in bytes, give back the lines they complete.

        data: 0 or more bytes, cut anywhere, even inside a UTF-8 letter.
        returns: whole lines in order, without LF and the CR before it; empty lines are
            dropped. A line over the limit comes back as TOO_LONG in its place.
        source: RFC 1459 section 2.3; IRCv3 message-tags, "Size limit".
        """
        data = self._rest + data
        if self._skipping or len(data) >= self._max:
            lines = self._measured(data)
        else:  # none of them can be too long
            lines = [*data.replace(b"\r\n", b"\n").split(b"\n")]
            self._rest = cast(bytes, lines.pop())
        return [line for line in lines if line] if b"" in lines else lines

    def _measured(self, data: bytes) -> list[bytes | TooLong]:
        """Looks at the length of each line."""
        lines: list[bytes | TooLong] = []
        *whole, rest = data.split(b"\n")
        for line in whole:
            if self._skipping or len(line) >= self._max:
                self._skipping = False
                lines.append(TOO_LONG)
            else:
                lines.append(line.removesuffix(b"\r"))
        if self._skipping or len(rest) >= self._max:
            self._skipping, rest = True, b""
        self._rest = rest
        return lines

    @property
    def pending_bytes(self) -> int:
        """How much of an unfinished line is held."""
        return len(self._rest)
