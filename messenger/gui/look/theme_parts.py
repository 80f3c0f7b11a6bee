"""How one ttk element is made of pictures."""

import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk
from typing import Any

from messenger.gui.look.drawing import Pictures


@dataclass(frozen=True, slots=True)
class Parts:
    """What the builders of the theme share."""

    root: tk.Misc
    style: ttk.Style
    pictures: Pictures

    def element(
        self, name: str, rest: tk.PhotoImage, *states: tuple[object, ...], border: int
    ) -> None:
        """A nine-patch element; the first state that fits wins; border at 100 %.

        An image element asks for its image's own size unless told: twice the border, or every
        button would be 60 pixels high.
        """
        edge = self.pictures.px(border)
        self.image(
            name,
            rest,
            *states,
            border=edge,
            sticky="nsew",
            padding=0,
            width=2 * edge,
            height=2 * edge,
        )

    def image(
        self, name: str, rest: tk.PhotoImage, *states: tuple[object, ...], **options: Any
    ) -> None:
        """An element that is a picture for each state; lengths in pixels of the screen."""
        create: Any = self.style.element_create  # the stubs know only one state a picture
        create(name, "image", rest, *states, **options)

    def layout(self, name: str, tree: Any) -> None:
        """What a style is made of: (element, {"children": [...]}), the outermost first."""
        self.style.layout(name, [tree])
