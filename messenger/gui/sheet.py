"""One sheet over the window: a head, a body that scrolls when it does not fit, and buttons."""

import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from tkinter import ttk

from messenger.gui.look.look import Look
from messenger.gui.quiet_keys import bind_quiet_keys
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Box, Panel, Words, icon_button
from messenger.gui.widgets.scrollbar import ThinScrollbar

WIDTH = 400  # of the text, at 100 %
MARGIN = 8  # pixels of the window that stay free around a sheet
LEAST_VIEW = 40  # of the body, at 100 %

_WHEEL = {"<Button-4>": -1, "<Button-5>": 1, "<MouseWheel>": 0}
_SCROLL = {"<Up>": -1, "<Down>": 1, "<Prior>": -6, "<Next>": 6}


class Sheet(Box):
    """One sheet; `top` (fixed), `body` (scrolls) and `foot` (fixed) are to be filled.

    The keyboard stays inside; Esc closes. Out: on_close(), however it was closed; home(): the
    keyboard goes where it belongs, when the widget that had it before is gone.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        on_close: Callable[[], object] = lambda: None,
        home: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(look.root, "Sheet.TFrame")
        self.look, self._on_close, self._home = look, on_close, home
        self._window: tk.Tk = look.root
        # Not focus_get: while another program is active it knows of no focus at all.
        self._before = self._window.focus_lastfor()
        self._held: list[tk.Misc] = []
        self._tag = f"Sheet{self.winfo_id()}"
        self._due = ""
        self.on_fit: Callable[[int], object] = lambda width: None
        self._build(title)
        self._bind_tag()
        # The grab keeps clicks away from what lies under the sheet.
        self.bind("<Map>", lambda _: self.grab_set())
        self._sensor = tk.Frame(self._window)  # as large as the window, below everything
        self._sensor.place(relwidth=1, relheight=1)
        self._sensor.lower()
        for widget in (self._sensor, self.body):
            widget.bind("<Configure>", lambda _: self._fit_soon(), add=True)
        look.listen(self, self._fit_soon)

    def _build(self, title: str) -> None:
        look = self.look
        inside = self._inside = Panel(self, look)
        inside.pack(fill="both", expand=True)
        head = self._head = Panel(inside, look)
        head.pack(fill="x", pady=(0, look.px(8)))
        icon_button(head, look, "close", self.close, tip="Close (Esc)", size=16).pack(
            side="right", anchor="n"
        )
        self._title = Words(head, look, title, font="title", wrap=WIDTH - 40)
        self._title.pack(side="left", fill="x")
        self.top = Panel(inside, look)
        self.top.pack(fill="x")
        self.foot = Panel(inside, look)
        self.foot.pack(side="bottom", fill="x")
        middle = Panel(inside, look)
        middle.pack(fill="both", expand=True)
        self._view = tk.Canvas(middle, borderwidth=0, highlightthickness=0, takefocus=False)
        self._view.pack(fill="both", expand=True)
        self.body = Panel(self._view, look)
        self._item = self._view.create_window(0, 0, anchor="nw", window=self.body)
        self._bar = ThinScrollbar(middle, look, self._view.yview)
        self._view.configure(yscrollcommand=self._bar.set)

    # -- size -----------------------------------------------------------------------------

    def _fit_soon(self) -> None:
        if not self._due:
            self._due = self.after_idle(self._fit)

    def _fit(self) -> None:
        """As large as what is inside, but never larger than the window: then the body scrolls."""
        self._due = ""
        look, window = self.look, self._window
        wide, high = window.winfo_width(), window.winfo_height()
        pad = min(look.px(28), wide // 12), min(look.px(24), high // 20)
        self._inside.pack_configure(padx=pad[0], pady=pad[1])
        room = max(1, wide - 2 * (MARGIN + pad[0]))
        for part in _words_in(self):
            part.limit(room - self._bar.width)
        close = look.px(40)
        self._title.limit(room - close)
        self.on_fit(room - self._bar.width)
        self.update_idletasks()
        asked = max(part.winfo_reqwidth() for part in (self.body, self.top, self.foot))
        others = sum(part.winfo_reqheight() for part in (self._head, self.top, self.foot))
        most = high - 2 * (MARGIN + pad[1]) - others - look.px(8)
        height = min(self.body.winfo_reqheight(), max(look.px(LEAST_VIEW), most))
        scrolls = height < self.body.winfo_reqheight()
        beside = self._bar.width * scrolls  # the bar takes nothing from what is inside
        width = min(room, max(look.px(WIDTH), asked) + beside)
        self._view.configure(
            width=width,
            height=height,
            background=look.colour("pane"),
            scrollregion=(0, 0, width, self.body.winfo_reqheight()),
            yscrollincrement=look.px(20),
        )
        self._view.itemconfigure(self._item, width=width - beside)
        self.update_idletasks()
        free = max(0, high - self.winfo_reqheight())
        self.place(relx=0.5, y=round(free * 0.45), anchor="n")
        self.lift()
        self._catch_wheel(self)

    def see(self, widget: tk.Misc) -> None:
        """Scroll the body so that this part of it is visible."""
        if not str(widget).startswith(f"{self.body}."):
            return
        top = widget.winfo_rooty() - self.body.winfo_rooty()
        low, all_of_it = top + widget.winfo_height(), self.body.winfo_height()
        first = int(self._view.canvasy(0))
        if top < first:
            self._view.yview_moveto(top / all_of_it)
        elif low > first + self._view.winfo_height():
            self._view.yview_moveto((low - self._view.winfo_height()) / all_of_it)

    def _scroll(self, steps: int) -> None:
        if self.body.winfo_height() > self._view.winfo_height():
            self._view.yview_scroll(steps, "units")

    def _catch_wheel(self, widget: tk.Misc) -> None:
        """A wheel over any part scrolls the body."""
        tag = f"{self._tag}Wheel"
        if tag not in widget.bindtags():
            widget.bindtags((*widget.bindtags(), tag))
        for child in widget.winfo_children():
            self._catch_wheel(child)

    # -- life -----------------------------------------------------------------------------

    def close(self) -> None:
        if not self.winfo_exists():
            return
        before, on_close = self._before, self._on_close
        self.destroy()
        if before is not None and before is not self._window and before.winfo_exists():
            before.focus_set()
        else:
            self._home()
        on_close()

    def destroy(self) -> None:
        for tag in (self._tag, f"{self._tag}Wheel"):
            for key in self.bind_class(tag):
                self.unbind_class(tag, key)
        if self._due:
            self.after_cancel(self._due)
        self._sensor.destroy()
        super().destroy()

    # -- keys -----------------------------------------------------------------------------

    def hold(self, *widgets: tk.Misc, first: tk.Misc | None = None) -> None:
        """What Tab goes through, in this order and round; `first` (else the first of them) gets
        the keyboard."""
        if not self._held and widgets:
            take_keyboard(first or widgets[0])
        self.arrange([*self._held, *widgets])

    def arrange(self, widgets: Sequence[tk.Misc]) -> None:
        """Tab goes through these now; if the one that had the keyboard is gone, the one that
        has its place gets it."""
        for widget in widgets:
            if self._tag not in widget.bindtags():
                widget.bindtags((self._tag, *widget.bindtags()))
                widget.bind("<FocusIn>", lambda event: self.see(event.widget), add=True)
        gone = [place for place, widget in enumerate(self._held) if not widget.winfo_exists()]
        self._held[:] = widgets
        if gone and widgets and self._window.focus_lastfor() in (None, self._window, self):
            widgets[min(gone[0], len(widgets) - 1)].focus_set()

    def wait_for_quiet(self, on_type: Callable[[str], object]) -> None:
        """This sheet opened by itself, perhaps in the middle of a word: see `quiet_keys`."""
        bind_quiet_keys(self, self._held, self.close, on_type)
        self.focus_set()

    def _bind_tag(self) -> None:
        # <<PrevWindow>>: X11 has a key of its own for Shift+Tab, which <Shift-Tab> does not match.
        for key, step in (("<Escape>", 0), ("<Tab>", 1), ("<<PrevWindow>>", -1)):
            self.bind_class(self._tag, key, self._mover(step))
        for key, steps in _SCROLL.items():
            self.bind_class(self._tag, key, self._scroller(steps))
        for key, steps in _WHEEL.items():
            self.bind_class(f"{self._tag}Wheel", key, self._wheeler(steps))

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

    def _scroller(self, steps: int) -> Callable[["tk.Event[tk.Misc]"], None]:
        """Arrows and page keys scroll, except in a field, which has its own use for them."""

        def scroll(event: "tk.Event[tk.Misc]") -> None:
            if not isinstance(event.widget, (ttk.Entry, ttk.Radiobutton)):
                self._scroll(steps)

        return scroll

    def _wheeler(self, steps: int) -> Callable[["tk.Event[tk.Misc]"], None]:
        return lambda event: self._scroll(2 * (steps or (-1 if event.delta > 0 else 1)))


def _words_in(widget: tk.Misc) -> Iterator[Words]:
    for child in widget.winfo_children():
        if isinstance(child, Words):
            yield child
        yield from _words_in(child)
