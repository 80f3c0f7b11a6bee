"""In which line of a TOML file a key stands; tomllib does not tell."""

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(["']?)([A-Za-z0-9_-]+)\1\s*[=.]""")


def places(text: str) -> dict[tuple[str, ...], int]:
    """Where each section and key stands: ("limits", "enabled") → its line, from 1.

    A key inside a multi-line text could be taken for a real one; it
    would only be found if the file has no such key earlier.
    """
    found: dict[tuple[str, ...], int] = {}
    for place, line in _numbered_keys(text):
        found.setdefault(place, line)
    return found


def _numbered_keys(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    section: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    for line, content in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(content):
            name = header[2].strip("\"'")
            section = (name,)
            yield section, line
            if header[1] == "[[":
                section = (name, str(counts.get(name, 0)))
                counts[name] = counts.get(name, 0) + 1
                yield section, line
        elif key := _KEY.match(content):
            yield (*section, key[2]), line
