"""Sheets over the window: a question, one field to fill in, a text to read. Never a second window.

Nothing waits for an answer: each button runs what was given to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from messenger.gui.look.look import Look
from messenger.gui.sheet import WIDTH, Sheet
from messenger.gui.widgets.plain import Words, button


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a question: its words say the deed."""

    words: str
    run: Callable[[], object] = lambda: None
    style: str = "TButton"


class Sheets:
    """Opens sheets, one at a time: a new one takes the place of the old.

    home(): the keyboard goes where it belongs, if the widget that had it is gone; on_type(letter):
    typed while a sheet that nobody asked for was open.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.current: Sheet | None = None
        self.home: Callable[[], object] = lambda: None
        self.on_type: Callable[[str], object] = lambda letter: None

    @property
    def is_open(self) -> bool:
        return self.current is not None and bool(self.current.winfo_exists())

    def open(self, title: str, on_close: Callable[[], object] = lambda: None) -> Sheet:
        """An empty sheet to fill."""
        self.close()
        self.current = Sheet(self.look, title, on_close, lambda: self.home())
        return self.current

    def close(self) -> bool:
        """True when one was open."""
        if self.current is None or not self.is_open:
            return False
        self.current.close()
        self.current = None
        return True

    def ask(
        self, title: str, text: str, choices: Sequence[Choice], *, unasked: bool = False
    ) -> Sheet:
        """A question; the first choice has the keyboard. unasked: it opens by itself, and what
        the person types just then is not meant for it."""
        sheet = self.open(title)
        for paragraph in text.split("\n\n"):
            made = Words(sheet.body, self.look, paragraph, wrap=WIDTH)
            made.pack(fill="x", pady=(0, self.look.px(8)))
        buttons = [
            button(sheet.foot, each.words, _then(sheet, each.run), style=each.style)
            for each in choices
        ]
        self._row(buttons)
        sheet.hold(*buttons)
        if unasked:
            sheet.wait_for_quiet(lambda letter: self.on_type(letter))
        return sheet

    def tell(self, title: str, text: str, *, unasked: bool = False) -> Sheet:
        """A text to read."""
        return self.ask(title, text, [Choice("Close", style="Accent.TButton")], unasked=unasked)

    def table(self, title: str, rows: Sequence[tuple[str, str]]) -> Sheet:
        """Two columns to read."""
        look = self.look
        sheet = self.open(title)
        pairs = []
        for number, (left, right) in enumerate(rows):
            first = Words(sheet.body, look, left, font="bold")
            first.grid(row=number, column=0, sticky="nw", padx=(0, look.px(24)))
            second = Words(sheet.body, look, right, ink="soft", wrap=WIDTH)
            second.grid(row=number, column=1, sticky="nw")
            pairs.append((first, second))

        def fit(width: int) -> None:
            left = max(first.winfo_reqwidth() for first, _ in pairs) + look.px(24)
            for _, second in pairs:
                second.limit(max(look.px(80), width - left))

        sheet.on_fit = fit
        close = button(sheet.foot, "Close", sheet.close, style="Accent.TButton")
        self._row([close])
        sheet.hold(close)
        return sheet

    def prompt(
        self, title: str, hint: str, value: str, deed: Choice, run: Callable[[str], object]
    ) -> ttk.Entry:
        """One field. run(text) when Enter or the deed's button is pressed, and not for an empty
        text unless there was one before."""
        look = self.look
        sheet = self.open(title)
        field = ttk.Entry(sheet.top, font=look.fonts["body"])
        field.insert(0, value)
        field.pack(fill="x", pady=(look.px(4), look.px(6)))
        Words(sheet.body, look, hint, font="small", ink="muted", wrap=WIDTH).pack(fill="x")

        def done() -> None:
            text = field.get().strip()
            if text or value:
                sheet.close()
                run(text)

        accept = button(sheet.foot, deed.words, done, style="Accent.TButton")
        cancel = button(sheet.foot, "Cancel", sheet.close)
        self._row([accept, cancel])
        field.bind("<Return>", lambda _: done())
        field.bind("<KP_Enter>", lambda _: done())
        sheet.hold(field, accept, cancel)
        field.select_range(0, "end")
        return field

    def _row(self, buttons: Sequence[ttk.Button]) -> None:
        """Buttons at the foot, the first at the left of the others."""
        px = self.look.px
        for each in reversed(buttons):
            each.pack(side="right", padx=(px(8), 0), pady=(px(16), 0))


def _then(sheet: Sheet, run: Callable[[], object]) -> Callable[[], None]:
    def press() -> None:
        sheet.close()
        run()

    return press
