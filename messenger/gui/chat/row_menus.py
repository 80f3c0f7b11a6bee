"""The menus of the chat window: behind its buttons, and of a room or a person (right click)."""

import tkinter as tk
from collections.abc import Container, Sequence
from functools import partial
from typing import Protocol

from messenger.client.intents import AskWhois, Intent, KickMember, LeaveRoom
from messenger.client.lesson_intents import MoveHand, MutePerson
from messenger.client.model.model import Model, PlaceKind
from messenger.gui.chat.centre import ChatCentre, may_moderate
from messenger.gui.chat.layout import Columns, Fold
from messenger.gui.chat.left import LeftColumn
from messenger.gui.look.look import Look
from messenger.gui.menus import deed_entries, open_below
from messenger.gui.shortcuts import MAIN_MENU, PLACE_MENU
from messenger.gui.widgets.popup_menu import MenuEntry, PopupMenu
from messenger.irc.names import fold


class Chat(Protocol):
    """What menus need of the chat window."""

    look: Look
    model: Model
    columns: Columns
    left_column: LeftColumn
    centre_column: ChatCentre

    @property
    def senseless(self) -> Container[str]: ...
    def run(self, deed: str) -> None: ...
    def submit(self, intent: Intent) -> None: ...
    def show_place(self, name: str) -> None: ...
    def close_place(self, name: str) -> None: ...


class RowMenus:
    """Opens them; each row does what a deed or an intent does."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def main(self, widget: tk.Misc | None) -> None:
        """The menu of the program, under the network's name if that is on the screen."""
        chat = self._chat
        network = chat.left_column.network
        if widget is None and not network.winfo_viewable():
            self.of_window(chat.centre_column.header.more_button)
        else:
            open_below(network, chat.look, self._entries(MAIN_MENU))

    def of_window(self, widget: tk.Misc) -> None:
        """The menu of the open place; with the program's where the left column is away."""
        chat = self._chat
        narrow = chat.columns.fold is Fold.NARROW
        names = (*PLACE_MENU, *MAIN_MENU) if narrow else PLACE_MENU
        open_below(widget, chat.look, self._entries(names))

    def _entries(self, names: Sequence[str]) -> list[MenuEntry]:
        left_out = self._chat.senseless
        return deed_entries([name for name in names if name not in left_out], self._chat.run)

    def of_place(self, key: str, x_root: int, y_root: int) -> None:
        chat = self._chat
        place = chat.model.places.get(key)
        if place is None:
            return
        entries = [MenuEntry("Open", partial(chat.show_place, place.name), "enter")]
        if place.kind is PlaceKind.ROOM and place.joined:
            leave = partial(chat.submit, LeaveRoom(place.name))
            entries.append(MenuEntry("Leave this room", leave, "leave"))
        else:
            close = partial(chat.close_place, place.name)
            entries.append(MenuEntry("Take off the list", close, "close"))
        PopupMenu(chat.look.root, chat.look, entries).open(x_root, y_root)

    def of_person(self, nick: str, x_root: int, y_root: int) -> None:
        chat = self._chat
        place = chat.model.place
        entries = [
            MenuEntry("Talk in private", partial(chat.show_place, nick), "person"),
            MenuEntry("Who is this?", partial(chat.submit, AskWhois(nick)), "info"),
        ]
        entries += self._of_lesson(nick)
        if place is not None and may_moderate(place, chat.model.nick):
            kick = partial(chat.submit, KickMember(place.name, nick))
            entries.append(MenuEntry("Send out of the room", kick, "leave", danger=True))
        PopupMenu(chat.look.root, chat.look, entries).open(x_root, y_root)

    def _of_lesson(self, nick: str) -> list[MenuEntry]:
        """What those who look after the relay can do about somebody."""
        chat, lesson = self._chat, self._chat.model.lesson
        if not lesson.told.operator or lesson.is_operator(nick):
            return []
        entries = []
        if fold(nick) in lesson.hands:
            lower = partial(chat.submit, MoveHand(False, nick))
            entries.append(MenuEntry("Lower the hand", lower, "hand"))
        muted = fold(nick) in lesson.muted
        if muted or lesson.told.all_muted:
            let = partial(chat.submit, MutePerson(nick, False))
            entries.append(MenuEntry("Let speak", let, "check"))
        if not muted:
            mute = partial(chat.submit, MutePerson(nick, True))
            entries.append(MenuEntry("Mute on the whole relay", mute, "lock"))
        return entries
