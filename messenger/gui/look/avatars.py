"""Avatars: initials on a disc in the person's colour, with presence told by colour and shape."""

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from messenger.gui.look import font_files
from messenger.gui.look.icons import draw_icon
from messenger.gui.look.tiles import CLEAR
from messenger.gui.look.tokens import PEOPLE, mix
from messenger.irc.names import nick_from_display

_OVERSAMPLE: Final = 4
# Below this size (at 100 %) two letters are too small to read.
TWO_LETTERS_FROM: Final = 26
_BREAKS: Final = re.compile(r"[\s\-_.|]+")


@lru_cache(maxsize=4096)
def person_index(name: str) -> int:
    """Which of the eight colours a person has: the same on every machine and after restarts,
    by nick ("Ada_Okafor") and by display name ("Ada Okafor")."""
    nick = nick_from_display(name) or name
    return zlib.crc32(nick.casefold().encode("utf-8", "replace")) % len(PEOPLE)


def initials(name: str, size: int) -> str:
    """One or two letters for an avatar of `size` pixels at 100 %; "" when there is no letter."""
    words = [word for word in _BREAKS.split(name) if word and word[0].isalnum()]
    count = 2 if size >= TWO_LETTERS_FROM else 1
    return "".join(word[0] for word in words[:count]).upper()


@dataclass(frozen=True, slots=True)
class Presence:
    """shape: "disc" (here), "crescent" (away) or "ring" (off); ground: what lies behind."""

    shape: str
    colour: str
    ground: str


@lru_cache(maxsize=64)  # the pane cuts one avatar into two pictures
def draw_avatar(letters: str, disc: str, size: int, presence: Presence | None) -> Image.Image:
    """A round avatar of `size` pixels on a see-through ground."""
    side = size * _OVERSAMPLE
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    image = Image.new("RGBA", (side, side), CLEAR)
    image.paste(_shaded(disc, side), (0, 0), mask)
    _write(image, letters, side)
    if presence:
        _draw_presence(ImageDraw.Draw(image), presence, side, large=size > 24)
    return image.reduce(_OVERSAMPLE)


def _shaded(disc: str, side: int) -> Image.Image:
    """The disc's colour, 16 % lighter at the top."""
    column = Image.new("RGBA", (1, side))
    pen = ImageDraw.Draw(column)
    top = mix(disc, "#FFFFFF", 0.16)
    for y in range(side):
        pen.point((0, y), fill=mix(top, disc, min(1.0, y / side * 1.3)))
    return column.resize((side, side))


def _write(image: Image.Image, letters: str, side: int) -> None:
    height = int(side * (0.40 if len(letters) > 1 else 0.48))
    font = font_files.bold_for(letters, height) if letters else None
    if font is None:
        icon = draw_icon("person", int(side * 0.6), "#FFFFFF", 2)
        image.alpha_composite(icon, (int(side * 0.2), int(side * 0.18)))
        return
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = pen.textbbox((0, 0), letters, font=font)
    across = (side - left - right) / 2
    # Capitals sit in the middle by their own height, so that Ä and A share a base line.
    _, cap_top, _, cap_bottom = pen.textbbox((0, 0), "H", font=font)
    down = (side - cap_top - cap_bottom) / 2 if letters.isascii() else (side - top - bottom) / 2
    pen.text((across, down), letters, font=font, fill="#FFFFFF")


def _draw_presence(pen: ImageDraw.ImageDraw, presence: Presence, side: int, *, large: bool) -> None:
    radius = side * (0.15 if large else 0.2)
    middle = side - radius - side * 0.01
    gap = max(1.6 * _OVERSAMPLE, side * 0.055)

    def disc(x: float, y: float, r: float, colour: str) -> None:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    disc(middle, middle, radius + gap, presence.ground)
    disc(middle, middle, radius, presence.colour)
    if presence.shape == "crescent":
        bite = radius * 0.65
        disc(middle - bite * 0.7, middle - bite * 0.55, bite * 1.05, presence.ground)
    elif presence.shape == "ring":
        disc(middle, middle, radius * 0.5, presence.ground)
