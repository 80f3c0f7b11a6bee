"""Who gets the keys: keys pressed together with others belong to the window's own shortcuts, and
what has just opened gets all that are pressed from then on."""

import tkinter as tk
from typing import Any, Final

_SHIFT: Final = 0x1
_CONTROL: Final = 0x4
_ALT: Final = 0x8 | 0x20000  # on X11; on Windows


def take_keyboard(widget: tk.Misc) -> None:
    """Give the keyboard to a part that was just made, for the very next key.

    Tk lets a part that is not mapped have it only once it is seen; keys that were pressed before
    that, by quick fingers or in a busy program, would go to whatever had it until then.
    """
    widget.update_idletasks()
    widget.focus_set()


def with_modifier(event: "tk.Event[Any]") -> bool:
    """Was Shift, Control or Alt down? Tk gives "Alt+Up" to a binding of "Up" too."""
    return bool(int(event.state) & (_SHIFT | _CONTROL | _ALT))


def is_command(event: "tk.Event[Any]") -> bool:
    """Was Control or Alt down? Shift only makes other letters."""
    return bool(int(event.state) & (_CONTROL | _ALT))
