"""Buttons, check boxes and radio buttons of the theme."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import Final

from messenger.gui.look.fonts import Fonts
from messenger.gui.look.theme_parts import Parts
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.look.tokens import Tokens


@dataclass(frozen=True, slots=True)
class ButtonLook:
    """Fill and edge of each state as token names, "" for no edge; lengths at 100 %."""

    rest: tuple[str, str]
    hover: tuple[str, str]
    press: tuple[str, str]
    disabled: tuple[str, str]
    ink: str
    radius: int = 8
    padding: tuple[int, int] = (16, 8)
    font: str = "bold"
    ground: str = "pane"


def _flat(ground: str, hover: str, ink: str = "soft") -> ButtonLook:
    """An icon without a box until the pointer is on it."""
    rest = (ground, "")
    return ButtonLook(rest, (hover, ""), ("press", ""), rest, ink, 6, (6, 6), "small", ground)


def _link(ground: str, ink: str, font: str) -> ButtonLook:
    face = (ground, "")
    return ButtonLook(face, face, face, face, ink, 4, (4, 2), font, ground)


_OFF: Final = ("sunken", "line")
BUTTONS: Final[dict[str, ButtonLook]] = {
    "TButton": ButtonLook(("pane", "edge"), ("row", "edge"), ("hover", "edge"), _OFF, "text"),
    "Accent.TButton": ButtonLook(
        ("accent", ""), ("accent_hover", ""), ("accent_press", ""), ("line", ""), "on_accent"
    ),
    "Danger.TButton": ButtonLook(
        ("pane", "danger"),
        ("danger_soft", "danger"),
        ("danger_press", "danger"),
        _OFF,
        "danger",
    ),
    "Small.TButton": ButtonLook(
        ("pane", "edge"), ("row", "edge"), ("hover", "edge"), _OFF, "text", 6, (10, 3), "small"
    ),
    "Chosen.Small.TButton": ButtonLook(
        ("selection", "accent"),
        ("selection", "accent"),
        ("hover", "accent"),
        _OFF,
        "on_selection",
        6,
        (10, 3),
        "small",
    ),
    "Send.TButton": ButtonLook(
        ("accent", ""),
        ("accent_hover", ""),
        ("accent_press", ""),
        ("line", ""),
        "on_accent",
        padding=(9, 6),
    ),
    "Icon.TButton": _flat("pane", "hover"),
    "Side.Icon.TButton": _flat("side", "press"),
    "Raised.Icon.TButton": _flat("raised", "hover"),
    "Sunken.Icon.TButton": _flat("sunken", "hover"),
    "Link.TButton": _link("pane", "link", "small"),
    "Side.Link.TButton": _link("side", "link", "small"),
    "Warn.Link.TButton": _link("warn_soft", "warn", "small_bold"),
    "Ok.Link.TButton": _link("ok_soft", "ok", "small_bold"),
    "Danger.Link.TButton": _link("danger_soft", "danger", "small_bold"),
}
_MARKS: Final = {"TCheckbutton": False, "TRadiobutton": True}  # style: is it round


def build(parts: Parts) -> None:
    for name, look in BUTTONS.items():
        _build_button(parts, name, look)
    for name, is_round in _MARKS.items():
        _build_mark(parts, name, is_round)


def _build_button(parts: Parts, name: str, look: ButtonLook) -> None:
    def box(face: tuple[str, str]) -> BoxStyle:
        return BoxStyle(look.radius, face[0], face[1], 1, look.ground)

    pictures = parts.pictures
    parts.element(
        f"{name}.tile",
        pictures.tile(box(look.rest)),
        ("disabled", pictures.tile(box(look.disabled))),
        ("pressed", pictures.tile(box(look.press))),
        ("focus", pictures.ring(box(look.rest))),
        ("active", pictures.tile(box(look.hover))),
        border=look.radius + 2,
    )
    label = ("Button.label", {"sticky": "nswe"})
    padding = ("Button.padding", {"sticky": "nswe", "children": [label]})
    parts.layout(name, (f"{name}.tile", {"sticky": "nswe", "children": [padding]}))


def _build_mark(parts: Parts, name: str, is_round: bool) -> None:
    def mark(*, on: bool, focus: bool) -> tk.PhotoImage:
        return parts.pictures.check_mark(round_=is_round, on=on, focus=focus)

    parts.image(
        f"{name}.mark",
        mark(on=False, focus=False),
        ("selected", "focus", mark(on=True, focus=True)),
        ("selected", mark(on=True, focus=False)),
        ("focus", mark(on=False, focus=True)),
        sticky="",
        width=parts.pictures.px(28),
    )
    plain = name[1:]
    inner = [
        (f"{name}.mark", {"side": "left"}),
        (f"{plain}.label", {"side": "left", "sticky": "nswe"}),
    ]
    parts.layout(name, (f"{plain}.padding", {"sticky": "nswe", "children": inner}))


def paint(style: ttk.Style, tokens: Tokens, fonts: Fonts, px: Callable[[float], int]) -> None:
    """Colours, fonts and paddings, which are the theme's own settings."""
    for name, look in BUTTONS.items():
        style.configure(
            name,
            padding=tuple(px(n) for n in look.padding),
            anchor="center",
            foreground=tokens.colour(look.ink),
            background=tokens.colour(look.ground),
            font=fonts[look.font],
            relief="flat",
            borderwidth=0,
            shiftrelief=0,
        )
        style.map(name, foreground=[("disabled", tokens.muted)], background=[])
    for name in _MARKS:
        style.configure(name, background=tokens.pane, foreground=tokens.text, font=fonts["body"])
        style.map(name, background=[], foreground=[("disabled", tokens.muted)], indicatorcolor=[])
