"""Rounded boxes for ttk: tiles that are cut in nine, shadows, thumbs, check marks.

The middle of a tile stays wide: redrawing a frame of 690 x 500 pixels out of a middle of
2 pixels was measured at 726 ms, out of 40 pixels at 1.5 ms. See-through tiles cost ten times
more, so corners are drawn on the ground they will lie on. The wide middle itself is not drawn:
one row and one column are repeated, or the first window would wait 40 ms for its tiles.
"""

from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

OVERSAMPLE: Final = 6
CLEAR: Final = (0, 0, 0, 0)
MIDDLE: Final = 40
_CARD_MIDDLE: Final = 60
_CORE: Final = 8  # pixels of the middle that are drawn; the inner corners of a ring reach into it


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """Colours as "#rrggbb", "" for none; lengths in pixels of the screen."""

    radius: int
    fill: str
    edge: str = ""
    edge_width: float = 1
    ground: str = ""


def draw_box(width: int, height: int, style: BoxStyle) -> Image.Image:
    """One rounded box of exactly this size."""
    size = (width * OVERSAMPLE, height * OVERSAMPLE)
    image = _ground(size, style)
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, size[0] - 1, size[1] - 1),
        style.radius * OVERSAMPLE,
        fill=style.fill or None,
        outline=style.edge or None,
        width=round(style.edge_width * OVERSAMPLE) if style.edge else 0,
    )
    return image.reduce(OVERSAMPLE)


def _ground(size: tuple[int, int], style: BoxStyle) -> Image.Image:
    """What a box is drawn on; nothing shines through a ground, and shrinking it is five times
    as fast without the channel that says so."""
    return Image.new("RGB", size, style.ground) if style.ground else Image.new("RGBA", size, CLEAR)


def draw_tile(style: BoxStyle, middle: int) -> Image.Image:
    """A square box to be cut in nine."""
    side = 2 * style.radius + _CORE
    return _widen(draw_box(side, side, style), middle - _CORE)


def draw_ring(style: BoxStyle, ring: str, width: int, middle: int) -> Image.Image:
    """The focus ring: `width` pixels, a gap, the control inside, all within the same box."""
    side = 2 * style.radius + _CORE
    outer = BoxStyle(style.radius, style.ground, ring, width, style.ground)
    image = draw_box(side, side, outer)
    inset = width + max(1, width // 2)
    radius = max(2, style.radius - inset)
    inner = BoxStyle(radius, style.fill, style.edge, style.edge_width)
    box = draw_box(side - 2 * inset, side - 2 * inset, inner)
    image.paste(box, (inset, inset), box)
    return _widen(image, middle - _CORE)


def _widen(image: Image.Image, more: int) -> Image.Image:
    """The square image with its middle column and row drawn out by `more` pixels."""
    side = image.width
    half, whole = side // 2, side + more
    wide = Image.new(image.mode, (whole, side))
    wide.paste(image.crop((0, 0, half, side)), (0, 0))
    wide.paste(
        image.crop((half, 0, half + 1, side)).resize((more, side), Image.Resampling.NEAREST),
        (half, 0),
    )
    wide.paste(image.crop((half, 0, side, side)), (half + more, 0))
    high = Image.new(image.mode, (whole, whole))
    high.paste(wide.crop((0, 0, whole, half)), (0, 0))
    high.paste(
        wide.crop((0, half, whole, half + 1)).resize((whole, more), Image.Resampling.NEAREST),
        (0, half),
    )
    high.paste(wide.crop((0, half, whole, side)), (0, half + more))
    return high


def draw_card(style: BoxStyle, depth: int, shadow: str, shade: int) -> Image.Image:
    """A tile with a soft shadow of `depth` pixels around it, on its ground."""
    side = 2 * (style.radius + depth) + _CARD_MIDDLE
    k = 2
    image = Image.new("RGB", (side * k, side * k), style.ground)
    cast = Image.new("L", image.size, 0)
    ImageDraw.Draw(cast).rounded_rectangle(
        (depth * k, int(depth * 1.25 * k), (side - depth) * k, int((side - depth * 0.75) * k)),
        style.radius * k,
        fill=shade,
    )
    cast = cast.filter(ImageFilter.GaussianBlur(depth * k * 0.42))
    image.paste(shadow, (0, 0, *image.size), cast)
    image = image.reduce(k)
    inner = BoxStyle(style.radius, style.fill, style.edge, style.edge_width)
    box = draw_tile(inner, _CARD_MIDDLE)
    image.paste(box, (depth, depth), box)
    return image


def draw_thumb(width: int, height: int, thick: int, colour: str) -> Image.Image:
    """A scrollbar's thumb, `thick` pixels wide in the middle of `width`."""
    image = Image.new("RGBA", (width, height), CLEAR)
    bar = draw_box(thick, height, BoxStyle(thick // 2, colour))
    image.alpha_composite(bar, ((width - thick) // 2, 0))
    return image


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """A check box or a radio button."""

    round: bool
    on: bool
    fill: str
    edge: str
    edge_width: float
    sign: str  # colour of the tick or dot


def draw_mark(size: int, style: MarkStyle) -> Image.Image:
    side = size * OVERSAMPLE
    unit = side / 20
    image = Image.new("RGBA", (side, side), CLEAR)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle(
        (unit, unit, side - unit, side - unit),
        side / 2 if style.round else 5 * unit,
        fill=style.fill,
        outline=style.edge,
        width=round(style.edge_width * unit),
    )
    if style.on and style.round:
        pen.ellipse((6.5 * unit, 6.5 * unit, 13.5 * unit, 13.5 * unit), fill=style.sign)
    elif style.on:
        tick = [(5.4 * unit, 10.4 * unit), (8.8 * unit, 13.8 * unit), (14.8 * unit, 6.6 * unit)]
        pen.line(tick, fill=style.sign, width=round(2 * unit), joint="curve")
    return image.reduce(OVERSAMPLE)
