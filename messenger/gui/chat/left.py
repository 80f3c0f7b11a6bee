"""The left column: the network and how its link stands, rooms and people, ourselves."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messenger.gui.look.look import Look
from messenger.gui.widgets.header import NetworkHeader, ProfileRow
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.room_list import PlaceItem, RoomList, RoomListActions
from messenger.gui.widgets.search_field import SearchField


@dataclass(frozen=True, slots=True)
class LeftCalls:
    """run: a deed; open_menu: under this widget; rooms: what the room list tells."""

    run: Callable[[str], None]
    open_menu: Callable[[tk.Misc], None]
    rooms: RoomListActions


class LeftColumn(Panel):
    """In: show_places; `network` and `profile` are shown to directly."""

    def __init__(self, parent: tk.Misc, look: Look, calls: LeftCalls) -> None:
        super().__init__(parent, look, "side")
        self._calls = calls
        self._places: list[PlaceItem] = []
        self._selected = ""
        self.network = NetworkHeader(self, look, calls.open_menu, lambda: calls.run("join"))
        self.network.pack(fill="x")
        self.search = SearchField(self, look, self._filter, self._open_first, self.focus_list)
        self.search.pack(fill="x")
        self.profile = ProfileRow(
            self, look, lambda: calls.run("away"), lambda _: calls.run("settings")
        )
        self.profile.pack(side="bottom", fill="x")
        self.rooms = RoomList(self, look, calls.rooms)
        self.rooms.pack(fill="both", expand=True)

    def show_places(self, places: Sequence[PlaceItem], selected: str) -> None:
        """All places, and the key of the open one."""
        self._places, self._selected = list(places), selected
        self._filter(self.search.text)

    def focus_list(self) -> None:
        self.rooms.list.focus_list()

    def _found(self, text: str) -> list[PlaceItem]:
        wanted = text.strip().casefold().removeprefix("#")
        return [place for place in self._places if wanted in place.name.casefold()]

    def _filter(self, text: str) -> None:
        self.rooms.show(self._found(text), self._selected)

    def _open_first(self) -> None:
        """Enter in the field: what is at the top of the list."""
        found = self._found(self.search.text)
        if found:
            self.search.clear()
            self._calls.rooms.on_open(found[0].key)
