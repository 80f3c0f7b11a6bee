"""What was typed, and what becomes of it: words, a command, or a sentence why not."""

from collections.abc import Sequence
from typing import Protocol

from messenger.client.intents import Intent
from messenger.client.model.model import Model
from messenger.client.text.typed_input import parse
from messenger.gui.chat.centre import ChatCentre


class Chat(Protocol):
    """What speaking needs of the chat window."""

    model: Model
    centre_column: ChatCentre

    def run(self, deed: str) -> None: ...
    def submit(self, intent: Intent) -> None: ...
    def ask_first(self, intent: Intent) -> bool: ...
    def tell(self, lines: Sequence[str], error: bool = False) -> None: ...
    def show_place(self, name: str) -> None: ...
    def close_place(self, name: str) -> None: ...
    def clear_place(self) -> None: ...
    def forget_draft(self) -> None: ...


def speak(chat: Chat, text: str) -> bool:
    """Do what the text asks for; False when it stays in the box."""
    place = chat.model.place
    parsed = parse(text, place.name if place else "", chat.model)
    if parsed.error:
        chat.tell((parsed.error,), error=True)
        return False
    for intent in parsed.intents:
        if not chat.ask_first(intent):
            chat.submit(intent)
    chat.forget_draft()  # after it: whenever the program is killed, one of the two is on the disk
    if parsed.ask_password:
        chat.run("account")
    if parsed.clear:
        chat.clear_place()
    if parsed.say:
        chat.tell(parsed.say)
    if parsed.close is not None:
        chat.close_place(parsed.close)
    if parsed.open is not None:
        chat.show_place(parsed.open)
    chat.centre_column.pane.jump_to_end()
    return True
