"""Words for what happens in a room besides talk: a sentence each, and many folded in one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from messenger.client.events import ChatMessage
from messenger.irc import mode_words
from messenger.irc.names import fold

NameOf = Callable[[str], str]  # what to call the person of a nick
SHOWN_NAMES = 3  # of one kind in a folded line; the others are counted
MOST_TOLD = 12  # things in a folded line
MOST_TURNS = 5  # from coming to going and back, told one by one in a folded line
DELETED = "deleted message"  # where one is quoted


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _topic(message: ChatMessage, name: str, name_of: NameOf) -> str:
    if not message.text:
        return f"{name} cleared the topic"
    return f"{name} changed the topic to: {message.text}"


def _deleted(message: ChatMessage, name: str, name_of: NameOf) -> str:
    """subject: who took it back, the author or somebody who looks after the room."""
    if message.subject and fold(message.subject) != fold(message.sender):
        return f"{name_of(message.subject)} deleted a message of {name}"
    return f"{name} deleted a message"


_SENTENCES: dict[str, Callable[[ChatMessage, str, NameOf], str]] = {
    "join": lambda message, name, name_of: f"{name} came in",
    "part": lambda message, name, name_of: f"{name} left{_because(message.text)}",
    "quit": lambda message, name, name_of: f"{name} left{_because(message.text)}",
    "kick": lambda message, name, name_of: (
        f"{name} removed {name_of(message.subject)}{_because(message.text)}"
    ),
    "nick": lambda message, name, name_of: f"{name} is now called {name_of(message.text)}",
    "topic": _topic,
    "deleted": _deleted,
}
_MOVES = {"join": "came in", "part": "left", "quit": "left"}


def sentence(
    message: ChatMessage, name: str, name_of: NameOf = str, own_relay: bool = False
) -> str:
    """One happening, `name` being what its doer is called: "Karl left (lunch)".

    name_of: what others are called who are named in it; own_relay: as for `mode_words`.
    """
    if message.kind == "mode":
        told = f"{message.text} {message.subject}".rstrip()
        return f"{name} {mode_words.in_words(told, name_of, own_relay)}"
    say = _SENTENCES.get(message.kind)
    return say(message, name, name_of) if say else f"{name}: {message.text}"


def people(names: Sequence[str]) -> str:
    """ "Sven", "Sven and Ines", "Sven, Ines, Karl and 4 others"."""
    if len(names) > SHOWN_NAMES + 1:
        return f"{', '.join(names[:SHOWN_NAMES])} and {len(names) - SHOWN_NAMES} others"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def summary(
    said: Iterable[tuple[ChatMessage, str]], name_of: NameOf = str, own_relay: bool = False
) -> str:
    """Many happenings in one line, in the order in which they came: "Sven and Ines came in,
    Karl left". One who came and left again, nothing but comings and goings between, is told
    once, as having looked in, where it left.
    """
    parts: list[str] = []
    moves: list[tuple[str, str, str]] = []  # (nick, name, what it did) since the last other thing
    for message, name in said:
        move = _MOVES.get(message.kind)
        if move is not None:
            moves.append((message.sender, name, move))
            continue
        parts += _moved(moves)
        moves = []
        parts.append(sentence(message, name, name_of, own_relay))
    return ", ".join(_bounded(list(_counted(parts + _moved(moves)))))


def _bounded(parts: list[str]) -> list[str]:
    """Between the first things and the last one the others are counted: a line of 200 topics
    would be a page long, and take 10 ms to draw."""
    left_out = len(parts) - (MOST_TOLD - 1)
    if left_out <= 1:
        return parts
    return [*parts[: MOST_TOLD - 2], f"{left_out} other things", parts[-1]]


def _counted(parts: Iterable[str]) -> Iterator[str]:
    """What happened several times in a row is told once."""
    for part, same in groupby(parts):
        times = len(list(same))
        yield part if times == 1 else f"{part} ({times} times)"


def _moved(moves: Sequence[tuple[str, str, str]]) -> list[str]:
    """Comings and goings in a row: each person once, where it moved last."""
    deeds: dict[str, tuple[str, list[str]]] = {}
    for nick, name, move in moves:
        before = deeds.pop(nick, (name, []))[1]
        deeds[nick] = (name, [*before, move])
    runs: list[tuple[str, list[str]]] = []
    for name, done in deeds.values():
        story = _story(done)
        if not runs or runs[-1][0] != story:
            runs.append((story, []))
        runs[-1][1].append(name)
    return _parts(runs) if len(runs) <= MOST_TURNS else [_meanwhile(runs)]


def _parts(runs: Iterable[tuple[str, list[str]]]) -> list[str]:
    return [f"{people(names)} {story}" for story, names in runs]


def _meanwhile(runs: Iterable[tuple[str, list[str]]]) -> str:
    """So much to and fro that its order would tell nobody anything: no order is told."""
    kinds: dict[str, list[str]] = {}
    for story, names in runs:
        kinds.setdefault(story, []).extend(names)
    return ", meanwhile ".join(_parts(kinds.items()))


def _story(deeds: Sequence[str]) -> str:
    if len(set(deeds)) == 1:
        return deeds[0]
    if deeds[0] == "came in":
        return "looked in" if deeds[-1] == "left" else "came in"
    return "came back" if deeds[-1] == "came in" else "left"
