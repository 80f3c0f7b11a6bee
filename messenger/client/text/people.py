"""Whom a typed command means: a nick, or the name that people see, spaces and all."""

from collections.abc import Iterator

from messenger.client.model.model import Model
from messenger.irc.names import fold, nick_from_display

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}


def take_person(text: str, model: Model) -> tuple[str, str]:
    """(nick, what is left) of a text that begins with a person; ("", "") for an empty one.

    The longest name of somebody we know wins: "Ada Okafor hello" is Ada_Okafor when she is
    known, else the first word. "@Ada" and "\\"Ada Okafor\\"" are the same person.
    """
    text = text.strip()
    quoted = _quoted(text.removeprefix("@"))
    if quoted is not None:
        name, rest = quoted
        name = name.strip().removeprefix("@")
        known = next((nick for each, nick in _known(model) if each == _key(name)), "")
        return known or nick_from_display(name) or name, rest
    best, nick = _longest(text, model)
    if not nick and text.startswith("@"):
        best, nick = _longest(text[1:], model)
        best += bool(nick)
    if nick:
        return nick, text[best:].lstrip(",:").strip()
    word, _, rest = text.removeprefix("@").partition(" ") if text else ("", "", "")
    return word, rest.strip()


def take_people(text: str, model: Model) -> list[str]:
    """The nicks of all who are named, one behind the other."""
    nicks = []
    while text := text.strip(" ,\t\n"):
        nick, text = take_person(text, model)
        if nick:
            nicks.append(nick)
    return nicks


def _quoted(text: str) -> tuple[str, str] | None:
    closing = _QUOTES.get(text[:1])
    end = text.find(closing, 1) if closing else -1
    return (text[1:end], text[end + 1 :].strip()) if end > 1 else None


def _longest(text: str, model: Model) -> tuple[int, str]:
    """How many letters of the text name somebody, and that one's nick; (0, "") for nobody."""
    key, best, found = _key(text), 0, ""
    for name, nick in _known(model):
        ends = len(name) == len(key) or key[len(name) : len(name) + 1] in (
            " ",
            "\n",
            "\t",
            ",",
            ":",
        )
        if len(name) > best and ends and key.startswith(name):
            best, found = len(name), nick
    return best, found


def _known(model: Model) -> Iterator[tuple[str, str]]:
    """(key of a name, nick) of everybody whom we know, those of the current place first."""
    here = model.place
    others = (place for place in model.places.values() if place is not here)
    for place in (*((here,) if here else ()), *others):
        for member in place.members.values():
            yield _key(member.nick), member.nick
            yield _key(place.display(member.nick)), member.nick
        if not place.members and not place.key.startswith(("#", "&")):
            yield _key(place.name), place.name
            yield _key(model.display(place.name, place.name)), place.name


def _key(name: str) -> str:
    """As long as the name, whatever its case: where it stops in a text must be known."""
    if name.isascii():
        return name.lower()
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in name)
    return fold(lower)
