"""The field at the top of the left column that finds a room or a person while one types."""

import tkinter as tk
from collections.abc import Callable

from messenger.gui.look.look import Look
from messenger.gui.widgets.keys import take_keyboard
from messenger.gui.widgets.plain import Box, Panel, Sign, Words


class SearchField(Panel):
    """Out: on_change(text) at each letter, on_open() at Enter, on_leave() at Escape or Down."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        on_change: Callable[[str], None],
        on_open: Callable[[], None],
        on_leave: Callable[[], None],
    ) -> None:
        super().__init__(parent, look, "side")
        self._on_change, self._on_open, self._on_leave = on_change, on_open, on_leave
        self._box = Box(self, "Search.TFrame")
        self._sign = Sign(self._box, look, look.pictures.icon("search", 17, "muted"))
        self.entry = tk.Entry(
            self._box, borderwidth=0, highlightthickness=0, relief="flat", width=4
        )
        self._key = Words(self._box, look, "Ctrl K", font="tiny", ink="muted")
        self._placeholder = tk.Label(self.entry, text="Jump to…", borderwidth=0, padx=0, pady=0)
        self._last = ""
        self._bind_all()
        look.listen(self.entry, self._restyle)
        self._changed()

    @property
    def text(self) -> str:
        return self.entry.get()

    def clear(self) -> None:
        self.entry.delete(0, "end")
        self._changed()

    def focus_field(self) -> None:
        take_keyboard(self.entry)
        self.entry.selection_range(0, "end")

    def _bind_all(self) -> None:
        entry = self.entry
        entry.bind("<KeyRelease>", lambda event: self._changed())
        entry.bind("<<Paste>>", lambda event: self.after_idle(self._changed), add=True)
        for key in ("<Return>", "<KP_Enter>"):
            entry.bind(key, lambda event: self._on_open())
        entry.bind("<Down>", lambda event: self._on_leave())
        entry.bind("<Escape>", lambda event: self._escape())
        entry.bind("<FocusIn>", lambda event: self._box.state(["focus"]), add=True)
        entry.bind("<FocusOut>", lambda event: self._box.state(["!focus"]), add=True)
        for widget in (self._box, self._sign, self._key, self._placeholder):
            widget.bind("<Button-1>", lambda event: entry.focus_set())

    def _escape(self) -> None:
        self.clear()
        self._on_leave()

    def _changed(self) -> None:
        if self.text:
            self._placeholder.place_forget()
        else:
            self._placeholder.place(x=0, rely=0.5, anchor="w")
        if self.text != self._last:
            self._last = self.text
            self._on_change(self.text)

    def _restyle(self) -> None:
        look, px, colour = self.look, self.look.px, self.look.colour
        self.entry.configure(
            font=look.fonts["body"],
            background=colour("pane"),
            foreground=colour("text"),
            insertbackground=colour("accent"),
            insertwidth=max(2, px(2)),
            selectbackground=colour("marked_text"),
            selectforeground=colour("text"),
        )
        self._placeholder.configure(
            font=look.fonts["body"], background=colour("pane"), foreground=colour("muted")
        )
        self._box.configure(height=px(36))
        self._box.pack_propagate(False)
        self._box.pack_configure(fill="x", padx=px(12), pady=(px(2), px(8)))
        self._sign.pack_configure(side="left", padx=(px(10), px(6)))
        self._key.pack_configure(side="right", padx=px(10))
        self.entry.pack_configure(side="left", fill="x", expand=True, pady=px(3))
