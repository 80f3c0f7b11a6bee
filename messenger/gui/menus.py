"""Menus made from the table of deeds, opened with widgets/popup_menu below their button."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from messenger.gui.look.look import Look
from messenger.gui.shortcuts import BY_NAME
from messenger.gui.widgets.popup_menu import MenuEntry, PopupMenu

ICONS = {
    "host_again": "home",
    "search": "search",
    "save": "down",
    "answer": "reply",
    "react": "smile",
    "edit_last": "edit",
    "jump": "enter",
    "join": "plus",
    "browse": "menu",
    "previous_place": "again",
    "next_place": "down",
    "leave": "leave",
    "topic": "edit",
    "people": "users",
    "hand": "hand",
    "host": "shield",
    "away": "moon",
    "rename": "person",
    "account": "shield",
    "invite_words": "enter",
    "settings": "settings",
    "keys": "note",
    "help": "info",
    "log_out": "door",
    "quit": "close",
}


def deed_entries(names: Sequence[str], run: Callable[[str], object]) -> list[MenuEntry]:
    """Menu rows of these deeds, with their keys."""
    return [
        MenuEntry(deed.words, partial(_call, run, deed.name), ICONS.get(deed.name, ""), deed.shown)
        for deed in (BY_NAME[name] for name in names)
    ]


def open_below(
    widget: tk.Misc, look: Look, entries: Sequence[MenuEntry], *, as_wide: bool = False
) -> PopupMenu:
    """A menu under its button, kept inside the window. as_wide: at least as wide as that."""
    menu = PopupMenu(look.root, look, entries, widget.winfo_width() if as_wide else 0)
    below = widget.winfo_rooty() + widget.winfo_height() + look.px(6)
    menu.open(widget.winfo_rootx(), below)
    return menu


def _call(run: Callable[[str], object], name: str) -> None:
    run(name)
