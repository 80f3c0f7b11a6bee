"""The login card's pages for what happens after the form: progress, a stop, a choice."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from messenger.client.link_events import CertificateChanged
from messenger.client.text import login_words
from messenger.gui.login.view import WIDTH, Page
from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.widgets.plain import Box, Panel, Sign, Words, button

SPINNER_MS = 100
WHAT_CHANGED = (
    "Every relay has a certificate, which nobody else can show. We kept the one we saw the first "
    "time. Now this address shows another. That is so when the host set the relay up anew, and "
    "also when another computer stands between you and the host."
)


class ProgressPage(Page):
    """Steps with their state, and Cancel."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        title: str,
        steps: Sequence[str],
        on_cancel: Callable[[], None],
    ) -> None:
        super().__init__(parent, look)
        self.title = title
        self.head(title, font="title")
        Panel(self, look, height=10).pack()
        self._steps = [self._step(text) for text in steps]
        self._bar = ttk.Progressbar(self, maximum=max(1, len(steps)))
        self._bar.pack(fill="x", pady=self.gap(16, 20))
        cancel = button(self, "Cancel", on_cancel)
        cancel.pack(fill="x")
        self.first = cancel
        self._at, self._frame, self._timer = -1, 0, ""
        self.reach(0)
        self._spin()

    def reach(self, index: int, text: str = "") -> None:
        """All steps before this one are done; this one runs. text: its words, if other ones."""
        self._at = max(self._at, index)
        for number, (sign, label) in enumerate(self._steps):
            done = number < self._at
            if number == index and text:
                label.say(text)
            label.configure(font=self.look.fonts["bold" if number == self._at else "body"])
            label.say(str(label.cget("text")), "text" if number <= self._at else "muted")
            if done:
                sign.show(self.look.pictures.icon("check", 20, "ok", 2.2))
        if self._at < len(self._steps):
            self._steps[self._at][0].show(self.look.pictures.spinner(20, 0))
        self._bar.configure(value=self._at + 0.5)

    def destroy(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
        super().destroy()

    def _step(self, text: str) -> tuple[Sign, Words]:
        line = Panel(self, self.look)
        line.pack(fill="x", pady=self.look.px(7))
        sign = Sign(line, self.look, self.look.pictures.dot(20, "line", "ring"))
        sign.pack(side="left", padx=(0, self.look.px(12)))
        label = Words(line, self.look, text, ink="muted", wrap=WIDTH - 40)
        label.pack(side="left", fill="x")
        return sign, label

    def _spin(self) -> None:
        if self._at < len(self._steps):
            self._steps[self._at][0].show(self.look.pictures.spinner(20, self._frame % 8))
        self._frame += 1
        self._timer = self.after(SPINNER_MS, self._spin)


class ChangedPage(Page):
    """The relay shows another certificate: stop by default, accept only on purpose."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        event: CertificateChanged,
        on_stop: Callable[[], None],
        on_trust: Callable[[], None],
    ) -> None:
        super().__init__(parent, look)
        self._on_trust = on_trust
        headline, _, _, what_to_do = login_words.certificate_changed(event)
        self.title, _, rest = headline.partition(". ")
        self._add_head(rest)
        box = Box(self, "Danger.TFrame")
        box.pack(fill="x", pady=self.gap(16, 8))
        self._words_row(box, "You know", event.known_words, "soft", above=9)
        self._words_row(box, "Now it says", event.new_words, "danger", below=9)
        self.paragraph(
            "Either the host set up the relay anew, or another computer pretends to be it.", above=6
        )
        self.paragraph(f"{what_to_do} Same as “Now it says”? Then it is them.")
        stop = button(self, "Don't connect", on_stop, style="Accent.TButton")
        stop.pack(fill="x", pady=self.gap(10, 8))
        stop.bind("<Escape>", lambda _: on_stop())
        self.first = stop
        self._add_way_in()

    def _add_head(self, rest: str) -> None:
        look = self.look
        top = Panel(self, look)
        top.pack(fill="x")
        picture = look.pictures.icon("warn", 34, "danger", 1.8)
        Sign(top, look, picture).pack(side="left", anchor="n", padx=(0, look.px(14)))
        text = Panel(top, look)
        text.pack(side="left", fill="x")
        Words(text, look, self.title, font="title", wrap=WIDTH - 54).pack(fill="x")
        Words(text, look, rest, ink="soft", wrap=WIDTH - 54).pack(fill="x")

    def _add_way_in(self) -> None:
        """A box to tick, and only then the button that trusts the new words."""
        look = self.look
        self._trust = button(
            self, "The host confirmed the new words", self._on_trust, style="Danger.TButton"
        )
        self._trust.state(["disabled"])
        self._asked = tk.BooleanVar(self, value=False)
        ttk.Checkbutton(
            self,
            text="I asked the host, and the words are the same",
            variable=self._asked,
            command=self._allow,
        ).pack(fill="x", pady=self.gap(0, 8))
        self._trust.pack(fill="x")
        self._more = Words(self, look, "", font="small", ink="muted", wrap=WIDTH)
        button(self, "What does this mean?", self._explain, style="Link.TButton").pack(
            pady=self.gap(12)
        )

    def _words_row(
        self, box: Box, label: str, said: str, ink: str, above: int = 3, below: int = 3
    ) -> None:
        row = Panel(box, self.look)
        row.pack(fill="x", padx=self.look.px(16), pady=self.gap(above, below))
        Words(row, self.look, label, font="small", ink="soft", width=12).pack(side="left")
        for word in said.split():
            style = PillStyle("pane", ink, 12, 22, 9, ink, ground="danger_soft")
            picture = self.look.pictures.pill(word, style)
            Sign(row, self.look, picture).pack(side="left", padx=(0, self.look.px(5)))

    def _allow(self) -> None:
        self._trust.state(["!disabled" if self._asked.get() else "disabled"])

    def _explain(self) -> None:
        self._more.say(WHAT_CHANGED)
        self._more.pack(fill="x")


class ChoicePage(Page):
    """A sentence or two and what can be done; the first choice has the keyboard."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        title: str,
        paragraphs: Sequence[str],
        choices: Sequence[tuple[str, Callable[[], None]]],
    ) -> None:
        super().__init__(parent, look)
        self.title = title
        self.head(title, font="title")
        Panel(self, look, height=12).pack()
        for text in paragraphs:
            self.paragraph(text)
        for number, (deed, run) in enumerate(choices):
            style = "TButton" if number else "Accent.TButton"
            made = button(self, deed, run, style=style)
            made.pack(fill="x", pady=self.gap(8))
            self.first = self.first or made


@dataclass(frozen=True, slots=True)
class PasswordWords:
    """What a page that asks for a password says; fault: why it asks again, or ""."""

    title: str
    hint: str
    fault: str = ""


OF_SERVER = PasswordWords(
    "This server asks for a password",
    "Ask the person who hosts for it. It is not kept on this computer.",
)


def of_name(name: str) -> PasswordWords:
    """The name is taken, perhaps by the person's own other computer."""
    return PasswordWords(
        f"The password of {name}",
        "You have set it on your other computer, under “My name and devices”. It is not kept "
        "here: this computer gets a key of its own.",
    )


class PasswordPage(Page):
    """One password, for a server or for a name."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        said: PasswordWords,
        on_go: Callable[[str], None],
        on_back: Callable[[], None],
    ) -> None:
        super().__init__(parent, look)
        self.title = said.title
        self._on_go = on_go
        self.head(self.title, font="title")
        Panel(self, look, height=12).pack()
        self.paragraph(said.hint)
        self.field = ttk.Entry(self, font=look.fonts["body"], show="•")
        self.field.pack(fill="x", pady=self.gap(4))
        if said.fault:
            self.field.configure(style="Bad.TEntry")
            why = Words(self, look, said.fault, font="small", ink="danger", wrap=WIDTH)
            why.pack(fill="x", pady=self.gap(8))
        go = button(self, "Go on", self._go, style="Accent.TButton")
        go.pack(fill="x", pady=self.gap(20, 8))
        button(self, "Back", on_back).pack(fill="x")
        for key in ("<Return>", "<KP_Enter>"):
            self.field.bind(key, lambda _: self._go())
        self.first = self.field

    def _go(self) -> None:
        password = self.field.get()
        if password:
            self._on_go(password)
        else:
            self.field.focus_set()
