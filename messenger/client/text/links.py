"""Where a link in a text begins and ends, and whether it may be one."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from linkify_it import LinkifyIt

SCHEMES = frozenset({"http", "https", "irc", "ircs", "mailto"})
MAX_LINK = 2_000  # letters; a longer one is text
_MAYBE = re.compile(r"\w\.[^\W\d_]{2}|\w:/|\w@\w|mailto:", re.IGNORECASE)
# Endings of countries that are far more often those of files; with a path they are links.
_FILE_ENDINGS = frozenset({"cc", "ai", "md", "pl", "ps", "py", "rs", "sh", "so", "st"})


def _finder() -> LinkifyIt:
    finder = LinkifyIt()
    finder.add("ftp:", None).add("//", None)
    finder.add("irc:", "http:").add("ircs:", "http:")
    finder.tlds("local", True)  # boathouse.local is how a computer here is called
    return finder


_FINDER = _finder()


def find_links(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, href) of every link, in order, never overlapping.

    Words of more than MAX_LINK letters are not looked at, so the time stays linear.
    """
    if not _MAYBE.search(text):
        return
    for word in re.finditer(r"\S+", text):
        if word.end() - word.start() > MAX_LINK or not _MAYBE.search(word[0]):
            continue
        for match in _FINDER.match(word[0]) or ():
            shown = match.text.rstrip("*_`")
            dropped = len(match.text) - len(shown)
            href = _safe(match.url[: len(match.url) - dropped], match.schema == "")
            if href:
                start = word.start() + match.index
                yield start, start + len(shown), href


def _safe(url: str, guessed: bool) -> str:
    """The address to open, "" when it may not be opened.

    A host with other than ASCII letters is given as punycode, so that whoever shows or opens
    it cannot be fooled by letters that look alike; "http://bank@evil" is no link at all.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES:
        return ""
    if parts.scheme == "mailto":
        return url
    if not host or "@" in parts.netloc:
        return ""
    if guessed and not parts.path and host.rpartition(".")[2].lower() in _FILE_ENDINGS:
        return ""
    if host.isascii():
        return url
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    netloc = plain if port is None else f"{plain}:{port}"
    return urlunsplit(parts._replace(netloc=netloc))
