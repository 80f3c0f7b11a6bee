"""Output: one write a peer for all that left at once, and bounded buffers for slow ones."""

from collections.abc import Sequence
from typing import Protocol, cast

from messenger.relay.io.wire import PlainWire
from messenger.relay.turn import Delivery, Turn

TOO_SLOW = b"ERROR :Closing link: you read too slowly (SendQ exceeded)\r\n"
_JOINED_BYTES = 262_144  # at most so much of a backlog is copied together for one write


class WireKeeper(Protocol):
    """The loop, as the outlet needs it."""

    def broke(self, wire: PlainWire, reason: str) -> None:
        """The socket failed: close it and tell the core."""

    def dropped(self, wire: PlainWire, reason: str) -> None:
        """The peer is too slow: tell the core; the socket lives on for its last line."""

    def finished(self, wire: PlainWire) -> None:
        """A closing wire's last byte is out."""

    def watch(self, wire: PlainWire) -> None:
        """`blocked` changed."""


class Outlet:
    """Owns the peers' outgoing buffers, on the loop thread.

    limit_bytes: what may wait for one blocked peer.
    """

    def __init__(self, limit_bytes: int, keeper: WireKeeper) -> None:
        self._limit_bytes, self._keeper = limit_bytes, keeper
        self._dirty: list[PlainWire] = []
        self._first: Turn | None = None  # alone so far: not queued yet

    def take_turn(self, turn: Turn, stored: bool) -> None:
        """Queue a turn's output; without its rows on the disk, the refusals instead of what
        the rows hold."""
        if turn.is_of_one_block and stored and not self._dirty and self._first is None:
            self._first = turn
            return
        self._queue_first()
        if stored:
            self._queue(turn.deliveries)
        else:
            self._queue(turn.refusals)
            self._queue([one for one in turn.deliveries if not one.durable])
        for wire in cast("Sequence[PlainWire]", turn.closing):
            wire.closing = True
            self._touch(wire)

    def _queue_first(self) -> None:
        first, self._first = self._first, None
        if first is not None:
            self._queue(first.deliveries)

    def _queue(self, deliveries: Sequence[Delivery]) -> None:
        dirty = self._dirty
        for delivery in deliveries:
            data = delivery.data
            for wire in cast("Sequence[PlainWire]", delivery.wires):
                wire.out.append(data)
                if not wire.dirty:
                    wire.dirty = True
                    dirty.append(wire)

    def _touch(self, wire: PlainWire) -> None:
        if not wire.dirty:
            wire.dirty = True
            self._dirty.append(wire)

    def flush(self) -> None:
        """Write what is queued. Wires with the same chunks get the same joined bytes."""
        first = self._first
        if first is not None:
            self._first = None
            self._write_apart(first.deliveries)
            return
        dirty, self._dirty = self._dirty, []
        chunks: list[bytes] = []
        data = b""
        for wire in dirty:
            wire.dirty = False
            out = wire.out
            if wire.blocked or wire.mute:
                self._hold(wire)
                continue
            if out != chunks:  # mostly the same objects, so this compares addresses
                chunks = out
                data = out[0] if len(out) == 1 else b"".join(out)
            wire.out = []
            try:
                sent = wire.send(data)
            except BlockingIOError:
                sent = 0
            except OSError as error:
                self._keeper.broke(wire, error.strerror or "Connection broken")
                continue
            if sent < len(data) or wire.stuck:
                self._block(wire, data[sent:])
            elif wire.closing:
                self._finish(wire)

    def _write_apart(self, deliveries: Sequence[Delivery]) -> None:
        """Write what has one piece for each wire, without a queue in between: what is done here
        for each wire is most of what Python adds to a line that goes out alone."""
        for delivery in deliveries:
            data = delivery.data
            size = len(data)
            for wire in cast("Sequence[PlainWire]", delivery.wires):
                if wire.blocked or wire.mute:
                    wire.out.append(data)
                    self._hold(wire)
                    continue
                send = wire.send  # in two steps: a method would be looked for in the class first
                try:
                    sent = send(data)
                except BlockingIOError:
                    sent = 0
                except OSError as error:
                    self._keeper.broke(wire, error.strerror or "Connection broken")
                    continue
                if sent < size or wire.stuck:
                    self._block(wire, data[sent:])

    def _hold(self, wire: PlainWire) -> None:
        """More for a wire that takes nothing now, or nothing ever again."""
        if wire.mute:
            wire.out = wire.out[: wire.counted]
            return
        new = wire.out[wire.counted :]
        wire.counted += len(new)
        wire.queued_bytes += sum(map(len, new))
        if wire.queued_bytes > self._limit_bytes:
            self._give_up(wire)

    def _block(self, wire: PlainWire, rest: bytes) -> None:
        wire.out = [rest]
        wire.counted, wire.queued_bytes = 1, len(rest)
        wire.blocked = True
        self._keeper.watch(wire)
        if len(rest) > self._limit_bytes:
            self._give_up(wire)

    def writable(self, wire: PlainWire) -> None:
        """The socket of a blocked wire takes bytes again: write on from where it stopped."""
        out = wire.out
        try:
            while out or wire.stuck:
                count = _first_chunks(out)
                data = b"".join(out[:count])
                sent = wire.send(data)
                if sent < len(data):
                    out[:count] = [data[sent:]]
                    break
                del out[:count]
                if wire.stuck:
                    break
            else:
                wire.blocked = False
        except BlockingIOError:
            pass
        except OSError as error:
            self._keeper.broke(wire, error.strerror or "Connection broken")
            return
        wire.counted, wire.queued_bytes = len(out), sum(map(len, out))
        if not wire.blocked:
            self._keeper.watch(wire)
            if wire.closing:
                self._finish(wire)

    def _finish(self, wire: PlainWire) -> None:
        wire.mute, wire.counted = True, 0
        self._keeper.finished(wire)

    def _give_up(self, wire: PlainWire) -> None:
        """Drop a peer that reads too slowly. If it ever reads on, it gets the rest of the line
        that it was in, and then the reason."""
        line, newline, _ = wire.out[0].partition(b"\n")
        wire.out = [line + newline + TOO_SLOW]
        wire.counted, wire.queued_bytes = 1, len(wire.out[0])
        wire.mute = wire.closing = True
        self._keeper.dropped(wire, "Too slow: SendQ exceeded")


def _first_chunks(out: list[bytes]) -> int:
    """How many chunks make up one write."""
    size = 0
    for count, chunk in enumerate(out, start=1):
        size += len(chunk)
        if size >= _JOINED_BYTES:
            return count
    return len(out)
