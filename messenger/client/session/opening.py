"""The first lines of a login, and what has to be known before they go out.

Over plain text nothing but CAP LS is said until the server has told what it can: it may want us
by TLS (STS), and whoever listens shall learn nothing else.

source: IRCv3 capability-negotiation, sts.
"""

from collections.abc import Sequence

from messenger.irc.message import Message


class Opening:
    """lines: what is said besides CAP LS. is_held: they wait."""

    def __init__(self, lines: Sequence[Message], is_plain: bool) -> None:
        self._lines = list(lines)
        self.is_held = is_plain

    def begin(self) -> list[Message]:
        """What is said without having heard anything."""
        asking = Message("CAP", ("LS", "302"))
        return [asking] if self.is_held else [asking, *self._lines]

    def release(self) -> list[Message]:
        """What waited, once."""
        if not self.is_held:
            return []
        self.is_held = False
        return self._lines


def first_lines(nick: str, realname: str, passwords: Sequence[str]) -> list[Message]:
    """Who we are, and what we know of the server's passwords; "" is none.

    source: RFC 2812 section 3.1.
    """
    return [
        *(Message("PASS", (password,)) for password in passwords if password),
        Message("NICK", (nick,)),
        Message("USER", (_user_of(nick), "0", "*", realname)),
    ]


def _user_of(nick: str) -> str:
    """The user name of USER: ASCII, since servers are strict; the rest says who it is."""
    user = "".join(letter for letter in nick.lower() if letter.isascii() and letter.isalnum())
    return user[:10] or "user"
