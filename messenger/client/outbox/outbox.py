"""What we said and the relay has not confirmed yet. Outlives sessions; nothing is lost in it.

A message is WAITING for a link (or its turn), SENT and not confirmed, or FAILED and waiting
for the person's decision. Confirmed ones are gone.
"""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from messenger.client.intents import SendText


class LetterState(enum.Enum):
    """Where a message stands on its way."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(slots=True)
class Letter:
    """One message of ours.

    written_at: seconds since 1970.
    tries: how often it was sent; more than 0 while WAITING means that the relay may have it.
    parts: refs of its parts that are not yet confirmed; a long text has several where the
        server takes no multi-line messages.
    """

    target: str
    text: str
    ref: str
    kind: str
    written_at: float
    state: LetterState = LetterState.WAITING
    tries: int = 0
    parts: tuple[str, ...] = ()
    failed_because: str = ""


class Outbox:
    """Letters in the order in which they were written.

    on_change: told (letter, whether it is still here) after every change: the place for a table
        on disk.
    """

    def __init__(self, on_change: Callable[[Letter, bool], None] | None = None) -> None:
        self._letters: dict[str, Letter] = {}
        self._told = on_change

    def __len__(self) -> int:
        return len(self._letters)

    def __contains__(self, ref: str) -> bool:
        return ref in self._letters

    def add(self, intent: SendText, written_at: float) -> Letter | None:
        """Take in what was said; None when this ref is here already."""
        if intent.ref in self._letters:
            return None
        letter = Letter(intent.target, intent.text, intent.ref, intent.kind, written_at)
        self._letters[letter.ref] = letter
        self._changed(letter)
        return letter

    def get(self, ref: str) -> Letter | None:
        """The letter of this ref."""
        return self._letters.get(ref)

    def waiting(self) -> Iterator[Letter]:
        """Letters to send, the oldest first."""
        return (one for one in list(self._letters.values()) if one.state is LetterState.WAITING)

    def sent(self) -> Iterator[Letter]:
        """Letters that are sent and not confirmed, the oldest first."""
        return (one for one in list(self._letters.values()) if one.state is LetterState.SENT)

    def mark_sent(self, letter: Letter, parts: tuple[str, ...]) -> None:
        """It is under way to the socket."""
        letter.state, letter.parts = LetterState.SENT, parts
        letter.tries += 1
        self._changed(letter)

    def confirm(self, letter: Letter, part: str) -> None:
        """The relay has this part; after the last one the letter is gone."""
        letter.parts = tuple(one for one in letter.parts if one != part)
        if not letter.parts:
            self._letters.pop(letter.ref, None)
        self._changed(letter)

    def fail(self, letter: Letter, reason: str) -> None:
        """The relay said no, or nobody knows: the person decides."""
        letter.state, letter.failed_because = LetterState.FAILED, reason
        self._changed(letter)

    def retry(self, ref: str) -> Letter | None:
        """Send a failed one again, as the newest, under its ref."""
        letter = self._letters.get(ref)
        if letter is None or letter.state is not LetterState.FAILED:
            return None
        del self._letters[ref]
        self._letters[ref] = letter
        letter.state, letter.tries, letter.failed_because = LetterState.WAITING, 0, ""
        self._changed(letter)
        return letter

    def discard(self, ref: str) -> Letter | None:
        """Forget one."""
        letter = self._letters.pop(ref, None)
        if letter is not None:
            self._changed(letter)
        return letter

    def link_lost(self) -> None:
        """What was sent and not confirmed waits again; whether the relay has it is unknown."""
        for letter in self.sent():
            letter.state, letter.parts = LetterState.WAITING, ()
            self._changed(letter)

    def _changed(self, letter: Letter) -> None:
        if self._told is not None:
            self._told(letter, letter.ref in self._letters)
