"""The connections of the relay: accepted, read from, closed; and what has a time limit."""

import logging
import socket
import ssl
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

from messenger.irc.framing import LineBuffer
from messenger.relay.io import classic_intake
from messenger.relay.io.listeners import Doorway, Listener
from messenger.relay.io.outlet import Outlet
from messenger.relay.io.poller import READ, WRITE, Poller
from messenger.relay.io.tls import TlsWire
from messenger.relay.io.web_wire import WebWire
from messenger.relay.io.wire import Farewell, PlainWire
from messenger.relay.ports import CorePort, Door
from messenger.relay.turn import Turn

# When a line to a whole school breaks, a thousand leave in one moment, and the end of each is
# told to all the others: that held everybody else up for 2.5 s. A turn takes in only so many.
LOSSES_A_TURN = 32
SWEEP_S = 0.25  # how often time limits are looked at
HELD_S = 0.2  # the rest of a line from the classic door comes within this time, or never
LINGER_S = 2.0  # a peer may read its last lines so long
LINGER_AT_STOP_S = 0.5
LAST_LINE_S = 10.0  # a peer that does not read may take so long to take its last lines
_log = logging.getLogger(__name__)


class IrcIntake:
    """Lines of IRC for the core."""

    __slots__ = ("_buffer",)
    holds = False

    def __init__(self) -> None:
        self._buffer = LineBuffer()

    def feed(self, core: CorePort, peer: Any, data: bytes, now: float) -> None:
        lines = self._buffer.feed(data)
        if lines:
            core.receive(peer, lines, now)


def _wire_for(sock: socket.socket, address: str, listener: Listener) -> PlainWire:
    """The wire of a new connection, by the listener that it came to."""
    wire: PlainWire
    if listener.context is not None:
        wire = TlsWire(sock, address, listener.context)
    else:
        wire = PlainWire(sock, address, listener.door)
    if listener.door in (Door.WEB, Door.WEB_TLS):
        wire = WebWire(wire, listener.origins)
    return wire


class Connections:
    """All wires, on the loop thread. `now` is set by the loop at the start of each pass."""

    def __init__(
        self,
        core: CorePort,
        poller: Poller,
        send_queue_bytes: int,
        handshake_timeout_s: float,
    ) -> None:
        self._core, self._poller = core, poller
        self._handshake_timeout_s = handshake_timeout_s
        self.outlet = Outlet(send_queue_bytes, self)
        self.now = 0.0
        self._wires: set[PlainWire] = set()
        self._doorways: list[Doorway] = []
        self._deadlines: dict[PlainWire, float] = {}  # closed when it is over
        self._paused: set[PlainWire] = set()
        self._holding: dict[PlainWire, float] = {}  # text that may go on in the next read
        self._next_sweep = 0.0
        self._leaving: deque[tuple[Any, str]] = deque()  # peers whose end the core is to hear of
        self._losses = 0  # of this turn
        self._lost_one = False  # perhaps while a turn was sent: its QUIT needs another turn
        self._linger_s = LINGER_S

    @property
    def count(self) -> int:
        return len(self._wires)

    def listen(self, listeners: list[Listener]) -> None:
        self._doorways = [Doorway(one, self._poller, self._accepted) for one in listeners]

    def stop_listening(self) -> None:
        """Nobody comes in any more; who is still in its handshake is turned away."""
        self._linger_s = LINGER_AT_STOP_S
        for wire in [one for one in self._wires if not one.established]:
            self._close(wire)
        for doorway in self._doorways:
            doorway.close()
        self._doorways = []

    def wait_s(self) -> float | None:
        """How long the loop may sleep because of us; None for as long as it likes."""
        if self._lost_one:
            self._lost_one = False
            return 0.0
        if self._deadlines or self._holding:
            return SWEEP_S
        for doorway in self._doorways:
            if doorway.paused:
                return SWEEP_S
        return None

    def _accepted(self, sock: socket.socket, address: str, listener: Listener) -> None:
        try:
            wire = _wire_for(sock, address, listener)
        except (OSError, ssl.SSLError):
            sock.close()
            return
        if wire.door is Door.CLASSIC:
            wire.read_bytes = classic_intake.READ_BYTES
            wire.intake = classic_intake.ClassicIntake()
        else:
            wire.intake = IrcIntake()
        self._wires.add(wire)
        self.watch(wire)
        if wire.established:
            self._introduce(wire)
        else:
            self._deadlines[wire] = self.now + self._handshake_timeout_s

    def _introduce(self, wire: PlainWire) -> None:
        self._deadlines.pop(wire, None)
        wire.peer = self._core.connect(wire, wire.address, wire.door, self.now, wire.certificate)

    def ready(self, wire: PlainWire, mask: int) -> None:
        """The socket can be read from or written to."""
        if mask & WRITE and wire.blocked:
            self.outlet.writable(wire)
        if wire.closed or not mask & READ:
            return
        try:
            data = wire.receive()
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:  # ssl.SSLError is one too
            self.broke(wire, error.strerror or "Connection broken")
            return
        except Farewell as farewell:
            self._part_from(wire, farewell)
            return
        if wire.peer is None and wire.established and not wire.closing and not wire.detached:
            self._introduce(wire)
        if data == b"":
            self.broke(wire, "Connection closed")
        elif data and wire.peer is not None:
            self._feed(wire, data)

    def _part_from(self, wire: PlainWire, farewell: Farewell) -> None:
        """Both sides have said that they are done: take the last words, wait for the end."""
        if farewell.data and wire.peer is not None:
            self._feed(wire, farewell.data)
        if not wire.closed:
            self.dropped(wire, farewell.reason)
            wire.out, wire.closing = [], True
            wire.mute, wire.counted = True, 0
            self.finished(wire)

    def _feed(self, wire: PlainWire, data: bytes) -> None:
        peer = wire.peer
        try:
            wire.intake.feed(self._core, peer, data, self.now)
        except Exception:  # a bug of ours must not cost the others their relay
            _log.exception("a command of %s failed", wire.address)
            self.broke(wire, "Internal error")
            return
        if wire.intake.holds:
            self._holding[wire] = self.now + HELD_S
        if peer.paused:
            wire.paused = True
            self._paused.add(wire)
            self.watch(wire)

    def detach(self, turn: Turn) -> None:
        """The core is done with these wires: what they still send is thrown away."""
        for wire in cast("Sequence[PlainWire]", turn.closing):
            if wire.closed:  # the core did not know yet
                continue
            self._forget(wire)
            self._deadlines.setdefault(wire, self.now + LAST_LINE_S)

    def _forget(self, wire: PlainWire) -> Any:
        peer, wire.peer, wire.detached = wire.peer, None, True
        self._holding.pop(wire, None)
        if wire in self._paused:
            self._paused.discard(wire)
            wire.paused = False
            self.watch(wire)
        return peer

    def broke(self, wire: PlainWire, reason: str) -> None:
        """The socket ended or failed: close it and tell the core."""
        self.dropped(wire, reason)
        self._close(wire)

    def dropped(self, wire: PlainWire, reason: str) -> None:
        """The core loses this peer; the socket may live on for a last line."""
        peer = self._forget(wire)
        self._deadlines[wire] = self.now + LAST_LINE_S
        if peer is not None:
            self._leaving.append((peer, reason))
            self._tell_losses()

    def _tell_losses(self) -> None:
        """Tell the core who is gone, as far as this turn goes."""
        self._lost_one = True
        while self._leaving and self._losses < LOSSES_A_TURN:
            self._losses += 1
            peer, reason = self._leaving.popleft()
            self._core.lost(peer, reason, self.now)

    def finished(self, wire: PlainWire) -> None:
        """The last line is out. Closing at once would make the system throw it away if the
        peer has sent something that was not read; so wait for its end, a moment."""
        wire.say_end()
        self._deadlines[wire] = self.now + self._linger_s

    def watch(self, wire: PlainWire) -> None:
        """Tell the poller what this wire waits for."""
        wanted = 0 if wire.paused else READ
        wanted |= WRITE if wire.blocked else 0
        if wire.closed or wanted == wire.interest:
            return
        if not wire.interest:
            self._poller.register(wire.sock, wanted, wire)
        elif wanted:
            self._poller.modify(wire.sock, wanted, wire)
        else:
            self._poller.unregister(wire.sock)
        wire.interest = wanted

    def _close(self, wire: PlainWire) -> None:
        if wire.closed:
            return
        if wire.interest:
            self._poller.unregister(wire.sock)
        wire.mute = True
        wire.out, wire.counted = [], 0
        wire.close()
        self._wires.discard(wire)
        self._deadlines.pop(wire, None)

    def wake(self) -> None:
        """Read again from paused peers that the core lets go on: after its turn, which may do
        that, and before the loop sleeps."""
        if not self._paused:
            return
        for wire in [one for one in self._paused if not one.peer.paused]:
            self._paused.discard(wire)
            wire.paused = False
            self.watch(wire)

    def sweep(self) -> None:
        """Look at the time limits now and then, and at whose end this turn did not hear of."""
        self._losses = 0
        if self._leaving:
            self._tell_losses()
        if self.now < self._next_sweep:
            return
        self._next_sweep = self.now + SWEEP_S
        for wire in [one for one, end in self._holding.items() if self.now >= end]:
            del self._holding[wire]
            wire.intake.release(self._core, wire.peer, self.now)
        for wire in [one for one, end in self._deadlines.items() if self.now >= end]:
            self.broke(wire, "Timed out")
        for doorway in self._doorways:
            if doorway.paused:
                doorway.resume()

    def close_all(self) -> None:
        """At the end of the loop: no socket is left."""
        self.stop_listening()
        for wire in list(self._wires):
            self._close(wire)
