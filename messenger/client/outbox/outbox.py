"""What we said and the relay has not confirmed yet. Outlives sessions; nothing is lost in it.

A message is WAITING for a link (or its turn), SENT and not confirmed, or FAILED and waiting
for the person's decision. Confirmed ones are gone.

Where a file keeps them, a message is in it before it is shown, and the file says that it may
have been sent before its first byte goes out: a program that is killed knows afterwards what
it can't be sure of.

A text that this server takes only in parts is taken apart before anything of it is sent: from
then on each part is a message of its own, so that one may be confirmed and the next refused.
"""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from messenger.client.intents import SendText
from messenger.irc.marks import MARKS


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
    subject: the msgid of what it answers, or of what it changes (then `kind` is a mark's).
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
    failed_because: str = ""
    is_doubtful: bool = False
    going: bool = False
    is_kept: bool = True
    may_go: bool = True
    subject: str = ""

    @property
    def is_mark(self) -> bool:
        """It says something about a message: said twice, it changes nothing."""
        return self.kind in MARKS


class Outbox:
    """Letters in the order in which they were written.

    on_change: told (letter, whether it is still here) after every change that a file has to
        know of; `kept` is called when it is written. None: there is no file.
    on_parts: told the same way of a letter that was taken apart: all its parts, the first under
        the ref that the whole had.
    is_open: the link is up, so that what is written goes out at once.
    """

    def __init__(
        self,
        on_change: Callable[[Letter, bool], None] | None = None,
        on_parts: Callable[[Sequence[Letter]], None] | None = None,
    ) -> None:
        self._letters: dict[str, Letter] = {}
        self._told, self._told_parts = on_change, on_parts
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
        letter.subject = intent.subject
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

    def take_apart(self, letter: Letter, texts: Sequence[str]) -> list[Letter]:
        """Put letters of these texts in its place, itself the first of them. With a file none of
        them may go before `kept`.

        A part's ref tells where in the whole it begins, so that it stays unique should a part be
        taken apart once more, by a server with other limits.
        """
        parts, begins = [letter], len(texts[0])
        for text in texts[1:]:
            ref = f"{letter.ref}.{begins}"
            parts.append(replace(letter, text=text, ref=ref, subject=""))  # the first one answers
            begins += len(text)
        letter.text = texts[0]
        for part in parts:
            part.may_go = self._told_parts is None
        around = self._letters.items()
        self._letters = {
            one.ref: one
            for ref, here in around
            for one in (parts if ref == letter.ref else (here,))
        }
        if self._told_parts is not None:
            self._told_parts(parts)
        return parts

    def mark_sent(self, letter: Letter) -> None:
        """It is under way to the socket."""
        letter.state = LetterState.SENT
        letter.tries += 1

    def confirm(self, letter: Letter) -> None:
        """The relay has it."""
        self._letters.pop(letter.ref, None)
        self._changed(letter)

    def fail(self, letter: Letter, reason: str, doubtful: bool = False) -> None:
        """The relay said no, or (doubtful) nobody knows: the person decides; not about a mark,
        which they make again if they still want it."""
        if letter.is_mark:
            self.discard(letter.ref)
            return
        letter.state, letter.failed_because = LetterState.FAILED, reason
        letter.is_doubtful = doubtful
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
                letter.state = LetterState.WAITING

    def _changed(self, letter: Letter) -> None:
        if self._told is not None:
            self._told(letter, letter.ref in self._letters)
