"""Pictures: everything drawn with Pillow, as Tk images that follow theme and zoom by themselves.

A picture is asked for by what it shows ("the clock, 14 high, muted"), colours by token name. When
theme or zoom changes, each picture in use is drawn anew into the same Tk image, so labels, texts
and canvases that show it need not be told. ttk elements can not follow: see look/theme.
"""

import tkinter as tk
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final

from PIL import Image

from messenger.gui.look import marks, png, reactions, tiles
from messenger.gui.look.avatars import Presence, draw_avatar, initials, person_index
from messenger.gui.look.emoji import draw_emoji
from messenger.gui.look.icons import STROKE, draw_icon
from messenger.gui.look.pills import PillStyle, draw_pill
from messenger.gui.look.tiles import BoxStyle, MarkStyle
from messenger.gui.look.tokens import PEOPLE, TOKENS, Tokens

PRESENCE_SHAPES: Final = {"online": "disc", "away": "crescent", "off": "ring"}
# Drawn pictures as PNG, kept so that switching back and forth costs little; then start anew.
_MOST_KEPT: Final = 3000
_Draw = Callable[[], Image.Image]


class Pictures:
    """One for the whole program; only the Tk thread may use it."""

    def __init__(self, root: tk.Misc, tokens: Tokens = TOKENS["light"], zoom: float = 1.0) -> None:
        self._root = root
        self.tokens = tokens
        self.zoom = zoom
        self._made: dict[Hashable, tuple[tk.PhotoImage, _Draw]] = {}
        self._drawn: dict[tuple[Hashable, str, float], bytes] = {}

    def px(self, length: float) -> int:
        """Pixels of the screen for a length at 100 %; what is not nothing stays at least 1."""
        return max(1, round(length * self.zoom)) if length > 0 else 0

    def redraw(self, tokens: Tokens, zoom: float) -> None:
        """Take on another theme or zoom: draw what is in use anew, forget the rest."""
        self.tokens, self.zoom = tokens, zoom
        for key, (photo, draw) in list(self._made.items()):
            if self._root.tk.getboolean(self._root.tk.call("image", "inuse", str(photo))):
                # Size 0 lets the image take the new data's own size.
                photo.configure(data=self._png(key, draw), width=0, height=0)
            else:
                del self._made[key]

    def get(self, key: Hashable, draw: _Draw) -> tk.PhotoImage:
        """The image of this key, drawn the first time. `draw` reads tokens and zoom from here."""
        entry = self._made.get(key)
        if entry is None:
            entry = (tk.PhotoImage(master=self._root, data=self._png(key, draw)), draw)
            self._made[key] = entry
        return entry[0]

    def icon(
        self, name: str, size: int = 20, colour: str = "soft", stroke: float = STROKE
    ) -> tk.PhotoImage:
        def draw() -> Image.Image:
            return draw_icon(name, self.px(size), self.tokens.colour(colour), stroke)

        return self.get(("icon", name, size, colour, stroke), draw)

    def avatar(
        self, name: str, size: int = 36, presence: str = "", ground: str = "pane"
    ) -> tk.PhotoImage:
        """presence: "online", "away", "off" or "" for none. Kept by looks, not by name: ten
        thousand people are a few hundred pictures."""
        letters, person = initials(name, size), person_index(name)

        def draw() -> Image.Image:
            colour = self.tokens.colour
            shown = (
                Presence(PRESENCE_SHAPES[presence], colour(presence), colour(ground))
                if presence
                else None
            )
            return draw_avatar(letters, PEOPLE[person].disc, self.px(size), shown)

        shown_ground = ground if presence else ""
        return self.get(("avatar", letters, person, size, presence, shown_ground), draw)

    def avatar_slices(
        self, name: str, size: int, cut: Callable[[], int]
    ) -> tuple[tk.PhotoImage, tk.PhotoImage]:
        """An avatar in two pieces, for two lines of a text; cut() is the upper one's height."""
        letters, person = initials(name, size), person_index(name)

        def whole() -> Image.Image:
            return draw_avatar(letters, PEOPLE[person].disc, self.px(size), None)

        def upper() -> Image.Image:
            return whole().crop((0, 0, self.px(size), cut()))

        def lower() -> Image.Image:
            return whole().crop((0, cut(), self.px(size), max(cut() + 1, self.px(size))))

        key = (letters, person, size)
        return self.get(("upper", *key), upper), self.get(("lower", *key), lower)

    def pill(self, text: str, style: PillStyle) -> tk.PhotoImage:
        def draw() -> Image.Image:
            return draw_pill(text, self._coloured(style), self.zoom)

        return self.get(("pill", text, style), draw)

    def reaction(self, text: str, count: int, own: bool) -> tk.PhotoImage:
        """An emoji and how many chose it; own: we are among them."""

        def draw() -> Image.Image:
            style = reactions.OWN if own else reactions.OTHERS
            return reactions.draw_reaction(text, count, self._coloured(style), self.zoom)

        return self.get(("reaction", text, count, own), draw)

    def tile(self, style: BoxStyle) -> tk.PhotoImage:
        """A box to be cut in nine; the style's lengths are at 100 %, its colours token names."""

        def draw() -> Image.Image:
            return tiles.draw_tile(self._on_screen(style), self.px(tiles.MIDDLE))

        return self.get(("tile", style), draw)

    def box(self, width: int, height: int, style: BoxStyle) -> tk.PhotoImage:
        """A box of this size in pixels of the screen, for a canvas."""

        def draw() -> Image.Image:
            return tiles.draw_box(width, height, self._on_screen(style))

        return self.get(("box", width, height, style), draw)

    def ring(self, style: BoxStyle, colour: str = "accent") -> tk.PhotoImage:
        """A tile with the focus ring inside its own box."""

        def draw() -> Image.Image:
            width = max(2, round(2 * self.zoom))
            shown = self._on_screen(style)
            return tiles.draw_ring(shown, self.tokens.colour(colour), width, self.px(tiles.MIDDLE))

        return self.get(("ring", style, colour), draw)

    def card(self, style: BoxStyle, depth: int) -> tk.PhotoImage:
        """A tile with a shadow of `depth` (at 100 %) around it."""

        def draw() -> Image.Image:
            tokens = self.tokens
            shown = self._on_screen(style)
            return tiles.draw_card(shown, self.px(depth), tokens.shadow, tokens.shade)

        return self.get(("card", style, depth), draw)

    def thumb(self, thick: int, colour: str) -> tk.PhotoImage:
        def draw() -> Image.Image:
            shown = self.tokens.colour(colour)
            return tiles.draw_thumb(self.px(10), self.px(30), self.px(thick), shown)

        return self.get(("thumb", thick, colour), draw)

    def check_mark(self, *, round_: bool, on: bool, focus: bool) -> tk.PhotoImage:
        def draw() -> Image.Image:
            tokens = self.tokens
            fill = tokens.accent if on else tokens.pane
            edge = tokens.accent if on or focus else tokens.edge
            style = MarkStyle(round_, on, fill, edge, 2.4 if focus else 1.3, tokens.on_accent)
            if focus and on:
                style = MarkStyle(round_, on, fill, tokens.text, 2.4, tokens.on_accent)
            return tiles.draw_mark(self.px(20), style)

        return self.get(("check", round_, on, focus), draw)

    def emoji(self, letters: str, height: int) -> tk.PhotoImage:
        """One emoji of those that `emoji.has_picture` knows."""
        return self.get(("emoji", letters, height), lambda: draw_emoji(letters, self.px(height)))

    def mark(self, size: int) -> tk.PhotoImage:
        """The product's mark."""
        return self.get(("mark", size), lambda: marks.draw_product_mark(self.px(size)))

    def dot(self, size: int, colour: str, shape: str = "disc") -> tk.PhotoImage:
        def draw() -> Image.Image:
            return marks.draw_dot(self.px(size), self.tokens.colour(colour), shape)

        return self.get(("dot", size, colour, shape), draw)

    def spinner(self, size: int, frame: int) -> tk.PhotoImage:
        def draw() -> Image.Image:
            tokens = self.tokens
            return marks.draw_spinner(self.px(size), frame, tokens.line, tokens.accent)

        return self.get(("spinner", size, frame), draw)

    def _coloured(self, style: PillStyle) -> PillStyle:
        colour = self.tokens.colour
        return replace(
            style,
            fill=colour(style.fill),
            ink=colour(style.ink),
            edge=colour(style.edge) if style.edge else "",
            ground=colour(style.ground) if style.ground else "",
        )

    def _on_screen(self, style: BoxStyle) -> BoxStyle:
        colour = self.tokens.colour
        return BoxStyle(
            self.px(style.radius),
            colour(style.fill) if style.fill else "",
            colour(style.edge) if style.edge else "",
            max(1, round(style.edge_width * self.zoom)),
            colour(style.ground) if style.ground else "",
        )

    def _png(self, key: Hashable, draw: _Draw) -> bytes:
        full_key = (key, self.tokens.mode, self.zoom)
        data = self._drawn.get(full_key)
        if data is None:
            data = png.encode(draw())
            if len(self._drawn) >= _MOST_KEPT:
                self._drawn.clear()
            self._drawn[full_key] = data
        return data
