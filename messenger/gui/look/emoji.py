"""Emoji as pictures: Tk draws most of them in black and white, and a family as four people.

Which letters make up one emoji follows the regular expression of Unicode Technical Standard 51,
section 1.4.9, over ranges instead of tables: what the font then has no picture of stays text.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

# Pillow finds them in the system's font folders. Two of the three hold bitmaps of one size only.
_FONTS: Final = (
    ("NotoColorEmoji.ttf", 109),
    ("Apple Color Emoji.ttc", 160),
    ("seguiemj.ttf", 109),
)
_TRIAL: Final = "\U0001f600"
_MISSING: Final = "\U0010fffd"  # a private letter that no font has

_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP: Final = "[0-9#*]\ufe0f?\u20e3"
# In colour by themselves …
_COLOUR: Final = (
    "[\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f201-\U0001f251"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0\U0001f90c-\U0001faff"
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c"
    "\u2b50\u2b55](?!\ufe0e)"
)
# … and only when asked to be, by U+FE0F or a colour of the skin.
_SYMBOL: Final = "[\xa9\xae\u203c-\u303d\u3297\u3299](?=[\ufe0f\U0001f3fb-\U0001f3ff])"
_TAGGED: Final = "[\U000e0020-\U000e007e]{1,8}\U000e007f"  # the flags of Scotland and Wales
_ONE: Final = (
    f"(?:{_FLAG}|(?:{_COLOUR}|{_SYMBOL})(?:[\U0001f3fb-\U0001f3ff]|\ufe0f\u20e3?|{_TAGGED})?)"
)
_JOINED: Final = (
    f"(?:{_FLAG}|[\u203c-\u303d\U0001f300-\U0001faff](?:[\U0001f3fb-\U0001f3ff]|\ufe0f)?)"
)
_EMOJI: Final = re.compile(f"({_KEYCAP}|{_ONE}(?:\u200d{_JOINED}){{0,8}})")


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, in order: (letters, are they one emoji?)."""
    if text.isascii():
        yield text, False
        return
    for number, piece in enumerate(_EMOJI.split(text)):
        if piece:
            yield piece, number % 2 == 1


@lru_cache(4096)
def has_picture(emoji: str) -> bool:
    """Is there a colour font here, and does it know this one?"""
    font = _font()
    if font is None:
        return False
    whole = _draw(emoji, font).tobytes()
    return any(whole) and whole != _draw(_MISSING, font).tobytes()


def draw_emoji(emoji: str, height: int) -> Image.Image:
    """Its picture, `height` pixels high; only for one that `has_picture`."""
    font = _font()
    assert font is not None, "no font for emoji"
    image = _draw(emoji, font)
    width = max(1, round(image.width * height / image.height))
    # With colours times alpha, or its rim would be pale.
    small = image.convert("RGBa").resize((width, height), Image.Resampling.LANCZOS)
    return small.convert("RGBA")


@lru_cache(8)  # first it is looked whether there is a picture, then it is made smaller
def _draw(emoji: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """In the font's own size."""
    left, _, right, _ = font.getbbox(emoji)
    _, top, _, bottom = font.getbbox(_TRIAL)
    size = max(1, round(right - left)), max(1, round(bottom - top))
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.text((-left, -top), emoji, font=font, fill="#000000", embedded_color=True)
    return image


@cache
def _font() -> ImageFont.FreeTypeFont | None:
    """The first colour font that Pillow can draw from; looked for once."""
    for name, size in _FONTS:
        try:
            font = ImageFont.truetype(name, size)
            colours = _draw(_TRIAL, font).convert("RGB").getcolors(2)
        except OSError:
            continue
        if colours is None:  # more than two: not a shape in black
            return font
    return None
