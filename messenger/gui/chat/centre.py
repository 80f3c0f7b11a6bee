"""The centre column: header, banner, messages, input box. Shows the model's current place."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messenger.client.events import MessageFailed
from messenger.client.intents import DiscardText, Intent, ReconnectNow, RetryText
from messenger.client.model.changes import RowsAppended, RowsChanged, RowsInserted, RowsRemoved
from messenger.client.model.lesson import KEPT, looks_after, why_closed
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.model.row_kinds import MessageRow
from messenger.client.model.rows import Splice
from messenger.client.text import words
from messenger.client.text.completion import complete
from messenger.gui.chat.lesson_deeds import state_of
from messenger.gui.chat.link_banners import LinkBanners, LinkCalls
from messenger.gui.chat.place_items import presence_of
from messenger.gui.look.look import Look
from messenger.gui.widgets.closed_strip import ClosedStrip
from messenger.gui.widgets.completion import Choice
from messenger.gui.widgets.header import Header, HeaderActions, PlaceTitle
from messenger.gui.widgets.input_box import InputActions, InputBox
from messenger.gui.widgets.message_pane import MessagePane
from messenger.gui.widgets.note import NoteArea
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.popup_menu import MenuEntry

MOST_CHOICES = 8
RowChange = RowsAppended | RowsInserted | RowsChanged | RowsRemoved


@dataclass(frozen=True, slots=True)
class CentreCalls:
    """submit: an intent; say(text): what was typed, False keeps it in the box; run: a deed;
    on_edit: what stands in the box has changed; on_nothing: Enter in an empty box; on_react,
    on_go, entries: as `PaneActions` has them."""

    submit: Callable[[Intent], None]
    say: Callable[[str], bool]
    open_link: Callable[[str], None]
    run: Callable[[str], None]
    open_rooms: Callable[[], None]
    open_menu: Callable[[tk.Misc], None]
    log_in_again: Callable[[], None]
    on_edit: Callable[[], None] = lambda: None
    on_nothing: Callable[[], None] = lambda: None
    on_react: Callable[[MessageRow, int], None] = lambda row, number: None
    on_go: Callable[[str], None] = lambda msgid: None
    entries: Callable[[MessageRow], Sequence[MenuEntry]] = lambda row: ()


class ChatCentre(Panel):
    """Fills the centre frame. In: show_place, take_rows, show_header, show_link."""

    def __init__(self, parent: tk.Misc, look: Look, model: Model, calls: CentreCalls) -> None:
        super().__init__(parent, look, "pane")
        self._model, self._calls = model, calls
        self._tried_again: set[str] = set()  # refs
        self.header = Header(self, look, self._header_actions())
        self.header.pack(fill="x")
        self.input = InputBox(self, look, self._input_actions())
        self.input.pack(side="bottom", fill="x")
        self.closed = ClosedStrip(self, look)
        self.notes = NoteArea(self, look)
        self.notes.pack(side="bottom", fill="x")
        link_calls = LinkCalls(
            try_now=lambda: calls.submit(ReconnectNow()),
            log_in_again=calls.log_in_again,
            on_back=self.notes.show,
        )
        self.banners = LinkBanners(self, look, model, link_calls)
        self.banners.pack(fill="x")
        self.pane = MessagePane(self, look, self._pane_actions())
        self.pane.pack(fill="both", expand=True)
        self.pane.text.bind("<Control-a>", lambda _: self._select_all())

    def _header_actions(self) -> HeaderActions:
        calls = self._calls
        return HeaderActions(
            calls.open_rooms,
            lambda: calls.run("topic"),
            lambda: calls.run("people"),
            calls.open_menu,
            lambda: calls.run("hand"),
            lambda: calls.run("host"),
        )

    def _input_actions(self) -> InputActions:
        return InputActions(
            on_submit=self._calls.say,
            on_complete=self._complete,
            on_scroll_key=self._scroll_key,
            on_edit=self._calls.on_edit,
            on_nothing=self._calls.on_nothing,
        )

    def _pane_actions(self) -> PaneActions:
        calls = self._calls
        return PaneActions(
            on_reach_top=self._load_older,
            on_link=calls.open_link,
            on_retry=self._retry,
            on_discard=self._discard,
            on_type=self.input.insert,
            on_react=calls.on_react,
            on_go=calls.on_go,
            entries=calls.entries,
        )

    # -- what is shown --------------------------------------------------------------------

    def show_place(self, draft: str) -> None:
        """Draw the model's current place from its newest rows."""
        place = self._model.place
        self.pane.show(self._model.rows())
        self.pane.show_empty(self._empty_words())
        self.input.set_place(self._name_of(place) if place else "")
        self.input.set_draft(draft)
        self.show_header()

    def _empty_words(self) -> str:
        place = self._model.place
        if place is None:
            return "No room is open. Join one with the plus at the left, or with Ctrl+N."
        if place.kind is PlaceKind.ROOM:
            return words.empty(self._model.kept)
        return f"Nothing has been said between you and {self._name_of(place)} yet."

    def redraw_rows(self) -> None:
        self.pane.show(self._model.rows())

    def show_header(self) -> None:
        """Title, topic and people of the current place."""
        model, place = self._model, self._model.place
        if place is None:
            self.header.show(PlaceTitle("No room is open", is_room=True))
        elif place.kind is PlaceKind.ROOM:
            editable = may_edit_topic(place, model.nick)
            people = len(place.members)
            self.header.show(
                PlaceTitle(place.name, True, place.topic, people, topic_editable=editable)
            )
        else:
            name = model.display(place.name, place.name)
            presence = presence_of(model, place.name)
            self.header.show(PlaceTitle(name, False, "Private talk", presence=presence))
        self.header.lesson.show(state_of(model))
        self._show_closed()

    def _show_closed(self) -> None:
        """Whether what is written here would be passed on, and if not, why."""
        model = self._model
        why = why_closed(model.lesson, model.place, model.nick)
        if why:
            self.closed.say(why, KEPT)
            self.closed.pack(side="bottom", fill="x", after=self.input)
        else:
            self.closed.pack_forget()
        self.input.set_closed(bool(why))

    def take_rows(self, change: RowChange) -> None:
        """Hand one change of rows to the pane."""
        self.pane.splice(as_splice(change))

    def show_link(self) -> None:
        """The banner while the link is not up, and the status line above the input box."""
        model = self._model
        self.banners.show()
        about = [f"Connected to {model.address}", model.fingerprint_words]
        up = " · ".join(part for part in about if part)
        self.input.set_status(up if model.link.phase is LinkPhase.UP else "Not connected")

    # -- what the person does -------------------------------------------------------------

    def _load_older(self) -> None:
        wish = self._model.load_older(self._model.current)
        if wish is not None:
            self._calls.submit(wish)

    def _retry(self, ref: str) -> None:
        self._tried_again.add(ref)
        self._calls.submit(RetryText(ref))

    def note_refusals(self, failures: Sequence[MessageFailed]) -> None:
        """A message that failed again looks as it did before, so a note tells it."""
        for failure in failures:
            if failure.ref in self._tried_again:
                self._tried_again.discard(failure.ref)
                self.notes.show(f"Tried again. {words.not_sent(failure.reason)}", "danger")

    def _discard(self, ref: str) -> None:
        self._calls.submit(DiscardText(ref))
        for change in self._model.discard(ref):
            if isinstance(change, RowChange):
                self.take_rows(change)

    def _select_all(self) -> str:
        """All messages, to copy them."""
        self.pane.text.tag_add("sel", "1.0", "end-1c")
        return "break"

    def _scroll_key(self, key: str) -> bool:
        return self.pane.scroll_by_key(key)

    def _complete(self, before: str) -> Sequence[Choice]:
        found = complete(before, len(before), self._model)
        replaces = found.end - found.start
        return [
            Choice(each.text, replaces, each.label, person=self._person_in(each.text))
            for each in found.candidates[:MOST_CHOICES]
        ]

    @staticmethod
    def _person_in(text: str) -> str:
        """The nick a candidate puts in, "" for rooms and commands."""
        return "" if text[:1] in "/#&" else text.strip().removeprefix("@").removesuffix(":")

    def _name_of(self, place: Place) -> str:
        return (
            place.name
            if place.kind is PlaceKind.ROOM
            else self._model.display(place.name, place.name)
        )


def as_splice(change: RowChange) -> Splice:
    """What the model tells, as the pane takes it."""
    if isinstance(change, RowsAppended):
        return Splice((), (), change.rows, "")
    if isinstance(change, RowsInserted):
        return Splice((), (), change.rows, change.before)
    if isinstance(change, RowsChanged):
        return Splice((), change.rows, (), "")
    return Splice(change.keys, (), (), "")


def may_moderate(place: Place, nick: str) -> bool:
    """Are we an operator (or half of one) here?"""
    return looks_after(place, nick)


def may_edit_topic(place: Place, nick: str) -> bool:
    """In a room with mode t only its operators may; the relay decides in the end."""
    if place.kind is not PlaceKind.ROOM or not place.joined:
        return False
    return "t" not in place.modes or may_moderate(place, nick)
