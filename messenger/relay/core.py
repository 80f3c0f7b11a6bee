"""The relay without I/O: lines of peers in, a Turn out. Knows no socket, thread, disk, clock.

The loop calls `begin` once a pass, then any of the others, then `end_turn`.
"""

import logging
from collections.abc import Iterable, Sequence

from messenger.config import RelayConfig
from messenger.irc import caps, numerics
from messenger.irc.framing import TooLong
from messenger.relay.access import admission
from messenger.relay.access.limits import Bucket
from messenger.relay.handlers import (
    approval,
    classic,
    lesson,
    monitor,
    multiline,
    negotiation,
    presence,
    signing_in,
)
from messenger.relay.hub import Hub
from messenger.relay.obey import obey
from messenger.relay.output.reply import Reply
from messenger.relay.ports import Door
from messenger.relay.refusals import Refusals
from messenger.relay.registry import lasting, lingering
from messenger.relay.state import Login, Peer, Person
from messenger.relay.turn import Delivery, Turn, Wire
from messenger.relay.upkeep import retention
from messenger.store.rows import Memory

log = logging.getLogger(__name__)

MAX_WAITING_LINES = 2000
SWEEP_S = 5.0


class Core:
    """The face of the relay towards the loop.

    motd: lines of the message of the day. host_secret: who sends it with PASS is the host, and
    host_name is kept for it.
    """

    def __init__(
        self,
        config: RelayConfig,
        memory: Memory,
        *,
        motd: Sequence[str] = (),
        host_secret: str = "",
        host_name: str = "",
    ) -> None:
        self.config = config
        self.hub = Hub(config, memory)
        self.hub.motd, self.hub.host_secret = tuple(motd), host_secret
        self.hub.accounts.keep_for_host(host_name)
        limits = config.limits
        self._refusals = Refusals(self.hub)
        self._slowed: dict[Peer, None] = {}
        self._swept_at = 0.0
        self._sweep_s = min(SWEEP_S, limits.ping_timeout_s / 4, limits.registration_timeout_s / 4)

    def reload(self, config: RelayConfig, motd: Sequence[str]) -> None:
        """Go on with other settings; who is here stays."""
        peers = list(self.hub.peers.values())
        before = {peer: negotiation.offered(self.hub, peer) for peer in peers}
        switches = lesson.switches(self.hub)
        self.config = self.hub.config = config
        self.hub.motd = tuple(motd)
        for peer in peers:
            if peer.door is not Door.CLASSIC:
                negotiation.tell_changes(self.hub, peer, before[peer])
        lesson.tell_changes(self.hub, switches)

    # -- what the loop tells

    def begin(self, now: float, wall_ms: int) -> None:
        """A pass of the loop starts. now: monotonic seconds; wall_ms: since 1970."""
        self.hub.costs.taken = 0.0
        is_first = not self.hub.started_ms
        self.hub.begin(now, wall_ms)
        if is_first:
            lingering.restore(self.hub)

    def connect(
        self, wire: Wire, address: str, door: Door, now: float, certificate: str = ""
    ) -> Peer:
        """Somebody is at the door. The peer may be gone at once (see `Turn.closing`)."""
        limits = self.config.limits
        size = float(limits.flood_burst_lines) if limits.enabled else 0.0
        bucket = Bucket(size, limits.flood_lines_per_s, size, now)
        person = Person()
        peer = Peer(wire, address, door, now, now, bucket, person, Login())
        peer.certificate = certificate
        person.peers = (peer,)
        if door is Door.CLASSIC:
            peer.profile = caps.CLASSIC
        self.hub.peers[wire] = peer
        admission.come(self.hub, peer, address)
        return peer

    def receive(self, peer: Peer, lines: Sequence[bytes | TooLong], now: float) -> None:
        """Lines of an IRC peer, in order, without their ends."""
        if peer.is_gone:
            return
        peer.heard_at, peer.pinged_at = now, 0.0
        if peer.waiting or peer.busy:
            peer.waiting.extend(lines)
            self._check_waiting(peer)
            return
        bucket, lane = peer.bucket, peer.lane
        if (
            lane is not None
            and bucket.holds(len(lines), now)
            and not self.hub.costs.is_full
            and lane.say(self.hub, peer, lines)
        ):
            bucket.spend(len(lines))
            return
        for place, line in enumerate(lines):
            if self._is_too_much(peer) or not bucket.take(now):
                self._slow(peer, lines[place:])
                return
            lane = peer.lane
            if (
                lane is not None
                and isinstance(line, bytes)
                and line.startswith(lane.head)
                and lane.say(self.hub, peer, (line,))
            ):
                continue
            self._take(peer, line)
            if peer.is_gone or peer.busy:
                if peer.busy:
                    peer.waiting.extend(lines[place + 1 :])
                return

    def classic_login(self, peer: Peer, name: str, now: float) -> None:
        """The first words of a classic peer: what it wants to be called."""
        if not peer.is_gone and not peer.is_in:
            peer.heard_at = now
            classic.come_in(self.hub, peer, name)

    def classic_say(self, peer: Peer, text: str, now: float) -> None:
        """One line that a classic peer says in the lobby."""
        if peer.is_in:
            self.receive(peer, (text.encode("utf-8", "replace"),), now)

    def lost(self, peer: Peer, reason: str, now: float) -> None:
        """The socket has ended; nothing can be sent to the peer any more."""
        if not peer.is_gone:
            self.hub.drop(peer, reason)

    def tick(self, now: float) -> None:
        """Let slowed peers go on, ping the silent, send away those who never log in."""
        for peer in list(self._slowed):
            self._drain(peer, now)
        if now - self._swept_at >= self._sweep_s:
            self._swept_at = now
            self._refusals.sweep()
            self.hub.turn.rows += self.hub.ages.rows()
            retention.sweep(self.hub)
            signing_in.refresh(self.hub)
            signing_in.expire_claims(self.hub)
            lasting.sweep(self.hub)
            lingering.sweep(self.hub)
            for peer in list(self.hub.peers.values()):
                self._sweep(peer, now)
        self._settle()

    def next_tick(self, now: float) -> float:
        """Seconds until `tick` has something to do, at most."""
        wait_s = self._swept_at + self._sweep_s - now
        if self._slowed:
            wait_s = min(wait_s, *(peer.bucket.wait_s(now) for peer in self._slowed))
        return max(0.0, wait_s)

    def end_turn(self) -> Turn:
        """Close the turn: what is to be stored, sent, asked and closed."""
        hub = self.hub
        while hub.resumed:
            peer = hub.resumed.pop()
            if not peer.busy and not peer.is_gone:
                self._drain(peer, hub.now)
        self._settle()
        return hub.end_turn()

    def failed(self, turn: Turn, behind: Iterable[Turn]) -> None:
        """The turn's rows were not stored: what they say was never said, never done."""
        self._refusals.take_back(turn, behind)

    def shutdown(self, reason: str) -> None:
        """Tell everybody that the relay ends; their sockets close after that."""
        for peer in self.hub.peers.values():
            self.hub.close_blocks_of(peer.person)
            text = f"{reason}\n" if peer.door is Door.CLASSIC else f"ERROR :{reason}\r\n"
            data = text.encode("utf-8", "replace")
            self.hub.turn.deliveries.append(Delivery(data, (peer.wire,)))
            self.hub.turn.closing.append(peer.wire)

    # -- one line

    def _take(self, peer: Peer, line: bytes | TooLong) -> None:
        peer.lane = None
        turn, costs = self.hub.turn, self.hub.costs
        costs.begin(turn)
        self._obey(peer, line)
        peer.bucket.spend(costs.end(turn, len(line) if isinstance(line, bytes) else 0))

    def _obey(self, peer: Peer, line: bytes | TooLong) -> None:
        try:
            if peer.door is Door.CLASSIC:
                classic.say(self.hub, peer, line if isinstance(line, bytes) else b"")
            else:
                obey(self.hub, peer, line)
        except Exception:  # a fault of ours must not take the others down with it
            log.exception("A line of %s could not be handled", peer.person.nick or "a newcomer")
            reply = Reply(self.hub, peer, "*")
            reply.text(numerics.ERR_UNKNOWNERROR, "The relay made a mistake; it is logged")
            reply.finish()

    # -- who is too fast, too slow or silent

    def _is_too_much(self, peer: Peer) -> bool:
        """Whether this peer's next line is for another turn."""
        costs = self.hub.costs
        return costs.is_full and not peer.bucket.is_filled(costs.unasked, self.hub.now)

    def _slow(self, peer: Peer, rest: Sequence[bytes | TooLong]) -> None:
        peer.waiting.extend(rest)
        peer.paused = True
        self._slowed[peer] = None
        self._check_waiting(peer)

    def _check_waiting(self, peer: Peer) -> None:
        if len(peer.waiting) > MAX_WAITING_LINES:
            self.hub.close(peer, "Excess Flood")

    def _drain(self, peer: Peer, now: float) -> None:
        """Take lines that waited, as far as the peer's bucket allows."""
        done = 0
        while done < len(peer.waiting) and not peer.busy and not self._is_too_much(peer):
            if not peer.bucket.take(now):
                break
            self._take(peer, peer.waiting[done])
            done += 1
        del peer.waiting[:done]
        goes_on = bool(peer.waiting) and not peer.busy
        if done or not goes_on:
            self._slowed.pop(peer, None)
        if goes_on:
            self._slowed[peer] = None  # behind the others, if it had its turn
        peer.paused = peer.is_gone or peer.busy or bool(peer.waiting)

    def _sweep(self, peer: Peer, now: float) -> None:
        limits = self.config.limits
        multiline.check_age(self.hub, peer)
        if not peer.is_in:
            if limits.enabled and now - peer.connected_at > limits.registration_timeout_s:
                self.hub.close(peer, "You did not log in in time")
        elif peer.door is Door.CLASSIC or peer.paused:
            return
        elif peer.pinged_at:
            if now - peer.pinged_at > limits.ping_timeout_s:
                self.hub.close(peer, f"Ping timeout: {int(now - peer.heard_at)} seconds")
        elif now - peer.heard_at > limits.ping_interval_s:
            peer.pinged_at = now
            self.hub.send(peer, f"PING :{self.hub.name}\r\n".encode())

    def _settle(self) -> None:
        """Tell what follows from who has come and gone."""
        hub = self.hub
        while hub.ended:
            lingering.forget(hub, hub.ended.pop())
        while hub.unsettled:
            person = hub.unsettled.popitem()[0]
            presence.settle(hub, person)
            lingering.remember(hub, person)
        while hub.departed:
            nick = hub.departed.pop()
            monitor.went(hub, nick)
            lesson.went(hub, nick)
        if hub.emptied:
            approval.rooms_gone(hub)
