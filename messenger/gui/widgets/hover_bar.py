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
        self._placed = 0  # y of its upper edge
        self._entries: list[MenuEntry] = []
        self._line_y: Callable[[], int | None] = lambda: None
        self._buttons = [_Button(self, look) for _ in (*QUICK, "more")]
        self.bind("<Leave>", on_left, add=True)
        look.listen(self, self._restyle)
        self.bind("<Destroy>", lambda event: self._stop(), add=True)

    def offer(self, entries: Sequence[MenuEntry], line_y: Callable[[], int | None]) -> None:
        """Show it soon at a row. line_y(): where in the text the row begins now, in pixels;
        None when it is not in sight."""
        self.hide()
        quick = [entry for entry in entries if entry.icon in QUICK]
        if entries:
            more = MenuEntry("More", self._open_more, "more")
            self._entries = [*quick[: len(QUICK)], more]
            self._line_y = line_y
            self._timer = self.after(_REST_MS, self._show)

    def hide(self) -> None:
        self._stop()
        self.place_forget()

    def holds(self, widget: tk.Misc | None) -> bool:
        return widget is not None and str(widget).startswith(str(self))

    def stands_by_its_row(self) -> bool:
        """Is it where its row is now? Rows may have moved since it was shown."""
        top = self._top()
        return top is not None and bool(self.winfo_manager()) and self._placed == top

    def _top(self) -> int | None:
        y = self._line_y()
        return None if y is None else max(self._look.px(2), y - self._look.px(14))

    def _show(self) -> None:
        self._timer = ""
        top = self._top()
        if top is None:
            return
        for button in self._buttons:
            button.pack_forget()
        for button, entry in zip(self._buttons, self._entries, strict=False):
            button.become(entry)
        self._placed = top
        self.place(relx=1, x=-self._look.px(40), y=top, anchor="ne")
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
        self._bar, self._look = bar, look
        self._run: Callable[[], None] = lambda: None
        self._is_pressed = False
        self._tip = Tip(self, look, "")
        self.ground = ground_of(bar)
        self.bind("<Enter>", lambda event: self._paint("hover"), add=True)
        self.bind("<Leave>", lambda event: self._paint("raised"), add=True)
        self.bind("<ButtonPress>", lambda event: self._press(True), add=True)
        self.bind("<Unmap>", lambda event: self._press(False), add=True)
        self.bind("<ButtonRelease-1>", lambda event: self._release(), add=True)

    def become(self, entry: MenuEntry) -> None:
        px = self._look.px
        self._run = entry.command
        self._tip.text = entry.text.rstrip("…")
        self.configure(image=self._look.pictures.icon(entry.icon, _ICON), padx=0, pady=0)
        self._paint("raised")
        self.pack(side="left", ipadx=px(_PAD), ipady=px(_PAD))

    def _press(self, is_pressed: bool) -> None:
        self._is_pressed = is_pressed

    def _release(self) -> None:
        """What was pressed beside one row never acts on another that came to its place."""
        was_pressed, self._is_pressed = self._is_pressed, False
        if was_pressed and self._bar.stands_by_its_row():
            self._run()

    def _paint(self, ground: str) -> None:
        self.configure(background=self._look.colour(ground))
