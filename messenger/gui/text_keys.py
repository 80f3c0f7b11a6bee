"""Keys that every field of text knows elsewhere, and Tk on X11 does not: one place for all."""

import tkinter as tk
from collections.abc import Callable
from typing import Any

FIELDS = ("Entry", "TEntry", "Text")
_WORDS = {"<Control-BackSpace>": "<<SelectPrevWord>>", "<Control-Delete>": "<<SelectNextWord>>"}


def bind_text_keys(root: tk.Tk) -> None:
    """Ctrl+A takes all (Tk: start of the line), Ctrl+Backspace and Ctrl+Delete take a word."""
    if root.tk.call("tk", "windowingsystem") == "aqua":
        return  # a Mac has other keys, and Tk knows them
    for key in ("<Control-a>", "<Control-A>"):
        root.event_delete("<<LineStart>>", key)
        root.event_add("<<SelectAll>>", key)
    for key, selects in _WORDS.items():
        for kind in FIELDS:
            root.bind_class(kind, key, _taker(selects))


def _taker(selects: str) -> Callable[["tk.Event[Any]"], str]:
    """Delete what this event selects, or what was selected before."""

    def take(event: "tk.Event[Any]") -> str:
        field = event.widget
        if not _selected(field):
            field.event_generate(selects)
        if _selected(field):
            field.delete("sel.first", "sel.last")
        return "break"

    return take


def _selected(field: Any) -> bool:
    if isinstance(field, tk.Text):
        return bool(field.tag_ranges("sel"))
    return bool(field.selection_present())
