"""Names of people and rooms: folding, validity, and a free variant of a taken name.

We advertise CASEMAPPING=ascii, so folding is ASCII only; what would look the same beyond
that is refused when a name is taken, so foreign clients and ours never disagree.
source: IRCv3 utf8-only; RFC 8265 for what is confusable; RFC 2812 section 2.3.1.
"""

import re
import string
import unicodedata

CHANNEL_PREFIXES = "#&"
_DIGITS = re.compile("([0-9]+)")
_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_NICK_FORBIDDEN = frozenset(" ,*?!@.:#&$~%+\0\r\n\t/\"'<>;=")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
# Letters by their category, but drawn as nothing (Unicode: Default_Ignorable_Code_Point, and
# the empty Braille pattern): fillers, the grapheme joiner, vowel and variation selectors.
_EMPTY = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))))
_MARKS = ("Mn", "Me", "Mc")
# Cyrillic and Greek small letters that look like Latin ones, or whose capitals do
# (a choice from Unicode TS 39, confusables; where the two differ, as for nu, the small one).
_LOOKS_LIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝґєαβεηικμνορτυχγζ",
    "abekmhopctyxijsdhqwreabenikmvoptyxyz",
)


def fold(name: str) -> str:
    """The key under which a nick or a room is kept (CASEMAPPING=ascii)."""
    return name.translate(_FOLD)


def skeleton(name: str) -> str:
    """What a name looks like to a person: two names of one skeleton can't be told apart."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return folded.translate(_LOOKS_LIKE)


def is_channel(target: str) -> bool:
    """True for "#room"; a nick never starts with one of these letters."""
    return target[:1] in CHANNEL_PREFIXES and bool(target)


def _visible(name: str) -> bool:
    if name.isascii():  # the usual case, without a look-up a letter
        return name.isprintable() and " " not in name
    return all(
        unicodedata.category(letter) not in _HIDDEN and letter not in _EMPTY for letter in name
    )


def in_order(name: str) -> tuple[tuple[bool, int, str], ...]:
    """The key by which people look for a name in a list: case does not count, kid2 comes before
    kid10."""
    parts = _DIGITS.split(name.casefold())
    return tuple(
        (number, int(part[:18]) if number else 0, part)
        for place, part in enumerate(parts)
        if (number := place % 2 == 1) or part
    )


def valid_nick(name: str, max_bytes: int = 32) -> bool:
    """True when a person may be called so on our relay."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= max_bytes
        and not _NICK_FORBIDDEN & set(name)
        and not (name[0].isdigit() or name[0] == "-")
        and _visible(name)
        and unicodedata.category(name[0]) not in _MARKS
    )


def valid_channel(name: str, max_bytes: int = 64) -> bool:
    """True when a room may be called so on our relay."""
    return (
        is_channel(name)
        and 1 < len(name.encode("utf-8", "replace")) <= max_bytes
        and not {" ", ",", "\a", ":"} & set(name)
        and _visible(name)
    )


def nick_from_display(display: str, max_bytes: int = 32) -> str:
    """Make a nick from what a person is called: "Ada Okafor" gives "Ada_Okafor".

    Returns "" when nothing usable is left.
    """
    words = unicodedata.normalize("NFC", display).split()
    kept = "_".join(
        "".join(letter for letter in word if letter not in _NICK_FORBIDDEN and _visible(letter))
        for word in words
    ).strip("_")
    kept = unicodedata.normalize("NFC", kept)
    if kept and (kept[0].isdigit() or kept[0] == "-" or unicodedata.category(kept[0]) in _MARKS):
        kept = "_" + kept
    return _cut(kept, max_bytes)


def display_name(nick: str, realname: str) -> str:
    """The realname where the nick is its own spelling ("Ada Okafor" of Ada_Okafor), else the
    nick: other programs put anything there, and nobody may borrow another's name by it, by
    letters that can't be seen, or by a mark at the end (Ada_Okafor_, Ada_Okafor2)."""
    if not realname or not all(map(_visible, realname.split())):
        return nick
    return realname if fold(nick_from_display(realname)) == fold(nick) else nick


def variant(nick: str, number: int, max_bytes: int = 32) -> str:
    """The number-th other name to try: variant("Ada", 2) is "Ada2"."""
    tail = str(number)
    return _cut(nick, max_bytes - len(tail)) + tail


def as_typed(nick: str, wanted: str) -> str:
    """A variant of the nick of `wanted`, as a person would type it: "Ada Okafor2"."""
    words = wanted + nick.removeprefix(nick_from_display(wanted))
    return display_name(nick, words)


def _cut(name: str, max_bytes: int) -> str:
    """At most max_bytes of UTF-8, never ending inside a letter."""
    return name.encode("utf-8", "replace")[:max_bytes].decode("utf-8", "ignore")
