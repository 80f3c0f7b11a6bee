"""Every deed of the chat window that has a key or stands in a menu: one row each.

The menus, the list of keys (Ctrl+/) and the bindings are all made from this table.
"""

import tkinter as tk
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """name: of the method that does it; words: in menus and in the key list.

    keys: Tk's names of the events; shown: the first key as people write it, "" without one.
    """

    name: str
    words: str
    keys: tuple[str, ...] = ()
    shown: str = ""


DEEDS: tuple[Deed, ...] = (
    Deed("jump", "Go to a room or person…", ("<Control-k>", "<Control-K>"), "Ctrl+K"),
    Deed("search", "Search in messages…", ("<Control-f>", "<Control-F>"), "Ctrl+F"),
    Deed("save", "Save what was said…"),
    Deed("find", "Find in the list of rooms", ("<Control-l>", "<Control-L>"), "Ctrl+L"),
    Deed("join", "Join or open a room…", ("<Control-n>", "<Control-N>"), "Ctrl+N"),
    Deed("browse", "All rooms here…", ("<Control-o>", "<Control-O>"), "Ctrl+O"),
    Deed("next_place", "Next room", ("<Alt-Down>", "<Control-Next>"), "Alt+Down"),
    Deed("previous_place", "Previous room", ("<Alt-Up>", "<Control-Prior>"), "Alt+Up"),
    Deed("leave", "Leave this room", ("<Control-w>", "<Control-W>"), "Ctrl+W"),
    Deed("topic", "Change the topic…", ("<Control-t>", "<Control-T>"), "Ctrl+T"),
    Deed("people", "Show or hide people", ("<Control-u>", "<Control-U>"), "Ctrl+U"),
    Deed("answer", "Answer the newest message", ("<Control-r>", "<Control-R>"), "Ctrl+R"),
    Deed("react", "React to a message…", ("<Control-m>", "<Control-M>"), "Ctrl+M"),
    Deed("edit_last", "Change my last message", ("<Control-e>", "<Control-E>"), "Ctrl+E"),
    Deed("next_column", "Next column", ("<F6>",), "F6"),
    Deed("previous_column", "Previous column", ("<Shift-F6>",), "Shift+F6"),
    Deed("menu", "Open the menu", ("<F10>",), "F10"),
    Deed("hand", "Raise or lower my hand", ("<Control-h>", "<Control-H>"), "Ctrl+H"),
    Deed("host", "Look after room and relay…", ("<F8>",), "F8"),
    Deed("away", "Away, or back again"),
    Deed("rename", "Change my name…"),
    Deed("account", "My name and devices…"),
    Deed("invite_words", "How others join…"),
    Deed("host_again", "Start hosting again"),
    Deed(
        "zoom_in",
        "Larger",
        ("<Control-plus>", "<Control-equal>", "<Control-KP_Add>"),
        "Ctrl++",
    ),
    Deed("zoom_out", "Smaller", ("<Control-minus>", "<Control-KP_Subtract>"), "Ctrl+-"),
    Deed("zoom_reset", "Usual size", ("<Control-Key-0>", "<Control-KP_0>"), "Ctrl+0"),
    Deed("settings", "Settings…", ("<Control-comma>",), "Ctrl+,"),
    Deed("keys", "All keys", ("<Control-slash>",), "Ctrl+/"),
    Deed("help", "Help", ("<F1>",), "F1"),
    Deed("log_out", "Log out"),
    Deed("quit", "Quit", ("<Control-q>", "<Control-Q>"), "Ctrl+Q"),
)
BY_NAME: Mapping[str, Deed] = {deed.name: deed for deed in DEEDS}

# What the menu behind the network's name and the one behind the dots hold.
MAIN_MENU = (
    *("host_again", "jump", "join", "browse", "hand", "host", "away", "rename", "account"),
    "invite_words",
    *("settings", "keys", "help", "log_out", "quit"),
)
PLACE_MENU = (
    *("search", "save", "answer", "react", "edit_last"),
    *("topic", "people", "previous_place", "next_place"),
    *("zoom_in", "zoom_out", "zoom_reset", "leave"),
)

# Keys that are not in a menu, for the list of keys.
OTHER_KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "Send"),
    ("Shift+Enter", "New line"),
    ("Tab", "Complete a name"),
    ("Up, Down", "What you sent before"),
    ("Page Up, Page Down", "Scroll the messages"),
    ("Esc", "Close what is open, then back to the input box"),
)

TEXT_CLASSES = ("Text", "Entry", "TEntry")


def bind_deeds(root: tk.Misc, run: Callable[[str], object]) -> None:
    """Bind every key to run(name). Tk's own Emacs-like keys of text fields give way to ours."""
    named_events = root.event_info()  # such as <<SelectAll>>, which Tk puts on Ctrl+/
    for deed in DEEDS:
        for key in deed.keys:
            for kind in TEXT_CLASSES:
                root.unbind_class(kind, key)
            for name in named_events:
                root.event_delete(name, key)
            root.bind(key, _caller(run, deed.name))


def unbind_deeds(root: tk.Misc) -> None:
    for deed in DEEDS:
        for key in deed.keys:
            root.unbind(key)


def _caller(run: Callable[[str], object], name: str) -> Callable[[object], str]:
    def call(_event: object) -> str:
        run(name)
        return "break"

    return call
