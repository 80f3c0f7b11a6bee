"""To a message that was found: its place is opened, and older rows are loaded until it is there."""

from collections.abc import Callable
from typing import Protocol

from messenger.client.events import ChatMessage, FoundMessage
from messenger.client.intents import Intent
from messenger.client.model.model import Model, Place
from messenger.client.model.timeline import KEPT, order_of
from messenger.gui.widgets.message_pane import MessagePane
from messenger.irc.names import fold

TOO_FAR = "That message lies further back than this window reaches."
NOT_THERE = "That message can't be shown any more."


class Chat(Protocol):
    """What the way to a message needs of the chat window."""

    model: Model

    def submit(self, intent: Intent) -> None: ...
    def show_place(self, name: str) -> None: ...


class Jump:
    """One wish at a time; it ends when the person goes elsewhere. say: a note for the person."""

    def __init__(self, chat: Chat, pane: MessagePane, say: Callable[[str], None]) -> None:
        self._chat, self._pane, self._say = chat, pane, say
        self._wanted: FoundMessage | None = None

    def go(self, found: FoundMessage) -> None:
        if fold(found.target) != self._chat.model.current:
            self._chat.show_place(found.target)
        self._wanted = found
        self.step()

    def step(self) -> None:
        """Rows came: show the message, or ask for more above."""
        place = self._chat.model.place
        if self._wanted is None or place is None:
            return
        if place.name.casefold() != self._wanted.target.casefold():
            self._wanted = None
            return
        key = _row_of(place, self._wanted)
        if key:
            self._wanted = None
            self._pane.show_row(key)
        elif not place.loading_older:
            self._load(place, self._wanted)

    def _load(self, place: Place, wanted: FoundMessage) -> None:
        entries = place.timeline.entries
        passed = bool(entries) and _is_below(entries[0].message, wanted.message)
        wish = None
        if len(entries) < KEPT and not passed:
            wish = self._chat.model.load_older(place.name)
        if wish is None:
            self._wanted = None
            self._say(TOO_FAR if len(entries) >= KEPT else NOT_THERE)
        else:
            self._chat.submit(wish)


def _is_below(first: ChatMessage, wanted: ChatMessage) -> bool:
    """Would a message stand below the first one that is here? Of one that is only quoted the
    time is unknown; our relay's msgids tell the order, too."""
    (first_at, first_serial), (at, serial) = order_of(first), order_of(wanted)
    return first_at < at or 0 < first_serial < serial


def _row_of(place: Place, found: FoundMessage) -> str:
    """The key of the message's row, "" while it is not there."""
    msgid = found.message.msgid
    entries = place.timeline.entries
    return next((f"m{entry.key}" for entry in entries if entry.message.msgid == msgid), "")
