"""The login card's form and its help. Pages show what they are given and decide nothing."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import ttk

from messenger.client.text import login_words
from messenger.gui.login.recent_field import RecentField
from messenger.gui.look.look import Look
from messenger.gui.widgets.field_hint import FieldHint
from messenger.gui.widgets.plain import Panel, Sign, Words, button

WIDTH = 380  # of a page, at 100 %

WHY_NOT = (
    (
        "The address",
        "Ask the person who hosts for it: their window shows it after they press "
        "“Host on this computer”. A computer's name or its number, as in 192.168.1.20.",
    ),
    (
        "The network",
        "Both computers must be on the same network (the same Wi-Fi, for example). "
        "Guest networks often keep their guests apart.",
    ),
    (
        "The firewall",
        "The host's computer must let others in on port 6697. If its system asks whether "
        "Messenger may be reached, the answer is yes.",
    ),
    (
        "The host",
        "Its computer must be awake, and Messenger must run there as long as anybody talks.",
    ),
)


class Page(Panel):
    """Base of the pages: a column of `WIDTH`, and who has the keyboard when it opens.

    title: what the window's title adds to the program's name while the page is shown.
    """

    first: tk.Misc | None = None
    title = ""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        super().__init__(parent, look, "pane")
        Panel(self, look, width=WIDTH, height=1).pack()

    def gap(self, above: int, below: int = 0) -> tuple[int, int]:
        """Space above and below, at 100 %."""
        return self.look.px(above), self.look.px(below)

    def head(self, title: str, under: str = "", font: str = "product") -> None:
        """The mark and a headline; under: a line below it."""
        Sign(self, self.look, self.look.pictures.mark(56)).pack()
        Words(self, self.look, title, font=font).pack(pady=self.gap(8))
        if under:
            Words(self, self.look, under, ink="soft").pack()

    def paragraph(self, text: str, above: int = 0) -> Words:
        made = Words(self, self.look, text, wrap=WIDTH)
        made.pack(fill="x", pady=self.gap(above, 8))
        return made


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class FormContent:
    """What the form begins with. recent: servers used before, the last one first.

    host_first: hosting was the last choice, so its button has the keyboard.
    """

    filled: Filled
    recent: Sequence[str] = ()
    host_first: bool = False


@dataclass(frozen=True, slots=True)
class FormCalls:
    """What its buttons do."""

    log_in: Callable[[], None]
    host: Callable[[], None]
    help: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done about a fault. free_names: to take instead; prove: the name is taken,
    and its password may be entered; None where none would be taken."""

    free_names: Sequence[str] = ()
    prove: Callable[[], None] | None = None


NO_OFFERS = Offers()


class FormPage(Page):
    """Server, name, the two buttons; below the fields what went wrong, if anything did."""

    def __init__(self, parent: tk.Misc, look: Look, content: FormContent, calls: FormCalls) -> None:
        super().__init__(parent, look)
        filled = content.filled
        self.head("Messenger", login_words.COME_IN)
        self._label("Server address")
        self._server = RecentField(self, look, content.recent)
        self._server.pack(fill="x")
        self._server.text = filled.address
        self._label("Your name")
        self._name = ttk.Entry(self, font=look.fonts["body"])
        self.put_name(filled.name)
        self._name.pack(fill="x")
        FieldHint(self._server.entry, look, "boathouse.local or 192.168.1.20", inset=1)
        FieldHint(self._name, look, "What others call you")
        self._fault = Panel(self, look)
        self._fault.pack(fill="x")
        log_in, host = self._add_buttons(calls)
        for entry in (self._server.entry, self._name):
            entry.bind("<Return>", lambda _: calls.log_in())
            entry.bind("<KP_Enter>", lambda _: calls.log_in())
        if content.host_first and filled.name:
            self.first = host
        elif filled.address and filled.name:
            self.first = log_in
        else:
            name_is_next = filled.address or content.host_first
            self.first = self._name if name_is_next else self._server.entry

    def _add_buttons(self, calls: FormCalls) -> tuple[tk.Misc, tk.Misc]:
        """Log in, and Host on this computer."""
        look = self.look
        log_in = button(self, "Log in", calls.log_in, style="Accent.TButton")
        log_in.pack(fill="x", pady=self.gap(20, 8))
        home = look.pictures.icon("home", 18, "text")
        host = button(self, "  Host on this computer", calls.host, image=home, compound="left")
        host.pack(fill="x")
        why = button(self, "Why can't I connect?", calls.help, style="Link.TButton")
        why.pack(pady=self.gap(12))
        return log_in, host

    @property
    def filled(self) -> Filled:
        return Filled(self._server.text, self._name.get().strip())

    def put_name(self, name: str) -> None:
        """Fill in another name."""
        self._name.delete(0, "end")
        self._name.insert(0, name)

    def show_fault(
        self, text: str, offers: Offers, use: Callable[[str], None], *, name: bool
    ) -> None:
        """Say what went wrong; offer names that are free. name: it was the name's fault."""
        for child in self._fault.winfo_children():
            child.destroy()
        self._name.configure(style="Bad.TEntry" if name else "TEntry")
        line = Panel(self._fault, self.look)
        line.pack(fill="x", pady=self.gap(8))
        picture = self.look.pictures.icon("alert", 16, "danger", 2)
        Sign(line, self.look, picture).pack(side="left", anchor="n", padx=(0, self.look.px(6)))
        Words(line, self.look, text, font="small", ink="danger", wrap=WIDTH - 24).pack(side="left")
        deeds = [(f"Use {each}", partial(use, each)) for each in offers.free_names[:3]]
        self._offer(deeds)
        if offers.prove is not None:
            self._offer([("It is me: enter password", offers.prove)])
        (self._name if name else self._server.entry).focus_set()

    def _offer(self, deeds: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """A row of small buttons below the fault."""
        row = Panel(self._fault, self.look)
        row.pack(fill="x", pady=self.gap(8))
        for words_, run in deeds:
            made = button(row, words_, run, style="Small.TButton")
            made.pack(side="left", padx=(0, self.look.px(8)))

    def _label(self, text: str) -> None:
        Words(self, self.look, text, font="small_bold").pack(fill="x", pady=self.gap(12, 4))


class HelpPage(Page):
    """Why can't I connect?"""

    title = "Why can't I connect?"

    def __init__(self, parent: tk.Misc, look: Look, on_back: Callable[[], None]) -> None:
        super().__init__(parent, look)
        Words(self, look, self.title, font="title").pack(fill="x", pady=self.gap(0, 8))
        for title, text in WHY_NOT:
            Words(self, look, title, font="bold").pack(fill="x", pady=self.gap(8, 2))
            Words(self, look, text, ink="soft", wrap=WIDTH).pack(fill="x")
        back = button(self, "Back", on_back, style="Accent.TButton")
        back.pack(fill="x", pady=self.gap(20))
        self.first = back
