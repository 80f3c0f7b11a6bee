"""What a half-typed word may become: names, rooms, commands."""

from collections.abc import Iterator
from dataclasses import dataclass

from messenger.client.model.model import Model
from messenger.client.model.place import Place
from messenger.client.model.timeline import SPOKEN
from messenger.client.text.commands_help import HELP
from messenger.irc.names import fold

RECENT = 200  # entries looked through for who spoke last


@dataclass(frozen=True, slots=True)
class Candidate:
    """text: what to put in place of the word, its colon or space behind it; label: what to
    show in a list, the display name or a command's help."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Completion:
    """The word text[start:end] may become one of the candidates, the likeliest first."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]


def complete(text: str, cursor: int, model: Model) -> Completion:
    """What the word before the cursor may become, in the model's current place."""
    head = text[:cursor]
    start = max(head.rfind(" "), head.rfind("\n"), head.rfind("\t")) + 1
    word = head[start:]
    first = start == 0
    if first and word.startswith("/") and not word.startswith("//"):
        found = _commands(word[1:].lower())
    elif word.startswith(("#", "&")):
        found = _rooms(fold(word), model)
    elif word:
        at_sign = word.startswith("@")
        tail = ": " if first and not at_sign else " "
        found = _people(fold(word.removeprefix("@")), "@" if at_sign else "", tail, model)
    else:
        found = iter(())
    return Completion(start, cursor, tuple(found))


def _commands(begun: str) -> Iterator[Candidate]:
    for name, help_ in HELP.items():
        if name.startswith(begun):
            yield Candidate(f"/{name} ", f"{help_.usage}  {help_.line}")


def _rooms(begun: str, model: Model) -> Iterator[Candidate]:
    known = {key: place.name for key, place in model.places.items() if key[:1] in "#&"}
    for info in model.directory:
        known.setdefault(fold(info.room), info.room)
    for key in sorted(known):
        if key.startswith(begun):
            yield Candidate(f"{known[key]} ", known[key])


def _people(begun: str, sign: str, tail: str, model: Model) -> Iterator[Candidate]:
    """Who spoke last comes first, then the others by name; we ourselves never."""
    place = model.place
    if place is None:
        return
    keys = dict.fromkeys((*_speakers(place), *sorted(place.members)))
    for key in keys:
        member = place.members.get(key)
        nick = member.nick if member else place.name
        if key == fold(model.nick) or (member is None and key != place.key):
            continue
        shown = place.display(nick)
        if key.startswith(begun) or any(
            fold(part).startswith(begun) for part in (shown, *shown.split())
        ):
            yield Candidate(f"{sign}{nick}{tail}", shown)


def _speakers(place: Place) -> Iterator[str]:
    if not place.members:
        yield place.key
    for entry in reversed(place.timeline.entries[-RECENT:]):
        if entry.message.kind in SPOKEN:
            yield fold(entry.message.sender)
