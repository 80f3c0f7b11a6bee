"""Look: what every widget asks for colours, fonts, lengths and pictures.

One object a program. Widgets `listen` and restyle themselves when theme or zoom is switched.
"""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from messenger.gui.look import theme
from messenger.gui.look.avatars import person_index
from messenger.gui.look.drawing import Pictures
from messenger.gui.look.fonts import Fonts
from messenger.gui.look.tokens import PEOPLE, TOKENS

MIN_ZOOM: Final = 0.8
MAX_ZOOM: Final = 3.0


class Look:
    """mode: "light" or "dark"; zoom: 1.0 is 100 %, kept between 0.8 and 3.0."""

    def __init__(self, root: tk.Tk, mode: str = "light", zoom: float = 1.0) -> None:
        self.root = root
        self.mode = mode
        self.zoom = _bounded(zoom)
        self.tokens = TOKENS[mode]
        self.fonts = Fonts(root, self.zoom)
        self.pictures = Pictures(root, self.tokens, self.zoom)
        self._listeners: dict[tk.Misc, list[Callable[[], None]]] = {}
        self.theme_family = theme.new_family(root)
        self.theme_pictures: dict[str, Pictures] = {}
        theme.install(self)

    def px(self, length: float) -> int:
        """Pixels of the screen for a length at 100 %."""
        return self.pictures.px(length)

    def colour(self, name: str) -> str:
        """The "#rrggbb" of a token in the present theme."""
        return self.tokens.colour(name)

    def person_colour(self, name: str) -> str:
        """The colour of a person's name on the pane."""
        person = PEOPLE[person_index(name)]
        return person.light if self.mode == "light" else person.dark

    def listen(self, widget: tk.Misc, restyle: Callable[[], None]) -> None:
        """Run `restyle` now and after each switch, until the widget is destroyed.

        Parents listen before their children, so they are restyled first.
        """
        if widget not in self._listeners:
            self._listeners[widget] = []
            widget.bind("<Destroy>", lambda event: self._forget(event.widget), add=True)
        self._listeners[widget].append(restyle)
        restyle()

    def switch(self, mode: str | None = None, zoom: float | None = None) -> None:
        """Change theme or zoom of the running program."""
        self.mode = mode or self.mode
        self.zoom = _bounded(zoom or self.zoom)
        self.tokens = TOKENS[self.mode]
        self.fonts.scale(self.zoom)
        self.pictures.redraw(self.tokens, self.zoom)
        theme.install(self)
        for widget in list(self._listeners):
            # A widget may vanish while another restyles: the pane draws its rows anew.
            for restyle in list(self._listeners.get(widget, ())):
                restyle()

    def _forget(self, widget: object) -> None:
        if isinstance(widget, tk.Misc):
            self._listeners.pop(widget, None)


def _bounded(zoom: float) -> float:
    return min(MAX_ZOOM, max(MIN_ZOOM, zoom))
