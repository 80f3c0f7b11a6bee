"""The host's second page: who is here, in which rooms, and what can be done about it."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from messenger.client.intents import KickMember, SetMode
from messenger.client.lesson_events import PersonHere
from messenger.client.lesson_intents import AskBans, AskPeople, BanFromRelay, MutePerson
from messenger.gui.chat.host.page import Desk, heading
from messenger.gui.picker import Item, ItemRow
from messenger.gui.sheet import WIDTH
from messenger.gui.widgets.field_hint import FieldHint
from messenger.gui.widgets.plain import Panel, Words, button
from messenger.irc.names import fold, in_order

SHOWN = 7
IN_A_ROW = 3  # buttons below the people, so that they fit into a narrow window


class PeoplePage:
    """A field, the people whom it finds, and below them one of them with all that can be done."""

    def __init__(self, parent: tk.Misc, desk: Desk) -> None:
        self._desk = desk
        look = desk.look
        self._found: list[PersonHere] = []
        self._at = self._first = 0
        self._buttons: list[tk.Misc] = []
        self._shown_for: tuple[object, ...] = ()
        self._head = heading(parent, look, "")
        self.field = ttk.Entry(parent, font=look.fonts["body"])
        self.field.pack(fill="x", pady=(0, look.px(6)))
        FieldHint(self.field, look, "Find somebody")
        self._rows = [ItemRow(parent, look, partial(self._choose_shown, n)) for n in range(SHOWN)]
        self._about = Words(parent, look, font="small", ink="muted", wrap=WIDTH)
        self._about.pack(side="bottom", fill="x")
        self._foot = Panel(parent, look)
        self._foot.pack(side="bottom", fill="x", pady=look.px(6))
        for key, step in (("<Down>", 1), ("<Up>", -1), ("<Next>", SHOWN), ("<Prior>", -SHOWN)):
            self.field.bind(key, partial(self._step, step))
        self.field.bind("<KeyRelease>", lambda event: self._on_key(event.keysym), add=True)
        if desk.is_operator:
            desk.submit(AskPeople())
        self.refresh()

    @property
    def parts(self) -> list[tk.Misc]:
        return [self.field, *self._buttons]

    def refresh(self) -> None:
        people, wanted = self._people(), self.field.get().strip().casefold()
        chosen = self._found[self._at].nick if self._at < len(self._found) else ""
        self._head.configure(text=f"Who is here · {len(people)}")
        self._found = [one for one in people if wanted in self._called(one).casefold()]
        nicks = [one.nick for one in self._found]
        self._at = nicks.index(chosen) if chosen in nicks else 0
        self._draw()

    def _people(self) -> list[PersonHere]:
        """All on the relay where we may ask, else those in the room."""
        desk = self._desk
        if desk.is_operator:
            people = list(desk.model.lesson.people)
        else:
            members = desk.room.members.values() if desk.room else ()
            rooms = (desk.room.name,) if desk.room else ()
            people = [
                PersonHere(one.nick, one.account, one.host.rpartition("@")[2], rooms, one.realname)
                for one in members
            ]
        return sorted(people, key=lambda one: in_order(self._called(one)))

    def _called(self, person: PersonHere) -> str:
        return self._desk.name_of(person.nick)

    # -- choosing -------------------------------------------------------------------------

    def _on_key(self, key: str) -> None:
        if key not in ("Up", "Down", "Next", "Prior", "Tab", "Return", "Escape"):
            self.refresh()

    def _step(self, step: int, _event: object) -> str:
        if self._found:
            self._at = min(max(self._at + step, 0), len(self._found) - 1)
            self._draw()
        return "break"

    def _choose_shown(self, number: int) -> None:
        if self._first + number < len(self._found):
            self._at = self._first + number
            self._draw()

    def _draw(self) -> None:
        self._first = min(max(self._first, self._at - SHOWN + 1), self._at)
        self._first = max(0, min(self._first, len(self._found) - SHOWN))
        for number, row in enumerate(self._rows):
            index = self._first + number
            item = self._item(self._found[index]) if index < len(self._found) else None
            row.show(item, index == self._at)
        self._show_person(self._found[self._at] if self._found else None)

    def _item(self, person: PersonHere) -> Item:
        lesson = self._desk.model.lesson
        rooms = ", ".join(person.rooms) or "in no room"
        muted = "muted · " if fold(person.nick) in lesson.muted else ""
        return Item(self._called(person), person.nick, muted + rooms, "")

    # -- the one chosen -------------------------------------------------------------------

    def _show_person(self, person: PersonHere | None) -> None:
        desk, lesson = self._desk, self._desk.model.lesson
        state = (person, desk.room and desk.room.name, person and fold(person.nick) in lesson.muted,
                 lesson.told.all_muted)  # fmt: skip
        if state == self._shown_for:
            return
        self._shown_for = state
        for made in self._foot.winfo_children():
            made.destroy()
        self._buttons = []
        if person is None:
            self._about.say("")
        else:
            account = f" · account {person.account}" if person.account else " · no account"
            self._about.say(f"{person.nick} · {person.host}{account}")
            px = desk.look.px
            for number, (words, run) in enumerate(self._deeds(person)):
                made = button(self._foot, words, run, style="Small.TButton")
                row, column = divmod(number, IN_A_ROW)
                made.grid(row=row, column=column, sticky="we", padx=(0, px(6)), pady=(0, px(6)))
                self._buttons.append(made)
        desk.arrange()

    def _deeds(self, person: PersonHere) -> list[tuple[str, Callable[[], None]]]:
        """What can be done about this person; nothing about oneself or another operator."""
        desk, lesson, room = self._desk, self._desk.model.lesson, self._desk.room
        nick = person.nick
        found: list[tuple[str, Callable[[], None]]] = []
        if fold(nick) == fold(desk.model.nick):
            return found
        if desk.is_operator and not lesson.is_operator(nick):
            muted = fold(nick) in lesson.muted
            words = "Unmute" if muted else "Mute"
            if lesson.told.all_muted:
                found.append(("Let speak", partial(desk.submit, MutePerson(nick, False))))
            if not (muted and lesson.told.all_muted):
                found.append((words, partial(desk.submit, MutePerson(nick, not muted))))
        if room is not None and fold(nick) in room.members:
            found.append(("Send out", partial(self._send_out, room.name, nick)))
        if desk.is_operator and not lesson.is_operator(nick):
            found.append(("Ban name", partial(self._ban, nick, by_address=False)))
            others = sum(one.host == person.host for one in lesson.people) - 1
            words = f"Ban address ({others + 1} people)" if others > 0 else "Ban address"
            found.append((words, partial(self._ban, person.host, by_address=True)))
        elif room is not None and not desk.is_operator:
            ban = SetMode(room.name, "+b", (f"{nick}!*@*",))
            found.append(("Keep out", partial(desk.submit, ban)))
        return found

    def _send_out(self, room: str, nick: str) -> None:
        self._desk.submit(KickMember(room, nick))
        self._ask_again()

    def _ban(self, mask: str, by_address: bool) -> None:
        self._desk.submit(BanFromRelay(mask, by_address))
        self._ask_again()

    def _ask_again(self) -> None:
        if self._desk.is_operator:
            self._desk.submit(AskPeople())
            self._desk.submit(AskBans())
