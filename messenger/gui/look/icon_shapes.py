"""The icons as strokes on a grid of 24, drawn by `icons.draw_icon`.

Each icon is a tuple of shapes: a `Line` through points, a `Dot`, or a filled `Area`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Point = tuple[float, float]
Points = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Line:
    points: Points


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Area:
    points: Points


Shape = Line | Dot | Area


def _line(*points: Point) -> Line:
    return Line(points)


def _arc(centre: Point, radius: float, start: float, end: float, steps: int = 32) -> Points:
    """Part of a circle, in degrees clockwise from three o'clock."""
    x, y = centre
    angles = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)


def _ring(x: float, y: float, radius: float) -> Line:
    return Line(_arc((x, y), radius, 0, 360))


def _curve(a: Point, b: Point, c: Point, d: Point) -> Points:
    """A cubic Bézier curve from a to d."""

    def at(t: float, i: int) -> float:
        u = 1 - t
        return u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i]

    return tuple((at(n / 24, 0), at(n / 24, 1)) for n in range(25))


def _round_box(left: float, top: float, right: float, bottom: float, radius: float) -> Line:
    r = radius
    return Line(
        _arc((right - r, top + r), r, -90, 0, 8)
        + _arc((right - r, bottom - r), r, 0, 90, 8)
        + _arc((left + r, bottom - r), r, 90, 180, 8)
        + _arc((left + r, top + r), r, 180, 270, 8)
        + ((right - r, top),)
    )


ICONS: Final[Mapping[str, tuple[Shape, ...]]] = {
    "hash": (
        _line((9.5, 4.5), (7.5, 19.5)),
        _line((16.5, 4.5), (14.5, 19.5)),
        _line((4.8, 9.2), (20, 9.2)),
        _line((4, 14.8), (19.2, 14.8)),
    ),
    "lock": (
        _round_box(5, 10.5, 19, 20, 2.5),
        Line(((8, 10.5), (8, 8), *_arc((12, 8), 4, 180, 360), (16, 10.5))),
    ),
    "search": (_ring(10.5, 10.5, 6), _line((15, 15), (20, 20))),
    "plus": (_line((12, 5), (12, 19)), _line((5, 12), (19, 12))),
    "close": (_line((6, 6), (18, 18)), _line((18, 6), (6, 18))),
    "send": (Area(((4, 4.6), (20.6, 12), (4, 19.4), (6.2, 12.9), (13, 12), (6.2, 11.1))),),
    "down": (_line((12, 5), (12, 18.5)), _line((6.2, 13), (12, 18.8), (17.8, 13))),
    "chevron": (_line((7, 10), (12, 15), (17, 10)),),
    "chevron_right": (_line((10, 7), (15, 12), (10, 17)),),
    "bell": (
        Line(
            (
                (4.5, 17.0),
                *_curve((6.5, 15), (6.5, 13), (6.5, 12), (6.5, 10.5)),
                *_arc((12, 10), 5.5, 180, 360),
                *_curve((17.5, 10.5), (17.5, 12), (17.5, 13), (19.5, 17))[1:],
                (4.5, 17.0),
            )
        ),
        Line(_arc((12, 18), 2.2, 20, 160)),
    ),
    "users": (
        _ring(9.2, 8.2, 3.4),
        Line(((3.0, 19.5), *_curve((3, 19.5), (3, 12.8), (15.4, 12.8), (15.4, 19.5)))),
        Line(_arc((15.6, 8.2), 3.3, -75, 75)),
        Line(_curve((17.3, 14.4), (19.8, 15), (21, 16.8), (21, 19.5))),
    ),
    "person": (
        _ring(12, 8, 3.8),
        Line(_curve((4.8, 19.8), (4.8, 12.2), (19.2, 12.2), (19.2, 19.8))),
    ),
    "more": (Dot(5.5, 12, 1.5), Dot(12, 12, 1.5), Dot(18.5, 12, 1.5)),
    "reply": (
        _line((9.5, 6), (4, 11.5), (9.5, 17)),
        Line(((4.3, 11.5), (13.0, 11.5), *_curve((13, 11.5), (17.5, 11.5), (20, 14), (20, 19)))),
    ),
    "smile": (
        _ring(12, 12, 8.4),
        Dot(9, 10, 1.15),
        Dot(15, 10, 1.15),
        Line(_arc((12, 12.2), 4.2, 25, 155)),
    ),
    "edit": (
        _line((4.5, 19.5), (5.5, 15.5), (15.8, 5.2), (18.8, 8.2), (8.5, 18.5), (4.5, 19.5)),
        _line((13.5, 7.5), (16.5, 10.5)),
    ),
    "hand": (
        _line((8.2, 12), (8.2, 6)),
        _line((11.4, 11.4), (11.4, 3.8)),
        _line((14.6, 11.8), (14.6, 5)),
        Line(
            (
                (17.8, 8.0),
                (17.8, 14.2),
                *_curve((17.8, 14.2), (17.8, 18.4), (15.6, 20.6), (12.4, 20.6)),
                *_curve((12.4, 20.6), (9.4, 20.6), (8.2, 19.2), (7, 17)),
                (4.6, 12.8),
                *_curve((4.6, 12.8), (5.4, 11.8), (6.8, 12.2), (8.2, 14.4)),
            )
        ),
    ),
    "clock": (_ring(12, 12, 8), _line((12, 7.2), (12, 12.2), (15.4, 14.2))),
    "check": (_line((5, 12.8), (10, 17.6), (19.2, 7)),),
    "checks": (
        _line((2.2, 12.8), (6.9, 17.4), (15.6, 7)),
        _line((12, 17), (12.6, 17.5), (21.6, 7)),
    ),
    "alert": (_ring(12, 12, 8.4), _line((12, 7.4), (12, 12.8)), Dot(12, 16.2, 1.15)),
    "warn": (
        _line((12, 4.2), (20.8, 19.4), (3.2, 19.4), (12, 4.2)),
        _line((12, 10), (12, 14.2)),
        Dot(12, 16.8, 1.05),
    ),
    "info": (_ring(12, 12, 8.4), _line((12, 11.4), (12, 16.6)), Dot(12, 7.9, 1.15)),
    "shield": (
        Line(
            (
                (12.0, 3.5),
                *_curve((12, 3.5), (14.5, 5.4), (17, 5.8), (19, 6)),
                *_curve((19, 6), (19.4, 13), (17, 18), (12, 20.6)),
                *_curve((12, 20.6), (7, 18), (4.6, 13), (5, 6)),
                *_curve((5, 6), (7, 5.8), (9.5, 5.4), (12, 3.5)),
            )
        ),
    ),
    "settings": (
        _line((4, 8), (9, 8)),
        _line((14, 8), (20, 8)),
        _ring(11.5, 8, 2.5),
        _line((4, 16), (10.5, 16)),
        _line((15.5, 16), (20, 16)),
        _ring(13, 16, 2.5),
    ),
    "menu": (
        _line((4.5, 7), (19.5, 7)),
        _line((4.5, 12), (19.5, 12)),
        _line((4.5, 17), (19.5, 17)),
    ),
    "at": (
        _ring(12, 12, 3.6),
        Line(
            (
                (15.6, 8.6),
                (15.6, 13.0),
                *_curve((15.6, 13), (15.6, 16.6), (20.4, 16.4), (20.4, 12)),
                *_arc((12, 12), 8.4, 0, -300)[1:],
            )
        ),
    ),
    "wifi": (
        Dot(12, 18, 1.3),
        Line(_arc((12, 18), 5, -135, -45)),
        Line(_arc((12, 18), 9.2, -133, -47)),
        Line(_arc((12, 18), 13.4, -131, -49)),
    ),
    "copy": (
        _round_box(8.5, 8.5, 19.5, 19.5, 2.4),
        Line(
            (
                (15.5, 5.6),
                (6.9, 4.5),
                *_arc((6.9, 6.9), 2.4, -90, -180),
                (4.5, 13.1),
                *_arc((6.9, 13.1), 2.4, 180, 110),
            )
        ),
    ),
    "home": (
        _line((3.8, 11.4), (12, 4.2), (20.2, 11.4)),
        _line((6.2, 9.6), (6.2, 19.8), (17.8, 19.8), (17.8, 9.6)),
        Line(((10, 19.8), (10, 15.8), *_arc((12, 15.8), 2, 180, 360), (14, 19.8))),
    ),
    "door": (
        Line(
            (
                (5, 20),
                (5, 6.5),
                *_arc((8, 6.5), 3, 180, 270),
                *_arc((16, 6.5), 3, -90, 0),
                (19, 20),
            )
        ),
        _line((3, 20), (21, 20)),
        Dot(15.2, 13, 1.1),
    ),
    "enter": (
        _line((13, 4.5), (19, 4.5), (19, 19.5), (13, 19.5)),
        _line((4, 12), (14, 12)),
        _line((10, 8), (14, 12), (10, 16)),
    ),
    "leave": (
        _line((11, 4.5), (5, 4.5), (5, 19.5), (11, 19.5)),
        _line((10, 12), (20, 12)),
        _line((16, 8), (20, 12), (16, 16)),
    ),
    "note": (
        _round_box(4, 4, 20, 20, 3),
        _line((8, 9), (16, 9)),
        _line((8, 12.5), (16, 12.5)),
        _line((8, 16), (12.5, 16)),
    ),
    "moon": (Line(_arc((12, 12), 8.2, -10, 285)[:-1] + _arc((17.2, 7.2), 6.6, 205, 80)),),
    "sun": (
        _ring(12, 12, 4),
        *(
            _line(
                (12 + 6.6 * math.cos(a), 12 + 6.6 * math.sin(a)),
                (12 + 8.8 * math.cos(a), 12 + 8.8 * math.sin(a)),
            )
            for a in (math.pi * n / 4 for n in range(8))
        ),
    ),
    "trash": (
        _line((4.5, 6.5), (19.5, 6.5)),
        _line((6.5, 6.5), (7.4, 20), (16.6, 20), (17.5, 6.5)),
        _line((9.5, 6.2), (9.5, 4), (14.5, 4), (14.5, 6.2)),
    ),
    "again": (
        Line(_arc((12, 12), 7.6, -40, 250)),
        _line((18.2, 3.2), (18.2, 7.6), (13.8, 7.6)),
    ),
}
