"""The login window: a card on the window's ground, with one page at a time."""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from messenger.client.link_events import CertificateChanged, LinkStage
from messenger.gui.login.card_place import CardPlace
from messenger.gui.login.pages import (
    OF_SERVER,
    ChangedPage,
    ChoicePage,
    PasswordPage,
    PasswordWords,
    ProgressPage,
    of_name,
)
from messenger.gui.login.view import (
    NO_OFFERS,
    Filled,
    FormCalls,
    FormContent,
    FormPage,
    HelpPage,
    Offers,
    Page,
)
from messenger.gui.look.look import Look
from messenger.gui.shortcuts import BY_NAME
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Box, Panel


@dataclass(frozen=True, slots=True)
class LoginCalls:
    """What the person can ask for here. use_password: log in again, with the server's;
    prove: log in again, with the password of the name; zoom: one size larger (1), smaller (-1)
    or the usual one (0)."""

    log_in: Callable[[Filled], None]
    host: Callable[[Filled], None]
    use_password: Callable[[str], None]
    prove: Callable[[str], None]
    cancel: Callable[[], None]
    trust: Callable[[CertificateChanged], None]
    quit: Callable[[], None]
    zoom: Callable[[int], None]


class LoginWindow(Panel):
    """Fills the window it is packed into. Enter anywhere in the form logs in; Esc goes back.

    calls: may be replaced by others.
    """

    def __init__(
        self, parent: tk.Misc, look: Look, calls: LoginCalls, content: FormContent
    ) -> None:
        super().__init__(parent, look, "side")
        self.calls, self._content = calls, content
        self._page: Page | None = None
        self._steps: tuple[LinkStage, ...] = ()
        self._before = 0
        self._card = Box(self, "Card.TFrame")
        self._place = CardPlace(self, look, self._card)
        self._keys: Mapping[str, Callable[[], None]] = {
            "<Return>": self.on_enter,
            "<KP_Enter>": self.on_enter,
            "<Escape>": self.on_escape,
            "<Control-q>": lambda: self.calls.quit(),
            **{
                key: partial(self._zoom, step)
                for name, step in (("zoom_in", 1), ("zoom_out", -1), ("zoom_reset", 0))
                for key in BY_NAME[name].keys
            },
        }
        for key, step in self._keys.items():
            look.root.bind(key, partial(_do, step))
        self.show_form()

    def destroy(self) -> None:
        for key in self._keys:
            self.look.root.unbind(key)
        super().destroy()

    @property
    def page(self) -> Page:
        """What is shown now."""
        assert self._page is not None
        return self._page

    @property
    def filled(self) -> Filled:
        """What the form holds, or held when it was left."""
        if isinstance(self._page, FormPage):
            self.fill(self._page.filled)
        return self._content.filled

    def fill(self, filled: Filled) -> None:
        """Change what the form holds, while another page is shown."""
        self._content = replace(self._content, filled=filled)

    def show_form(self) -> FormPage:
        calls = FormCalls(self.submit, lambda: self.calls.host(self.filled), self.show_help)
        self.fill(self.filled)
        page = FormPage(self._card, self.look, self._content, calls)
        self._turn_to(page)
        return page

    def submit(self) -> None:
        """What Enter and the Log in button do."""
        self.calls.log_in(self.filled)

    def show_fault(self, text: str, offers: Offers = NO_OFFERS, *, name: bool = False) -> None:
        """Back to the form, with what went wrong, and what can be done about it."""
        self.show_form().show_fault(text, offers, self._use_name, name=name)

    def show_progress(
        self, title: str, first_steps: Sequence[str], *, tls: bool, name: str
    ) -> None:
        """first_steps: what comes before connecting ("Starting the relay")."""
        stages = {
            LinkStage.CONNECTING: "Finding the computer",
            LinkStage.SECURING: "Securing the connection",
            LinkStage.LOGGING_IN: f"Logging in as {name}",
        }
        if not tls:
            del stages[LinkStage.SECURING]
        self._steps = tuple(stages)
        self._before = len(first_steps)
        steps = [*first_steps, *stages.values()]
        self._turn_to(ProgressPage(self._card, self.look, title, steps, self.calls.cancel))

    def show_stage(self, stage: LinkStage) -> None:
        """How far the link is; without effect where no progress is shown."""
        if isinstance(self._page, ProgressPage) and stage in self._steps:
            self._page.reach(self._before + self._steps.index(stage))

    def show_step(self, index: int) -> None:
        """This step of the progress runs now, all before it are done."""
        if isinstance(self._page, ProgressPage):
            self._page.reach(index)

    def show_changed(self, event: CertificateChanged) -> None:
        self._turn_to(
            ChangedPage(
                self._card,
                self.look,
                event,
                self.calls.cancel,
                lambda: self.calls.trust(event),
            )
        )

    def show_password(self, fault: str = "") -> None:
        """Ask for the server's password. fault: what was wrong with the last one."""
        self._ask_password(replace(OF_SERVER, fault=fault), self.calls.use_password)

    def show_name_password(self, fault: str = "") -> None:
        """Ask for the password of the name that was typed."""
        self._ask_password(replace(of_name(self.filled.name), fault=fault), self.calls.prove)

    def _ask_password(self, said: PasswordWords, on_go: Callable[[str], None]) -> None:
        self._turn_to(PasswordPage(self._card, self.look, said, on_go, self.calls.cancel))

    def show_choice(
        self,
        title: str,
        paragraphs: Sequence[str],
        choices: Sequence[tuple[str, Callable[[], None]]],
    ) -> None:
        self._turn_to(ChoicePage(self._card, self.look, title, paragraphs, choices))

    def show_plain_warning(self, address: str, connect: Callable[[], None]) -> None:
        """Plain text to another computer: only on purpose."""
        self.show_choice(
            "Not encrypted",
            (
                f"“{address}” means plain text: everybody on the way can read along "
                "and change what is said.",
            ),
            (("Don't connect", self.calls.cancel), ("Connect without encryption", connect)),
        )

    def show_help(self) -> None:
        self._turn_to(HelpPage(self._card, self.look, self._back))

    def on_escape(self) -> None:
        """Esc anywhere: give up what runs, or go back to the form."""
        if isinstance(self._page, HelpPage):
            self._back()
        elif not isinstance(self._page, FormPage):
            self.calls.cancel()

    def on_enter(self) -> None:
        """Enter where no button has the keyboard: the form's default."""
        if isinstance(self._page, FormPage):
            self.submit()

    def _use_name(self, name: str) -> None:
        if isinstance(self._page, FormPage):
            self._page.put_name(name)
            self.submit()

    def _back(self) -> None:
        self.show_form()

    def _zoom(self, step: int) -> None:
        """The form is made anew for its paddings; a page that waits for something stays."""
        self.calls.zoom(step)
        if isinstance(self._page, FormPage):
            self.show_form()

    def _turn_to(self, page: Page) -> None:
        self.fill(self.filled)
        old, self._page = self._page, page
        self.look.root.title(f"Messenger – {page.title}" if page.title else "Messenger")
        if old is not None:
            old.destroy()
        look = self.look
        page.pack(padx=look.px(54), pady=(look.px(48), look.px(52)))
        self._place.watch(page)
        if page.first is not None:
            take_keyboard(page.first)


def _do(step: Callable[[], None], _event: object) -> None:
    step()
