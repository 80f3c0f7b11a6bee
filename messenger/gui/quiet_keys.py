"""Keys of a sheet that nobody asked for: what is typed just then is not meant for it."""

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Final

from messenger.gui.widgets.keys import is_command

QUIET_S = 0.7  # nobody has typed for so long: a key is meant for the sheet
_ENTER: Final = ("Return", "KP_Enter")
_TAB: Final = {"Tab": 0, "ISO_Left_Tab": -1}  # to the first, with Shift to the last


def bind_quiet_keys(
    sheet: tk.Misc,
    held: Sequence[tk.Misc],
    close: Callable[[], object],
    on_type: Callable[[str], object],
) -> None:
    """While the sheet itself has the keyboard, letters go on to on_type(letter). After a moment
    of quiet Tab goes to its first button, Enter presses that, Esc closes."""
    quiet_from = time.monotonic() + QUIET_S

    def press(event: "tk.Event[tk.Misc]") -> str:
        nonlocal quiet_from
        is_quiet = time.monotonic() >= quiet_from
        if event.char and event.char.isprintable() and not is_command(event):
            on_type(event.char)
            quiet_from = time.monotonic() + QUIET_S
        elif is_quiet and event.keysym in _ENTER and isinstance(held[0], ttk.Button):
            held[0].invoke()
        elif is_quiet and event.keysym == "Escape":
            close()
        elif is_quiet and event.keysym in _TAB:
            held[_TAB[event.keysym]].focus_set()
        return "break"

    sheet.bind("<Key>", press)
