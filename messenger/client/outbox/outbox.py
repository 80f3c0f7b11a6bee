"""What we said and the relay has not confirmed yet. Outlives sessions; nothing is lost in it.

A message is WAITING for a link (or its turn), SENT and not confirmed, or FAILED and waiting
for the person's decision. Confirmed ones are gone.

Where a file keeps them, a message is in it before it is shown, and the file says that it may
have been sent before its first byte goes out: a program that is killed knows afterwards what
it can't be sure of.
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
    is_doubtful: it FAILED, but the relay may have it all the same.
    going: the file has to say that it may have been sent. is_kept: it is in the file; may_go:
        and the file says so. Without a file both are true from the start.
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
    is_doubtful: bool = False
    going: bool = False
    is_kept: bool = True
    may_go: bool = True


class Outbox:
    """Letters in the order in which they were written.

    on_change: told (letter, whether it is still here) after every change that a file has to
        know of; `kept` is called when it is written. None: there is no file.
    is_open: the link is up, so that what is written goes out at once.
    """

    def __init__(self, on_change: Callable[[Letter, bool], None] | None = None) -> None:
        self._letters: dict[str, Letter] = {}
        self._told = on_change
        self.is_open = False

    def __len__(self) -> int:
        return len(self._letters)

    def __contains__(self, ref: str) -> bool:
        return ref in self._letters

    def add(self, intent: SendText, written_at: float) -> Letter | None:
        """Take in what was said; None when this ref is here already."""
        if intent.ref in self._letters:
            return None
        letter = Letter(intent.target, intent.text, intent.ref, intent.kind, written_at)
        letter.going = self.is_open
        letter.is_kept = letter.may_go = self._told is None
        self._letters[letter.ref] = letter
        self._changed(letter)
        return letter

    def restore(self, letter: Letter) -> bool:
        """Take up one from the file; False when its ref is here already."""
        return self._letters.setdefault(letter.ref, letter) is letter

    def kept(self, ref: str, going: bool) -> Letter | None:
        """The file has it, with what it says of its going out. The letter, if it may be shown
        from now on."""
        letter = self._letters.get(ref)
        if letter is None:
            return None
        was_kept, letter.is_kept = letter.is_kept, True
        letter.may_go = letter.may_go or going
        return None if was_kept else letter

    def let_go(self, letter: Letter) -> bool:
        """Whether it may be sent; if not, the file is asked to take note, and `kept` follows."""
        if not letter.may_go and not letter.going:
            letter.going = True
            self._changed(letter)
        return letter.may_go

    def get(self, ref: str) -> Letter | None:
        """The letter of this ref."""
        return self._letters.get(ref)

    def waiting(self) -> Iterator[Letter]:
        """Letters to send, the oldest first."""
        return (one for one in list(self._letters.values()) if one.state is LetterState.WAITING)

    def doubtful(self) -> Iterator[Letter]:
        """Letters of which nobody knows whether the relay has them, the oldest first: sent
        before the link broke, or given up without an answer."""
        for one in list(self._letters.values()):
            if one.is_doubtful or (one.state is LetterState.WAITING and one.tries):
                yield one

    def mark_sent(self, letter: Letter, parts: tuple[str, ...]) -> None:
        """It is under way to the socket."""
        letter.state, letter.parts = LetterState.SENT, parts
        letter.tries += 1

    def confirm(self, letter: Letter, part: str) -> None:
        """The relay has this part; after the last one the letter is gone."""
        letter.parts = tuple(one for one in letter.parts if one != part)
        if not letter.parts:
            self._letters.pop(letter.ref, None)
            self._changed(letter)

    def fail(self, letter: Letter, reason: str, doubtful: bool = False) -> None:
        """The relay said no, or (doubtful) nobody knows: the person decides."""
        letter.state, letter.failed_because = LetterState.FAILED, reason
        letter.is_doubtful, letter.parts = doubtful, ()
        self._changed(letter)

    def retry(self, ref: str) -> Letter | None:
        """Send a failed one again, as the newest, under its ref."""
        letter = self._letters.get(ref)
        if letter is None or letter.state is not LetterState.FAILED:
            return None
        del self._letters[ref]
        self._letters[ref] = letter
        letter.state, letter.tries, letter.failed_because = LetterState.WAITING, 0, ""
        letter.is_doubtful, letter.going = False, True
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
        self.is_open = False
        for letter in self._letters.values():
            if letter.state is LetterState.SENT:
                letter.state, letter.parts = LetterState.WAITING, ()

    def _changed(self, letter: Letter) -> None:
        if self._told is not None:
            self._told(letter, letter.ref in self._letters)
