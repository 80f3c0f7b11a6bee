"""What a server says about itself in 005: limits, prefixes, kinds of channel modes.

source: "Modern IRC Client Protocol", RPL_ISUPPORT; draft-hardy-irc-isupport-00.
"""

import re
import string
from collections.abc import Mapping, Sequence

MAX_TOKENS = 300  # real servers send about 40; more is an attack on our memory
MAX_TOKEN_CHARS = 500
_HEX_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_ASCII = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_RFC1459 = str.maketrans(string.ascii_uppercase + "[]\\~", string.ascii_lowercase + "{}|^")
_STRICT = str.maketrans(string.ascii_uppercase + "[]\\", string.ascii_lowercase + "{}|")
_FOLDINGS: Mapping[str, dict[int, int]] = {
    "rfc1459": _RFC1459,
    "strict-rfc1459": _STRICT,
    "rfc1459-strict": _STRICT,
}


class ISupport:
    """The tokens seen so far, with the defaults of RFC 1459 where the server is silent."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self._refresh()

    def feed(self, params: Sequence[str]) -> None:
        """Take in one 005: params as received, own nick first, the sentence last."""
        for token in params[1:-1]:
            key, _, value = token[:MAX_TOKEN_CHARS].partition("=")
            key = key.upper() if key.isascii() and "/" not in key else key
            if key.startswith("-"):
                self.tokens.pop(key[1:], None)
            elif key and (key in self.tokens or len(self.tokens) < MAX_TOKENS):
                self.tokens[key] = _HEX_ESCAPE.sub(_unescape, value) if "\\x" in value else value
        self._refresh()

    def _refresh(self) -> None:
        self._folding = _FOLDINGS.get(self.tokens.get("CASEMAPPING", "rfc1459").lower(), _ASCII)
        letters, _, marks = self.tokens.get("PREFIX", "(ov)@+").lstrip("(").partition(")")
        pairs = list(zip(letters, marks, strict=False))
        # Both the highest first.
        self.prefix_letters = "".join(letter for letter, _ in pairs)
        self.prefix_marks = "".join(mark for _, mark in pairs)
        self.mark_of_letter = dict(pairs)
        kinds = self.tokens.get("CHANMODES", "beI,k,l,imnpst").split(",")
        self.list_modes, self.always_arg_modes, self.set_arg_modes = [*kinds, "", "", ""][:3]
        self.channel_types = self.tokens.get("CHANTYPES", "#&")
        self.status_marks = self.tokens.get("STATUSMSG", "")

    def fold(self, name: str) -> str:
        """The key of a nick or room by this server's CASEMAPPING."""
        return name.translate(self._folding)

    def is_channel(self, target: str) -> bool:
        """True for a room by this server's CHANTYPES."""
        return target[:1] in self.channel_types and bool(target)

    def number(self, key: str, default: int) -> int:
        """A token's value as a number of 1 or more; default when missing or nonsense."""
        value = self.tokens.get(key, "")
        return int(value[:9]) if value.isascii() and value.isdigit() and int(value[:9]) else default

    @property
    def network(self) -> str:
        """The name of the network, "" when it has none."""
        return self.tokens.get("NETWORK", "")

    def takes_argument(self, letter: str, adding: bool) -> bool:
        """Whether a channel mode letter is followed by an argument in a MODE line."""
        return (
            letter in self.prefix_letters
            or letter in self.list_modes
            or letter in self.always_arg_modes
            or (adding and letter in self.set_arg_modes)
        )


def _unescape(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return letter if letter.isprintable() else ""
