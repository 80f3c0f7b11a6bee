"""The ttk theme: every control out of our own tiles, on top of a theme of ttkthemes.

An element's border and size are fixed when it is made, so each zoom has a theme of its own, and
so do its pictures: a button whose icon changes is drawn once more before Tk tells it of the other
theme, and a tile that has meanwhile become smaller than its borders is repeated without end.
"""

import tkinter as tk
from tkinter import ttk
from typing import Final, Protocol

from ttkthemes import ThemedTk

from messenger.gui.look import theme_buttons, theme_fields
from messenger.gui.look.drawing import Pictures
from messenger.gui.look.fonts import Fonts
from messenger.gui.look.theme_parts import Parts
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.look.tokens import Tokens


class LookParts(Protocol):
    """What the theme needs of a Look."""

    root: tk.Tk
    mode: str
    zoom: float
    tokens: Tokens
    fonts: Fonts
    pictures: Pictures
    theme_family: str
    theme_pictures: dict[str, Pictures]


# style: tile, depth of the shadow (0: none), border of the nine-patch at 100 %, ground inside
PANELS: Final[dict[str, tuple[BoxStyle, int, int, str]]] = {
    "Card.TFrame": (BoxStyle(16, "pane", "line", 1, "side"), 18, 36, "pane"),
    "Sheet.TFrame": (BoxStyle(10, "pane", "edge", 1, "pane"), 3, 16, "pane"),
    "Popup.TFrame": (BoxStyle(10, "raised", "edge", 1, "pane"), 0, 12, "raised"),
    "Side.Popup.TFrame": (BoxStyle(10, "raised", "edge", 1, "side"), 0, 12, "raised"),
    "Bar.TFrame": (BoxStyle(8, "raised", "line", 1, "pane"), 5, 14, "raised"),
    "Code.TFrame": (BoxStyle(8, "sunken", "line", 1, "pane"), 0, 10, "sunken"),
    "Danger.TFrame": (BoxStyle(8, "danger_soft", "", 1, "pane"), 0, 10, "danger_soft"),
    "Ok.TFrame": (BoxStyle(8, "ok_soft", "", 1, "pane"), 0, 10, "ok_soft"),
    "Warn.TFrame": (BoxStyle(8, "warn_soft", "", 1, "pane"), 0, 10, "warn_soft"),
    "Row.TFrame": (BoxStyle(8, "pane", "line", 1, "pane"), 0, 10, "pane"),
    "RowChosen.TFrame": (BoxStyle(8, "selection", "accent", 1.5, "pane"), 0, 10, "selection"),
}


def new_family(root: tk.Misc) -> str:
    """The first part of the names of one Look's themes: they show that Look's own pictures, and
    Tk can not forget a theme."""
    return f"messenger{len(ttk.Style(root).theme_names())}"


def install(look: LookParts) -> None:
    """Make the theme of this look the present one, building it the first time."""
    style = ttk.Style(look.root)
    name = f"{look.theme_family}-{look.mode}-{round(look.zoom * 100)}"
    if name in style.theme_names():
        style.theme_use(name)
    else:
        style.theme_create(name, parent=_base(look, style))
        style.theme_use(name)
        # Kept: a picture without an owner turns blank in the elements that show it.
        look.theme_pictures[name] = Pictures(look.root, look.tokens, look.zoom)
        _build(Parts(look.root, style, look.theme_pictures[name]))
    _paint(look, style)
    look.root.configure(background=look.tokens.side)


def _base(look: LookParts, style: ttk.Style) -> str:
    """The theme below ours, for controls we draw no tiles for."""
    base = look.tokens.base
    if isinstance(look.root, ThemedTk) and base not in style.theme_names():
        look.root.set_theme(base)
    return base if base in style.theme_names() else "clam"


def _build(parts: Parts) -> None:
    theme_buttons.build(parts)
    theme_fields.build(parts)
    for style, (box, depth, border, _) in PANELS.items():
        picture = parts.pictures.card(box, depth) if depth else parts.pictures.tile(box)
        parts.element(f"{style}.tile", picture, border=border)
        parts.layout(style, (f"{style}.tile", {"sticky": "nswe"}))


def _paint(look: LookParts, style: ttk.Style) -> None:
    tokens, fonts = look.tokens, look.fonts
    style.configure(
        ".",
        background=tokens.pane,
        foreground=tokens.text,
        font=fonts["body"],
        selectbackground=tokens.marked_text,
        selectforeground=tokens.text,
    )
    style.configure("TFrame", background=tokens.pane)
    style.configure("Side.TFrame", background=tokens.side)
    for name, (box, _, _, _) in PANELS.items():
        style.configure(name, background=tokens.colour(box.ground))
    theme_buttons.paint(style, tokens, fonts, look.pictures.px)
    theme_fields.paint(style, tokens, fonts, look.pictures.px)
