"""Named Tk fonts: made once, only reconfigured when the zoom changes, so every widget follows."""

import tkinter as tk
from tkinter import font as tk_font
from typing import Final, Literal

_FAMILIES: Final = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Noto Sans",
    "Cantarell",
    "DejaVu Sans",
)
_CODE_FAMILIES: Final = (
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
_Weight = Literal["normal", "bold"]
_Slant = Literal["roman", "italic"]
# role: pixels at 100 %, weight, slant, code
_ROLES: Final[dict[str, tuple[int, _Weight, _Slant, bool]]] = {
    "tiny": (11, "normal", "roman", False),
    "tiny_bold": (11, "bold", "roman", False),
    "small": (12, "normal", "roman", False),
    "small_bold": (12, "bold", "roman", False),
    "body": (14, "normal", "roman", False),
    "bold": (14, "bold", "roman", False),
    "italic": (14, "normal", "italic", False),
    "room": (16, "bold", "roman", False),
    "title": (18, "bold", "roman", False),
    "product": (24, "bold", "roman", False),
    "code": (13, "normal", "roman", True),
}
_TK_DEFAULTS: Final = ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont")


class Fonts:
    """The program's fonts by role: tiny, small, body, bold, italic, room, title, product, code."""

    def __init__(self, root: tk.Misc, zoom: float) -> None:
        self._root = root
        present = set(tk_font.families(root))
        self.family = _first(_FAMILIES, present, "TkDefaultFont", root)
        self.code_family = _first(_CODE_FAMILIES, present, "TkFixedFont", root)
        known = set(tk_font.names(root))
        self._fonts = {
            role: tk_font.Font(root, name=_name(role), exists=_name(role) in known)
            for role in _ROLES
        }
        for font in self._fonts.values():
            # Tk's fonts outlive this object: widgets of another Look may use the same names.
            font.delete_font = False
        self.scale(zoom)

    def scale(self, zoom: float) -> None:
        """Give every font its size at this zoom; negative sizes are pixels to Tk."""
        for role, (size, weight, slant, code) in _ROLES.items():
            self._fonts[role].configure(
                family=self.code_family if code else self.family,
                size=-max(6, round(size * zoom)),
                weight=weight,
                slant=slant,
            )
        for name in _TK_DEFAULTS:
            tk_font.nametofont(name, self._root).configure(
                family=self.family, size=-max(6, round(14 * zoom))
            )

    def __getitem__(self, role: str) -> tk_font.Font:
        return self._fonts[role]

    def line_height(self, role: str) -> int:
        """Pixels from one line to the next."""
        return int(self._fonts[role].metrics("linespace"))

    def elide(self, role: str, text: str, width: int) -> str:
        """The text, cut with "…" where it is wider than `width` pixels."""
        font = self._fonts[role]
        if font.measure(text) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if font.measure(text[:middle] + "…") <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"


def _name(role: str) -> str:
    return f"messenger.{role}"


def _first(wanted: tuple[str, ...], present: set[str], fallback: str, root: tk.Misc) -> str:
    found = next((name for name in wanted if name in present), None)
    return found or str(tk_font.nametofont(fallback, root).actual("family"))
