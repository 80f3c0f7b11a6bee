"""What the chat window's menus and keys do: one method a deed, all in the table `deeds`."""

import tkinter as tk
from collections.abc import Callable, Container, Mapping
from typing import Protocol

from messenger.client.events import FoundMessage, RoomInfo
from messenger.client.intents import (
    ChangeNick,
    FindMessages,
    Intent,
    JoinRoom,
    LeaveRoom,
    ListRooms,
    SetAway,
    SetTopic,
)
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.text.words import AWAY
from messenger.gui.chat.finder import Finder
from messenger.gui.chat.layout import Columns
from messenger.gui.chat.saving import ask_where
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.picker import Item, Picker
from messenger.gui.shortcuts import DEEDS, OTHER_KEYS
from messenger.irc.names import fold, in_order, is_channel

FIND = "A word of its name"
HELP = (
    "Choose a room or a person at the left, type at the bottom, Enter sends. Double-click a "
    "person to talk in private.\n\n"
    "Everything has a key: Ctrl+/ lists them. Type /help in the input box for commands.\n\n"
    "While the connection is gone, what you write is kept and sent when it is back. Two small "
    "checks after a message mean that the relay has it."
)


class Chat(Protocol):
    """What deeds need of the chat window."""

    model: Model
    columns: Columns

    @property
    def senseless(self) -> Container[str]: ...
    def submit(self, intent: Intent) -> None: ...
    def show_place(self, name: str) -> None: ...
    def close_place(self, name: str) -> None: ...
    def find_place(self) -> None: ...
    def go_to_message(self, found: FoundMessage) -> None: ...
    def go_to_column(self, step: int) -> None: ...
    def open_main_menu(self, widget: tk.Misc | None = None) -> None: ...


class ChatDeeds:
    """deeds: by the names of `shortcuts.DEEDS`; the app's own (settings, quit …) are added."""

    def __init__(
        self, chat: Chat, sheets: Sheets, of_app: Mapping[str, Callable[[], object]]
    ) -> None:
        self._chat, self._sheets = chat, sheets
        self._browser: Picker | None = None
        self._finder: Finder | None = None
        self._searched = ""  # what the sheet asked for last
        self._asked = False  # `browse` waits for the list
        self.deeds: Mapping[str, Callable[[], object]] = {
            "jump": self.jump,
            "search": self.search,
            "save": lambda: ask_where(sheets, self._model, chat.submit),
            "find": chat.find_place,
            "join": self.join,
            "browse": self.browse,
            "next_place": lambda: self._step(1),
            "previous_place": lambda: self._step(-1),
            "leave": self.leave,
            "topic": self.edit_topic,
            "people": chat.columns.toggle_right,
            "next_column": lambda: chat.go_to_column(1),
            "previous_column": lambda: chat.go_to_column(-1),
            "menu": chat.open_main_menu,
            "away": self.toggle_away,
            "rename": self.rename,
            "keys": self.show_keys,
            "help": lambda: sheets.tell("Help", HELP),
            **of_app,
        }

    def run(self, name: str) -> None:
        self.deeds[name]()

    def jump(self) -> None:
        """The quick switcher: places that are open, people here, and what was typed."""
        model = self._model
        items = [_of_place(model, place) for place in model.places.values()]
        known = {fold(item.value) for item in items} | {fold(model.nick)}
        for place in model.places.values():
            for key, member in place.members.items():
                if key not in known:
                    known.add(key)
                    shown = place.display(member.nick)
                    items.append(Item(shown, member.nick, "person", ""))
        hint = "A room or a person"
        Picker(self._sheets, "Go to", items, self._chat.show_place, hint=hint)

    def join(self) -> None:
        self._ask_rooms()
        self._browser = Picker(
            self._sheets,
            "Join or open a room",
            self._directory(),
            self._join,
            _typed_room,
            hint="A room, known or new",
        )

    def browse(self) -> None:
        """All rooms of the relay; the list comes with `on_directory`."""
        self._ask_rooms()
        self._browser = Picker(self._sheets, "Rooms here", self._directory(), self._join, hint=FIND)

    def on_directory(self) -> None:
        """The answer to ListRooms. Asked for by /list, it opens the sheet; a sheet that the
        person has closed meanwhile stays closed."""
        is_open = self._browser is not None and bool(self._browser.sheet.winfo_exists())
        if not is_open and not self._asked:
            self._browser = Picker(self._sheets, "Rooms here", (), self._join, hint=FIND)
            is_open = True
        if self._browser is not None and is_open:
            self._browser.set_items(self._directory())
        self._asked = False

    def search(self) -> None:
        """In the copy of what was said; answers come with `on_found`."""
        self._finder = Finder(
            self._sheets,
            self._model,
            self._find,
            self._chat.go_to_message,
        )

    def on_found(self) -> None:
        """The answer to FindMessages. Asked for by /search, it opens the sheet."""
        answer = self._model.found
        if answer is None:
            return
        is_open = self._finder is not None and bool(self._finder.sheet.winfo_exists())
        if not is_open and answer.text != self._searched:
            self.search()
            if self._finder is not None:
                self._finder.begin(answer.text)
        if self._finder is not None:
            self._finder.take(answer)

    def leave(self) -> None:
        place = self._model.place
        if place is None:
            return
        if place.kind is PlaceKind.ROOM and place.joined:
            self._chat.submit(LeaveRoom(place.name))
        else:
            self._chat.close_place(place.name)

    def edit_topic(self) -> None:
        place = self._model.place
        if place is None or place.kind is not PlaceKind.ROOM:
            return
        room = place.name
        self._sheets.prompt(
            f"Topic of {room}",
            "Everyone in the room sees it above the messages.",
            place.topic,
            Choice("Set the topic"),
            lambda text: self._chat.submit(SetTopic(room, text)),
        )

    def toggle_away(self) -> None:
        if self._model.away:
            self._chat.submit(SetAway(""))
            return
        self._sheets.prompt(
            "Away",
            "Others see it beside your name. Choose it again when you are back.",
            AWAY,
            Choice("I am away"),
            lambda text: self._chat.submit(SetAway(text or AWAY)),
        )

    def rename(self) -> None:
        self._sheets.prompt(
            "Change my name",
            "Others see it at once.",
            self._model.display(self._model.nick),
            Choice("Change it"),
            self._rename,
        )

    def show_keys(self) -> None:
        left_out = self._chat.senseless
        rows = [
            (deed.shown, deed.words.rstrip("…"))
            for deed in DEEDS
            if deed.shown and deed.name not in left_out
        ]
        self._sheets.table("All keys", (*rows, *OTHER_KEYS))

    # -- inside ---------------------------------------------------------------------------

    @property
    def _model(self) -> Model:
        return self._chat.model

    def _find(self, text: str) -> None:
        self._searched = text
        self._chat.submit(FindMessages(text))

    def _rename(self, text: str) -> None:
        if text:
            self._chat.submit(ChangeNick(text))

    def _join(self, name: str) -> None:
        place = self._model.places.get(fold(name))
        if place is None or not place.joined:
            self._chat.submit(JoinRoom(name))
        self._chat.show_place(name)

    def _step(self, step: int) -> None:
        """To the next place in the order of the sidebar: rooms, then people."""
        places = sorted(self._model.places.values(), key=lambda at: at.kind is not PlaceKind.ROOM)
        if self._model.place in places:
            at = (places.index(self._model.place) + step) % len(places)
            self._chat.show_place(places[at].name)

    def _ask_rooms(self) -> None:
        """What is known of the rooms may be old; the answer refreshes the open sheet."""
        self._asked = True
        self._chat.submit(ListRooms())

    def _directory(self) -> list[Item]:
        rooms = [(self._people_in(info), info) for info in self._model.directory]
        return [
            Item(info.room, info.room, f"{_counted(people)} · {info.topic}".rstrip(" ·"))
            for people, info in sorted(rooms, key=lambda each: (-each[0], in_order(each[1].room)))
        ]

    def _people_in(self, info: RoomInfo) -> int:
        """Of a room that we are in we see every coming and going."""
        place = self._model.places.get(fold(info.room))
        return len(place.members) if place and place.joined else info.people


def _of_place(model: Model, place: Place) -> Item:
    if place.kind is PlaceKind.ROOM:
        return Item(place.name, place.name, "room")
    return Item(model.display(place.name, place.name), place.name, "private talk", "")


def _counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _typed_room(text: str) -> Item:
    """A room of the name that was typed; no room's name has a space in it."""
    name = text.strip()
    room = name.replace(" ", "-") if is_channel(name) else f"#{name.replace(' ', '-')}"
    detail = "names have no spaces" if " " in name else "new or known"
    return Item(f"Go into {room}", room, detail, "enter")
