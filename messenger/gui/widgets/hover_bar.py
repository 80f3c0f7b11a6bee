"""The small bar of buttons at the upper right of the message under the pointer."""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import ground_of
from messenger.gui.widgets.popup_menu import MenuEntry
from messenger.gui.widgets.tooltip import Tip

QUICK: Final = ("smile", "reply", "edit")  # icons of the deeds that have a button here
_REST_MS: Final = 80
_ICON: Final = 18
_PAD: Final = 6


class HoverBar(tk.Frame):
    """In: offer, hide. on_more(x_root, y_root): the whole menu; on_left: the pointer went off."""

    def __init__(
        self,
        text: tk.Text,
        look: Look,
        on_more: Callable[[int, int], None],
        on_left: Callable[["tk.Event[tk.Misc]"], None],
    ) -> None:
        super().__init__(text, borderwidth=0, highlightthickness=1)
        self.ground = "raised"
        self._text, self._look, self._on_more = text, look, on_more
        self._timer = ""
        self._entries: list[MenuEntry] = []
        self._buttons = [_Button(self, look) for _ in (*QUICK, "more")]
        self.bind("<Leave>", on_left, add=True)
        look.listen(self, self._restyle)
        self.bind("<Destroy>", lambda event: self._stop(), add=True)

    def offer(self, entries: Sequence[MenuEntry], y: int) -> None:
        """Show it soon at a row whose first line begins at y of the text."""
        self.hide()
        quick = [entry for entry in entries if entry.icon in QUICK]
        if entries:
            more = MenuEntry("More", self._open_more, "more")
            self._entries = [*quick[: len(QUICK)], more]
            self._timer = self.after(_REST_MS, lambda: self._show(y))

    def hide(self) -> None:
        self._stop()
        self.place_forget()

    def holds(self, widget: tk.Misc | None) -> bool:
        return widget is not None and str(widget).startswith(str(self))

    def _show(self, y: int) -> None:
        self._timer = ""
        for button in self._buttons:
            button.pack_forget()
        for button, entry in zip(self._buttons, self._entries, strict=False):
            button.become(entry)
        px = self._look.px
        top = max(px(2), y - px(14))
        self.place(relx=1, x=-px(40), y=top, anchor="ne")
        self.lift()

    def _open_more(self) -> None:
        at = self._buttons[len(self._entries) - 1]
        self._on_more(at.winfo_rootx(), at.winfo_rooty() + at.winfo_height())

    def _stop(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
            self._timer = ""

    def _restyle(self) -> None:
        colour = self._look.colour
        self.configure(background=colour("raised"), highlightbackground=colour("line"))


class _Button(tk.Label):
    """One icon. The keyboard finds the same in the menus."""

    def __init__(self, bar: HoverBar, look: Look) -> None:
        super().__init__(bar, borderwidth=0, highlightthickness=0, cursor="hand2", takefocus=False)
        self._look = look
        self._run: Callable[[], None] = lambda: None
        self._tip = Tip(self, look, "")
        self.ground = ground_of(bar)
        self.bind("<Enter>", lambda event: self._paint("hover"), add=True)
        self.bind("<Leave>", lambda event: self._paint("raised"), add=True)
        self.bind("<ButtonRelease-1>", lambda event: self._run())

    def become(self, entry: MenuEntry) -> None:
        px = self._look.px
        self._run = entry.command
        self._tip.text = entry.text.rstrip("…")
        self.configure(image=self._look.pictures.icon(entry.icon, _ICON), padx=0, pady=0)
        self._paint("raised")
        self.pack(side="left", ipadx=px(_PAD), ipady=px(_PAD))

    def _paint(self, ground: str) -> None:
        self.configure(background=self._look.colour(ground))
