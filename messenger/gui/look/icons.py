"""Icons: white strokes on black at eight times the size, shrunk, used as the alpha of a colour."""

from typing import Final

from PIL import Image, ImageDraw

from messenger.gui.look.icon_shapes import ICONS, Area, Dot, Line, Points, Shape

STROKE: Final = 1.7
_GRID: Final = 24
_OVERSAMPLE: Final = 8
# Joints of a line with few points are corners and need round caps; curves have many points.
_FEW_POINTS: Final = 8


def draw_icon(name: str, size: int, colour: str, stroke: float = STROKE) -> Image.Image:
    """An icon of `size` pixels on a see-through ground."""
    big = size * _OVERSAMPLE
    alpha = Image.new("L", (big, big), 0)
    pen = ImageDraw.Draw(alpha)
    unit = big / _GRID
    for shape in ICONS[name]:
        _draw(pen, shape, unit, stroke)
    icon = Image.new("RGBA", (size, size), colour)
    icon.putalpha(alpha.reduce(_OVERSAMPLE))
    return icon


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, unit: float, stroke: float) -> None:
    if isinstance(shape, Dot):
        _disc(pen, shape.x * unit, shape.y * unit, shape.radius * unit)
    elif isinstance(shape, Line):
        points = _scaled(shape.points, unit)
        width = max(1, round(stroke * unit))
        pen.line(points, fill=255, width=width, joint="curve")
        caps = points if len(points) < _FEW_POINTS else (points[0], points[-1])
        for x, y in caps:
            _disc(pen, x, y, width / 2)
    else:
        _fill(pen, shape, unit)


def _fill(pen: ImageDraw.ImageDraw, shape: Area, unit: float) -> None:
    points = _scaled(shape.points, unit)
    pen.polygon(points, fill=255)
    pen.line((*points, points[0]), fill=255, width=round(1.2 * unit), joint="curve")
    for x, y in points:
        _disc(pen, x, y, 0.6 * unit)


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _scaled(points: Points, unit: float) -> Points:
    return tuple((x * unit, y * unit) for x, y in points)
