"""What pops up over the window goes when the pointer is pressed elsewhere."""

import tkinter as tk
from collections.abc import Callable

_PRESS = "<ButtonPress>"


def close_at_press(popup: tk.Misc, window: tk.Misc, close: Callable[[], None]) -> None:
    """Call close() at a press outside the popup, as long as it lives."""

    def pressed(event: "tk.Event[tk.Misc]") -> None:
        if not str(event.widget).startswith(str(popup)):
            close()

    press = window.bind(_PRESS, pressed, add=True)

    def unbind(event: "tk.Event[tk.Misc]") -> None:
        """Take only our own script off the window: Tk's unbind would take all of them."""
        if event.widget is popup:
            scripts = str(window.tk.call("bind", str(window), _PRESS)).split("\n")
            kept = "\n".join(line for line in scripts if press not in line)
            window.tk.call("bind", str(window), _PRESS, kept)
            window.deletecommand(press)

    popup.bind("<Destroy>", unbind, add=True)
