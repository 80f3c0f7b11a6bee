"""Tokens, pictures and the switch of theme and zoom."""

import tkinter as tk
from tkinter import ttk

import pytest

from messenger.gui.look.avatars import initials, person_index
from messenger.gui.look.icon_shapes import ICONS
from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.look.tokens import PEOPLE, TOKENS, channels
from messenger.gui.widgets.plain import Words


def contrast(first, second):
    """WCAG 2 relative luminance, section 1.4.3."""

    def luminance(colour):
        parts = [value / 255 for value in channels(colour)]
        linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


READ_ON = {
    "text": ("pane", "side", "raised", "sunken", "selection", "mention", "row", "count"),
    "soft": ("pane", "side", "raised", "hover"),
    "muted": ("pane", "side", "raised", "sunken", "row", "mention"),
    "link": ("pane", "raised", "mention"),
    "on_accent": ("accent", "accent_hover"),
    "on_selection": ("selection",),
    "danger": ("pane", "danger_soft"),
    "warn": ("warn_soft",),
    "ok": ("ok_soft",),
    "on_badge": ("badge",),
}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(mode):
    tokens = TOKENS[mode]
    for ink, grounds in READ_ON.items():
        for ground in grounds:
            assert contrast(tokens.colour(ink), tokens.colour(ground)) >= 4.5, (ink, ground)
    for person in PEOPLE:
        name = person.light if mode == "light" else person.dark
        assert contrast(name, tokens.pane) >= 4.5
        assert contrast(name, tokens.mention) >= 4.5
        assert contrast("#FFFFFF", person.disc) >= 4.5


@pytest.mark.parametrize(
    ("name", "size", "letters"),
    [
        ("Mira Lindqvist", 36, "ML"),
        ("Mira Lindqvist", 24, "M"),
        ("jun_w", 36, "JW"),
        ("ada", 36, "A"),
        ("~~", 36, ""),
        ("", 36, ""),
    ],
)
def test_initials(name, size, letters):
    assert initials(name, size) == letters


def test_a_person_keeps_their_colour_in_any_spelling():
    assert person_index("Mira") == person_index("mira")
    assert {person_index(f"person {n}") for n in range(200)} == set(range(len(PEOPLE)))


def test_pictures_in_use_follow_theme_and_zoom(root):
    look = Look(root)
    icon = look.pictures.icon("clock", 20, "text")
    label = tk.Label(root, image=icon)
    before = icon.get(10, 2), icon.width()
    look.switch("dark", 2.0)
    assert icon.width() == 40
    assert look.pictures.icon("clock", 20, "text") is icon
    look.switch("light", 1.0)
    assert (icon.get(10, 2), icon.width()) == before
    label.destroy()
    look.switch("dark")
    assert look.pictures.icon("clock", 20, "text") is not icon


def test_every_picture_can_be_drawn_at_every_zoom(root):
    look = Look(root)
    for zoom in (0.8, 1.25, 3.0):
        look.switch(zoom=zoom)
        for name in ICONS:
            assert look.pictures.icon(name).width() == look.px(20)
        for presence in ("", "online", "away", "off"):
            assert look.pictures.avatar("李雷", 30, presence).width() == look.px(30)
        upper, lower = look.pictures.avatar_slices(
            "Mira", 36, lambda: look.fonts.line_height("bold")
        )
        assert upper.height() + lower.height() >= look.px(36)
        pill = look.pictures.pill("4 new", PillStyle("accent", "on_accent", icon="down"))
        assert pill.height() == look.px(18)


def test_destroyed_widgets_are_not_restyled(root):
    look = Look(root)
    kept, gone = Words(root, look, "kept"), Words(root, look, "gone")
    gone.destroy()
    look.switch("dark")
    assert str(kept.cget("foreground")) == TOKENS["dark"].text


def test_zoom_stays_within_its_bounds(root):
    look = Look(root, zoom=9)
    assert look.zoom == 3.0
    look.switch(zoom=0.1)
    assert look.zoom == 0.8


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_controls_have_our_own_faces(root, mode):
    look = Look(root, mode)
    style = ttk.Style(root)
    assert style.theme_use() == f"{look.theme_family}-{mode}-100"
    button = ttk.Button(root, text="Log in", style="Accent.TButton")
    button.pack()
    root.update()
    assert look.px(30) <= button.winfo_reqheight() <= look.px(44)


def test_eliding_leaves_what_fits(root):
    fonts = Look(root).fonts
    assert fonts.elide("body", "short", 500) == "short"
    cut = fonts.elide("body", "a long line of words", 60)
    assert cut.endswith("…")
    assert fonts["body"].measure(cut) <= 60
