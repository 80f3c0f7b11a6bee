"""One slash command as it was typed, and what it asks for."""

from dataclasses import dataclass

from messenger.client.intents import Intent
from messenger.client.model.model import Model
from messenger.client.text.people import take_people, take_person
from messenger.irc.names import is_channel


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a typed text asks for; do it in this order.

    intents: to submit; say: lines to show in the current place, for this person only;
    open, close: a place to show, or to take off the list (`Model.show`, `Model.close`);
    clear: empty the current place's window (`Model.clear`); ask_password: a new password is
    wanted, and has yet to be typed, unseen (SetPassword); error: what is wrong, and the text
    then stays in the box.
    """

    intents: tuple[Intent, ...] = ()
    say: tuple[str, ...] = ()
    open: str | None = None
    close: str | None = None
    clear: bool = False
    ask_password: bool = False
    error: str | None = None


class WrongError(Exception):
    """The person typed something that can't be done; the text says why."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One command: what stands behind its name, and where it was typed."""

    rest: str
    target: str
    model: Model

    @property
    def words(self) -> list[str]:
        return self.rest.split()

    def room(self) -> str:
        if not is_channel(self.target):
            raise WrongError("This works in a room only.")
        return self.target

    def person(self) -> tuple[str, str]:
        """(nick, what stands behind): of the person that was typed first."""
        nick, rest = take_person(self.rest, self.model)
        if not nick:
            raise UsageError
        return nick, rest

    def people(self) -> list[str]:
        """The nicks of all that were typed."""
        nicks = take_people(self.rest, self.model)
        if not nicks:
            raise UsageError
        return nicks

    def needed(self, count: int) -> list[str]:
        """The first words, the last of them with all that is left; "" never counts."""
        words = self.rest.split(maxsplit=count - 1)
        if len(words) < count:
            raise UsageError
        return words


class UsageError(Exception):
    """Something is missing: the command's usage is the answer."""
