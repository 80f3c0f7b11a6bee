"""Sheets over the window: a question, one field to fill in, a text to read. Never a second window.

Nothing waits for an answer: each button runs what was given to it.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import Box, Panel, Words, button, icon_button

WIDTH = 400  # of the text, at 100 %


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a question: its words say the deed."""

    words: str
    run: Callable[[], object] = lambda: None
    style: str = "TButton"


class Sheet(Box):
    """One sheet; `body` is to be filled. The keyboard stays inside; Esc closes.

    Out: on_close(), however it was closed.
    """

    def __init__(
        self, look: Look, title: str, on_close: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(look.root, "Popup.TFrame")
        self.look, self._on_close = look, on_close
        self._window: tk.Tk = look.root
        self._before = self._window.focus_get()
        inside = Panel(self, look)
        inside.pack(padx=look.px(28), pady=look.px(24), fill="both", expand=True)
        head = Panel(inside, look)
        head.pack(fill="x", pady=(0, look.px(8)))
        icon_button(head, look, "close", self.close, tip="Close (Esc)", size=16).pack(
            side="right", anchor="n"
        )
        Words(head, look, title, font="title", wrap=WIDTH - 40).pack(side="left", fill="x")
        self.body = Panel(inside, look)
        self.body.pack(fill="both", expand=True)
        Panel(self.body, look, width=WIDTH, height=1).pack()
        self._held: list[tk.Misc] = []
        self._tag = f"Sheet{self.winfo_id()}"
        for key, step in (("<Escape>", 0), ("<Tab>", 1), ("<Shift-Tab>", -1)):
            self.bind_class(self._tag, key, self._mover(step))
        # The grab keeps clicks away from what lies under the sheet.
        self.bind("<Map>", lambda _: self.grab_set())
        self.place(relx=0.5, rely=0.45, anchor="center")
        self.lift()

    def close(self) -> None:
        if not self.winfo_exists():
            return
        before, on_close = self._before, self._on_close
        self.destroy()
        if before is not None and before.winfo_exists():
            before.focus_set()
        on_close()

    def destroy(self) -> None:
        for key in ("<Escape>", "<Tab>", "<Shift-Tab>"):
            self.unbind_class(self._tag, key)
        super().destroy()

    def hold(self, *widgets: tk.Misc) -> None:
        """What Tab goes through, in this order and round; the first gets the keyboard."""
        for widget in widgets:
            widget.bindtags((self._tag, *widget.bindtags()))
        if not self._held and widgets:
            widgets[0].focus_set()
        self._held.extend(widgets)

    def _mover(self, step: int) -> Callable[["tk.Event[tk.Misc]"], str]:
        """What Tab, Shift+Tab and (step 0) Esc do in every widget held."""

        def move(event: "tk.Event[tk.Misc]") -> str:
            if not step:
                self.close()
            elif event.widget in self._held:
                place = self._held.index(event.widget) + step
                self._held[place % len(self._held)].focus_set()
            return "break"

        return move


class Sheets:
    """Opens sheets, one at a time: a new one takes the place of the old."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.current: Sheet | None = None

    @property
    def is_open(self) -> bool:
        return self.current is not None and bool(self.current.winfo_exists())

    def open(self, title: str, on_close: Callable[[], object] = lambda: None) -> Sheet:
        """An empty sheet to fill."""
        self.close()
        self.current = Sheet(self.look, title, on_close)
        return self.current

    def close(self) -> bool:
        """True when one was open."""
        if self.current is None or not self.is_open:
            return False
        self.current.close()
        self.current = None
        return True

    def ask(self, title: str, text: str, choices: Sequence[Choice]) -> Sheet:
        """A question; the first choice has the keyboard."""
        sheet = self.open(title)
        _paragraphs(sheet, text)
        row = Panel(sheet.body, self.look)
        row.pack(fill="x", pady=(self.look.px(16), 0))
        made = [
            button(row, each.words, _then(sheet, each.run), style=each.style) for each in choices
        ]
        for widget in reversed(made):
            widget.pack(side="right", padx=(self.look.px(8), 0))
        sheet.hold(*made)
        return sheet

    def tell(self, title: str, text: str) -> Sheet:
        """A text to read."""
        return self.ask(title, text, [Choice("Close", style="Accent.TButton")])

    def table(self, title: str, rows: Sequence[tuple[str, str]]) -> Sheet:
        """Two columns to read."""
        look = self.look
        sheet = self.open(title)
        columns = Panel(sheet.body, look)
        columns.pack(fill="x")
        for number, (font, ink) in enumerate((("bold", "text"), ("body", "soft"))):
            text = "\n".join(row[number] for row in rows)
            made = Words(columns, look, text, font=font, ink=ink)
            made.pack(side="left", padx=(0, look.px(24)), anchor="n")
        close = button(sheet.body, "Close", sheet.close, style="Accent.TButton")
        close.pack(anchor="e", pady=(look.px(12), 0))
        sheet.hold(close)
        return sheet

    def prompt(
        self, title: str, hint: str, value: str, deed: Choice, run: Callable[[str], object]
    ) -> ttk.Entry:
        """One field. run(text) when Enter or the deed's button is pressed, and not for an empty
        text unless there was one before."""
        look = self.look
        sheet = self.open(title)
        field = ttk.Entry(sheet.body, font=look.fonts["body"])
        field.insert(0, value)
        field.pack(fill="x", pady=(look.px(4), look.px(6)))
        Words(sheet.body, look, hint, font="small", ink="muted", wrap=WIDTH).pack(fill="x")

        def done() -> None:
            text = field.get().strip()
            if text or value:
                sheet.close()
                run(text)

        row = Panel(sheet.body, look)
        row.pack(fill="x", pady=(look.px(16), 0))
        accept = button(row, deed.words, done, style="Accent.TButton")
        cancel = button(row, "Cancel", sheet.close)
        accept.pack(side="right", padx=(look.px(8), 0))
        cancel.pack(side="right")
        field.bind("<Return>", lambda _: done())
        field.bind("<KP_Enter>", lambda _: done())
        sheet.hold(field, accept, cancel)
        field.select_range(0, "end")
        return field


def _paragraphs(sheet: Sheet, text: str) -> None:
    look = sheet.look
    for paragraph in text.split("\n\n"):
        Words(sheet.body, look, paragraph, wrap=WIDTH).pack(fill="x", pady=(0, look.px(8)))


def _then(sheet: Sheet, run: Callable[[], object]) -> Callable[[], None]:
    def press() -> None:
        sheet.close()
        run()

    return press
