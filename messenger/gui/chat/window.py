"""The chat window: brings the model's changes to its columns, and the person's wishes out."""

import time
import tkinter as tk
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from messenger.client.events import FoundMessage
from messenger.client.intents import Intent
from messenger.client.model import changes as ch
from messenger.client.model.model import Model
from messenger.gui.chat.answering import Answering
from messenger.gui.chat.centre import CentreCalls
from messenger.gui.chat.changes import ROW_CHANGES, TAKERS
from messenger.gui.chat.deeds import ChatDeeds
from messenger.gui.chat.jumping import Jump
from messenger.gui.chat.left import LeftCalls
from messenger.gui.chat.lesson_deeds import LessonDeeds
from messenger.gui.chat.row_menus import RowMenus
from messenger.gui.chat.speech import speak
from messenger.gui.chat.view import ChatView, ViewCalls
from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look
from messenger.gui.shortcuts import bind_deeds, unbind_deeds
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.room_list import PEOPLE, RoomListActions
from messenger.gui.widgets.user_list import UserListActions
from messenger.irc.names import fold


@dataclass(frozen=True, slots=True)
class ChatCalls:
    """What the window needs of the app. deeds: the app's own rows of `shortcuts.DEEDS`;
    senseless: those that menus leave out now; on_title(open place, how often we are wanted)."""

    submit: Callable[[Intent], None]
    open_link: Callable[[str], None]
    log_in_again: Callable[[], None]
    on_title: Callable[[str, int], None]
    deeds: Mapping[str, Callable[[], object]]
    senseless: Callable[[], Collection[str]]


class ChatWindow(Panel):
    """In: take(changes). Fills the window it is packed into; one for each login."""

    def __init__(
        self, parent: tk.Misc, look: Look, model: Model, sheets: Sheets, calls: ChatCalls
    ) -> None:
        super().__init__(parent, look, "pane")
        self.model, self._calls, self._sheets = model, calls, sheets
        self._menus = RowMenus(self)
        self._lesson = LessonDeeds(self, sheets)
        self._answering = Answering(self, sheets)
        self.view = ChatView(self, look, model, self._view_calls())
        self.view.pack(fill="both", expand=True)
        self.columns = self.view.columns
        self.left_column, self.centre_column = self.view.left_column, self.view.centre_column
        centre = self.centre_column
        self._jump = Jump(self, centre.pane, centre.notes.show)
        self._deeds = ChatDeeds(
            self, sheets, {**calls.deeds, **self._lesson.deeds, **self._answering.deeds}
        )
        bind_deeds(look.root, self.run)
        look.root.bind("<Escape>", lambda _: self.on_escape())
        look.root.bind("<FocusIn>", lambda _: self._attend(), add=True)
        look.root.bind("<FocusOut>", lambda _: self.after_idle(self._attend), add=True)
        self.redraw()
        box = centre.input
        sheets.home, sheets.on_type = box.focus_input, box.type_in
        box.focus_input()

    def destroy(self) -> None:
        root, sheets = self.look.root, self._sheets
        sheets.home, sheets.on_type = (lambda: None), (lambda letter: None)
        unbind_deeds(root)
        for key in ("<Escape>", "<FocusIn>", "<FocusOut>"):
            root.unbind(key)
        super().destroy()

    # -- what changed ---------------------------------------------------------------------

    def take(self, changes: Sequence[ch.Change]) -> None:
        """Show what the model says has changed, in its order."""
        rows_came = False
        for change in changes:
            TAKERS[type(change)](self.view, change)
            rows_came = rows_came or isinstance(change, ch.RowsAppended)
        if changes:
            self._jump.step()
        if rows_came:
            self._attend()

    def redraw(self) -> None:
        """Everything anew, from the model."""
        self.view.show_current()
        self.view.show_link()
        self.view.show_self()

    def show_place(self, name: str) -> None:
        """Go to a room or a person, opening a talk if need be."""
        self.view.keep_draft()
        mark = self.model.show(name)
        if mark is not None:
            self._calls.submit(mark)
        self.columns.close_drawers()
        self.view.show_current()
        self._take_all_but_rows()
        self._load_if_empty()
        self.centre_column.input.focus_input()

    def close_place(self, name: str) -> None:
        self.view.drafts.drop(fold(name))
        self.take(self.model.close(name))

    # -- what the person does -------------------------------------------------------------

    def run(self, deed: str) -> None:
        """A key or a menu row; keys rest while a sheet is open."""
        if not self._sheets.is_open:
            self._deeds.run(deed)

    @property
    def senseless(self) -> Collection[str]:
        """Deeds that menus leave out as things stand."""
        left_out = (*self._calls.senseless(), *self._lesson.senseless)
        return {*left_out, *self._answering.senseless}

    def submit(self, intent: Intent) -> None:
        self._calls.submit(self._answering.addressed(intent))

    def ask_first(self, intent: Intent) -> bool:
        """Whether the person is asked now, and the answer decides."""
        return self._answering.ask_first(intent)

    def say(self, text: str) -> bool:
        """What was typed; False keeps it in the box."""
        return self._answering.take(text) or speak(self, text)

    def clear_place(self) -> None:
        """Empty the open place's window; older rows can be loaded again."""
        self.take(self.model.clear(self.model.current))
        self.view.show_current()

    def forget_draft(self) -> None:
        self.view.forget_draft()

    def on_escape(self) -> None:
        """Close the topmost thing; then the keyboard goes to the input box."""
        box = self.centre_column.input
        closed = self._sheets.close() or box.close_popup() or self.columns.close_drawers()
        if not (closed or box.end_task()):
            self.centre_column.pane.jump_to_end()
        box.focus_input()

    def tell(self, lines: Sequence[str], error: bool = False) -> None:
        """Our own words in the open place, for this person only."""
        self.take(self.model.say("", lines, time.time(), error))

    def find_place(self) -> None:
        """The keyboard goes to the field above the list of rooms."""
        if not self.columns.left_shown:
            self.columns.toggle_left()
        self.left_column.search.focus_field()

    def go_to_message(self, found: FoundMessage) -> None:
        """Open its place and show it there."""
        self._jump.go(found)

    def go_to_column(self, step: int) -> None:
        """F6: rooms, messages, input, people, and round."""
        self.view.walk.go(step, self.look.root.focus_get())

    def open_main_menu(self, widget: tk.Misc | None = None) -> None:
        self._menus.main(widget)

    # -- inside ---------------------------------------------------------------------------

    def _view_calls(self) -> ViewCalls:
        menus = self._menus
        rooms = RoomListActions(self._open_key, menus.of_place, self._add)
        centre = CentreCalls(
            submit=self._calls.submit,
            say=self.say,
            open_link=self._calls.open_link,
            run=self.run,
            open_rooms=lambda: self.columns.toggle_left(),
            open_menu=menus.of_window,
            log_in_again=self._calls.log_in_again,
            on_nothing=self._answering.emptied,
            on_react=self._answering.press,
            on_go=self._answering.go,
            entries=self._answering.entries,
        )
        return ViewCalls(
            left=LeftCalls(self.run, self.open_main_menu, rooms),
            centre=centre,
            people=UserListActions(
                self.show_place, menus.of_person, lambda: self.columns.toggle_right()
            ),
            on_title=self._calls.on_title,
            on_directory=lambda: self._deeds.on_directory(),
            on_found=lambda: self._deeds.on_found(),
            on_lesson=self._lesson.on_change,
        )

    def _open_key(self, key: str) -> None:
        place = self.model.places.get(key)
        if place is not None:
            self.show_place(place.name)

    def _add(self, section: str) -> None:
        self.run("jump" if section == PEOPLE else "join")

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
                TAKERS[type(change)](self.view, change)
