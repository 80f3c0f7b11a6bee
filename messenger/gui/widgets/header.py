"""The header over the messages: the place's name, its topic, and what can be done there."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.lesson_buttons import LessonButtons
from messenger.gui.widgets.plain import Hairline, Panel, Sign, Words, icon_button, press_with_enter
from messenger.gui.widgets.tooltip import add_tooltip

NAME_WIDTH: Final = 130  # of the network's name, at 100 %


@dataclass(frozen=True, slots=True)
class HeaderActions:
    """on_menu opens the left column, on_more(widget) a menu below that button; on_hand moves
    one's own hand, on_host opens the sheet of those who look after the room."""

    on_menu: Callable[[], None]
    on_topic: Callable[[], None]
    on_people: Callable[[], None]
    on_more: Callable[[tk.Misc], None]
    on_hand: Callable[[], None]
    on_host: Callable[[], None]


@dataclass(frozen=True, slots=True)
class PlaceTitle:
    """What the header says. presence: of the person of a private talk.

    people: how many are in the room, None where nobody counts; topic_editable: a click on the
    topic lets us change it.
    """

    name: str
    is_room: bool
    topic: str = ""
    people: int | None = None
    presence: str = ""
    topic_editable: bool = False


class Header(Panel):
    """In: the place, whether the menu button is shown and its count. 60 high, and a hairline."""

    def __init__(self, parent: tk.Misc, look: Look, actions: HeaderActions) -> None:
        super().__init__(parent, look, "pane")
        self._actions = actions
        self._title = PlaceTitle("", True)
        self._wanted = 0
        bar = Panel(self, look, height=60)
        bar.pack(fill="x")
        Hairline(self, look).pack(fill="x")
        self.menu_button = icon_button(bar, look, "menu", actions.on_menu, tip="Rooms")
        self._badge = tk.Label(self.menu_button, borderwidth=0, padx=0, pady=0)
        self._sign = Sign(bar, look, look.pictures.icon("hash", 22, "muted"))
        self.more_button = icon_button(
            bar, look, "more", lambda: actions.on_more(self.more_button), tip="More"
        )
        self.people_button = ttk.Button(
            bar,
            style="Icon.TButton",
            image=look.pictures.icon("users", 20),
            compound="left",
            command=actions.on_people,
        )
        press_with_enter(self.people_button)
        add_tooltip(self.people_button, look, "People")
        self.lesson = LessonButtons(bar, look, actions.on_hand, actions.on_host)
        words = Panel(bar, look)
        self._name = ElidedWords(words, look, font="room")
        self._topic = ElidedWords(words, look, font="small", ink="muted")
        self._name.pack(fill="x")
        self._topic.bind("<Button-1>", lambda event: self._edit_topic())
        self._words = words
        look.listen(bar, self._restyle)

    def show(self, title: PlaceTitle) -> None:
        self._title = title
        self._name.say(title.name.removeprefix("#") if title.is_room else title.name)
        topic = title.topic
        if not topic and title.topic_editable:
            topic = "Add a topic"
        self._topic.say(topic)
        self._topic.configure(cursor="hand2" if title.topic_editable else "")
        if topic:
            self._topic.pack(fill="x")
        else:
            self._topic.pack_forget()
        self.people_button.configure(text="" if title.people is None else f" {title.people}")
        self._restyle()

    def show_menu_button(self, shown: bool, wanted: int = 0) -> None:
        """In a narrow window the left column hides behind this button; wanted: its badge."""
        px = self.look.px
        if shown:
            self.menu_button.pack(side="left", padx=(px(10), 0), before=self._sign)
        else:
            self.menu_button.pack_forget()
        self._wanted = wanted
        self._show_badge()

    def _show_badge(self) -> None:
        if not self._wanted:
            self._badge.place_forget()
            return
        look, px = self.look, self.look.px
        count = str(self._wanted) if self._wanted < 100 else "99+"
        picture = look.pictures.pill(count, PillStyle("badge", "on_badge", 9, 14, 4))
        self._badge.configure(image=picture, background=look.colour("pane"))
        self._badge.place(relx=1, x=-px(1), y=px(1), anchor="ne")

    def _edit_topic(self) -> None:
        if self._title.topic_editable:
            self._actions.on_topic()

    def _restyle(self) -> None:
        look, px, title = self.look, self.look.px, self._title
        if title.is_room:
            self._sign.show(look.pictures.icon("hash", 22, "muted"))
        else:
            self._sign.show(look.pictures.avatar(title.name, 30, title.presence, "pane"))
        self._sign.pack_configure(side="left", padx=(px(18), px(8)))
        self.more_button.pack_configure(side="right", padx=(0, px(10)))
        if title.people is None:
            self.people_button.pack_forget()
        else:
            self.people_button.pack_configure(side="right", after=self.more_button)
        self.lesson.pack_configure(side="right", padx=(px(8), 0))
        self._words.pack_configure(side="left", fill="x", expand=True)
        self._show_badge()


class NetworkHeader(Panel):
    """Top of the left column: mark, the network's name, the state of the link.

    Out: on_menu(widget), a click on the name; on_add, the button at the right.
    """

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        on_menu: Callable[[tk.Misc], None],
        on_add: Callable[[], None],
    ) -> None:
        super().__init__(parent, look, "side", height=60)
        self._mark = Sign(self, look, look.pictures.mark(34))
        self._add = icon_button(self, look, "plus", on_add, tip="Join or make a room")
        words = self._words = Panel(self, look)
        title = Panel(words, look)
        self._network = ""
        self._name = Words(title, look, font="bold")
        self._name.pack(side="left")
        chevron = Sign(title, look, look.pictures.icon("chevron", 16, "muted", 2))
        chevron.pack(side="left")
        state = Panel(words, look)
        self._dot = Sign(state, look, look.pictures.dot(8, "off", "ring"))
        self._state = ElidedWords(state, look, font="small", ink="muted")
        title.pack(fill="x")
        state.pack(fill="x")
        for widget in (
            self._mark,
            self._name,
            chevron,
            words,
            title,
            state,
            self._dot,
            self._state,
        ):
            widget.configure(cursor="hand2")
            widget.bind("<Button-1>", lambda event: on_menu(self), add=True)
        look.listen(self._mark, self._restyle_parts)

    def show(self, network: str, state: str, presence: str) -> None:
        """state: "Connected"; presence: "online", "away" (trying) or "off"."""
        self._network = network
        self._name.say(self.look.fonts.elide("bold", network, self.look.px(NAME_WIDTH)))
        self._state.say(state)
        shape = "disc" if presence == "online" else "ring"
        self._dot.show(self.look.pictures.dot(8, presence, shape))

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._name.say(self.look.fonts.elide("bold", self._network, px(NAME_WIDTH)))
        self._mark.pack_configure(side="left", padx=(px(14), px(10)))
        self._add.pack_configure(side="right", padx=(0, px(8)))
        self._words.pack_configure(side="left", fill="x", expand=True)
        self._dot.pack_configure(side="left", padx=(0, px(5)))
        self._state.pack_configure(side="left", fill="x", expand=True)


class ProfileRow(Panel):
    """Bottom of the left column: who we are. Out: on_away (a click on us), on_settings(widget)."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        on_away: Callable[[], None],
        on_settings: Callable[[tk.Misc], None],
    ) -> None:
        super().__init__(parent, look, "side", height=60)
        line = Hairline(self, look)
        line.pack(fill="x")
        self._avatar = Sign(self, look, look.pictures.avatar("", 34, "off", "side"))
        self.settings_button = icon_button(
            self, look, "settings", lambda: on_settings(self.settings_button), tip="Settings"
        )
        words = self._words = Panel(self, look)
        self._name = ElidedWords(words, look, font="bold")
        self._status = ElidedWords(words, look, font="small", ink="muted")
        self._name.pack(fill="x")
        self._status.pack(fill="x")
        for widget in (self._avatar, self._name, self._status):
            widget.configure(cursor="hand2")
            widget.bind("<Button-1>", lambda event: on_away(), add=True)
        add_tooltip(self._avatar, look, "Away or back")
        look.listen(self._avatar, self._restyle_parts)

    def show(self, name: str, status: str, presence: str) -> None:
        """presence: "online", "away" or "off"."""
        self._name.say(name)
        self._status.say(status)
        self._avatar.show(self.look.pictures.avatar(name, 34, presence, "side"))

    def _restyle_parts(self) -> None:
        px = self.look.px
        self._avatar.pack_configure(side="left", padx=(px(14), px(10)))
        self.settings_button.pack_configure(side="right", padx=(0, px(8)))
        self._words.pack_configure(side="left", fill="x", expand=True)
