"""What is known of a room or a person, as an export says it to people: (what, its words) pairs.

The names of facts and flags are those under which the relay stores them (`relay.registry`).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_FIRST_S, _LAST_S = (
    datetime(year, month, day, tzinfo=UTC).timestamp()
    for year, month, day in ((1, 1, 1), (9999, 12, 31))
)
Words = tuple[tuple[str, str], ...]
_RULES = {
    "A": "first messages wait for approval",
    "i": "by invitation only",
    "m": "only people with a voice speak",
    "s": "not on the list of rooms",
    "p": "private",
    "C": "no questions from program to program",
}
# Flags that nearly every room has: their lack is what is worth telling.
_USUAL = {"n": "people outside may write into it", "t": "everybody may change the topic"}


def moment(sent_ms: int) -> str:
    """Milliseconds since 1970 as "2026-11-24 14:05:00", UTC. A stranger's clock may stand before
    the first year or after the last one of the calendar."""
    seconds = min(max(sent_ms / 1000, _FIRST_S), _LAST_S)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def of_room(known: Mapping[str, Any], founder: str) -> Words:
    """known: its lasting state (`relay.registry.room_json`); founder: a name, "" for nobody."""
    return tuple(pair for pair in _of_room(known, founder) if pair[1])


def _of_room(known: Mapping[str, Any], founder: str) -> Iterator[tuple[str, str]]:
    yield "Room", str(known.get("name", ""))
    yield "Topic", _topic(*known.get("topic", ("", "", 0)))
    yield "Opened", moment(known["created"] * 1000) if known.get("created") else ""
    yield "Founded by", founder
    flags = str(known.get("flags", "nt"))
    rules = [words for letter, words in _RULES.items() if letter in flags]
    rules += [words for letter, words in _USUAL.items() if letter not in flags]
    yield "Rules", "; ".join(rules)
    yield "People at most", str(known.get("limit") or "")


def _topic(topic: str, by: str, at_s: int) -> str:
    """by: a nick, or "nick!user@host"."""
    if not (topic and by and at_s):
        return topic
    return f"{topic} (set by {by.partition('!')[0]}, {moment(at_s * 1000)})"


def of_account(facts: Mapping[str, Any]) -> Words:
    """facts: as `export_rows.person_export` has them for programs."""
    return tuple(pair for pair in _of_account(facts) if pair[1])


def _of_account(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Account", facts["account"]
    yield "E-mail", facts["email"]
    yield "Made", facts["made"]
    yield "Last seen", facts["last seen"]
    yield "Has a password", facts["has a password"]
    for key in facts["keys"]:
        label = f" “{key['label']}”" if key["label"] else ""
        yield "Is let in by", f"the {key['kind']}{label}, since {key['added']}"
    for fact in facts["facts"]:
        yield _fact(fact["kind"], fact["name"], fact["value"])
    for note in facts["in rooms"]:
        yield _note(note["room"], note["kind"], note["value"])
    yield "Founder of", ", ".join(facts["founder of"])


def _when(value: str) -> str:
    return moment(int(value)) if value.isdecimal() else value


# kind of a fact of the account → what it is, in words of its name and value.
_FACTS: Mapping[str, Callable[[str, str], tuple[str, str]]] = {
    "metadata": lambda name, value: (f"Tells others, as {name}", value),
    "choice": lambda name, value: ("Has chosen", f"{name}: {value}"),
    "read": lambda name, value: (f"Has read {name}", f"up to {_when(value)}"),
    "place": lambda name, value: ("Stays in", f"{name}{' as its operator' * ('@' in value)}"),
    "waiting": lambda name, value: ("Has not seen yet", "private messages"),
    "presence": lambda name, value: (
        ("Left the last device", _when(value))
        if name == "left_ms"
        else (f"Stays here, {name}", value)
    ),
}
# kind of a fact of a room about the account → words with the room's name.
_NOTES: Mapping[str, str] = {
    "approved": "speaks freely in {}, after approval",
    "inside": "may come back into {}, which is closed",
    "invited": "is invited into {}",
    "formerly": "was in {} when it had another name",
    "muted": "is muted",
    "spared": "may speak while everybody is muted",
    "hand": "has a hand up",
}


def _fact(kind: str, name: str, value: str) -> tuple[str, str]:
    known = _FACTS.get(kind)
    return known(name, value) if known else (f"{kind} {name}".strip(), value)


def _note(room: str, kind: str, value: str) -> tuple[str, str]:
    if kind == "member":
        return "Belongs to", f"{room}{' as its operator' * ('@' in value)}"
    words = _NOTES.get(kind)
    return ("Noted", words.format(room)) if words else (f"Noted in {room or 'the relay'}", kind)
