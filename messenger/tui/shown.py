"""Which messages a terminal has shown: a page of history must not show them once more."""

from collections import deque

from messenger.client.events import ChatMessage
from messenger.irc.names import fold

REMEMBERED = 5_000


class Shown:
    """The newest messages, by their id, or by sender and ref."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._order: deque[str] = deque()

    def is_new(self, message: ChatMessage) -> bool:
        """True the first time; always for a message that nothing identifies."""
        identity = message.msgid or (message.ref and f"{fold(message.sender)} {message.ref}")
        if not identity:
            return True
        if identity in self._known:
            return False
        self._known.add(identity)
        self._order.append(identity)
        if len(self._order) > REMEMBERED:
            self._known.discard(self._order.popleft())
        return True
