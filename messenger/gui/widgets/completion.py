"""The popup above the input box with what could complete the word."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.tiles import BoxStyle
from messenger.gui.widgets.plain import Box

_ROW: Final = 34
_WIDTH: Final = 300
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """text: what is put in; replaces: how many letters before the cursor it stands for.

    label: what the popup shows; detail: in small beside it; person: the nick whose avatar
    stands in front, "" for none; presence: "online", "away", "off" or "".
    """

    text: str
    replaces: int
    label: str
    detail: str = ""
    person: str = ""
    presence: str = ""


class CompletionPopup:
    """Out: on_take(choice). The keyboard stays in the box, which hands on the keys."""

    def __init__(self, look: Look, on_take: Callable[[Choice], None]) -> None:
        self._look, self._on_take = look, on_take
        self._choices: Sequence[Choice] = ()
        self._at = 0
        self._box: Box | None = None
        self._canvas: tk.Canvas | None = None

    def open(self, choices: Sequence[Choice], above: tk.Misc) -> None:
        """Show the choices above this widget."""
        self.close()
        look, px = self._look, self._look.px
        window = above.winfo_toplevel()
        self._choices = choices[:_MOST]
        self._at = 0
        self._box = Box(window, "Popup.TFrame")
        self._canvas = tk.Canvas(
            self._box,
            width=px(_WIDTH),
            height=px(_ROW) * len(self._choices),
            background=look.colour("raised"),
            highlightthickness=0,
            borderwidth=0,
        )
        self._canvas.pack(padx=px(6), pady=px(6))
        self._canvas.bind("<Motion>", lambda event: self._choose(event.y // px(_ROW)))
        self._canvas.bind("<Button-1>", lambda event: self.accept())
        self._box.update_idletasks()
        self._box.place(
            x=above.winfo_rootx() - window.winfo_rootx() + px(24),
            y=above.winfo_rooty() - window.winfo_rooty() - self._box.winfo_reqheight(),
        )
        self._box.lift()
        self._draw()

    def close(self) -> bool:
        """True when it was open."""
        if self._box is None:
            return False
        if self._box.winfo_exists():
            self._box.destroy()
        self._box = self._canvas = None
        return True

    def move(self, step: int) -> bool:
        """Another choice, round at the ends; False when it is not open."""
        if self._box is None:
            return False
        self._choose((self._at + step) % len(self._choices))
        return True

    def accept(self) -> bool:
        """Take the lit choice; False when it is not open."""
        if self._box is None:
            return False
        choice = self._choices[self._at]
        self.close()
        self._on_take(choice)
        return True

    def _choose(self, at: int) -> None:
        if at != self._at and 0 <= at < len(self._choices):
            self._at = at
            self._draw()

    def _draw(self) -> None:
        if self._canvas is not None:
            self._canvas.delete("all")
            for at, choice in enumerate(self._choices):
                self._draw_row(self._canvas, at, choice)

    def _draw_row(self, canvas: tk.Canvas, at: int, choice: Choice) -> None:
        look, px, pictures = self._look, self._look.px, self._look.pictures
        lit = at == self._at
        top, height, width = at * px(_ROW), px(_ROW), px(_WIDTH)
        middle = top + height // 2
        if lit:
            tile = pictures.box(width, height, BoxStyle(6, "selection"))
            canvas.create_image(0, top, image=tile, anchor="nw")
        x = px(12)
        if choice.person:
            ground = "selection" if lit else "raised"
            avatar = pictures.avatar(choice.person, 24, choice.presence, ground)
            canvas.create_image(px(8), middle, image=avatar, anchor="w")
            x = px(42)
        ink = look.colour("on_selection" if lit else "text")
        font = look.fonts["bold" if lit else "body"]
        room = width - x - px(50)
        label = look.fonts.elide("bold" if lit else "body", choice.label, room)
        canvas.create_text(x, middle, text=label, font=font, fill=ink, anchor="w")
        x += font.measure(label) + px(8)
        quiet = look.colour("on_selection" if lit else "muted")
        detail = look.fonts.elide("small", choice.detail, width - x - px(40))
        canvas.create_text(x, middle, text=detail, font=look.fonts["small"], fill=quiet, anchor="w")
        if lit:
            canvas.create_text(
                width - px(10),
                middle,
                text="Tab",
                font=look.fonts["tiny"],
                fill=quiet,
                anchor="e",
            )
