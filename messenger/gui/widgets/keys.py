"""Keys pressed together with others belong to the window's own shortcuts."""

import tkinter as tk
from typing import Any, Final

_SHIFT: Final = 0x1
_CONTROL: Final = 0x4
_ALT: Final = 0x8 | 0x20000  # on X11; on Windows


def with_modifier(event: "tk.Event[Any]") -> bool:
    """Was Shift, Control or Alt down? Tk gives "Alt+Up" to a binding of "Up" too."""
    return bool(int(event.state) & (_SHIFT | _CONTROL | _ALT))


def is_command(event: "tk.Event[Any]") -> bool:
    """Was Control or Alt down? Shift only makes other letters."""
    return bool(int(event.state) & (_CONTROL | _ALT))
