"""Type to find, arrows to choose, Enter to take: for rooms, people and whatever has a name."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look
from messenger.gui.sheet import WIDTH, Sheet
from messenger.gui.widgets.field_hint import FieldHint
from messenger.gui.widgets.plain import Panel, Sign, Words

SHOWN = 8
ROW_HEIGHT = 34
MOST_LETTERS = 120
BESIDE = 66  # the avatar, and the gaps beside and between the texts


@dataclass(frozen=True, slots=True)
class Item:
    """One line. value: what is taken; icon: of the drawn icons, "" to show the avatar of a
    person, who is called like the label if nobody is named."""

    label: str
    value: str
    detail: str = ""
    icon: str = "hash"
    person: str = ""


class Picker:
    """A sheet with a field and a list. typed(text): an item made of the text itself, if any;
    hint: what to type, in the empty field."""

    def __init__(
        self,
        sheets: Sheets,
        title: str,
        items: Sequence[Item],
        on_take: Callable[[str], object],
        typed: Callable[[str], Item | None] = lambda text: None,
        hint: str = "",
    ) -> None:
        self._look, self._on_take, self._typed = sheets.look, on_take, typed
        self._items = list(items)
        self._found: list[Item] = []
        self._at = self._first = 0
        self.sheet: Sheet = sheets.open(title)
        look, body = self._look, self.sheet.body
        self.field = ttk.Entry(self.sheet.top, font=look.fonts["body"])
        self.field.pack(fill="x", pady=(look.px(2), look.px(8)))
        FieldHint(self.field, look, hint)
        self._rows = [ItemRow(body, look, partial(self._take_shown, n)) for n in range(SHOWN)]
        self._none = Words(
            body, look, "Nothing of that name.", font="small", ink="muted", wrap=WIDTH
        )
        Words(
            self.sheet.foot,
            look,
            "↑ ↓ choose    Enter goes there    Esc closes",
            font="tiny",
            ink="muted",
        ).pack(fill="x", pady=(look.px(8), 0))
        self._bind()
        self.sheet.hold(self.field)
        self._find()

    @property
    def found(self) -> list[Item]:
        """What fits the text now, best first."""
        return self._found

    def set_items(self, items: Sequence[Item]) -> None:
        """Other things to choose from; the text stays."""
        self._items = list(items)
        if self.sheet.winfo_exists():
            chosen = self._found[self._at].value if self._at < len(self._found) else ""
            self._find()
            values = [item.value for item in self._found]
            if chosen in values:
                self._choose(values.index(chosen))

    def _bind(self) -> None:
        steps = {
            "<Down>": lambda: self._choose(self._at + 1),
            "<Up>": lambda: self._choose(self._at - 1),
            "<Next>": lambda: self._choose(min(self._at + SHOWN, len(self._found) - 1)),
            "<Prior>": lambda: self._choose(max(self._at - SHOWN, 0)),
            "<Return>": self._take,
            "<KP_Enter>": self._take,
        }
        for key, step in steps.items():
            self.field.bind(key, partial(_do, step))
        self.field.bind("<KeyRelease>", lambda event: self._on_key(event.keysym), add=True)
        for part in self.sheet.body.winfo_children():
            part.bind("<Button-4>", lambda _: self._choose(max(self._at - 1, 0)), add=True)
            part.bind("<Button-5>", lambda _: self._choose(self._at + 1), add=True)

    def _on_key(self, key: str) -> None:
        if key not in ("Up", "Down", "Next", "Prior", "Return", "KP_Enter", "Escape"):
            self._find()

    def _find(self) -> None:
        text = self.field.get().strip()
        wanted = text.casefold().removeprefix("#")
        begins = [each for each in self._items if _bare(each).startswith(wanted)]
        holds = [each for each in self._items if wanted in _bare(each) and each not in begins]
        self._found = begins + holds
        own = self._typed(text) if text else None
        if own is not None and all(each.value != own.value for each in self._found):
            self._found.append(own)
        if self._found:
            self._none.pack_forget()
        else:
            self._none.pack(fill="x")
        self._first = 0
        self._choose(0)

    def _choose(self, at: int) -> None:
        if self._found:
            self._at = at % len(self._found)
        self._first = min(max(self._first, self._at - SHOWN + 1), self._at)
        for number, row in enumerate(self._rows):
            index = self._first + number
            row.show(self._found[index] if index < len(self._found) else None, index == self._at)
            if index == self._at:
                self.sheet.see(row)

    def _take_shown(self, number: int) -> None:
        self._at = self._first + number
        self._take()

    def _take(self) -> None:
        if self._at < len(self._found):
            value = self._found[self._at].value
            self.sheet.close()
            self._on_take(value)


class ItemRow(Panel):
    """One line of the list."""

    def __init__(self, parent: tk.Misc, look: Look, on_click: Callable[[], None]) -> None:
        super().__init__(parent, look, height=ROW_HEIGHT)
        self._sign = Sign(self, look, look.pictures.icon("hash", 18, "muted"))
        self._sign.pack(side="left", padx=(look.px(8), look.px(10)))
        self._label = Words(self, look)
        self._label.pack(side="left")
        self._detail = Words(self, look, font="small", ink="muted")
        self._detail.pack(side="right", padx=look.px(8))
        for part in (self, self._sign, self._label, self._detail):
            part.bind("<ButtonRelease-1>", lambda _: on_click(), add=True)

    def show(self, item: Item | None, chosen: bool) -> None:
        look = self.look
        if item is None:
            self.pack_forget()
            return
        self.repaint("selection" if chosen else "pane")
        for part in (self._sign, self._label, self._detail):
            part.ground = self.ground
        ink = "on_selection" if chosen else "muted"
        pictures = look.pictures
        self._sign.show(
            pictures.icon(item.icon, 18, ink)
            if item.icon
            else pictures.avatar(item.person or item.label, 24)
        )
        self._sign.configure(background=look.colour(self.ground))
        width = min(look.px(WIDTH), look.root.winfo_width() - look.px(80)) - look.px(BESIDE)
        detail = look.fonts.elide("small", item.detail[:MOST_LETTERS], width // 2)
        left = width - look.fonts["small"].measure(detail)
        label = look.fonts.elide("body", item.label[:MOST_LETTERS], left)
        self._label.say(label, "on_selection" if chosen else "text")
        self._detail.say(detail, ink)
        self.pack(fill="x")


def _bare(item: Item) -> str:
    return item.label.casefold().removeprefix("#")


def _do(step: Callable[[], object], _event: object) -> str:
    step()
    return "break"
