"""One row of a list: what it is, and how its ground and a heading are drawn."""

import tkinter as tk
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from messenger.gui.look.look import Look
from messenger.gui.look.tiles import BoxStyle

HEADING_HEIGHT: Final = 34
_Side = Literal["w", "e"]


class Row(Protocol):
    """What a list shows: a heading or an item; height at 100 %."""

    @property
    def key(self) -> str: ...

    @property
    def height(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title. addable: it has a plus button; count: "" for none."""

    key: str
    text: str
    count: str = ""
    addable: bool = False
    height: int = HEADING_HEIGHT


@dataclass(frozen=True, slots=True)
class Brush:
    """Where and how one row is drawn; lengths in pixels of the screen."""

    canvas: tk.Canvas
    look: Look
    top: int
    height: int
    width: int
    selected: bool
    hover: bool

    @property
    def middle(self) -> int:
        return self.top + self.height // 2

    @property
    def ground(self) -> str:
        """The token of what lies behind the row."""
        return "selection" if self.selected else ("hover" if self.hover else "side")

    def words(self, x: int, y: int, text: str, font: str, ink: str, anchor: _Side = "w") -> None:
        look = self.look
        self.canvas.create_text(
            x, y, text=text, font=look.fonts[font], fill=look.colour(ink), anchor=anchor
        )

    def picture(self, x: int, image: tk.PhotoImage, anchor: _Side = "w", drop: int = 0) -> None:
        self.canvas.create_image(x, self.middle + drop, image=image, anchor=anchor)


def draw_ground(brush: Brush, *, focused: bool) -> None:
    """The rounded tint of a row that is selected, under the pointer or has the keyboard."""
    if brush.ground == "side" and not focused:
        return
    px = brush.look.px
    style = BoxStyle(8, brush.ground, "accent" if focused else "", 2, "side")
    size = (max(1, brush.width - px(16)), brush.height - 2)
    tile = brush.look.pictures.box(*size, style)
    brush.canvas.create_image(px(8), brush.top + 1, image=tile, anchor="nw")


def draw_heading(brush: Brush, row: Heading, *, closed: bool) -> None:
    px, pictures = brush.look.px, brush.look.pictures
    drop = px(3)
    arrow = "chevron_right" if closed else "chevron"
    brush.picture(px(12), pictures.icon(arrow, 14, "muted", 2), drop=drop)
    brush.words(px(30), brush.middle + drop, row.text, "small_bold", "soft")
    right = brush.width - px(16)
    if row.addable:
        brush.picture(right, pictures.icon("plus", 16, "soft"), "e", drop)
        right -= px(24)
    brush.words(right - px(2), brush.middle + drop, row.count, "small", "muted", "e")
