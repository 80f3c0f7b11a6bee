"""The chat window: puts the columns together and brings the model's changes to them."""

import time
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from messenger.client.intents import Intent
from messenger.client.model import changes as ch
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, PlaceKind
from messenger.client.model.place import display_name
from messenger.gui.chat.centre import CentreCalls, ChatCentre, RowChange
from messenger.gui.chat.changes import ROW_CHANGES, TAKERS
from messenger.gui.chat.column_walk import ColumnWalk, Stop
from messenger.gui.chat.deeds import ChatDeeds
from messenger.gui.chat.drafts import Drafts
from messenger.gui.chat.layout import Columns, Fold
from messenger.gui.chat.left import LeftCalls, LeftColumn
from messenger.gui.chat.place_items import person_items, place_items
from messenger.gui.chat.row_menus import RowMenus
from messenger.gui.chat.speech import speak
from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look
from messenger.gui.shortcuts import bind_deeds, unbind_deeds
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.room_list import PEOPLE, RoomListActions
from messenger.gui.widgets.user_list import UserList, UserListActions
from messenger.irc.names import fold

SHORT = {
    LinkPhase.UP: "Connected",
    LinkPhase.DOWN: "Reconnecting",
    LinkPhase.CLOSED: "Disconnected",
    LinkPhase.FAILED: "Disconnected",
}
LINK_SIGNS = {LinkPhase.UP: "online", LinkPhase.CLOSED: "off", LinkPhase.FAILED: "off"}


@dataclass(frozen=True, slots=True)
class ChatCalls:
    """What the window needs of the app. deeds: the app's own rows of `shortcuts.DEEDS`;
    on_title(open place, how often we are wanted)."""

    submit: Callable[[Intent], None]
    open_link: Callable[[str], None]
    log_in_again: Callable[[], None]
    on_title: Callable[[str, int], None]
    deeds: Mapping[str, Callable[[], object]]


class ChatWindow(Panel):
    """In: take(changes). Fills the window it is packed into; one for each login."""

    left_column: LeftColumn
    centre_column: ChatCentre
    people: UserList

    def __init__(
        self, parent: tk.Misc, look: Look, model: Model, sheets: Sheets, calls: ChatCalls
    ) -> None:
        super().__init__(parent, look, "pane")
        self.model, self._calls, self._sheets = model, calls, sheets
        self._drafts = Drafts()
        self._shown = ""  # the place whose draft the input box holds
        self.columns = Columns(self, look.zoom, self._on_fold)
        self.columns.pack(fill="both", expand=True)
        look.listen(self.columns, self._restyle)
        self._menus = RowMenus(self)
        self._build()
        self._deeds = ChatDeeds(self, sheets, calls.deeds)
        bind_deeds(look.root, self.run)
        look.root.bind("<Escape>", lambda _: self.on_escape())
        look.root.bind("<FocusIn>", lambda _: self._attend(), add=True)
        look.root.bind("<FocusOut>", lambda _: self.after_idle(self._attend), add=True)
        self.redraw()
        self.centre_column.input.focus_input()

    def destroy(self) -> None:
        root = self.look.root
        unbind_deeds(root)
        for key in ("<Escape>", "<FocusIn>", "<FocusOut>"):
            root.unbind(key)
        super().destroy()

    # -- what changed ---------------------------------------------------------------------

    def take(self, changes: Sequence[ch.Change]) -> None:
        """Show what the model says has changed, in its order."""
        rows_came = False
        for change in changes:
            TAKERS[type(change)](self, change)
            rows_came = rows_came or isinstance(change, ch.RowsAppended)
        if rows_came:
            self._attend()

    def redraw(self) -> None:
        """Everything anew, from the model."""
        self.show_current()
        self.show_link()
        self.show_self()

    def show_place(self, name: str) -> None:
        """Go to a room or a person, opening a talk if need be."""
        self._keep_draft()
        mark = self.model.show(name)
        if mark is not None:
            self._calls.submit(mark)
        self.columns.close_drawers()
        self.show_current()
        self._take_all_but_rows()
        self._load_if_empty()
        self.centre_column.input.focus_input()

    def close_place(self, name: str) -> None:
        self._drafts.drop(fold(name))
        self.take(self.model.close(name))

    # -- what the person does -------------------------------------------------------------

    def run(self, deed: str) -> None:
        """A key or a menu row; keys rest while a sheet is open."""
        if not self._sheets.is_open:
            self._deeds.run(deed)

    def submit(self, intent: Intent) -> None:
        self._calls.submit(intent)

    def say(self, text: str) -> bool:
        """What was typed; False keeps it in the box."""
        return speak(self, text)

    def clear_place(self) -> None:
        """Empty the open place's window; older rows can be loaded again."""
        self.take(self.model.clear(self.model.current))
        self.show_current()

    def forget_draft(self) -> None:
        """What the box holds was sent: it is no draft any more."""
        self._drafts.drop(self._shown)
        self.centre_column.input.set_draft("")

    def on_escape(self) -> None:
        """Close the topmost thing; then the keyboard goes to the input box."""
        box = self.centre_column.input
        if not (self._sheets.close() or box.close_popup() or self.columns.close_drawers()):
            self.centre_column.pane.jump_to_end()
        box.focus_input()

    def tell(self, lines: Sequence[str], error: bool = False) -> None:
        """Our own words in the open place, for this person only."""
        self.take(self.model.say("", lines, time.time(), error))

    def go_to_column(self, step: int) -> None:
        """F6: rooms, messages, input, people, and round."""
        self._walk.go(step, self.look.root.focus_get())

    def open_main_menu(self, widget: tk.Misc | None = None) -> None:
        self._menus.main(widget)

    def _open_key(self, key: str) -> None:
        place = self.model.places.get(key)
        if place is not None:
            self.show_place(place.name)

    def _add(self, section: str) -> None:
        self.run("jump" if section == PEOPLE else "join")

    # -- building -------------------------------------------------------------------------

    def _build(self) -> None:
        look = self.look
        rooms = RoomListActions(self._open_key, self._menus.of_place, self._add)
        left_calls = LeftCalls(self.run, self.open_main_menu, rooms)
        self.left_column = LeftColumn(self.columns.left, look, left_calls)
        self.left_column.pack(fill="both", expand=True)
        calls = CentreCalls(
            self._calls.submit,
            self.say,
            self._calls.open_link,
            self.run,
            self.columns.toggle_left,
            self._menus.of_window,
            self._calls.log_in_again,
        )
        self.centre_column = ChatCentre(self.columns.centre, look, self.model, calls)
        self.centre_column.pack(fill="both", expand=True)
        self.people = UserList(
            self.columns.right,
            look,
            UserListActions(self.show_place, self._menus.of_person, self.columns.toggle_right),
        )
        self.people.pack(fill="both", expand=True)
        columns, centre = self.columns, self.centre_column
        self._walk = ColumnWalk(
            (
                Stop(columns.left, self.left_column.focus_list, lambda: columns.left_shown),
                Stop(centre.pane, centre.pane.text.focus_set),
                Stop(centre.input, centre.input.focus_input),
                Stop(columns.right, self.people.list.focus_list, lambda: columns.people_shown),
            )
        )

    def _restyle(self) -> None:
        colour = self.look.colour
        self.columns.paint(colour("side"), colour("pane"), colour("line"), self.look.zoom)

    def _on_fold(self, fold_now: Fold) -> None:
        self.centre_column.input.show_hint(fold_now is not Fold.NARROW)
        self._show_menu_button()

    def _show_menu_button(self) -> None:
        place = self.model.place
        elsewhere = self.model.wanted - (place.wanted if place else 0)
        narrow = self.columns.fold is Fold.NARROW
        self.centre_column.header.show_menu_button(narrow, elsewhere)

    # -- showing --------------------------------------------------------------------------

    def show_current(self) -> None:
        self._keep_draft()
        self._shown = self.model.current
        self.centre_column.show_place(self._drafts.get(self._shown))
        self.show_places()
        self.show_people()

    def show_places(self) -> None:
        places = place_items(self.model, self._drafts)
        self.left_column.show_places(places, self.model.current)
        self._show_menu_button()
        place = self.model.place
        name = place.name.removeprefix("#") if place else ""
        self._calls.on_title(name, self.model.wanted)

    def show_people(self) -> None:
        place = self.model.place
        self.columns.allow_people(place is None or place.kind is PlaceKind.ROOM)
        self.people.show(person_items(self.model, place) if place else ())

    def show_link(self) -> None:
        link, network = self.model.link, self.left_column.network
        text = SHORT.get(link.phase, "Connecting…")
        network.show(self.model.network or "Messenger", text, LINK_SIGNS.get(link.phase, "away"))
        self.centre_column.show_link()

    def show_header(self) -> None:
        self.centre_column.show_header()

    def redraw_rows(self) -> None:
        self.centre_column.redraw_rows()

    def take_rows(self, change: RowChange) -> None:
        """Rows of the place that is drawn; for another one they come with `show_current`."""
        if change.place == self.model.current == self._shown:
            self.centre_column.take_rows(change)

    def show_directory(self) -> None:
        self._deeds.on_directory()

    def show_self(self) -> None:
        model = self.model
        presence = "away" if model.away else "online"
        name = display_name(model.nick, model.own_name)
        self.left_column.profile.show(name, model.away or "Here", presence)
        self.show_people()

    def _keep_draft(self) -> None:
        if self._shown in self.model.places:
            self._drafts.keep(self._shown, self.centre_column.input.draft)

    def _load_if_empty(self) -> None:
        """A talk that was just opened has its history in the cache or at the relay."""
        if not self.model.rows():
            wish = self.model.load_older(self.model.current)
            if wish is not None:
                self._calls.submit(wish)

    def _attend(self) -> None:
        """Tell the model whether the reader sees the end of the place."""
        if not self.winfo_exists():
            return
        seen = self.look.root.focus_displayof() is not None
        mark = self.model.attend(seen and self.centre_column.pane.following)
        if mark is not None:
            self._calls.submit(mark)
        self._take_all_but_rows()

    def _take_all_but_rows(self) -> None:
        """What our own asking of the model changed; the rows are drawn, or need no drawing."""
        for change in self.model.take_changes():
            if not isinstance(change, ROW_CHANGES):
                TAKERS[type(change)](self, change)
