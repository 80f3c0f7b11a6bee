"""The product's mark, the dot of a state, and the frames of the spinner."""

from typing import Final

from PIL import Image, ImageDraw

from messenger.gui.look.tiles import CLEAR, OVERSAMPLE
from messenger.gui.look.tokens import mix

SPINNER_FRAMES: Final = 8
_TOP, _BOTTOM, _DOORWAY, _LIGHT = "#1689AE", "#085570", "#0C6F90", "#F6C453"


def draw_product_mark(size: int) -> Image.Image:
    """A speech bubble with a door ajar: a room that is open."""
    side = size * OVERSAMPLE
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), side * 0.25, fill=255)
    column = Image.new("RGBA", (1, side))
    for y in range(side):
        ImageDraw.Draw(column).point((0, y), fill=mix(_TOP, _BOTTOM, y / side))
    image = Image.new("RGBA", (side, side), CLEAR)
    image.paste(column.resize((side, side)), (0, 0), mask)
    pen = ImageDraw.Draw(image)
    u = side / 64
    pen.rounded_rectangle((13 * u, 13 * u, 51 * u, 45 * u), 10 * u, fill="#FFFFFF")
    pen.polygon([(19 * u, 40 * u), (19 * u, 54 * u), (33 * u, 44 * u)], fill="#FFFFFF")
    arch = (25 * u, 19 * u, 39 * u, 33 * u)
    pen.pieslice(arch, 180, 360, fill=_DOORWAY)
    pen.rectangle((25 * u, 26 * u, 39 * u, 45 * u - 1), fill=_DOORWAY)
    leaf = [(32 * u, 21 * u), (39 * u, 26 * u), (39 * u, 45 * u), (32 * u, 41 * u)]
    pen.polygon(leaf, fill=_LIGHT)
    pen.pieslice(arch, 270, 360, fill=_LIGHT)
    return image.reduce(OVERSAMPLE)


def draw_dot(size: int, colour: str, shape: str = "disc") -> Image.Image:
    """A state's dot; shape "ring" has a hole, so that colour is never alone."""
    side = size * OVERSAMPLE
    image = Image.new("RGBA", (side, side), CLEAR)
    width = max(1, round(side * 0.28))
    box = (0, 0, side - 1, side - 1)
    if shape == "ring":
        ImageDraw.Draw(image).ellipse(box, outline=colour, width=width)
    else:
        ImageDraw.Draw(image).ellipse(box, fill=colour)
    return image.reduce(OVERSAMPLE)


def draw_spinner(size: int, frame: int, trough: str, colour: str) -> Image.Image:
    """Frame 0 to 7 of a turning arc."""
    side = size * OVERSAMPLE
    width = int(side * 0.11)
    box = (width, width, side - width, side - width)
    image = Image.new("RGBA", (side, side), CLEAR)
    pen = ImageDraw.Draw(image)
    pen.arc(box, 0, 360, fill=trough, width=width)
    start = -90 + frame * 360 / SPINNER_FRAMES
    pen.arc(box, start, start + 120, fill=colour, width=width)
    return image.reduce(OVERSAMPLE)
