"""What the relay is about: people, their connections (peers), and rooms."""

import enum
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from messenger.irc import caps
from messenger.irc.framing import TooLong
from messenger.relay.access import extbans
from messenger.relay.access.limits import Bucket
from messenger.relay.output.blocks import Block
from messenger.relay.ports import Door
from messenger.relay.registry.batches import OpenBatch
from messenger.relay.registry.recent import Recent
from messenger.relay.turn import Wire

MAX_TALKS = 1000


class Stage(enum.Enum):
    """How far a peer is."""

    NEW = "not logged in"
    IN = "logged in"
    GONE = "gone"


@dataclass(slots=True, eq=False)
class Login:
    """What was told before login; thrown away after it."""

    password: str = ""
    negotiating: bool = False
    username: str = ""
    realname: str = ""
    lines: int = 0
    wanted: str = ""  # the nick asked for last, also if it was refused
    is_held: bool = False  # somebody here has it, perhaps the same person: `advance` looks


class Exchange(Protocol):
    """A SASL exchange under way (see `handlers.sasl`)."""

    received: str


class Shortcut(Protocol):
    """A quicker way for a peer's next lines, if they start with `head` (see `relay.lane`)."""

    head: bytes

    def say(self, hub: Any, peer: "Peer", lines: Sequence[bytes | TooLong]) -> bool: ...


@dataclass(slots=True, eq=False)
class Person:
    """Who somebody is, whatever it is connected with. Owned by the core.

    peers: its connections, none before the first has come in. is_in: others can see it.
    source: "nick!user@host", complete after login; host: of the device that came first.
    away: why nobody is at any of its devices, "" when somebody is.
    since_ms: since when it has its nick: older private talks are not shown to it.
    account: the name of the account it is logged in to, "" for none; account_id: its id; both
    are set by `relay.accounts`. spoke_at: monotonic seconds.
    """

    peers: "tuple[Peer, ...]" = ()
    is_in: bool = False
    nick: str = ""
    username: str = ""
    host: str = ""
    realname: str = ""
    source: str = ""
    account: str = ""
    account_id: str = ""
    away: str = ""
    modes: str = ""
    is_host: bool = False
    signon_ms: int = 0
    since_ms: int = 0
    spoke_at: float = 0.0
    rooms: "dict[str, Room]" = field(default_factory=dict)
    invites: "tuple[Room, ...]" = ()
    talks: dict[str, int] | None = None  # key of a private talk → its newest words, in ms
    facts: dict[str, dict[str, str]] | None = None  # see `relay.facts`

    @property
    def is_operator(self) -> bool:
        """Looks after the whole relay: its host, or somebody with an operator's password."""
        return "o" in self.modes

    @property
    def is_bot(self) -> bool:
        """Says of itself that it is a program (IRCv3 bot-mode)."""
        return "B" in self.modes

    def is_meant(self, mask: str) -> bool:
        """True when an entry of a ban, exception or invitation list covers this person."""
        return extbans.covers(mask, self.source, self.account)

    def rename(self, nick: str) -> None:
        self.nick = nick
        self.source = f"{nick}!{self.username}@{self.host}"

    def forget_lanes(self) -> None:
        """Something that its lines carry has changed."""
        for peer in self.peers:
            peer.lane = None

    def note_talk(self, key: str, said_ms: int) -> None:
        """Remember a private talk, newest last; of too many the oldest is forgotten."""
        talks = self.talks = self.talks or {}
        talks.pop(key, None)
        talks[key] = said_ms
        if len(talks) > MAX_TALKS:
            del talks[next(iter(talks))]


@dataclass(slots=True, eq=False)
class Peer:
    """State of one connection. Owned by the core; the loop reads `wire` and `paused` only.

    person: whose it is; before login somebody provisional. host: its address, as it is shown;
    origin: where it comes from, for limits (`access.crowding`).
    caps: bits of `irc.caps`; profile: those of them that change rendering.
    heard_at, pinged_at: monotonic seconds. sasl: an AUTHENTICATE that is not done.
    key_id: of the device's key or certificate by which it logged in, "" for a password.
    is_exposed: it comes through a gateway, and to that one without TLS.
    asked_name: the registered name that it was refused at login, "" for none.
    certificate: SHA-256 of the one it showed in the TLS greeting, in hex, "" for none.
    waiting: lines that came while `busy` (a Job runs) or faster than its bucket allows.
    away: why nobody is at this device, "" when somebody is.
    watching: nicks of MONITOR; subscriptions: keys of metadata it wants to hear of.
    """

    wire: Wire
    address: str
    door: Door
    connected_at: float
    heard_at: float
    bucket: Bucket
    person: Person
    login: Login | None = None
    stage: Stage = Stage.NEW
    host: str = ""
    origin: str = ""
    caps: int = 0
    cap_version: int = 0
    profile: int = 0
    sasl: Exchange | None = None
    key_id: str = ""
    certificate: str = ""
    asked_name: str = ""
    away: str = ""
    is_exposed: bool = False
    pinged_at: float = 0.0
    paused: bool = False
    busy: bool = False
    watching: dict[str, str] | None = None
    lane: Shortcut | None = None
    batch: OpenBatch | None = None
    waiting: list[bytes | TooLong] = field(default_factory=list)
    subscriptions: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        return self.stage is Stage.IN

    @property
    def is_secure(self) -> bool:
        """Nobody on the way can read along."""
        return self.door.is_secure and not self.is_exposed

    @property
    def is_gone(self) -> bool:
        return self.stage is Stage.GONE

    def has(self, capability: int) -> bool:
        return bool(self.caps & capability)

    def set_caps(self, bits: int) -> None:
        self.caps = bits
        self.profile = caps.profile_of(bits)


@dataclass(slots=True, eq=False)
class ListEntry:
    """One mask of a ban, exception or invitation list."""

    mask: str
    by: str
    at_s: int


@dataclass(slots=True, eq=False)
class Room:
    """key: the folded name. members: each with its marks, the highest first ("@", "@+", "").

    flags: mode letters without parameter. lists: masks by mode letter "b", "e", "I".
    founder: id of the account whose room it is: it lasts then, see `registry.lasting`.
    throttle: "n:s", at most n people may come in s seconds; came_at: when the last ones did.
    used_s: when somebody was inside last, as far as it was noted.
    history_from: rows up to this serial belong to others, who met here before in private.
    saved: its lasting state as the store was given it last (see `registry.room_json`).
    block: the open lines of this turn; closed by the hub before anything else changes.
    """

    name: str
    key: str
    created_s: int
    members: dict[Person, str] = field(default_factory=dict)
    profiles: dict[int, dict[Wire, None]] = field(default_factory=dict)
    topic: str = ""
    topic_by: str = ""
    topic_at_s: int = 0
    flags: set[str] = field(default_factory=lambda: {"n", "t"})
    password: str = ""
    limit: int = 0
    throttle: str = ""
    founder: str = ""
    used_s: int = 0
    lists: dict[str, list[ListEntry]] = field(default_factory=dict)
    recent: Recent = field(default_factory=lambda: Recent(1))
    history_from: int = 0
    version: int = 0  # grows with each change of what its members may do
    renamed_at: float = 0.0  # monotonic seconds
    came_at: deque[float] = field(default_factory=deque)
    saved: str = ""
    block: Block | None = None

    def add(self, person: Person, marks: str) -> None:
        self.members[person] = marks
        person.rooms[self.key] = self
        for peer in person.peers:
            self.enter_profile(peer)

    def remove(self, person: Person) -> None:
        self.version += 1
        for peer in person.peers:
            self.leave_profile(peer, peer.profile)
        del self.members[person]
        del person.rooms[self.key]

    def enter_profile(self, peer: Peer) -> None:
        """From here on a device of a member is shown what happens."""
        self.profiles.setdefault(peer.profile, {})[peer.wire] = None

    def leave_profile(self, peer: Peer, profile: int) -> None:
        wires = self.profiles[profile]
        del wires[peer.wire]
        if not wires:
            del self.profiles[profile]

    def is_op(self, person: Person) -> bool:
        return "@" in self.members.get(person, "")

    def is_listed(self, letter: str, person: Person) -> bool:
        """True when a mask of this list covers the person; mutes don't count."""
        return any(
            not extbans.is_mute(entry.mask) and person.is_meant(entry.mask)
            for entry in self.lists.get(letter, ())
        )

    @property
    def listed(self) -> int:
        """How many masks somebody is compared with at most."""
        return sum(map(len, self.lists.values()))

    def bans(self, person: Person) -> bool:
        return self.is_listed("b", person) and not self.is_listed("e", person)

    def mutes(self, person: Person) -> bool:
        """True for somebody that a mute covers and no exception."""
        return self._is_muted("b", person) and not (
            self._is_muted("e", person) or self.is_listed("e", person)
        )

    def _is_muted(self, letter: str, person: Person) -> bool:
        return any(
            extbans.is_mute(entry.mask) and person.is_meant(extbans.inner(entry.mask))
            for entry in self.lists.get(letter, ())
        )

    def may_speak(self, person: Person) -> bool:
        marks = self.members.get(person)
        if marks:  # an operator or voiced: no ban or moderation holds
            return True
        if marks is None and "n" in self.flags:
            return False
        if "m" in self.flags:
            return False
        return not (self.lists.get("b") and (self.bans(person) or self.mutes(person)))

    @property
    def is_private(self) -> bool:
        """What is said inside is not for those who come after."""
        return bool(self.password) or not self.flags.isdisjoint("isp")
