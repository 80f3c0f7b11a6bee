"""Every colour of the program, by what it is for; light and dark.

Contrast is at least 4.5 for text and 3 for shapes on the grounds they are used on.
"""

from dataclasses import dataclass, replace
from typing import Final


def mix(first: str, second: str, share: float) -> str:
    """The colour between two "#rrggbb" colours; share 0.0 is the first, 1.0 the second."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. base: the ttkthemes theme underneath; shade: how dark a shadow is, 0 to 255."""

    mode: str
    base: str
    side: str  # window, left and right column
    pane: str  # messages, cards
    raised: str  # popups
    sunken: str  # code, disabled, quiet pills
    row: str  # the message under the pointer
    hover: str  # list row, icon button
    press: str
    line: str  # hairlines, decoration only
    edge: str  # borders of fields and buttons
    thumb: str  # scrollbar at rest
    count: str  # quiet count pill
    text: str
    soft: str  # read rooms, icons
    muted: str  # time, topic, hints
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    selection: str  # selected row, @me
    on_selection: str
    link: str
    danger: str
    danger_soft: str
    danger_press: str
    warn: str
    warn_soft: str
    ok: str
    ok_soft: str
    badge: str  # you are wanted: mention and private message, the new line
    on_badge: str
    mention: str  # a row that names me
    online: str
    away: str
    off: str
    marked_text: str  # selected text
    shadow: str
    shade: int

    def colour(self, name: str) -> str:
        """The colour of a token, or the "#rrggbb" itself."""
        return name if name.startswith("#") else str(getattr(self, name))


_LIGHT: Final = Tokens(
    mode="light",
    base="arc",
    side="#EDF1F3",
    pane="#FFFFFF",
    raised="#FFFFFF",
    sunken="#F3F6F8",
    row="#F5F8F9",
    hover="#E2E8EC",
    press="#D3DCE1",
    line="#DCE2E6",
    edge="#7A8790",
    thumb="#B6BEC4",
    count="#D0D9DE",
    text="#162127",
    soft="#46545D",
    muted="#5A6871",
    accent="#0B6A8A",
    accent_hover="#085570",
    accent_press="#085068",
    on_accent="#FFFFFF",
    selection="#D3E8F0",
    on_selection="#064A61",
    link="#0A6484",
    danger="#B3261E",
    danger_soft="#FCE9E7",
    danger_press="#EFC6C3",
    warn="#7A5000",
    warn_soft="#FFF1D0",
    ok="#18734A",
    ok_soft="#DFF3E8",
    badge="#C23B22",
    on_badge="#FFFFFF",
    mention="#FFF6E1",
    online="#1E9A5A",
    away="#B57700",
    off="#7B868E",
    marked_text="#BFE0EC",
    shadow="#0B2530",
    shade=70,
)

_DARK: Final = replace(
    _LIGHT,
    mode="dark",
    base="equilux",
    side="#12181B",
    pane="#1A2125",
    raised="#232C31",
    sunken="#141A1D",
    row="#1F272B",
    hover="#242E33",
    press="#334047",
    line="#2F3A40",
    edge="#6C7B84",
    thumb="#475259",
    count="#2F3A40",
    text="#E7ECEF",
    soft="#B9C5CB",
    muted="#97A5AD",
    accent="#5CC2E2",
    accent_hover="#83D4EC",
    accent_press="#4592AA",
    on_accent="#04222D",
    selection="#173C4A",
    on_selection="#B9E8F7",
    link="#79CFEA",
    danger="#FF8A80",
    danger_soft="#3A1F1E",
    danger_press="#5D3230",
    warn="#F2C462",
    warn_soft="#37300F",
    ok="#5FD39A",
    ok_soft="#15332A",
    badge="#FF7A66",
    on_badge="#2B0700",
    mention="#2E2A17",
    online="#3FC983",
    away="#E3AE33",
    off="#7C8A92",
    marked_text="#23576B",
    shadow="#000000",
    shade=150,
)

TOKENS: Final = {"light": _LIGHT, "dark": _DARK}


@dataclass(frozen=True, slots=True)
class PersonColour:
    """A person's name on the pane in each theme, and the disc behind the white initials."""

    light: str
    dark: str
    disc: str


PEOPLE: Final = (
    PersonColour("#0B6A8A", "#79CFEA", "#0B6A8A"),
    PersonColour("#9A3B12", "#FFB08A", "#B4491A"),
    PersonColour("#5B3FA8", "#C3B0FF", "#6A4BC0"),
    PersonColour("#1A7048", "#7FDBA8", "#1B7A4E"),
    PersonColour("#A3246B", "#FF9ACB", "#B32E78"),
    PersonColour("#7A5600", "#EBC765", "#8A6200"),
    PersonColour("#2F55B5", "#A3BEFF", "#3B62C8"),
    PersonColour("#A12B33", "#FF9DA0", "#B5343C"),
)
