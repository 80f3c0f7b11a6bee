"""Slash commands about messages said before: answer, change, delete, react. All are about the
newest that fits: in a terminal nobody can point at another one."""

from collections.abc import Callable, Iterator, Mapping

from messenger.client.intents import SendText
from messenger.client.model.entry import Entry
from messenger.client.model.possible import newest, toggled
from messenger.client.text.new_ref import new_ref
from messenger.client.text.typed import Parsed, Typed
from messenger.irc.marks import EDIT, REDACT
from messenger.irc.names import fold

ELSEWHERE = "This server has no such thing."
NONE_OF_OTHERS = "Nobody else has said anything here that this could be about."
NONE_OF_OURS = "There is nothing of yours here that this could be about."


def _candidates(typed: Typed, deed: str, own: bool) -> Iterator[Entry]:
    place = typed.model.places.get(fold(typed.target))
    return newest(typed.model, place, deed, own) if place else iter(())


def _about(
    deed: str, own: bool, run: Callable[[Typed, Entry], Parsed]
) -> Callable[[Typed], Parsed]:
    """About the newest message of ours, or of others, to which this can be done."""

    def answer(typed: Typed) -> Parsed:
        if deed not in typed.model.abilities:
            return Parsed(error=ELSEWHERE)
        entry = next(_candidates(typed, deed, own), None)
        if entry is None:
            return Parsed(error=NONE_OF_OURS if own else NONE_OF_OTHERS)
        return run(typed, entry)

    return answer


def _say(typed: Typed, text: str, kind: str, entry: Entry) -> Parsed:
    return Parsed((SendText(typed.target, text, new_ref(), kind, entry.message.msgid),))


def _reply(typed: Typed, entry: Entry) -> Parsed:
    """ "Ada: yes" answers Ada's newest words, "yes" the newest of anybody."""
    text = typed.needed(1)[0]
    name, colon, rest = text.partition(":")
    if colon and rest.strip():
        for one in _candidates(typed, "reply", own=False):
            message = one.message
            shown = typed.model.display(message.sender, typed.target)
            if fold(name.strip()) in (fold(message.sender), fold(shown)):
                return _say(typed, rest.strip(), "message", one)
    return _say(typed, text, "message", entry)


def _edit(typed: Typed, entry: Entry) -> Parsed:
    return _say(typed, typed.needed(1)[0], EDIT, entry)


def _delete(typed: Typed, entry: Entry) -> Parsed:
    return _say(typed, typed.rest, REDACT, entry)


def _react(typed: Typed, entry: Entry) -> Parsed:
    place = typed.model.places[fold(typed.target)]
    return Parsed((toggled(place, entry.message, typed.needed(1)[0], new_ref()),))


COMMANDS: Mapping[str, Callable[[Typed], Parsed]] = {
    "reply": _about("reply", False, _reply),
    "edit": _about("edit", True, _edit),
    "delete": _about("delete", True, _delete),
    "react": _about("react", False, _react),
}
