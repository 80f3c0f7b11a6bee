"""Messages that wait for an operator's yes (rooms of mode +A), kept among the relay's facts.

One that is approved is said then and there; one that is not stays here until its sender has been
told. Nothing goes away unsaid and untold.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.registry.lesson import OWNER, names_of
from messenger.relay.state import Person

HELD = "held"


@dataclass(frozen=True, slots=True)
class Held:
    """One message. id: a number, as a text. identity: the sender's, as `Hub.identity`.

    room: its name; target: the room, or it with a mark ("+#room"). rejected: why an operator
    said no; None while nobody has. Others: as in `Event` and `HistoryRow`.
    """

    id: str
    identity: str
    room: str
    target: str
    source: str
    account: str
    command: str
    text: str
    sent_ms: int
    tags: str = ""
    ref: str = ""
    bot: bool = False
    chunks: tuple[tuple[str, bool], ...] = ()
    rejected: str | None = None

    @property
    def nick(self) -> str:
        return self.source.partition("!")[0]


def next_id(hub: Hub) -> str:
    return str(1 + max((int(name) for name in hub.facts.of(OWNER, HELD)), default=0))


def keep(hub: Hub, held: Held, *, stands: bool = False) -> None:
    """stands: as in `Facts.put`."""
    value = json.dumps(asdict(held), ensure_ascii=False)
    hub.turn.rows.append(hub.facts.put(OWNER, HELD, held.id, value, stands=stands))


def drop(hub: Hub, held: Held) -> None:
    hub.turn.rows.append(hub.facts.put(OWNER, HELD, held.id, None))


def every(hub: Hub) -> Iterator[Held]:
    """In the order in which they came, those that were rejected among them."""
    kept = hub.facts.of(OWNER, HELD)
    for name in sorted(kept, key=int):
        yield _read(kept[name])


def waiting(hub: Hub, room: str = "") -> list[Held]:
    """Those that nobody has decided on, in one room or in all."""
    key = fold(room)
    return [
        held
        for held in every(hub)
        if held.rejected is None and (not room or fold(held.room) == key)
    ]


def of_sender(hub: Hub, person: Person) -> list[Held]:
    names = names_of(hub, person)
    return [held for held in every(hub) if held.identity in names and is_by(held, person)]


def is_by(held: Held, person: Person) -> bool:
    """Whether who is meant by its identity said it: a nick may be another's by now."""
    return held.identity.startswith("@") or held.source.rpartition("@")[2] == person.host


def is_full(hub: Hub, most: int) -> bool:
    """Whether no more can wait. Of those that were rejected, and whose sender does not come to be
    told, the oldest goes first."""
    kept = list(every(hub))
    gone = next((held for held in kept if held.rejected is not None), None)
    if len(kept) >= most and gone is not None:
        drop(hub, gone)
    return len(kept) >= most and gone is None


def reject(hub: Hub, held: Held, why: str) -> Held:
    """It will not be said; kept until its sender knows."""
    rejected = replace(held, rejected=why)
    keep(hub, rejected)
    return rejected


def follow(hub: Hub, before: str, after: str) -> None:
    """The sender has another identity now. What an account has said stays with it: who takes the
    nick after a logout is not to be told of it, or to be let in for it."""
    if before.startswith("@"):
        return
    for held in list(every(hub)):
        if held.identity == before != after:
            keep(hub, replace(held, identity=after), stands=True)


def move(hub: Hub, before: str, name: str) -> None:
    """A room is called otherwise now."""
    for held in list(every(hub)):
        if fold(held.room) == fold(before):
            mark = held.target[: len(held.target) - len(held.room)]
            keep(hub, replace(held, room=name, target=mark + name))


@lru_cache(maxsize=1024)
def _read(value: str) -> Held:
    stored: dict[str, Any] = json.loads(value)
    stored["chunks"] = tuple((text, concat) for text, concat in stored["chunks"])
    return Held(**stored)
