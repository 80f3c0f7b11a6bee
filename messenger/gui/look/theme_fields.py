"""Fields, scrollbars and the progress bar of the theme."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

from messenger.gui.look.fonts import Fonts
from messenger.gui.look.theme_parts import Parts
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.look.tokens import Tokens

# element: radius, ground around it, is it in error
_FIELDS: Final = {
    "Field.tile": (8, "pane", False),
    "BadField.tile": (8, "pane", True),
    "SearchField.tile": (8, "side", False),
    "InputField.tile": (12, "pane", False),
}
_ENTRIES: Final = {"TEntry": "Field.tile", "Bad.TEntry": "BadField.tile"}
# frames that look like fields; put them in state "focus" when what is inside has the keyboard
_FRAMES: Final = {
    "Field.TFrame": ("Field.tile", "pane"),
    "Search.TFrame": ("SearchField.tile", "side"),
    "Input.TFrame": ("InputField.tile", "pane"),
}
# which ground each lies on
_SCROLLBARS: Final = {"Vertical.TScrollbar": "pane", "Side.Vertical.TScrollbar": "side"}


def build(parts: Parts) -> None:
    for name, (radius, ground, bad) in _FIELDS.items():
        _build_field(parts, name, BoxStyle(radius, "pane", "edge", 1, ground), bad)
    for name, element in _ENTRIES.items():
        area = ("Entry.textarea", {"sticky": "nswe"})
        padding = ("Entry.padding", {"sticky": "nswe", "children": [area]})
        parts.layout(name, (element, {"sticky": "nswe", "children": [padding]}))
    for name, (element, _) in _FRAMES.items():
        parts.layout(name, (element, {"sticky": "nswe"}))
    for name in _SCROLLBARS:
        _build_scrollbar(parts, name)
    _build_progress(parts)


def _build_field(parts: Parts, name: str, rest: BoxStyle, bad: bool) -> None:
    radius, ground = rest.radius, rest.ground
    lit = "danger" if bad else "accent"

    def box(fill: str, edge: str, width: float) -> tk.PhotoImage:
        return parts.pictures.tile(BoxStyle(radius, fill, edge, width, ground))

    parts.element(
        name,
        parts.pictures.tile(BoxStyle(radius, "pane", "danger" if bad else "edge", 1, ground)),
        ("disabled", box("sunken", "line", 1)),
        ("focus", box("pane", lit, 2)),
        border=radius + 2,
    )


def _build_scrollbar(parts: Parts, name: str) -> None:
    pictures, px = parts.pictures, parts.pictures.px
    parts.image(
        f"{name}.thumb",
        pictures.thumb(6, "thumb"),
        ("pressed", pictures.thumb(8, "soft")),
        ("active", pictures.thumb(8, "edge")),
        border=(0, px(6)),
        sticky="nswe",
        width=px(10),
        height=px(36),
    )
    thumb = (f"{name}.thumb", {"expand": 1, "sticky": "nswe"})
    # The trough of an image theme is a picture; clam's takes our plain colour.
    parts.style.element_create(f"{name}.trough", "from", "clam", "Vertical.Scrollbar.trough")
    parts.layout(name, (f"{name}.trough", {"sticky": "ns", "children": [thumb]}))


def _build_progress(parts: Parts) -> None:
    # Tk fills only an element whose name ends in "pbar".
    parts.element("Progress.groove", parts.pictures.tile(BoxStyle(3, "line")), border=3)
    parts.element("Progress.pbar", parts.pictures.tile(BoxStyle(3, "accent")), border=3)
    bar = ("Progress.pbar", {"side": "left", "sticky": "ns"})
    groove = ("Progress.groove", {"sticky": "nswe", "children": [bar]})
    parts.layout("Horizontal.TProgressbar", groove)


def paint(style: ttk.Style, tokens: Tokens, fonts: Fonts, px: Callable[[float], int]) -> None:
    """Colours, fonts and paddings, which are the theme's own settings."""
    for name in _ENTRIES:
        style.configure(
            name,
            padding=(px(11), px(7)),
            foreground=tokens.text,
            fieldbackground=tokens.pane,
            background=tokens.pane,
            insertcolor=tokens.text,
            insertwidth=max(1, px(1.4)),
            selectbackground=tokens.marked_text,
            selectforeground=tokens.text,
            font=fonts["body"],
        )
        style.map(name, foreground=[("disabled", tokens.muted)], fieldbackground=[])
    for name, (_, ground) in _FRAMES.items():
        style.configure(name, background=tokens.colour(ground))
    for name, ground in _SCROLLBARS.items():
        colour = tokens.colour(ground)
        style.configure(
            name,
            troughcolor=colour,
            bordercolor=colour,
            lightcolor=colour,
            darkcolor=colour,
            background=colour,
            borderwidth=0,
            arrowsize=px(10),
            gripcount=0,
        )
        style.map(name, background=[], bordercolor=[], troughcolor=[])
    style.configure("Horizontal.TProgressbar", thickness=px(6))
