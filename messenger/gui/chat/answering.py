"""What the person does to messages: answers, reactions, new words, deletions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from messenger.client.events import ChatMessage, FoundMessage
from messenger.client.intents import Intent, SendText
from messenger.client.model.entry import SPOKEN, Entry
from messenger.client.model.model import Model, Place
from messenger.client.model.possible import newest, possible, toggled
from messenger.client.model.row_kinds import MessageRow
from messenger.client.text.typed_input import new_ref
from messenger.gui.chat.centre import ChatCentre
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.look.look import Look
from messenger.gui.widgets.emoji_popup import EmojiPopup
from messenger.gui.widgets.input_box import InputBox
from messenger.gui.widgets.popup_menu import MenuEntry
from messenger.gui.widgets.task_strip import Task
from messenger.irc.marks import EDIT, REDACT
from messenger.irc.names import fold

MOST_QUOTED = 300  # letters of a message in the question before it is deleted


class Chat(Protocol):
    """What answering needs of the chat window."""

    look: Look
    model: Model
    centre_column: ChatCentre

    def submit(self, intent: Intent) -> None: ...
    def go_to_message(self, found: FoundMessage) -> None: ...


class Answering:
    """deeds: by the names of `shortcuts.DEEDS`. The input box holds the task at hand."""

    def __init__(self, chat: Chat, sheets: Sheets) -> None:
        self._chat, self._sheets = chat, sheets
        self.deeds: Mapping[str, Callable[[], object]] = {
            "answer": self.answer_newest,
            "react": self.react_to_newest,
            "edit_last": self.edit_newest,
        }

    @property
    def senseless(self) -> Collection[str]:
        """What this server knows nothing of."""
        of = {"answer": "reply", "react": "react", "edit_last": "edit"}
        return [name for name, deed in of.items() if deed not in self._chat.model.abilities]

    # -- for the pane ---------------------------------------------------------------------

    def entries(self, row: MessageRow) -> Sequence[MenuEntry]:
        """What can be done to the message of this row, for its menu."""
        found = self._find(row.msgid)
        if found is None:
            return ()
        place, entry = found
        menu = {
            "react": ("React…", "smile", partial(self._choose, row.msgid)),
            "reply": ("Answer", "reply", partial(self._answer, entry)),
            "edit": ("Change", "edit", partial(self._edit, entry)),
            "delete": ("Delete for everybody…", "trash", partial(self._ask_delete, row.msgid)),
        }
        can = possible(self._chat.model, place, entry)
        return [
            MenuEntry(words, run, icon, danger=deed == "delete")
            for deed, (words, icon, run) in menu.items()
            if deed in can
        ]

    def press(self, row: MessageRow, number: int) -> None:
        """A press on a reaction: ours too, or not any more."""
        if "react" in self._chat.model.abilities and number < len(row.pills):
            self._react(row.msgid, row.pills[number].text)

    def go(self, msgid: str) -> None:
        """To the message that is quoted."""
        place = self._chat.model.place
        if place is not None:
            entry = place.timeline.find(msgid)
            message = entry.message if entry else ChatMessage("", "", 0.0, msgid=msgid)
            self._chat.go_to_message(FoundMessage(place.name, message))

    # -- by key ---------------------------------------------------------------------------

    def answer_newest(self) -> None:
        """The newest words of somebody else; pressed again, the ones before them."""
        place, task = self._chat.model.place, self._box.task
        if place is None:
            return
        entries = list(newest(self._chat.model, place, "reply", own=False))
        msgids = [entry.message.msgid for entry in entries]
        at = msgids.index(task.msgid) + 1 if task and task.msgid in msgids else 0
        if at < len(entries):
            self._answer(entries[at])

    def edit_newest(self) -> None:
        place = self._chat.model.place
        entry = next(newest(self._chat.model, place, "edit"), None) if place else None
        if entry is not None and self._box.task is None:
            self._edit(entry)

    def react_to_newest(self) -> None:
        """To the message that is being answered, else to the newest of somebody else."""
        place, task = self._chat.model.place, self._box.task
        entry = next(newest(self._chat.model, place, "react", own=False), None) if place else None
        msgid = task.msgid if task and not task.edits else entry.message.msgid if entry else ""
        if msgid:
            box = self._box.text
            self._choose(msgid, box.winfo_rootx(), box.winfo_rooty() + box.winfo_height())

    # -- for the input box ----------------------------------------------------------------

    def take(self, text: str) -> bool:
        """Enter was pressed; True when the words were new ones for a message."""
        task, place = self._box.task, self._chat.model.place
        if task is None or not task.edits or place is None:
            return False
        entry = place.timeline.find(task.msgid)
        is_new = entry is None or entry.message.text != text
        self._box.end_task()
        if is_new:
            self._chat.submit(SendText(place.name, text, new_ref(), EDIT, task.msgid))
        return True

    def addressed(self, intent: Intent) -> Intent:
        """Words that are said while an answer is written are the answer."""
        task, place = self._box.task, self._chat.model.place
        if task is None or task.edits or place is None or not isinstance(intent, SendText):
            return intent
        if intent.kind not in SPOKEN or fold(intent.target) != place.key:
            return intent
        self._box.end_task()
        return replace(intent, subject=task.msgid)

    def ask_first(self, intent: Intent) -> bool:
        """A typed "/delete" doesn't say which message it means: the question shows it."""
        if not isinstance(intent, SendText) or intent.kind != REDACT:
            return False
        if self._find(intent.subject) is None:
            return False
        self._ask_delete(intent.subject, intent.text)
        return True

    def emptied(self) -> None:
        """Enter, and nothing is left of a message's words: that asks for its end."""
        task = self._box.task
        if task is not None and task.edits:
            self._box.end_task()
            self._ask_delete(task.msgid)

    # -- inside ---------------------------------------------------------------------------

    @property
    def _box(self) -> InputBox:
        return self._chat.centre_column.input

    def _find(self, msgid: str) -> tuple[Place, Entry] | None:
        place = self._chat.model.place
        entry = place.timeline.find(msgid) if place else None
        return (place, entry) if place and entry else None

    def _answer(self, entry: Entry) -> None:
        message = entry.message
        name = self._chat.model.display_in(self._chat.model.place, message.sender, message.realname)
        title = "Answering yourself" if message.own else f"Answering {name}"
        self._box.begin(Task(message.msgid, title, " ".join(message.text.split())))

    def _edit(self, entry: Entry) -> None:
        detail = "Enter saves, Esc keeps the old words"
        task = Task(entry.message.msgid, "Changing your message", detail, edits=True)
        self._box.begin(task, entry.message.text)

    def _choose(self, msgid: str, x_root: int = -1, y_root: int = -1) -> None:
        """Open the grid of reactions, where the pointer is if nobody says where."""
        found = self._find(msgid)
        if found is None:
            return
        chosen = [one.text for one in found[1].outcome.reactions if one.own]
        root = self._chat.look.root
        popup = EmojiPopup(root, self._chat.look, partial(self._react, msgid), chosen)
        if x_root < 0:
            x_root, y_root = root.winfo_pointerx(), root.winfo_pointery()
        popup.open(x_root, y_root)

    def _react(self, msgid: str, text: str) -> None:
        found = self._find(msgid)
        if found is not None:
            place, entry = found
            self._chat.submit(toggled(place, entry.message, text, new_ref()))

    def _ask_delete(self, msgid: str, reason: str = "") -> None:
        found = self._find(msgid)
        if found is None:
            return
        place, entry = found
        text = entry.message.text
        shown = text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"
        delete = partial(self._chat.submit, SendText(place.name, reason, new_ref(), REDACT, msgid))
        self._sheets.ask(
            "Delete this message for everybody?",
            f"{shown}\n\nIt goes from the relay and from everybody's screen. "
            "What people have copied, or read elsewhere, stays with them.",
            [Choice("Keep it"), Choice("Delete", delete, "Danger.TButton")],
        )
