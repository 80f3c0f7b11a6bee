"""The host's first page: who may speak, whose hands are up, what waits for a decision."""

import tkinter as tk
from functools import partial
from time import localtime, strftime
from tkinter import ttk

from messenger.client.intents import SetMode
from messenger.client.lesson_intents import (
    CloseTalks,
    MoveHand,
    MuteEverybody,
    MutePerson,
)
from messenger.client.model.lesson import modes_of
from messenger.gui.chat.host.held_queue import HeldQueue
from messenger.gui.chat.host.page import Desk, Rows, Switch, heading
from messenger.gui.widgets.plain import Panel, Sign, Words, button
from messenger.irc.lesson import APPROVAL_MODE

MOST_HANDS = 6
ROOM_SWITCHES = (
    ("i", "Let nobody new in"),
    ("m", "Only people with a voice speak"),
    (APPROVAL_MODE, "Hold first messages until I approve them"),
)


class NowPage:
    """In: refresh()."""

    def __init__(self, parent: tk.Misc, desk: Desk) -> None:
        self._desk, self._parent = desk, parent
        self._everywhere: list[Switch] = []
        self._here: dict[str, Switch] = {}
        if desk.is_operator:
            self._build_everywhere()
        self._build_room()
        # A server that knows nothing of lessons has neither waiting messages nor hands.
        self._offered = desk.model.lesson.offered
        if self._offered:
            look = desk.look
            # Hands first: each is one line, while the queue below may be of any length.
            self._hands_head = heading(parent, look, "")
            self._hands = Rows(parent, look, "No hand is up.", MOST_HANDS)
            self._queue = HeldQueue(parent, desk)
        self.refresh()

    @property
    def parts(self) -> list[tk.Misc]:
        switches = [one.box for one in (*self._everywhere, *self._here.values())]
        rows = [*self._hands.parts, *self._queue.parts] if self._offered else []
        return [*switches, *rows]

    def _build_everywhere(self) -> None:
        desk, parent = self._desk, self._parent
        heading(parent, desk.look, "On the whole relay")
        mute = Switch(
            parent, desk.look, "Mute everybody but me", lambda on: desk.submit(MuteEverybody(on))
        )
        talks = Switch(
            parent,
            desk.look,
            "Close private messages, but to me",
            lambda on: desk.submit(CloseTalks(on)),
        )
        self._everywhere = [mute, talks]

    def _build_room(self) -> None:
        desk, room = self._desk, self._desk.room
        if room is None:
            return
        heading(self._parent, desk.look, f"In {room.name}")
        for letter, words in ROOM_SWITCHES:
            if letter != APPROVAL_MODE or desk.model.lesson.offered:
                click = partial(self._set_mode, room.name, letter)
                self._here[letter] = Switch(self._parent, desk.look, words, click)

    def _set_mode(self, room: str, letter: str, on: bool) -> None:
        self._desk.submit(SetMode(room, ("+" if on else "-") + letter))

    def refresh(self) -> None:
        desk = self._desk
        told, room = desk.model.lesson.told, desk.room
        for switch, on in zip(self._everywhere, (told.all_muted, told.talks_closed), strict=False):
            switch.show(on)
        for letter, switch in self._here.items():
            switch.show(room is not None and letter in modes_of(room))
        if self._offered:
            self._show_hands()
            self._queue.refresh()

    # -- hands ----------------------------------------------------------------------------

    def _show_hands(self) -> None:
        hands = self._desk.model.lesson.hands_in_order
        self._hands_head.configure(text=f"Hands up · {len(hands)}" if hands else "Hands")
        since = {hand.nick: hand.raised_at for hand in hands}
        muted = self._desk.model.lesson.told.all_muted
        keys = [f"{hand.nick} {muted and self._desk.is_operator}" for hand in hands]
        self._hands.show(keys, lambda panel, key: self._hand_row(panel, key, since))

    def _hand_row(self, panel: Panel, key: str, since: dict[str, float]) -> list[tk.Misc]:
        desk, look = self._desk, self._desk.look
        nick, _, may_speak = key.partition(" ")
        name = desk.name_of(nick)
        sign = look.pictures.icon("hand", 18, "badge")
        Sign(panel, look, sign).pack(side="left", padx=(0, look.px(8)))
        Words(panel, look, name, font="bold").pack(side="left")
        at = f"  since {strftime('%H:%M:%S', localtime(since[nick]))}"
        Words(panel, look, at, font="small", ink="muted").pack(side="left")
        made: list[ttk.Button] = []
        if not desk.is_operator:
            return list(made)
        lower = partial(desk.submit, MoveHand(False, nick))
        made.append(button(panel, "Lower", lower, style="Small.TButton"))
        made[-1].pack(side="right")
        if may_speak == "True":
            let = partial(desk.submit, MutePerson(nick, False))
            made.insert(0, button(panel, "Let speak", let, style="Chosen.Small.TButton"))
            made[0].pack(side="right", padx=look.px(8))
        return list(made)
