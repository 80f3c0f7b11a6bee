"""How a line looks in a terminal with colours: styled pieces for prompt_toolkit, cleaned."""

import time
import zlib
from collections.abc import Callable

from messenger.irc.names import fold
from messenger.tui.clean import clean, clean_lines
from messenger.tui.line import Line

# ANSI names, so that the person's own terminal theme decides the shades.
_NAME_COLOURS = (
    "ansigreen",
    "ansiyellow",
    "ansiblue",
    "ansimagenta",
    "ansicyan",
    "ansibrightgreen",
    "ansibrightblue",
    "ansibrightmagenta",
)
STYLES = [
    ("time", "ansibrightblack"),
    ("place", "ansibrightblack"),
    ("happening", "ansibrightblack"),
    ("note", "italic"),
    ("error", "ansired"),
    ("own", "bold"),
    ("mention", "bold"),
    ("past", ""),
    *((f"name{number}", f"bold {colour}") for number, colour in enumerate(_NAME_COLOURS)),
]
Piece = tuple[str, str]  # style, text


def pieces(
    line: Line, current: str, name_of: Callable[[str], str] = lambda target: target
) -> list[Piece]:
    """A line with its line feed; the later lines of a long text are indented.

    current: key of the place in front; what was said elsewhere bears the name of its place,
    name_of(target).
    """
    moment = time.localtime(_known_time(line.at))
    out = [("class:time", f"{moment.tm_hour:02}:{moment.tm_min:02} ")]
    if line.target and fold(line.target) != current:
        out.append(("class:place", f"[{clean(name_of(line.target))}] "))
    texts = clean_lines(line.text)
    style = f"class:{line.kind}"
    if line.nick and line.kind in ("message", "action", "notice"):
        out += _sender(line)
        style = "class:mention" if line.mention else ""
    out.append((style, "\n      ".join(texts) + "\n"))
    return out


def turned_to(place: str) -> list[Piece]:
    """The line after which what is said belongs to another place."""
    return [("class:place", f"── {clean(place)} ──\n")]


def _sender(line: Line) -> list[Piece]:
    number = zlib.crc32(fold(line.nick).encode("utf-8", "replace")) % len(_NAME_COLOURS)
    style = "class:own" if line.own else f"class:name{number}"
    name = clean(line.name)
    if line.kind == "action":
        return [("", "* "), (style, name), ("", " ")]
    return [(style, name), ("", ": ")]


def _known_time(at: float) -> float:
    """A time this system has a calendar for; 0 and what a hostile server sends are now."""
    return at if 0 < at < 1 << 40 else time.time()
