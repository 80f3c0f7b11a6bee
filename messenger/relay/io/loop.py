"""The relay's loop thread: it works in turns.

A turn: read all ready sockets, look again without waiting, let the core make of it what it
likes, give the rows to the writer; when they are committed, write the output.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messenger.config import RelayConfig
from messenger.relay.io.connections import Connections
from messenger.relay.io.inbox import Inbox
from messenger.relay.io.listeners import Listener
from messenger.relay.io.pipeline import Pipeline
from messenger.relay.io.poller import Ready, make_poller
from messenger.relay.io.wire import PlainWire
from messenger.relay.io.workers import Answer, Workers
from messenger.relay.io.writer import Outcome, RowsOfTurn, Writer
from messenger.relay.ports import CorePort, Store
from messenger.relay.turn import Turn
from messenger.store.account_rows import SLOW

# While there is more to read, a turn goes on so long: larger turns cost less for each line.
DRAIN_S = 0.001
MAX_WAIT_S = 30.0
WRITER_WAIT_S = 0.5
STOP_S = 2.0  # for the peers to take their last lines
JOIN_S = 2.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stop:
    """Ask the loop to end; the peers are told the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reload:
    """Go on with other settings; motd: the lines of the message of the day."""

    settings: RelayConfig
    motd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoopLimits:
    """send_queue_bytes: what may wait for a peer that does not read."""

    send_queue_bytes: int
    handshake_timeout_s: float = 10.0


class Loop:
    """Owns the sockets and drives the core. `start` and `stop` are for another thread.

    volatile: rows go straight into a store in memory, on this thread.
    """

    def __init__(
        self,
        core: CorePort,
        store: Store,
        listeners: list[Listener],
        limits: LoopLimits,
        *,
        volatile: bool = False,
    ) -> None:
        self._core = core
        self._poller = make_poller()
        self._inbox = Inbox(self._poller)
        self._connections = Connections(
            core, self._poller, limits.send_queue_bytes, limits.handshake_timeout_s
        )
        self._connections.listen(listeners)
        self._writer = None if volatile else Writer(store, self._inbox.post)
        self._workers = Workers(store, self._inbox.post)
        self._hashers = Workers(store, self._inbox.post, name="relay-hasher")
        self._pipeline = Pipeline(self._writer or _AtOnce(store), self._leave)
        self._stop_at: float | None = None
        self._tick_at = 0.0
        self.failed = False  # ended by a bug; read after `join`
        self._thread = threading.Thread(target=self._run, name="relay-loop")
        self._handlers: Mapping[type[Any], Callable[[Any], None]] = {
            Outcome: self._pipeline.settle,
            Answer: self._take_answer,
            Stop: self._take_stop,
            Reload: self._take_reload,
        }

    def start(self) -> None:
        if self._writer:
            self._writer.start()
        self._workers.start()
        self._hashers.start()
        self._thread.start()

    def ask_to_stop(self, reason: str) -> None:
        """From any thread or a signal handler; returns at once."""
        self._inbox.post(Stop(reason))

    def reload(self, settings: RelayConfig, motd: Sequence[str]) -> None:
        """From any thread: go on with other settings."""
        self._inbox.post(Reload(settings, tuple(motd)))

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the loop's end. False when it still runs."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._is_done():
                self._turn()
        except Exception:
            _log.critical("the relay ends by a bug", exc_info=True)
            self.failed = True
        finally:
            self._connections.close_all()
            ended = self._hashers.stop(JOIN_S)
            ended = self._workers.stop(JOIN_S) and ended
            if self._writer:
                ended = self._writer.stop(JOIN_S) and ended
            self._inbox.close()
            self._poller.close()
            if not ended:
                _log.error("a thread of the relay did not end in time")

    def _is_done(self) -> bool:
        if self._stop_at is None:
            return False
        if self._connections.now >= self._stop_at:
            return True
        return self._pipeline.empty and not self._connections.count

    def _turn(self) -> None:
        ready = self._poller.poll(self._wait_s())
        now = time.monotonic()
        self._begin(now)
        until, idle = now + DRAIN_S, False
        while self._serve(ready) and time.monotonic() < until:
            ready = self._poller.poll(0)
            if not ready:
                idle = True
                break
        if self._take_inbox() and idle:  # what left doesn't wait for the disk with this turn
            self._connections.outlet.flush()
        self._connections.sweep()
        if now >= self._tick_at:
            self._core.tick(now)
        self._end_turn(idle)
        while self._pipeline.overfull and not self._is_done():
            self._await_writer()  # read no more: only the writer can help now

    def _begin(self, now: float) -> None:
        self._connections.now = now
        self._core.begin(now, time.time_ns() // 1_000_000)

    def _wait_s(self) -> float:
        now = self._connections.now or time.monotonic()
        wait_s = self._core.next_tick(now)
        self._tick_at = now + wait_s
        if self._stop_at is not None:
            wait_s = min(wait_s, self._stop_at - now)
        ours = self._connections.wait_s()
        if ours is not None:
            wait_s = min(wait_s, ours)
        return min(wait_s, MAX_WAIT_S) if wait_s > 0 else 0.0

    def _serve(self, ready: Ready) -> bool:
        """Read from and write to what is ready; True when a peer was read from."""
        connections = self._connections
        read = False
        for owner, mask in ready:
            if isinstance(owner, PlainWire):
                read = True
                connections.ready(owner, mask)
            else:
                owner.ready(mask)
        return read

    def _end_turn(self, idle: bool) -> None:
        """idle: nobody has more to say just now."""
        turn = self._core.end_turn()
        self._connections.wake()
        if not turn.is_empty():
            if turn.closing:
                self._connections.detach(turn)
            self._pipeline.submit(turn, idle=idle)
        self._connections.outlet.flush()

    def _leave(self, turn: Turn, stored: bool) -> None:
        if not stored:
            self._core.failed(turn, self._pipeline.behind)
        turn.complete()
        self._connections.outlet.take_turn(turn, stored)
        for job in turn.jobs:
            if job.request is None:
                self._inbox.post(Answer(job, None))
                continue
            # Passwords are hashed beside the rest: a class that logs in holds up no history.
            slow = isinstance(job.request, SLOW)
            (self._hashers if slow else self._workers).put(job)

    def _take_inbox(self) -> bool:
        """True when something was in it."""
        things = self._inbox.take()
        for thing in things:
            self._handlers[type(thing)](thing)
        return bool(things)

    def _take_answer(self, answer: Answer) -> None:
        try:
            answer.job.then(answer.result)
        except Exception:  # a bug of ours must not cost the others their relay
            _log.exception("the answer to a %s was not taken", type(answer.job.request).__name__)

    def _take_reload(self, new: Reload) -> None:
        self._core.reload(new.settings, new.motd)
        _log.info("the new settings are in force")

    def _take_stop(self, stop: Stop) -> None:
        if self._stop_at is None:
            self._stop_at = self._connections.now + STOP_S
            self._connections.stop_listening()
            self._core.shutdown(stop.reason)

    def _await_writer(self) -> None:
        """Take only from the inbox until the disk has caught up."""
        self._inbox.wait(WRITER_WAIT_S)
        self._begin(time.monotonic())
        self._take_inbox()
        self._connections.outlet.flush()


class _AtOnce:
    """Puts rows into a store in memory, without a thread in between."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, turn: RowsOfTurn) -> bool:
        self._store.write(turn.rows)
        return True

    put_first = put


def tune_collector() -> None:
    """What lives at start lives for ever, and turns make no cycles: look for cycles rarely."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
