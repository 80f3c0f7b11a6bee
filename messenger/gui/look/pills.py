"""Pills: small rounded words, such as counts, tags and the jump button."""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from messenger.gui.look import font_files
from messenger.gui.look.icons import draw_icon
from messenger.gui.look.tiles import CLEAR

_OVERSAMPLE: Final = 6


@dataclass(frozen=True, slots=True)
class PillStyle:
    """Colours as token names or "#rrggbb", "" for none; lengths at 100 %."""

    fill: str
    ink: str
    font: int = 11
    height: int = 18
    padding: int = 6
    edge: str = ""
    icon: str = ""
    ground: str = ""  # what lies behind, where see-through would be slow or wrong


def draw_pill(text: str, style: PillStyle, zoom: float) -> Image.Image:
    """The pill at this zoom; the style's colours are "#rrggbb" here. At least as wide as high."""
    k = zoom * _OVERSAMPLE
    font = font_files.bold(round(style.font * k))
    height = max(1, round(style.height * zoom)) * _OVERSAMPLE
    text_width = font.getlength(text) if text else 0
    icon_width = round((style.font + 5) * k) if style.icon else 0
    gap = round(5 * k) if text and style.icon else 0
    content = text_width + icon_width + gap
    width = max(int(content + 2 * style.padding * k), height)
    width += -width % _OVERSAMPLE
    image = Image.new("RGBA", (width, height), style.ground or CLEAR)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle(
        (0, 0, width - 1, height - 1),
        height / 2,
        fill=style.fill or None,
        outline=style.edge or None,
        width=round(max(1.0, zoom) * _OVERSAMPLE) if style.edge else 0,
    )
    left = (width - content) / 2
    if style.icon:
        icon = draw_icon(style.icon, icon_width, style.ink, 2.2)
        image.alpha_composite(icon, (int(left), (height - icon_width) // 2))
    _, top, _, bottom = pen.textbbox((0, 0), "H", font=font)
    place = (left + icon_width + gap, (height - top - bottom) / 2)
    pen.text(place, text, font=font, fill=style.ink)
    return image.reduce(_OVERSAMPLE)
