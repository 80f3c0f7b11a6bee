"""THE background receive thread: owns the socket, the session and the outbox of one relay.

It dials, logs in, reads, writes, reconnects and ends; everything it learns goes to the mailbox
as events, everything it is asked comes from there as intents.
"""

import logging
import random
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from messenger.client.cache.ledger import Ledger
from messenger.client.events import (
    Event,
    LinkClosed,
    LinkDown,
    LinkProgress,
    LinkStage,
    LoginFailed,
    LoginFault,
)
from messenger.client.intents import (
    FindMessages,
    Intent,
    KeepDraft,
    LeaveRoom,
    LoadOlder,
    MarkRead,
    Quit,
    ReconnectNow,
    SaveTalk,
    TrustCertificate,
)
from messenger.client.link import address as addresses
from messenger.client.link.address import Address
from messenger.client.link.backoff import Backoff
from messenger.client.link.dial import DialFailed, dial
from messenger.client.link.mailbox import Mailbox
from messenger.client.link.open_line import OpenLine
from messenger.client.link.papers import Papers
from messenger.client.link.surroundings import LOOK_EVERY_S, Surroundings
from messenger.client.link.trust import Trust
from messenger.client.link.wire import Wire
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.login import Account
from messenger.client.session.offline import submit_offline
from messenger.client.session.session import ClientSession
from messenger.errors import MessengerError, UserError

_log = logging.getLogger(__name__)
FOREVER_S = 3600.0
BROKEN = "This program made a mistake and had to let go of the server. Log in again."
_FINAL = frozenset({LoginFault.PASSWORD_WRONG, LoginFault.PROOF_WRONG, LoginFault.BANNED})


class _Left(MessengerError):
    """We were asked to go while there was no link."""


class Link:
    """One relay, from `start` to `LinkClosed` or `LoginFailed`. Only its own thread enters `_run`.

    abort: set it and wake the mailbox to end at once, without a farewell.
    """

    def __init__(self, account: Account, cache_path: Path | None, mailbox: Mailbox) -> None:
        self.abort = threading.Event()
        self.thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._account = account
        self._cache_path = cache_path
        self._mailbox = mailbox
        self._bookmarks = Bookmarks.of(account)
        self._backoff = Backoff(random.random)
        self._trust = Trust(account.pins_path)
        self._line: OpenLine | None = None
        self._quit: Quit | None = None
        self._hurry = False

    # The life of a link.

    def _run(self) -> None:
        try:
            where = self._checked()
        except _Left:
            return
        self._ledger = Ledger(self._cache_path, where.key, self._mailbox.wakeup.wake)
        self._papers = Papers(self._account, self._mailbox.wakeup.wake)
        self._outbox = self._ledger.unsent.outbox
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._mailbox.wakeup.reader, selectors.EVENT_READ)
        try:
            self._mailbox.tell(self._ledger.start(self._bookmarks))
            while self._one_link(where):
                continue
        except _Left:
            self._tell(LinkClosed(""))
        except Exception:
            _log.exception("the link thread ends")  # a bug of ours: seen, and not a silent death
            self._tell(LinkClosed(BROKEN))
        finally:
            self._selector.close()
            self._papers.keys.close()
            self._ledger.stop()

    def _checked(self) -> Address:
        try:
            where = addresses.parse(self._account.address)
        except UserError as error:
            self._tell(LoginFailed(LoginFault.BAD_ADDRESS, self._account.address, str(error)))
            raise _Left from error
        if not self._account.nick:
            self._tell(LoginFailed(LoginFault.NAME_INVALID, str(where)))
            raise _Left
        return where

    def _one_link(self, wanted: Address) -> bool:
        """Dial, talk until it ends; whether to try again."""
        try:
            where = self._papers.policies.secured(wanted)
            sock, print_of_it = dial(where, self._wait, self._mailbox.wakeup, self._on_stage)
        except DialFailed as failure:
            if where != wanted:
                return self._no_link(where, LoginFault.MUST_BE_SECURE, failure.detail)
            return self._no_link(where, failure.fault, failure.detail)
        except UserError as error:  # the list of servers that need TLS can't be read
            self._tell(LoginFailed(LoginFault.OTHER, str(wanted), str(error)))
            return False
        wire, self._surroundings = Wire(sock), Surroundings.of(sock)
        try:
            if print_of_it and not self._is_trusted(where, print_of_it):
                return True  # the person decided: dial again, and look again
            self._on_stage(LinkStage.LOGGING_IN)
            session = self._converse(where, wire, print_of_it)
            if session.upgrade_port:
                self._papers.policies.upgrade(where, session.upgrade_port)
                return True
            return self._after(session)
        except UserError as error:  # the list of pins can't be used
            self._tell(LoginFailed(LoginFault.OTHER, str(where), str(error)))
            return False
        finally:
            wire.close()

    def _no_link(self, where: Address, fault: LoginFault, detail: str) -> bool:
        if not self._bookmarks.logged_in_before:
            self._tell(LoginFailed(fault, str(where), detail))
            return False
        reason = f"{fault.value} ({detail})" if detail else fault.value
        return self._pause(reason, self._backoff.next_wait_s())

    def _after(self, session: ClientSession) -> bool:
        self._outbox.link_lost()
        failure = session.login_failure
        if self._quit:
            self._tell(LinkClosed(session.talk.farewell or ""))
            return False
        if failure and (not self._bookmarks.logged_in_before or failure.fault in _FINAL):
            if self._bookmarks.logged_in_before:
                self._tell(LinkClosed(session.reason))
            return False
        wait = self._backoff.next_wait_s if session.is_up else self._backoff.next_wait_refused_s
        return self._pause(session.reason, wait())

    def _pause(self, reason: str, wait_s: float) -> bool:
        """Wait for the next try; True, since there is one. Raises _Left.

        It comes early when the person asks for it, and when the computer woke up or got another
        address: then the network is another one, and what failed before says nothing.
        """
        self._tell(LinkDown(reason, wait_s))
        until = time.monotonic() + wait_s
        self._hurry = False
        while not self._hurry and (now := time.monotonic()) < until:
            self._wait(None, 0, min(until, now + LOOK_EVERY_S))
            if self._surroundings.have_changed(time.monotonic()):
                self._backoff.begin_anew()
                self._hurry = True
        return True

    def _is_trusted(self, where: Address, seen: str) -> bool:
        """Pin on the first meeting. A changed certificate: wait for the person; False then."""
        change = self._trust.change(where, seen)
        if change is None:
            return True
        self._tell(change)
        while not self._trust.is_confirmed(seen):
            self._wait(None, 0, time.monotonic() + FOREVER_S)
        return False

    def _converse(self, where: Address, wire: Wire, print_of_it: str) -> ClientSession:
        nick, papers = self._bookmarks.nick, self._papers
        relay = papers.relay(
            where, wire, print_of_it, nick, lambda until: self._wait(None, 0, until)
        )
        started_at, wall = time.monotonic(), time.time()
        session = ClientSession(papers.account, self._bookmarks, self._outbox, started_at, relay)
        session.set_wall(wall - started_at)
        self._line = OpenLine(session, wire, self._selector, self._mailbox, self._ledger)
        try:
            self._line.run(self._take_intents, self.abort.is_set)
        finally:
            self._line = None
            papers.note_sts(where, session.sts_s)  # its time counts from the end of the link
        if self.abort.is_set():
            raise _Left
        if session.is_up:
            self._backoff.held(time.monotonic() - started_at)
        return session

    # What we are asked.

    def _wait(self, sock: Any, mask: int, until: float) -> bool:
        """Wait for a socket (or nothing), serving intents meanwhile. Raises _Left."""
        if sock is not None:
            self._selector.register(sock, mask)
        try:
            wait_s = max(until - time.monotonic(), 0.0)
            ready = {key.fileobj for key, _ in self._selector.select(wait_s)}
        finally:
            if sock is not None:
                self._selector.unregister(sock)
        self._take_intents()
        if self._quit or self.abort.is_set():
            raise _Left
        return sock in ready

    def _take_intents(self) -> None:
        for intent in self._mailbox.asked():
            action = _OWN.get(type(intent))
            if action:
                action(self, intent)
            else:
                self._pass_on(intent)
        events, questions = self._ledger.answers()
        self._mailbox.tell(events)
        for question in questions:
            self._pass_on(question)
        if self._papers.keys.has_kept() and self._line is not None:
            self._line.session.key_kept()

    def _pass_on(self, intent: Intent) -> None:
        if self._line is not None:
            self._line.submit(intent)
        else:
            told = submit_offline(intent, self._bookmarks, self._outbox, time.time())
            self._mailbox.tell(told)

    def _on_quit(self, intent: Quit) -> None:
        self._quit = intent
        if self._line is not None:
            self._line.leave(intent)

    def _on_trust(self, intent: TrustCertificate) -> None:
        self._trust.confirm(intent.fingerprint)

    def _on_hurry(self, intent: ReconnectNow) -> None:
        self._hurry = True

    def _on_older(self, intent: LoadOlder) -> None:
        passed_on = self._ledger.older(intent)
        if passed_on:
            self._pass_on(passed_on)

    def _on_save(self, intent: SaveTalk) -> None:
        self._mailbox.tell(self._ledger.save(intent))

    def _on_find(self, intent: FindMessages) -> None:
        self._mailbox.tell(self._ledger.find(intent))

    def _on_leave(self, intent: LeaveRoom) -> None:
        self._ledger.forget(intent)
        self._pass_on(intent)

    def _on_mark(self, intent: MarkRead) -> None:
        self._ledger.mark_read(intent)
        self._pass_on(intent)

    def _on_draft(self, intent: KeepDraft) -> None:
        self._ledger.keep_draft(intent)

    def _on_stage(self, stage: LinkStage) -> None:
        self._tell(LinkProgress(stage))

    def _tell(self, event: Event) -> None:
        self._mailbox.tell((event,))


_OWN: Mapping[type, Callable[[Link, Any], None]] = {
    Quit: Link._on_quit,
    TrustCertificate: Link._on_trust,
    ReconnectNow: Link._on_hurry,
    LoadOlder: Link._on_older,
    LeaveRoom: Link._on_leave,
    MarkRead: Link._on_mark,
    KeepDraft: Link._on_draft,
    FindMessages: Link._on_find,
    SaveTalk: Link._on_save,
}
