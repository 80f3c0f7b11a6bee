"""What the handlers of events need of the model: they know no more of it than this."""

from typing import Protocol

from messenger.client.events import MessagesFound, RoomInfo
from messenger.client.model.changes import Change
from messenger.client.model.lesson import Lesson
from messenger.client.model.link_state import LinkState
from messenger.client.model.names_known import NamesKnown
from messenger.client.model.place import Place


class Subject(Protocol):
    """What handlers need of the model."""

    nick: str
    away: str
    link: LinkState
    network: str
    address: str
    fingerprint_words: str
    directory: tuple[RoomInfo, ...]
    found: MessagesFound | None
    kept: str
    stuck: str
    abilities: frozenset[str]
    lesson: Lesson
    places: dict[str, Place]
    known: NamesKnown
    current: str
    attending: bool

    def open(self, name: str) -> Place: ...
    def drop(self, name: str) -> None: ...
    def tell(self, change: Change) -> None: ...
    def note(self, name: str, text: str, now: float, kind: str = "note") -> None: ...
    def mentions(self, text: str) -> bool: ...
    def rename_self(self, nick: str, own_name: str = "") -> None: ...
    def learn_name(self, nick: str, realname: str) -> None: ...
    def redraw(self) -> None: ...
    def count_unread(self, place: Place, key: int, mention: bool) -> None: ...
