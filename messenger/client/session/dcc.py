"""DCC: offers of other IRC programs to send a file, or to talk, past the server.

Messenger takes none, for that would tell strangers its address and let them connect to it; what
it is asked for is said in words, so that nobody waits for an answer.

source: "DCC" of modern.ircdocs.
"""

from collections.abc import Mapping

from messenger.client.session.cleaning import plain
from messenger.irc.message import Message

MAX_NAME_CHARS = 80
_START = "\x01DCC "
# After the name of whoever asks; {0} is the name of the file.
_WORDS: Mapping[str, str] = {
    "SEND": "offers the file “{0}” by DCC, which Messenger doesn't do: ask for a link to it",
    "CHAT": "offers a direct talk by DCC, which Messenger doesn't do: write to them here",
}
_OTHER = "asks for something by DCC, which Messenger doesn't do"


def is_offer(message: Message) -> bool:
    """Whether a PRIVMSG of two parameters is one."""
    return message.command == "PRIVMSG" and message.params[1][: len(_START)].upper() == _START


def told(text: str) -> str:
    """An offer in words, as an action of who made it."""
    verb, _, rest = text.strip("\x01")[len(_START) - 1 :].strip().partition(" ")
    return _WORDS.get(verb.upper(), _OTHER).format(_file_name(rest))


def _file_name(rest: str) -> str:
    """Of the parameters of SEND; one with spaces in it is in quotes."""
    quoted = rest.startswith('"') and rest.count('"') > 1
    name = rest[1:].partition('"')[0] if quoted else rest.partition(" ")[0]
    name = plain(name).replace("\\", "/").rpartition("/")[2]
    return name if len(name) <= MAX_NAME_CHARS else name[: MAX_NAME_CHARS - 1] + "…"
