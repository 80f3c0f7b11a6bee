"""What the chat window looks like now: its three columns, drawn from the model.

It decides nothing; `changes.TAKERS` says which of its methods a change of the model asks for.
"""

import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, PlaceKind
from messenger.gui.chat.centre import CentreCalls, ChatCentre, RowChange
from messenger.gui.chat.column_walk import ColumnWalk, Stop
from messenger.gui.chat.drafts import Drafts
from messenger.gui.chat.layout import Columns, Fold
from messenger.gui.chat.left import LeftCalls, LeftColumn
from messenger.gui.chat.paced import Paced
from messenger.gui.chat.place_items import place_items, work_out_people
from messenger.gui.look.look import Look
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.user_list import PersonItem, UserList, UserListActions
from messenger.irc.names import display_name

SHORT = {
    LinkPhase.UP: "Connected",
    LinkPhase.DOWN: "Reconnecting",
    LinkPhase.CLOSED: "Disconnected",
    LinkPhase.FAILED: "Disconnected",
}
DRAFT_MS = 500  # after the last key; a program that is killed loses no more than that
LONG = 200  # places or people: what is longer is drawn in pieces, and not at any time
LINK_SIGNS = {LinkPhase.UP: "online", LinkPhase.CLOSED: "off", LinkPhase.FAILED: "off"}


@dataclass(frozen=True, slots=True)
class ViewCalls:
    """What the columns tell; on_title(open place, how often we are wanted);
    on_directory: the list of rooms has come; on_found: what was searched for;
    on_lesson: hands, mutes, modes."""

    left: LeftCalls
    centre: CentreCalls
    people: UserListActions
    on_title: Callable[[str, int], None]
    on_directory: Callable[[], None]
    on_found: Callable[[], None]
    on_lesson: Callable[[], None]


class ChatView(Panel):
    """left_column, centre_column, people: what the columns hold. drafts: typed, not sent."""

    def __init__(self, parent: tk.Misc, look: Look, model: Model, calls: ViewCalls) -> None:
        super().__init__(parent, look, "pane")
        self.model, self._calls = model, calls
        self.drafts = Drafts(model, calls.centre.submit)
        self._shown = ""  # the place whose draft the input box holds
        self._draft_timer = ""
        self._places = Paced(self, self._draw_places, lambda: len(model.places) > LONG)
        self._people = Paced(self, self._draw_people, self._are_many)
        self.columns = Columns(self, look.zoom, self._on_fold)
        self.columns.pack(fill="both", expand=True)
        look.listen(self.columns, self._restyle)
        columns = self.columns
        self.left_column = LeftColumn(columns.left, look, calls.left)
        self.left_column.pack(fill="both", expand=True)
        centre = replace(calls.centre, on_edit=self._keep_soon)
        self.centre_column = ChatCentre(columns.centre, look, model, centre)
        self.centre_column.pack(fill="both", expand=True)
        self.people = UserList(columns.right, look, calls.people)
        self.people.pack(fill="both", expand=True)
        self.walk = self._make_walk()

    def destroy(self) -> None:
        self._stop_draft_timer()
        self._places.stop()
        self._people.stop()
        super().destroy()

    # -- what changes ask for -------------------------------------------------------------

    def show_current(self) -> None:
        """Everything of the open place. What was typed before any place was open goes there."""
        self.keep_draft()
        typed = "" if self._shown else self.centre_column.input.draft
        self._shown = self.model.current
        self.centre_column.show_place(self.drafts.get(self._shown) or typed)
        self._places.now()
        if self._are_many():
            self._people.stop()
            self.people.show(())  # not those of another place until these are worked out
        self._people.ask()

    def _are_many(self) -> bool:
        place = self.model.place
        return place is not None and len(place.members) > LONG

    def show_places(self) -> None:
        self._places.ask()

    def _draw_places(self) -> Iterator[None]:
        places = place_items(self.model, self.drafts)
        self.left_column.show_places(places, self.model.current)
        self._show_menu_button()
        place = self.model.place
        name = self.model.display(place.name, place.name).removeprefix("#") if place else ""
        self._calls.on_title(name, self.model.wanted)
        yield

    def show_people(self) -> None:
        self._people.ask()

    def _draw_people(self) -> Iterator[None]:
        place = self.model.place
        self.columns.allow_people(place is None or place.kind is PlaceKind.ROOM)
        found: list[PersonItem] = []
        if place is not None:
            yield from work_out_people(self.model, place, found)
        self.people.show(found)

    def show_link(self) -> None:
        link, network = self.model.link, self.left_column.network
        text = SHORT.get(link.phase, "Connecting…")
        network.show(self.model.network or "Messenger", text, LINK_SIGNS.get(link.phase, "away"))
        self.centre_column.show_link()
        self.show_self()
        self.show_places()

    def show_header(self) -> None:
        self.centre_column.show_header()
        self._calls.on_lesson()  # the sheet of those who look after the room shows its modes

    def show_lesson(self) -> None:
        self.centre_column.show_header()
        self.show_people()
        self._calls.on_lesson()

    def show_self(self) -> None:
        model = self.model
        name = display_name(model.nick, model.own_name)
        if model.link.phase is LinkPhase.UP:
            presence = "away" if model.away else "online"
            self.left_column.profile.show(name, model.away or "Here", presence)
        else:
            self.left_column.profile.show(name, "Not connected", "off")
        self.show_people()

    def show_directory(self) -> None:
        self._calls.on_directory()

    def show_found(self) -> None:
        self._calls.on_found()

    def redraw_rows(self) -> None:
        self.centre_column.redraw_rows()

    def take_rows(self, change: RowChange) -> None:
        """Rows of the place that is drawn; for another one they come with `show_current`."""
        if change.place == self.model.current == self._shown:
            self.centre_column.take_rows(change)

    # -- drafts ---------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """What the box holds belongs to the place that is shown."""
        self._stop_draft_timer()
        if self._shown in self.model.places:
            self.drafts.keep(self._shown, self.centre_column.input.draft)

    def forget_draft(self) -> None:
        """What the box holds was sent: it is no draft any more."""
        self.drafts.drop(self._shown)
        self.centre_column.input.set_draft("")

    def _keep_soon(self) -> None:
        """The person is typing: a pause is the moment to write it down."""
        self._stop_draft_timer()
        self._draft_timer = self.after(DRAFT_MS, self.keep_draft)

    def _stop_draft_timer(self) -> None:
        if self._draft_timer:
            self.after_cancel(self._draft_timer)
            self._draft_timer = ""

    # -- inside ---------------------------------------------------------------------------

    def _make_walk(self) -> ColumnWalk:
        columns, centre = self.columns, self.centre_column
        return ColumnWalk(
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

    def _on_fold(self, _: Fold) -> None:
        self._show_menu_button()

    def _show_menu_button(self) -> None:
        place = self.model.place
        elsewhere = self.model.wanted - (place.wanted if place else 0)
        narrow = self.columns.fold is Fold.NARROW
        self.centre_column.header.show_menu_button(narrow, elsewhere)
