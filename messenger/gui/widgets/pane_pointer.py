"""What pointer and keys do in the pane: the row under the pointer, links, copying, the menu."""

import tkinter as tk
from collections.abc import Callable, Collection
from functools import partial
from typing import Final

from messenger.client.model.rows import MessageRow
from messenger.gui.look.look import Look
from messenger.gui.widgets.hover_bar import HoverBar
from messenger.gui.widgets.keys import is_command
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.pane_tip import PaneTip
from messenger.gui.widgets.plain import Panel, Words
from messenger.gui.widgets.popup_menu import MenuEntry, PopupMenu
from messenger.gui.widgets.row_index import RowIndex
from messenger.gui.widgets.row_marks import QUOTE, pill_of
from messenger.gui.widgets.row_writer import DISCARD, LINK_PREFIX, RETRY, TOGGLE, RowWriter

DRAG_PX: Final = 4  # a pointer that moved farther between press and release chose text


class PanePointer:
    """Out: the pane's actions, and on_toggle(key) for a fold row."""

    def __init__(
        self, text: tk.Text, look: Look, index: RowIndex, writer: RowWriter, actions: PaneActions
    ) -> None:
        self._text, self._look, self._index, self._writer = text, look, index, writer
        self._actions = actions
        self.on_toggle: Callable[[str], None] = lambda key: None
        self._pressed = (0, 0, "")  # x, y, key of the row there
        self._over = ""  # key of the row under the pointer
        self._stood: int | None = None  # where that row began when it was tinted
        self._due = ""
        self._time = Words(text, look, font="tiny", ink="muted", anchor="e")
        self._tip = PaneTip(text, look)
        self._bar = HoverBar(text, look, self._open_menu, self._leave)
        self._focus_bar = Panel(text, look, "accent", width=3)
        text.bind("<Motion>", lambda event: self._hover(event.x, event.y), add=True)
        text.bind("<Leave>", self._leave, add=True)
        text.bind("<Button-1>", self._press, add=True)
        text.bind("<ButtonRelease-1>", self._click, add=True)
        text.bind("<Button-3>", self._menu, add=True)
        text.bind("<<Copy>>", self._copy)
        text.bind("<Key>", self._type, add=True)
        text.bind("<FocusIn>", lambda event: self._focus_bar.place(x=0, y=0, relheight=1))
        text.bind("<FocusOut>", lambda event: self._focus_bar.place_forget())
        text.bind("<Destroy>", lambda event: self._stop(), add=True)

    def settle_soon(self) -> None:
        """Rows moved, or may have, though nobody moved the pointer. Soon, since Tk asks for it
        in the midst of its drawing."""
        if not self._due:
            self._due = self._text.after_idle(self._settle)

    def _settle(self) -> None:
        """Let go of a row that went from under its buttons: they come back when the pointer
        moves, for what lies under a resting one was not chosen by anybody."""
        self._due = ""
        if self._over and self._line_y(self._over) != self._stood:
            self.let_go()

    def rows_changed(self, keys: Collection[str]) -> None:
        """These rows were written anew, or taken away."""
        if self._over in keys:
            stood = self._stood
            self._tint(self._over if self._over in self._index else "")
            self._stood = stood  # a row that moved, too, is let go
        self.settle_soon()

    def refresh(self) -> None:
        """The reader moved the rows under the pointer."""
        text = self._text
        self._tint("")
        x, y = (
            text.winfo_pointerx() - text.winfo_rootx(),
            text.winfo_pointery() - text.winfo_rooty(),
        )
        if 0 <= x < text.winfo_width() and 0 <= y < text.winfo_height():
            self._hover(x, y)

    def _hover(self, x: int, y: int) -> None:
        place = f"@{x},{y}"
        clickable = "click" in self._text.tag_names(place)
        cursor = "hand2" if clickable else "arrow"
        if str(self._text.cget("cursor")) != cursor:
            self._text.configure(cursor=cursor)
        key = self._index.key_at(place)
        if key != self._over:
            self._tint(key)
        self._tell_names(key, place)

    def _tell_names(self, key: str, place: str) -> None:
        """Whose reaction the pointer is on."""
        row = self._index.row(key) if key else None
        number = pill_of(self._text.tag_names(place))
        if isinstance(row, MessageRow) and 0 <= number < len(row.pills):
            self._tip.offer(key, number, row.pills[number].names, place)
        else:
            self._tip.hide()

    def let_go(self) -> None:
        """The rows go: none is under the pointer until it moves."""
        self._tint("")
        self._text.configure(cursor="arrow")

    def _line_y(self, key: str) -> int | None:
        """Where in the text this row begins, in pixels, 0 above its upper edge; None when it is
        not in sight."""
        if key not in self._index:
            return None
        line = self._text.dlineinfo(self._index.mark(key))
        if line is not None:
            return line[1]
        return 0 if self._index.key_at("@0,0") == key else None

    def _stop(self) -> None:
        if self._due:
            self._text.after_cancel(self._due)
            self._due = ""

    def _tint(self, key: str) -> None:
        """Tint this row; a later row of a group tells its time where others have the avatar."""
        text = self._text
        text.tag_remove("hover", "1.0", "end")
        self._time.place_forget()
        self._bar.hide()
        self._tip.hide()
        self._over = key
        self._stood = self._line_y(key)
        row = self._index.row(key) if key else None
        if not isinstance(row, MessageRow):
            return
        start = self._index.mark(key)
        text.tag_add("hover", start, self._index.end(key))
        line = text.dlineinfo(start)
        self._bar.offer(self._actions.entries(row), partial(self._line_y, key))
        if line is None or row.starts_group:
            return
        look = self._look
        self._time.configure(
            text=row.time, background=look.colour("mention" if row.mention else "row")
        )
        base = line[1] + line[4] - look.fonts["tiny"].metrics("ascent")
        self._time.place(x=look.px(60), y=base, anchor="ne")

    def _leave(self, event: "tk.Event[tk.Misc]") -> None:
        below = self._text.winfo_containing(event.x_root, event.y_root)
        if below is not self._time and below is not self._text and not self._bar.holds(below):
            self._tint("")

    def _press(self, event: "tk.Event[tk.Text]") -> None:
        self._pressed = (event.x, event.y, self._index.key_at(f"@{event.x},{event.y}"))

    def _click(self, event: "tk.Event[tk.Text]") -> None:
        place = f"@{event.x},{event.y}"
        tags = self._text.tag_names(place)
        was_drag = max(abs(event.x - self._pressed[0]), abs(event.y - self._pressed[1])) > DRAG_PX
        key = self._index.key_at(place)
        if "click" not in tags or was_drag or key != self._pressed[2]:
            return  # chosen text, or another row came to this place since the press
        row = self._index.row(key) if key else None
        if TOGGLE in tags:
            self.on_toggle(key)
        elif isinstance(row, MessageRow) and RETRY in tags:
            self._actions.on_retry(row.ref)
        elif isinstance(row, MessageRow) and DISCARD in tags:
            self._actions.on_discard(row.ref)
        elif isinstance(row, MessageRow) and row.quote and QUOTE in tags:
            self._actions.on_go(row.quote.msgid)
        elif isinstance(row, MessageRow) and pill_of(tags) >= 0:
            self._actions.on_react(row, pill_of(tags))
        else:
            self._open(self._address(tags))

    def _open(self, address: str) -> None:
        if address:
            self._actions.on_link(address)

    def _address(self, tags: tuple[str, ...]) -> str:
        """Where the link under these tags leads, "" for none."""
        link = next((tag for tag in tags if tag.startswith(LINK_PREFIX)), "")
        return self._writer.address(link)

    def _menu(self, event: "tk.Event[tk.Text]") -> str:
        place = f"@{event.x},{event.y}"
        self._open_menu(
            event.x_root,
            event.y_root,
            self._index.key_at(place),
            self._address(self._text.tag_names(place)),
        )
        return "break"

    def _open_menu(self, x_root: int, y_root: int, key: str = "", address: str = "") -> None:
        """Of the row of this key, or the one under the pointer."""
        key = key or self._over
        row = self._index.row(key) if key in self._index else None
        entries: list[MenuEntry] = []
        if self._text.tag_ranges("sel"):
            entries.append(MenuEntry("Copy", self._copy_chosen, "copy", "Ctrl C"))
        if address:
            entries.append(MenuEntry("Open link", partial(self._open, address), "enter"))
            entries.append(MenuEntry("Copy link", partial(self._keep, address), "copy"))
        if isinstance(row, MessageRow):
            entries += [one for one in self._actions.entries(row) if not one.danger]
            entries.append(MenuEntry("Copy message", partial(self._keep, row.text), "note"))
            entries += [one for one in self._actions.entries(row) if one.danger]
        if entries:
            menu = PopupMenu(self._look.root, self._look, entries)
            menu.open(x_root, y_root)

    def _copy(self, _: object) -> str:
        self._copy_chosen()
        return "break"

    def _copy_chosen(self) -> None:
        """The chosen text, without the tabs that stand before names and words."""
        if self._text.tag_ranges("sel"):
            lines = self._writer.drawn.between("sel.first", "sel.last").split("\n")
            self._keep("\n".join(line.removeprefix("\t") for line in lines))

    def _keep(self, text: str) -> None:
        self._text.clipboard_clear()
        self._text.clipboard_append(text)

    def _type(self, event: "tk.Event[tk.Text]") -> str | None:
        """Letters typed here were meant for the input box."""
        if event.char and event.char.isprintable() and not is_command(event):
            self._actions.on_type(event.char)
            return "break"
        return None
