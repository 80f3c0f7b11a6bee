"""Clients joined to the real relay's core by a fake wire: no socket, no thread, no clock."""

from pathlib import Path
from typing import Any

from messenger.client.events import (
    ChatMessage,
    Event,
    HistoryLoaded,
    MessageArrived,
    MessageSettled,
)
from messenger.client.intents import Intent
from messenger.client.outbox.outbox import Outbox
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.device_key import DeviceKey
from messenger.client.session.entrance import Relay
from messenger.client.session.login import Account
from messenger.client.session.session import ClientSession
from messenger.config import HistoryConfig, RelayConfig
from messenger.irc.framing import LineBuffer
from messenger.relay.core import Core
from messenger.relay.ports import Door
from messenger.store.history import RelayStore
from messenger.store.volatile import VolatileStore

WALL_S = 1_700_000_000.0
MAX_PASSES = 200


class FakeWire:
    """What the relay has written for one client."""

    def __init__(self) -> None:
        self.out: list[bytes] = []


class Desk:
    """One person: a session that can be cut and made anew, and all events told so far.

    key: of the person's computer for the name; None: it claims none.
    """

    def __init__(self, pair: "Pair", account: Account, key: DeviceKey | None = None) -> None:
        self.pair = pair
        self.account = account
        self.key = key
        self.key_kept = False  # and the session does not know yet
        self.bookmarks = Bookmarks.of(self.account)
        self.outbox = Outbox()
        self.events: list[Event] = []
        self.connect()

    def connect(self) -> None:
        """A new connection with what the last one left behind."""
        self.wire: Any = FakeWire()
        self.lines = LineBuffer()
        self.is_cut = False
        self.peer = self.pair.core.connect(self.wire, "127.0.0.1", Door.TLS, self.pair.now)
        relay = Relay()
        if self.key is not None:
            relay = Relay(is_safe=True, key=self.key, keep_key=self._keep, device="boat")
        now = self.pair.now
        self.session = ClientSession(self.account, self.bookmarks, self.outbox, now, relay)
        self.session.set_wall(WALL_S)

    def _keep(self, key: DeviceKey) -> None:
        self.key, self.key_kept = key, True

    def submit(self, intent: Intent) -> None:
        """Ask, and let everything happen that follows from it."""
        self.events += self.session.submit(intent, self.pair.now)
        self.pair.run()

    def say_into_the_wire(self, intent: Intent) -> None:
        """Ask, let the relay do it, and lose its answers: the link breaks in between."""
        self.events += self.session.submit(intent, self.pair.now)
        self.pair.to_relay(self)
        self.pair.relay_turn()
        self.wire.out.clear()
        self.cut()

    def lose_sight(self, intent: Intent) -> None:
        """Ask, let the relay do it, and lose it without its noticing: the old link stays."""
        self.events += self.session.submit(intent, self.pair.now)
        self.pair.to_relay(self)
        self.is_cut = True
        self.events += self.session.receive_eof(self.pair.now)
        self.outbox.link_lost()
        self.pair.run()

    def cut(self) -> None:
        """The link breaks."""
        self.is_cut = True
        self.events += self.session.receive_eof(self.pair.now)
        self.pair.core.lost(self.peer, "cut", self.pair.now)
        self.outbox.link_lost()
        self.pair.run()

    def told(self, kind: type) -> list[Any]:
        """All events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def seen(self, target: str) -> list[str]:
        """The texts that a window shows for a target: each msgid once, by time."""
        shown: dict[str, ChatMessage] = {}
        for event in self.events:
            if isinstance(event, MessageArrived | MessageSettled) and event.target == target:
                # A page may hold what it settles; it is told first.
                known = event.message.msgid in shown and isinstance(event, MessageArrived)
                assert not known, f"doubled: {event}"
                shown[event.message.msgid] = event.message
            elif isinstance(event, HistoryLoaded) and event.target == target:
                shown.update((one.msgid, one) for one in event.messages)
        return [one.text for one in sorted(shown.values(), key=lambda one: one.sent_at)]


class Pair:
    """A relay and its clients. folder: of its database; None: it keeps nothing, no accounts
    either."""

    def __init__(self, config: RelayConfig | None = None, folder: Path | None = None) -> None:
        self.now = 100.0
        self.store = RelayStore(folder) if folder else VolatileStore()
        self.reader = self.store.reader()
        history = HistoryConfig(memory_only=folder is None)
        self.core = Core(config or RelayConfig(history=history), self.store.load())
        self.desks: list[Desk] = []
        self._begin()

    def _begin(self) -> None:
        self.core.begin(self.now, round((self.now + WALL_S) * 1000))

    def enter(self, name: str, rooms: tuple[str, ...] = ("#lobby",)) -> Desk:
        """A new person logs in."""
        return self.admit(Account("pair.test", name, rooms=rooms))

    def admit(self, account: Account, key: DeviceKey | None = None) -> Desk:
        """Somebody logs in with an account and a computer's key."""
        desk = Desk(self, account, key)
        self.desks.append(desk)
        self.run()
        return desk

    def return_of(self, desk: Desk) -> None:
        """Who was cut off connects again."""
        desk.connect()
        self.run()

    def run(self) -> None:
        """Until nobody has anything to say; time passes by a millisecond a pass."""
        for _ in range(MAX_PASSES):
            if not self.step():
                return
        raise AssertionError("they never stop talking")

    def step(self) -> bool:
        """One pass; whether anybody had anything to say."""
        self.now += 0.001
        self._begin()
        busy = [self.to_relay(desk) for desk in self.desks if not desk.is_cut]
        turn_had = self.relay_turn()
        heard = [self._to_client(desk) for desk in self.desks if not desk.is_cut]
        return any([*busy, turn_had, *heard])

    def wait(self, seconds: float) -> None:
        """Time passes, second by second: the relay lets floods go on, clients ping."""
        for _ in range(round(seconds)):
            self.now += 1.0
            self.run()

    def to_relay(self, desk: Desk) -> bool:
        """What a client has to send."""
        data = desk.session.data_to_send()
        lines = desk.lines.feed(data)
        if lines:
            self.core.receive(desk.peer, lines, self.now)
        return bool(lines)

    def relay_turn(self) -> bool:
        """What the loop, the writer and the workers do."""
        self.core.tick(self.now)
        turn = self.core.end_turn()
        self.store.write(turn.rows)
        turn.complete()
        for delivery in turn.deliveries:
            for wire in delivery.wires:
                wire.out.append(delivery.data)
        for job in turn.jobs:
            job.then(None if job.request is None else self.reader.run(job.request))
        return not turn.is_empty()

    def _to_client(self, desk: Desk) -> bool:
        data = b"".join(desk.wire.out)
        desk.wire.out.clear()
        if data:
            desk.events += desk.session.receive_data(data, self.now)
        desk.events += desk.session.tick(self.now)
        if desk.key_kept:
            desk.key_kept = False
            desk.session.key_kept()
        return bool(data)
