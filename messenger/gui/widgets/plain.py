"""The smallest widgets: grounds, words, signs and buttons that follow theme and zoom."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from messenger.gui.look.look import Look
from messenger.gui.look.theme import PANELS
from messenger.gui.widgets.tooltip import add_tooltip


class Panel(tk.Frame):
    """A plain ground. width, height: fixed lengths at 100 %, 0 to fit what is inside."""

    def __init__(
        self, parent: tk.Misc, look: Look, ground: str = "", *, width: int = 0, height: int = 0
    ) -> None:
        super().__init__(parent, borderwidth=0, highlightthickness=0)
        self.look = look
        self.ground = ground or ground_of(parent)
        self._size = (width, height)
        if width or height:
            self.pack_propagate(False)
            self.grid_propagate(False)
        look.listen(self, self._restyle_panel)

    def repaint(self, ground: str) -> None:
        """Take another ground; what lies inside keeps its own."""
        self.ground = ground
        self._restyle_panel()

    def _restyle_panel(self) -> None:
        self.configure(background=self.look.colour(self.ground))
        width, height = (self.look.px(n) for n in self._size)
        if width:
            self.configure(width=width)
        if height:
            self.configure(height=height)


class Box(ttk.Frame):
    """A frame with rounded corners: style is a row of `theme.PANELS`, such as "Card.TFrame", or
    a field's frame, such as "Search.TFrame"."""

    def __init__(self, parent: tk.Misc, style: str, **options: Any) -> None:
        super().__init__(parent, style=style, **options)
        self.ground = PANELS[style][3] if style in PANELS else "pane"


class Words(tk.Label):
    """One text. font: a role of `Fonts`; ink and ground: token names; wrap: width at 100 %."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        text: str = "",
        *,
        font: str = "body",
        ink: str = "text",
        wrap: int = 0,
        **options: Any,
    ) -> None:
        options = {"anchor": "w", "justify": "left", **options}
        super().__init__(
            parent,
            text=text,
            font=look.fonts[font],
            borderwidth=0,
            padx=0,
            pady=0,
            highlightthickness=0,
            **options,
        )
        self._look, self._ink, self._wrap = look, ink, wrap
        self._most = 0
        self.ground = ground_of(parent)
        look.listen(self, self._restyle)

    def say(self, text: str, ink: str = "") -> None:
        """Show another text, and another colour if one is given."""
        self._ink = ink or self._ink
        self.configure(text=text)
        self._restyle()

    def limit(self, most: int) -> None:
        """A text that wraps does so at `most` pixels of the screen at the latest."""
        if most != self._most:
            self._most = most
            self._restyle()

    def _restyle(self) -> None:
        look = self._look
        wrap = look.px(self._wrap)
        self.configure(
            foreground=look.colour(self._ink),
            background=look.colour(self.ground),
            wraplength=min(wrap, self._most) if self._most else wrap,
        )


class Sign(tk.Label):
    """One picture of `look.pictures`, which redraws itself; only its ground is ours to follow."""

    def __init__(self, parent: tk.Misc, look: Look, picture: tk.PhotoImage, **options: Any) -> None:
        super().__init__(
            parent,
            image=picture,
            borderwidth=0,
            padx=0,
            pady=0,
            highlightthickness=0,
            **options,
        )
        self._look = look
        self.ground = ground_of(parent)
        look.listen(self, self._restyle)

    def show(self, picture: tk.PhotoImage) -> None:
        self.configure(image=picture)

    def _restyle(self) -> None:
        self.configure(background=self._look.colour(self.ground))


class Hairline(tk.Frame):
    """One pixel of decoration, across or down."""

    def __init__(self, parent: tk.Misc, look: Look, colour: str = "line") -> None:
        super().__init__(parent, width=1, height=1, borderwidth=0, highlightthickness=0)
        self._look, self._colour = look, colour
        look.listen(self, self._restyle)

    def _restyle(self) -> None:
        self.configure(background=self._look.colour(self._colour))


_ICON_STYLES = {
    "pane": "Icon",
    "side": "Side.Icon",
    "raised": "Raised.Icon",
    "sunken": "Sunken.Icon",
}


def icon_button(
    parent: tk.Misc,
    look: Look,
    icon: str,
    command: Callable[[], None],
    *,
    tip: str,
    size: int = 20,
) -> ttk.Button:
    """A button that is only an icon; tip: what it does, shown when the pointer rests on it."""
    style = _ICON_STYLES.get(ground_of(parent), "Icon")
    button = ttk.Button(
        parent,
        style=f"{style}.TButton",
        image=look.pictures.icon(icon, size),
        command=command,
    )
    press_with_enter(button)
    add_tooltip(button, look, tip)
    return button


def button(
    parent: tk.Misc,
    text: str,
    command: Callable[[], None],
    *,
    style: str = "TButton",
    **options: Any,
) -> ttk.Button:
    """A button with words; Enter presses it, as the space bar does."""
    made = ttk.Button(parent, text=text, command=command, style=style, **options)
    press_with_enter(made)
    return made


def press_with_enter(made: ttk.Button) -> None:
    """Tk's buttons know only the space bar."""

    def press(_: object) -> str:
        made.invoke()
        return "break"

    made.bind("<Return>", press)
    made.bind("<KP_Enter>", press)


def ground_of(widget: tk.Misc) -> str:
    """The token of the colour this widget lies on; "pane" where nobody said."""
    return str(getattr(widget, "ground", "pane"))
