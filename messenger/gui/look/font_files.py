"""Font files for what Pillow draws: initials and pills. Tk finds its own fonts by family."""

from functools import cache
from typing import Final

from PIL import ImageFont

PillowFont = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Pillow looks these up in the system's font folders by file name.
_BOLD: Final = (
    "Inter-Bold.ttf",
    "segoeuib.ttf",
    "SFNS.ttf",
    "NotoSans-Bold.ttf",
    "Cantarell-Bold.otf",
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "Arial Bold.ttf",
    "arialbd.ttf",
)
_WIDE: Final = ("NotoSansCJK-Bold.ttc", "msyhbd.ttc", "PingFang.ttc", "DejaVuSans-Bold.ttf")


@cache
def bold(size: int) -> PillowFont:
    """The interface's bold sans, `size` pixels high; Pillow's own font when none is found."""
    for name in _BOLD:
        found = _open(name, size)
        if found:
            return found
    return ImageFont.load_default(size)


@cache
def bold_for(text: str, size: int) -> PillowFont | None:
    """A bold font that has every letter of `text`, None when no font found has them all."""
    fonts = [bold(size), *(_open(name, size) for name in _WIDE)]
    return next((font for font in fonts if font and _has_all(font, text)), None)


def _open(name: str, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


def _has_all(font: PillowFont, text: str) -> bool:
    """A letter the font lacks looks like one that no font has (U+FFFF is never a letter)."""
    missing = bytes(font.getmask("\uffff"))
    return all(bytes(font.getmask(letter)) != missing for letter in text if not letter.isspace())
