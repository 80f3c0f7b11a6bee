"""What every page of the host's sheet is given, and the parts that they are built of."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import Protocol

from messenger.client.intents import Intent
from messenger.client.model.lesson import looks_after
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.gui.look.look import Look
from messenger.gui.sheet import WIDTH
from messenger.gui.widgets.plain import Panel, Words

MOST_ROWS = 60  # on a page; the rest is counted


@dataclass(frozen=True, slots=True)
class Desk:
    """look, model and the way out; `arrange`: the page has other parts now."""

    look: Look
    model: Model
    submit: Callable[[Intent], None]
    arrange: Callable[[], None]

    @property
    def is_operator(self) -> bool:
        """We look after the whole relay, and it can do what our sheet offers."""
        return self.model.lesson.offered and self.model.lesson.told.operator

    @property
    def room(self) -> Place | None:
        """The open room, if it is ours to look after."""
        place = self.model.place
        if place is None or place.kind is not PlaceKind.ROOM or not place.joined:
            return None
        return place if self.is_operator or looks_after(place, self.model.nick) else None

    def name_of(self, nick: str) -> str:
        return self.model.display_in(self.room, nick)


class Page(Protocol):
    """One page. parts: what the keyboard goes through, in order."""

    @property
    def parts(self) -> list[tk.Misc]: ...

    def refresh(self) -> None:
        """The model has changed."""


def heading(parent: tk.Misc, look: Look, text: str) -> Words:
    made = Words(parent, look, text, font="small_bold", ink="soft")
    made.pack(fill="x", pady=(look.px(12), look.px(4)))
    return made


def hint(parent: tk.Misc, look: Look, text: str) -> Words:
    made = Words(parent, look, text, font="small", ink="muted", wrap=WIDTH)
    made.pack(fill="x")
    return made


class Switch:
    """A check mark that shows how things are, not what was clicked: the relay decides."""

    def __init__(
        self, parent: tk.Misc, look: Look, words: str, on_click: Callable[[bool], None]
    ) -> None:
        self._on = tk.BooleanVar(parent)
        self._is_on, self._on_click = False, on_click
        self.box = ttk.Checkbutton(parent, text=words, variable=self._on, command=self._click)
        self.box.bind("<Return>", lambda _: self.box.invoke())
        self.box.pack(fill="x", pady=look.px(2))

    def show(self, on: bool) -> None:
        self._is_on = on
        self._on.set(on)

    def _click(self) -> None:
        self._on.set(self._is_on)
        self._on_click(not self._is_on)


class Rows:
    """Rows by key, each a panel with words and buttons; only what is new is made.

    none: what stands there instead of no rows; most: rows shown, the others are counted.
    """

    def __init__(self, parent: tk.Misc, look: Look, none: str, most: int = MOST_ROWS) -> None:
        self._most = most
        self.frame = Panel(parent, look)
        self.frame.pack(fill="x")
        self._none = Words(self.frame, look, none, font="small", ink="muted", wrap=WIDTH)
        self._rows: dict[str, tuple[Panel, list[tk.Misc]]] = {}
        self._more = Words(self.frame, look, font="small", ink="muted")
        self.look = look

    @property
    def parts(self) -> list[tk.Misc]:
        return [part for _, parts in self._rows.values() for part in parts]

    def show(self, keys: list[str], make: Callable[[Panel, str], list[tk.Misc]]) -> None:
        """make(panel, key) fills a row and tells what of it takes the keyboard."""
        shown = keys[: self._most]
        for key in [key for key in self._rows if key not in shown]:
            self._rows.pop(key)[0].destroy()
        for key in shown:
            if key not in self._rows:
                panel = Panel(self.frame, self.look)
                self._rows[key] = (panel, make(panel, key))
        self._rows = {key: self._rows[key] for key in shown}
        for panel, _ in self._rows.values():
            panel.pack_forget()
            panel.pack(fill="x", pady=self.look.px(5))
        self._none.pack_forget()
        self._more.pack_forget()
        if not keys:
            self._none.pack(fill="x")
        if len(keys) > len(shown):
            self._more.say(f"and {len(keys) - len(shown)} more")
            self._more.pack(fill="x")
