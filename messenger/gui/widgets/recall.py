"""What was sent from the input box before, for the arrow keys."""

from typing import Final

MOST: Final = 100


class Recall:
    """Up goes back in time, Down forward to the empty box."""

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._at = 0  # len(_sent): nothing is recalled
        self.shown = ""

    def add(self, text: str) -> None:
        """The person sent this."""
        if not self._sent or self._sent[-1] != text:
            self._sent = [*self._sent, text][-MOST:]
        self.leave()

    def leave(self) -> None:
        """Start again at the newest."""
        self._at = len(self._sent)
        self.shown = ""

    def step(self, direction: int) -> str | None:
        """direction: -1 older, 1 newer. The text to show, None when there is none that way."""
        at = self._at + direction
        if not 0 <= at <= len(self._sent) or not self._sent:
            return None
        self._at = at
        self.shown = self._sent[at] if at < len(self._sent) else ""
        return self.shown
