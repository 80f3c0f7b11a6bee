"""What the classic door shows: plain lines, as the two old programs read them.

The old window keeps its list of people by the sentences before "--SERVER MESSAGE--".
"""

from collections.abc import Callable, Mapping

SERVER_MESSAGE = ".--SERVER MESSAGE--"


def render(command: str, source: str, params: tuple[str, ...]) -> bytes:
    """One thing that happened as lines with a line feed; b"" for what is not shown there."""
    form = FORMS.get(command)
    text = form(source.partition("!")[0], params) if form else ""
    return (text + "\n").encode("utf-8", "replace") if text else b""


def told(text: str) -> bytes:
    """Words of the relay for one person there."""
    return (_printable(text) + "\n").encode("utf-8", "replace")


def entered(nick: str) -> str:
    return f"{nick}: enter to the room{SERVER_MESSAGE}"


def left(nick: str) -> str:
    return f"{nick}: left the room{SERVER_MESSAGE}"


def _printable(text: str) -> str:
    """Without control letters: this goes to bare terminals."""
    return "".join(letter for letter in text if letter >= " " and not "\x7f" <= letter <= "\x9f")


def _said(nick: str, params: tuple[str, ...]) -> str:
    text = params[1]
    if text.startswith("\x01ACTION "):
        return f"{nick}: * {_printable(text.removeprefix(chr(1) + 'ACTION '))}"
    if text.startswith("\x01"):
        return ""
    return "\n".join(f"{nick}: {_printable(line)}" for line in text.split("\n") if line)


# The nick of whom it is about, and all parameters → the lines.
FORMS: Mapping[str, Callable[[str, tuple[str, ...]], str]] = {
    "PRIVMSG": _said,
    "NOTICE": _said,
    "JOIN": lambda nick, params: entered(nick),
    "PART": lambda nick, params: left(nick),
    "QUIT": lambda nick, params: left(nick),
    "KICK": lambda nick, params: left(params[1]),
    "NICK": lambda nick, params: f"{left(nick)}\n{entered(params[0])}",
}
