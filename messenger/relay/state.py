"""The two things the relay is about: peers (somebody's connection) and rooms."""

import enum
import json
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
from messenger.relay.turn import Wire
from messenger.store.rows import HistoryRow

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


class Exchange(Protocol):
    """A SASL exchange under way (see `handlers.sasl`)."""

    received: str


class Shortcut(Protocol):
    """A quicker way for a peer's next lines, if they start with `head` (see `relay.lane`)."""

    head: bytes

    def say(self, hub: Any, peer: "Peer", lines: Sequence[bytes]) -> bool: ...


@dataclass(slots=True, eq=False)
class Peer:
    """State of one connection. Owned by the core; the loop reads `wire` and `paused` only.

    caps: bits of `irc.caps`; profile: those of them that change rendering.
    source: "nick!user@host", complete after login. heard_at, pinged_at: monotonic seconds.
    since_ms: since when this peer has its nick: older private talks are not shown to it.
    account: the name of the account it is logged in to, "" for none; account_id: its id; both
    are set by `relay.accounts`. sasl: an AUTHENTICATE that is not done.
    key_id: of the device's key or certificate by which it logged in, "" for a password.
    certificate: SHA-256 of the one it showed in the TLS greeting, in hex, "" for none.
    waiting: lines that came while `busy` (a Job runs) or faster than its bucket allows.
    """

    wire: Wire
    address: str
    door: Door
    connected_at: float
    heard_at: float
    bucket: Bucket
    login: Login | None = None
    stage: Stage = Stage.NEW
    nick: str = ""
    username: str = ""
    host: str = ""
    realname: str = ""
    source: str = ""
    caps: int = 0
    cap_version: int = 0
    profile: int = 0
    account: str = ""
    account_id: str = ""
    sasl: Exchange | None = None
    key_id: str = ""
    certificate: str = ""
    away: str = ""
    modes: str = ""
    is_host: bool = False
    signon_ms: int = 0
    since_ms: int = 0
    spoke_at: float = 0.0
    pinged_at: float = 0.0
    paused: bool = False
    busy: bool = False
    rooms: "dict[str, Room]" = field(default_factory=dict)
    invites: "frozenset[Room]" = frozenset()
    watching: dict[str, str] | None = None
    talks: dict[str, int] | None = None  # key of a private talk → its newest words, in ms
    lane: Shortcut | None = None
    batch: OpenBatch | None = None
    waiting: list[bytes | TooLong] = field(default_factory=list)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)  # see `relay.facts`
    subscriptions: frozenset[str] = frozenset()  # keys of metadata it wants to hear of

    @property
    def is_in(self) -> bool:
        return self.stage is Stage.IN

    @property
    def is_gone(self) -> bool:
        return self.stage is Stage.GONE

    @property
    def is_operator(self) -> bool:
        """Looks after the whole relay: its host, or somebody with an operator's password."""
        return "o" in self.modes

    @property
    def is_bot(self) -> bool:
        """Says of itself that it is a program (IRCv3 bot-mode)."""
        return "B" in self.modes

    def is_meant(self, mask: str) -> bool:
        """True when an entry of a ban, exception or invitation list covers this peer."""
        return extbans.covers(mask, self.source, self.account)

    def has(self, capability: int) -> bool:
        return bool(self.caps & capability)

    def rename(self, nick: str) -> None:
        self.nick = nick
        self.source = f"{nick}!{self.username}@{self.host}"

    def note_talk(self, key: str, said_ms: int) -> None:
        """Remember a private talk, newest last; of too many the oldest is forgotten."""
        talks = self.talks = self.talks or {}
        talks.pop(key, None)
        talks[key] = said_ms
        if len(talks) > MAX_TALKS:
            del talks[next(iter(talks))]

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
    history_from: rows up to this serial belong to others, who met here before in private.
    block: the open lines of this turn; closed by the hub before anything else changes.
    """

    name: str
    key: str
    created_s: int
    members: dict[Peer, str] = field(default_factory=dict)
    profiles: dict[int, dict[Wire, None]] = field(default_factory=dict)
    topic: str = ""
    topic_by: str = ""
    topic_at_s: int = 0
    flags: set[str] = field(default_factory=lambda: {"n", "t"})
    password: str = ""
    limit: int = 0
    lists: dict[str, list[ListEntry]] = field(default_factory=dict)
    recent: deque[HistoryRow] = field(default_factory=deque)
    history_from: int = 0
    version: int = 0  # grows with each change of what its members may do
    renamed_at: float = 0.0  # monotonic seconds
    said_ms: int = 0  # when the newest words were said, milliseconds since 1970
    block: Block | None = None

    def add(self, peer: Peer, marks: str) -> None:
        self.members[peer] = marks
        self.profiles.setdefault(peer.profile, {})[peer.wire] = None
        peer.rooms[self.key] = self

    def remove(self, peer: Peer) -> None:
        self.version += 1
        self.leave_profile(peer, peer.profile)
        del self.members[peer]
        del peer.rooms[self.key]

    def leave_profile(self, peer: Peer, profile: int) -> None:
        wires = self.profiles[profile]
        del wires[peer.wire]
        if not wires:
            del self.profiles[profile]

    def is_op(self, peer: Peer) -> bool:
        return "@" in self.members.get(peer, "")

    def is_listed(self, letter: str, peer: Peer) -> bool:
        """True when a mask of this list covers the peer; mutes don't count."""
        return any(
            not extbans.is_mute(entry.mask) and peer.is_meant(entry.mask)
            for entry in self.lists.get(letter, ())
        )

    def bans(self, peer: Peer) -> bool:
        return self.is_listed("b", peer) and not self.is_listed("e", peer)

    def mutes(self, peer: Peer) -> bool:
        """True for somebody that a mute covers and no exception."""
        return self._is_muted("b", peer) and not (
            self._is_muted("e", peer) or self.is_listed("e", peer)
        )

    def _is_muted(self, letter: str, peer: Peer) -> bool:
        return any(
            extbans.is_mute(entry.mask) and peer.is_meant(extbans.inner(entry.mask))
            for entry in self.lists.get(letter, ())
        )

    def may_speak(self, peer: Peer) -> bool:
        marks = self.members.get(peer)
        if marks:  # an operator or voiced: no ban or moderation holds
            return True
        if marks is None and "n" in self.flags:
            return False
        if "m" in self.flags:
            return False
        return not (self.lists.get("b") and (self.bans(peer) or self.mutes(peer)))

    @property
    def is_private(self) -> bool:
        """What is said inside is not for those who come after."""
        return bool(self.password) or not self.flags.isdisjoint("isp")

    def to_json(self) -> str:
        """The lasting state, as `RoomRow.json`."""
        return json.dumps(
            {
                "name": self.name,
                "created": self.created_s,
                "topic": [self.topic, self.topic_by, self.topic_at_s],
                "flags": "".join(sorted(self.flags)),
                "key": self.password,
                "limit": self.limit,
                "lists": {
                    letter: [[entry.mask, entry.by, entry.at_s] for entry in entries]
                    for letter, entries in self.lists.items()
                },
                "history_from": self.history_from,
            },
            ensure_ascii=False,
        )

    def load_json(self, text: str) -> None:
        """Take the state over that `to_json` wrote. Missing keys keep their defaults."""
        state: dict[str, Any] = json.loads(text)
        self.name = state.get("name", self.name)
        self.created_s = state.get("created") or self.created_s
        self.topic, self.topic_by, self.topic_at_s = state.get("topic", ["", "", 0])
        self.flags = set(state.get("flags", "nt"))
        self.password = state.get("key", "")
        self.limit = state.get("limit", 0)
        self.lists = {
            letter: [ListEntry(*entry) for entry in entries]
            for letter, entries in state.get("lists", {}).items()
        }
        self.history_from = state.get("history_from", 0)
