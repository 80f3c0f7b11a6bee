"""Words for what happens in a room besides talk: a sentence each, and many folded in one."""

from collections.abc import Callable, Iterable, Sequence

from messenger.client.events import ChatMessage

NameOf = Callable[[str], str]  # what to call the person of a nick
SHOWN_NAMES = 3  # of one kind in a folded line; the others are counted


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _topic(message: ChatMessage, name: str, name_of: NameOf) -> str:
    if not message.text:
        return f"{name} cleared the topic"
    return f"{name} changed the topic to: {message.text}"


_OF_MEMBERS = frozenset("+-qaohv")  # modes whose arguments are people


def _mode(message: ChatMessage, name: str, name_of: NameOf) -> str:
    letters, *arguments = f"{message.text} {message.subject}".split() or [""]
    if _OF_MEMBERS.issuperset(letters):
        arguments = [name_of(nick) for nick in arguments]
    return " ".join([name, "set", letters, *arguments]).rstrip()


_SENTENCES: dict[str, Callable[[ChatMessage, str, NameOf], str]] = {
    "join": lambda message, name, name_of: f"{name} came in",
    "part": lambda message, name, name_of: f"{name} left{_because(message.text)}",
    "quit": lambda message, name, name_of: f"{name} left{_because(message.text)}",
    "kick": lambda message, name, name_of: (
        f"{name} removed {name_of(message.subject)}{_because(message.text)}"
    ),
    "nick": lambda message, name, name_of: f"{name} is now called {name_of(message.text)}",
    "topic": _topic,
    "mode": _mode,
}
_MOVES = {"join": "came in", "part": "left", "quit": "left"}


def sentence(message: ChatMessage, name: str, name_of: NameOf = str) -> str:
    """One happening, `name` being what its doer is called: "Karl left (lunch)".

    name_of: what others are called who are named in it.
    """
    say = _SENTENCES.get(message.kind)
    return say(message, name, name_of) if say else f"{name}: {message.text}"


def people(names: Sequence[str]) -> str:
    """ "Sven", "Sven and Ines", "Sven, Ines, Karl and 4 others"."""
    if len(names) > SHOWN_NAMES + 1:
        return f"{', '.join(names[:SHOWN_NAMES])} and {len(names) - SHOWN_NAMES} others"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def summary(said: Iterable[tuple[ChatMessage, str]], name_of: NameOf = str) -> str:
    """Many happenings in one line, in the order of their first: "Sven and Ines came in, Karl
    left". One who came and left again within the line is told once, as having looked in."""
    moves: dict[str, list[str]] = {}  # name -> what it did
    others: list[str] = []
    for message, name in said:
        move = _MOVES.get(message.kind)
        if move is None:
            others.append(sentence(message, name, name_of))
        else:
            moves.setdefault(name, []).append(move)
    groups: dict[str, list[str]] = {}
    for name, deeds in moves.items():
        groups.setdefault(_story(deeds), []).append(name)
    parts = [f"{people(names)} {deed}" for deed, names in groups.items()]
    return ", ".join(parts + others)


def _story(deeds: Sequence[str]) -> str:
    if len(set(deeds)) == 1:
        return deeds[0]
    if deeds[0] == "came in":
        return "looked in" if deeds[-1] == "left" else "came in"
    return "came back" if deeds[-1] == "came in" else "left"
