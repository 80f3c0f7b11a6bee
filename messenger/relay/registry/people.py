"""Who is called what: nicks taken now, nicks that were, and who watches for which nick."""

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass

from messenger.irc.names import fold, skeleton, variant
from messenger.relay.state import Peer, Person


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who had a nick, for WHOWAS."""

    nick: str
    username: str
    host: str
    realname: str
    left_ms: int


class People:
    """All that have a nick. Two nicks may neither fold together nor look the same."""

    def __init__(self, whowas_entries: int) -> None:
        self.by_nick: dict[str, Person] = {}
        self._by_skeleton: dict[str, Person] = {}
        self.former: deque[Former] = deque(maxlen=whowas_entries)
        self.logged_in = self.most = 0  # people now, and at the busiest moment
        self.connected = 0  # their devices
        self.watchers: dict[str, dict[Peer, None]] = {}
        self._with_mode: dict[str, dict[Person, None]] = {}  # who is logged in, by mode letter

    def find(self, nick: str) -> Person | None:
        """The logged-in person of this nick."""
        person = self.by_nick.get(fold(nick))
        return person if person and person.is_in else None

    def is_free(self, nick: str, person: Person) -> bool:
        """True when nobody but this person has the nick or one that looks the same."""
        return all(
            owner is None or owner is person
            for owner in (
                self.by_nick.get(fold(nick)),
                self._by_skeleton.get(skeleton(nick)),
            )
        )

    def free_variant(
        self, nick: str, person: Person, max_bytes: int, is_reserved: Callable[[str], bool]
    ) -> str:
        """The nick itself, or the first variant of it that is free and not kept for another."""
        number, name = 1, nick
        while is_reserved(name) or not self.is_free(name, person):
            number += 1
            name = variant(nick, number, max_bytes)
        return name

    def take(self, person: Person, nick: str) -> None:
        """Give the person this (free) nick instead of the one it had."""
        self.release(person)
        person.rename(nick)
        self.by_nick[fold(nick)] = person
        self._by_skeleton[skeleton(nick)] = person

    def release(self, person: Person) -> None:
        """Make the person's nick free."""
        if person.nick and self.by_nick.get(fold(person.nick)) is person:
            del self.by_nick[fold(person.nick)]
            del self._by_skeleton[skeleton(person.nick)]

    def set_modes(self, person: Person, modes: str) -> None:
        """The one way to change them, so that those with a mode are known without a look at
        everybody: each login asks for operators and invisible people."""
        for letter in set(person.modes).difference(modes):
            self._with_mode.get(letter, {}).pop(person, None)
        for letter in modes:
            self._with_mode.setdefault(letter, {})[person] = None
        person.modes = modes

    def part_with(self, person: Person) -> None:
        """Logged in no more."""
        self.logged_in -= 1
        for letter in person.modes:
            self._with_mode.get(letter, {}).pop(person, None)

    def with_mode(self, letter: str) -> Collection[Person]:
        """Logged-in people that have a mode of their own."""
        return self._with_mode.get(letter, {}).keys()

    def remember(self, person: Person, at_ms: int) -> None:
        """Keep who had this nick, for WHOWAS."""
        former = Former(person.nick, person.username, person.host, person.realname, at_ms)
        self.former.appendleft(former)

    def watch(self, peer: Peer, nick: str) -> None:
        peer.watching = peer.watching or {}
        peer.watching[fold(nick)] = nick
        self.watchers.setdefault(fold(nick), {})[peer] = None

    def unwatch(self, peer: Peer, key: str) -> None:
        """key: the folded nick."""
        if peer.watching and peer.watching.pop(key, None) is not None:
            del self.watchers[key][peer]
            if not self.watchers[key]:
                del self.watchers[key]
