"""A reaction under a message: its emoji and how many chose it, in a pill."""

from typing import Final

from PIL import Image, ImageDraw

from messenger.gui.look import emoji, font_files
from messenger.gui.look.pills import PillStyle
from messenger.gui.look.tiles import CLEAR

OTHERS: Final = PillStyle("sunken", "soft", font=12, height=24, padding=8, edge="line")
OWN: Final = PillStyle("selection", "on_selection", font=12, height=24, padding=8, edge="accent")
_OVERSAMPLE: Final = 6
_EMOJI: Final = 16  # high, at 100 %
_GAP: Final = 5
MOST_LETTERS: Final = 12


def draw_reaction(text: str, count: int, style: PillStyle, zoom: float) -> Image.Image:
    """The pill at this zoom; the style's colours are "#rrggbb" here. What is no emoji, or one
    without a picture, is written in letters."""
    k = zoom * _OVERSAMPLE
    font = font_files.bold(round(style.font * k))
    picture = emoji.draw_emoji(text, round(_EMOJI * k)) if is_drawn(text) else None
    words = str(count) if picture else f"{text[:MOST_LETTERS]}  {count}"
    left_width = picture.width + round(_GAP * k) if picture else 0
    height = max(1, round(style.height * zoom)) * _OVERSAMPLE
    width = int(left_width + font.getlength(words) + 2 * style.padding * k)
    width += -width % _OVERSAMPLE
    image = Image.new("RGBA", (width, height), CLEAR)
    pen = ImageDraw.Draw(image)
    edge = round(max(1.0, zoom) * _OVERSAMPLE)
    box = (0, 0, width - 1, height - 1)
    pen.rounded_rectangle(box, height / 2, fill=style.fill, outline=style.edge, width=edge)
    left = round(style.padding * k)
    if picture:
        image.alpha_composite(picture, (left, (height - picture.height) // 2))
    _, top, _, bottom = pen.textbbox((0, 0), "H", font=font)
    pen.text((left + left_width, (height - top - bottom) / 2), words, font=font, fill=style.ink)
    return image.reduce(_OVERSAMPLE)


def is_drawn(text: str) -> bool:
    """Is it one emoji, of which there is a picture?"""
    pieces = list(emoji.split(text))
    return len(pieces) == 1 and pieces[0][1] and emoji.has_picture(text)
