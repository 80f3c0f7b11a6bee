"""mIRC formatting codes and letters that must not reach a screen: read them, take them out.

All functions take linear time. source: modern.ircdocs.horse/formatting.html.
"""

import enum
import re
from dataclasses import dataclass, replace


class Look(enum.Flag):
    """What a code turns on."""

    PLAIN = 0
    BOLD = enum.auto()
    ITALIC = enum.auto()
    UNDERLINE = enum.auto()
    STRIKE = enum.auto()
    MONOSPACE = enum.auto()
    REVERSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters of one look. colour, background: 0 to 98 of the mIRC table, a hex colour
    ("ff8800"), or "" for the screen's own."""

    text: str
    look: Look = Look.PLAIN
    colour: str = ""
    background: str = ""


_TOGGLES = {
    "\x02": Look.BOLD,
    "\x1d": Look.ITALIC,
    "\x1f": Look.UNDERLINE,
    "\x1e": Look.STRIKE,
    "\x11": Look.MONOSPACE,
    "\x16": Look.REVERSE,
}
_RESET = "\x0f"
_CODE = re.compile(
    "\x03(?:(?P<ink>[0-9]{1,2})(?:,(?P<paper>[0-9]{1,2}))?)?"
    "|\x04(?:(?P<hex>[0-9a-fA-F]{6})(?:,(?P<hexpaper>[0-9a-fA-F]{6}))?)?"
    "|[\x02\x0f\x11\x16\x1d\x1e\x1f]"
)
_DEFAULT_COLOUR = "99"

_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
# C0 but tab and line feed, DEL, C1, and what turns the direction of all text after it around.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # a lone one crashes Tk
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def strip(text: str) -> str:
    """The text without formatting codes."""
    return _CODE.sub("", text)


def clean(text: str) -> str:
    """Text that is safe on any screen: no formatting codes, no control characters but line feed
    and tab, no direction overrides, U+FFFD for lone surrogates; every line end is a line feed."""
    if _SUSPECT.search(text) is None:
        return text
    text = _HIDDEN.sub("", _BREAK.sub("\n", strip(text)))
    return _SURROGATE.sub("\ufffd", text)


def parse(text: str) -> tuple[Piece, ...]:
    """The text cut where its look changes; pieces without letters are left out."""
    pieces: list[Piece] = []
    now = Piece("")
    start = 0
    for code in _CODE.finditer(text):
        if code.start() > start:
            pieces.append(replace(now, text=text[start : code.start()]))
        now = _after(now, code)
        start = code.end()
    if start < len(text):
        pieces.append(replace(now, text=text[start:]))
    return tuple(pieces)


def _after(now: Piece, code: re.Match[str]) -> Piece:
    sign = code[0][0]
    if sign == _RESET:
        return Piece("")
    if sign in _TOGGLES:
        return replace(now, look=now.look ^ _TOGGLES[sign])
    ink = code["ink"] or code["hex"]
    if ink is None:
        return replace(now, colour="", background="")
    paper = code["paper"] or code["hexpaper"]
    background = now.background if paper is None else _colour(paper)
    return replace(now, colour=_colour(ink), background=background)


def _colour(code: str) -> str:
    if len(code) == 6:
        return code.lower()
    return "" if code == _DEFAULT_COLOUR else str(int(code))
