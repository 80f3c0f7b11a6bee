"""One connection that stands: moves bytes between its wire and its session, pass by pass."""

import selectors
import time
from collections.abc import Callable, Sequence

from messenger.client.cache.ledger import Ledger
from messenger.client.events import Event
from messenger.client.intents import Intent, Quit
from messenger.client.link.mailbox import Mailbox
from messenger.client.link.surroundings import Surroundings
from messenger.client.link.wire import Wire
from messenger.client.session.session import ClientSession
from messenger.errors import LinkLost

DRAIN_S = 3.0  # what is unsent may go out before we leave
FAREWELL_S = 1.0  # then the server may answer our QUIT
SHORT_S = 0.05  # between two looks while we leave, or while the front end is far behind


class OpenLine:
    """Owned by the link thread. selector: watches the mailbox's wake-up already."""

    def __init__(
        self,
        session: ClientSession,
        wire: Wire,
        selector: selectors.BaseSelector,
        mailbox: Mailbox,
        ledger: Ledger,
    ) -> None:
        self.session = session
        self._wire = wire
        self._selector = selector
        self._mailbox = mailbox
        self._ledger = ledger
        self._surroundings = Surroundings.of(wire.sock)
        self._quit: Quit | None = None
        self._quit_by = 0.0

    def run(self, take_intents: Callable[[], None], aborted: Callable[[], bool]) -> None:
        """Until the session is finished or `aborted`."""
        sock = self._wire.sock
        self._selector.register(sock, selectors.EVENT_READ)
        try:
            self._wire.send(self.session.data_to_send())  # the first lines of the login
            while not self.session.finished and not aborted():
                self._pass(take_intents)
            self._wire.send(self.session.data_to_send())
        except LinkLost as lost:
            self.tell(self.session.receive_eof(time.monotonic()))
            self.session.reason = str(lost)
        finally:
            self._selector.unregister(sock)

    def submit(self, intent: Intent) -> None:
        """Do what a front end asks."""
        self.tell(self.session.submit(intent, time.monotonic()))

    def leave(self, intent: Quit) -> None:
        """Say goodbye as soon as everything is sent and confirmed, after DRAIN_S at the latest."""
        if self._quit is None:
            self._quit, self._quit_by = intent, time.monotonic() + DRAIN_S

    def tell(self, events: Sequence[Event]) -> None:
        """Keep and hand on what the session told."""
        if events:
            session = self.session
            self._ledger.keep(events, session.is_catching_up, session.has_history)
            self._mailbox.tell(events)

    def _pass(self, take_intents: Callable[[], None]) -> None:
        session, wire, full = self.session, self._wire, self._mailbox.is_full
        readable = self._wait(full)
        now, wall = time.monotonic(), time.time()  # together: what is done takes time, too
        if readable and not wire.receive(lambda data: self.tell(session.receive_data(data, now))):
            self.tell(session.receive_eof(now))
        take_intents()
        session.set_wall(wall - now)
        if self._surroundings.have_changed(now):
            session.doubt()
        if not full:  # whom we do not read we can't call silent
            self.tell(session.tick(now))
        self._leave_when_drained(now)
        wire.send(session.data_to_send())

    def _wait(self, full: bool) -> bool:
        """Wait for something to do; whether there is something to read.

        full: the front end is far behind; we do not read, so that TCP slows the server down.
        """
        sock, wire = self._wire.sock, self._wire
        mask = 0 if full else selectors.EVENT_READ
        mask |= selectors.EVENT_WRITE if wire.wants_write else 0
        if not mask:
            self._selector.unregister(sock)
            self._selector.select(SHORT_S)
            self._selector.register(sock, selectors.EVENT_READ)
            return False
        self._selector.modify(sock, mask)
        wait_s = SHORT_S if full or self._quit else self.session.wait_s()
        ready = self._selector.select(0.0 if wire.has_more and not full else wait_s)
        return not full and (wire.has_more or any(key.fileobj is sock for key, _ in ready))

    def _leave_when_drained(self, now: float) -> None:
        if self._quit is None:
            return
        if self.session.drained or not self.session.is_up or now >= self._quit_by:
            self.session.submit(self._quit, now)
        if now >= self._quit_by + FAREWELL_S or not self.session.is_up:
            self.session.finish("")
