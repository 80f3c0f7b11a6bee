"""Cleaning what a server sent before it becomes an event.

Formatting codes (bold, colour …) stay in messages: `richtext` reads and removes them. All other
control characters go here, so that no terminal escape and no NUL reaches a front end.
"""

import functools
import re

# C0 but TAB, CTCP's \x01 and the formatting codes; DEL; C1; lone surrogates.
_UNSAFE = re.compile("[\x00\x05-\x08\x0a-\x0e\x10\x12-\x15\x17-\x1c\x7f-\x9f\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
MAX_NAME_CHARS = 200


def clean_line(line: bytes) -> str:
    """One received line as text without unsafe characters; broken UTF-8 becomes U+FFFD."""
    text = line.decode("utf-8", "replace")
    return text if text.isprintable() else _UNSAFE.sub("", text)


def plain(text: str) -> str:
    """Text for one line of a label: no control character at all."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def spoken(text: str) -> str:
    """The text of a message: formatting stays, CTCP marks go; line feeds are ours and stay."""
    return text.replace("\x01", "") if "\x01" in text else text


@functools.lru_cache(maxsize=4096)
def split_source(source: str) -> tuple[str, str]:
    """("nick", "user@host") of a line's source; the host is "" when it has none."""
    nick, _, host = source.partition("!")
    return plain(nick)[:MAX_NAME_CHARS], plain(host)[:MAX_NAME_CHARS]
