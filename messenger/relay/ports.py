"""What the relay's threads need of each other: the core seen by the loop, the store seen by
the writer and the workers. Tests put small fakes in these places."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, Protocol

from messenger.config import RelayConfig
from messenger.irc.framing import TooLong
from messenger.relay.turn import Turn, Wire


class Door(Enum):
    """Through which listener a peer came in; the value is the scheme in its address."""

    TLS = "tls"
    PLAIN = "plain"
    CLASSIC = "classic"
    WEB = "websocket"
    WEB_TLS = "websocket+tls"

    @property
    def is_secure(self) -> bool:
        """Nobody on the way can read along."""
        return self in (Door.TLS, Door.WEB_TLS)


class PeerPort(Protocol):
    """What the loop reads of a peer."""

    paused: bool  # the loop stops reading from it while this is true


class CorePort(Protocol):
    """The relay's core as the loop drives it, always on the loop's thread.

    `begin` opens each pass; now is time.monotonic in seconds, wall_ms milliseconds since 1970.
    """

    def begin(self, now: float, wall_ms: int) -> None: ...

    def connect(
        self, wire: Wire, address: str, door: Door, now: float, certificate: str = ""
    ) -> Any:
        """A peer for a new connection; address is its IP without port, certificate what it
        has shown (SHA-256 in hex, "" for none)."""

    def receive(self, peer: Any, lines: Sequence[bytes | TooLong], now: float) -> None: ...

    def classic_login(self, peer: Any, name: str, now: float) -> None:
        """The classic door's first read, cleaned of white space around it."""

    def classic_say(self, peer: Any, text: str, now: float) -> None:
        """One line from the classic door, without line feeds, never empty."""

    def lost(self, peer: Any, reason: str, now: float) -> None:
        """The socket ended. Never called for a wire that stood in `Turn.closing`."""

    def tick(self, now: float) -> None: ...

    def next_tick(self, now: float) -> float:
        """Seconds to wait at most before the next `tick`."""

    def end_turn(self) -> Turn: ...

    def failed(self, turn: Turn, behind: Iterable[Turn]) -> None:
        """The rows of this turn could not be stored, its durable deliveries are not sent. behind:
        the turns that still wait for the disk, in order; the core may change what their rows say
        they are `before`."""

    def reload(self, config: RelayConfig, motd: Sequence[str]) -> None:
        """Go on with other settings."""

    def shutdown(self, reason: str) -> None:
        """Say ERROR to every peer and put every wire into the next turn's `closing`."""


class Reader(Protocol):
    """A worker's own way to read the store."""

    def run(self, request: Any) -> Any: ...

    def close(self) -> None: ...


class Store(Protocol):
    """The store as the writer uses it."""

    def write(self, rows: Sequence[Any]) -> None:
        """All rows or none, and on the disk when it returns."""

    def reader(self) -> Reader:
        """Made and used on the same worker thread."""

    def close(self) -> None: ...
