"""Being logged in to an account, and what others are told of it: for SASL, REGISTER, NickServ.

source: IRCv3 sasl-3.1 (numerics), account-notify, extended-monitor.
"""

from collections.abc import Callable
from typing import Any

from messenger.errors import Refused
from messenger.irc import numerics
from messenger.relay.handlers import catching_up, lesson, log_in, moderation, monitor
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import lasting
from messenger.relay.state import Peer, Person, Room
from messenger.relay.turn import Job
from messenger.store.account_rows import (
    AccountGoneRow,
    AccountsKnown,
    AccountsRequest,
    ExpiredClaimsRow,
    KnownAccount,
    SeenRow,
)
from messenger.store.key_rows import KeySeenRow

DAY_MS = 86_400_000


_UNAVAILABLE = Refused("TEMPORARILY_UNAVAILABLE", "*", "Accounts can't be looked up just now")


def ask(
    reply: Reply,
    request: Any,
    then: Callable[[Any], None],
    failure: Refused = _UNAVAILABLE,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Have a worker look up or hash something; `then` goes on with the answer, or raises Refused.

    failure: told when the store can't answer. done: called in any case, before `then`.
    Unlike `Reply.wait` it may happen before login, which goes on after it.
    """
    hub, peer = reply.hub, reply.peer
    reply.waits = True

    def resume(answer: Any) -> None:
        reply.waits = False
        done()
        if peer.is_gone:
            return
        try:
            if isinstance(answer, BaseException):
                peer.sasl = None
                raise failure
            then(answer)
        except Refused as refused:
            reply.refuse(refused)
        except Exception:
            reply.failed()
        reply.finish()
        log_in.advance(hub, peer)

    hub.ask(peer, request, resume)


def check(
    reply: Reply,
    request: Any,
    then: Callable[[Any], None],
    failure: Refused = _UNAVAILABLE,
    again: int = 3,
) -> None:
    """Have a worker look whom a secret lets in. If one was taken back while it looked, it looks
    again, at most so many times: by then the disk says what holds."""
    accounts = reply.hub.accounts
    before = accounts.taken_back

    def look(answer: Any) -> None:
        if accounts.taken_back == before:
            then(answer)
        elif again:
            check(reply, request, then, failure, again - 1)
        else:
            raise failure

    ask(reply, request, look, failure)


def sign_in(hub: Hub, peer: Peer, account: KnownAccount, reply: Reply, key_id: str = "") -> None:
    """The peer has shown that the account is its own. key_id: by this key, "" by a password."""
    check_change(hub, peer, account.id)
    before, identity = peer.person.account_id, hub.identity(peer.person)
    if hub.accounts.find(account.name) != account:
        hub.accounts.add(account)  # made by another process since we looked last
    hub.accounts.enter(peer.person, account)
    hub.turn.rows.extend(hub.facts.adopt(peer.person))
    peer.person.forget_lanes()
    hub.turn.rows.append(SeenRow(account.id, hub.wall_ms))
    peer.key_id = key_id
    if key_id:
        hub.turn.rows.append(KeySeenRow(account.id, key_id, hub.wall_ms))
    sentence = f"You are logged in as {account.name}"
    reply.text(numerics.RPL_LOGGEDIN, _source(peer), account.name, sentence)
    if before != account.id:
        _tell(hub, peer.person, account.name, reply)
        lesson.follow(hub, peer.person, identity)
        for room in peer.person.rooms.values():
            _be_known(hub, room, peer.person)
    if peer.is_in:
        hub.unsettle(peer.person)
        catching_up.catch_up(hub, peer)


def _be_known(hub: Hub, room: Room, person: Person) -> None:
    """Somebody came in first and says only now who it is: the room may know it, or be its own."""
    remembered = lasting.marks_of(hub, room, person.account_id)
    if remembered and not room.members[person]:
        moderation.set_marks(hub, room, person, remembered)
    if [one for one in room.members if room.is_op(one)] == [person]:
        lasting.found(hub, room, person)
    lasting.remember_all(hub, room)


def check_change(hub: Hub, peer: Peer, account_id: str) -> None:
    """Refused for one device of several, and for who is here without one: others would be
    somebody else, too."""
    person = peer.person
    if account_id == person.account_id:
        return
    if len(person.peers) > 1:
        words = "You are here with other devices, too: this one can't leave the account alone"
        raise Refused(numerics.ERR_SASLFAIL, words)
    if hub.stays(person):
        words = "Your account stays here when you go: tell NickServ SET always-on no, first"
        raise Refused(numerics.ERR_SASLFAIL, words)


def sign_out(hub: Hub, person: Person, asked: Reply | None = None) -> None:
    """From here on the person has no account. asked: the reply to the device that wanted it."""
    identity = hub.identity(person)
    hub.accounts.leave(person)
    person.forget_lanes()
    for peer in person.peers:
        reply = asked if asked and asked.peer is peer else Reply(hub, peer, "ACCOUNT")
        reply.text(numerics.RPL_LOGGEDOUT, _source(peer), "You are logged out")
        if reply is not asked:
            reply.finish()
    _tell(hub, person, "*", asked)
    lesson.follow(hub, person, identity)


def _source(peer: Peer) -> str:
    login = peer.login
    username = login.username if login else peer.person.username
    return f"{peer.person.nick or '*'}!{username or '*'}@{peer.host}"


def _tell(hub: Hub, person: Person, account: str, asked: Reply | None) -> None:
    """Others, and the person itself (IRCv3 account-notify). asked: the reply to who did it."""
    if person.is_in:
        event = hub.event(person.source, "ACCOUNT", account)
        if asked is not None:
            asked.event(event)
        hub.tell_neighbours(person, event, asked.peer if asked else None)
        monitor.changed(hub, person, event)


def drop_account(hub: Hub, account_id: str, name: str) -> None:
    """Delete an account for good, and log out all who are in it."""
    hub.turn.rows.append(AccountGoneRow(account_id))
    hub.accounts.forget(account_id, name)
    _forget(hub, account_id)


def _forget(hub: Hub, account_id: str) -> None:
    """The account is gone: log out who is in it, and keep nothing that was its own."""
    hub.accounts.taken_back += 1
    for person in list(hub.accounts.people.get(account_id, ())):
        sign_out(hub, person)
        if person.is_in and not person.peers:
            hub.close_person(person, "The account is gone")
    hub.turn.rows.extend(hub.facts.forget("@" + account_id))
    lasting.account_gone(hub, account_id)


def forget_unstored(hub: Hub, account_id: str, name: str) -> None:
    """The disk would not take a new account: there is none."""
    hub.accounts.forget(account_id, name)
    for person in list(hub.accounts.people.get(account_id, ())):
        hub.accounts.leave(person)


def refresh(hub: Hub) -> None:
    """Ask the store whether another process has changed the accounts."""
    if hub.accounts.is_open:
        asked_before = hub.accounts.new_ids
        request = AccountsRequest(hub.accounts.version)
        hub.turn.jobs.append(Job(request, lambda known: _take_over(hub, known, asked_before)))


def _take_over(
    hub: Hub, known: AccountsKnown | BaseException | None, asked: tuple[str, ...]
) -> None:
    if not isinstance(known, AccountsKnown):
        return
    for account_id in hub.accounts.replace(known, asked):
        _forget(hub, account_id)


def expire_claims(hub: Hub) -> None:
    """Once a day: names claimed without a password and long unused are free again."""
    days = hub.config.accounts.claim_expiry_days
    time_ms = hub.ages.time_ms()
    if not (hub.accounts.is_open and days) or time_ms is None:
        return
    if time_ms >= hub.accounts.expire_at_ms:
        hub.accounts.expire_at_ms = time_ms + DAY_MS
        # Who is here uses its name, however long ago it came.
        hub.turn.rows += [SeenRow(account_id, hub.wall_ms) for account_id in hub.accounts.people]
        hub.turn.rows.append(ExpiredClaimsRow(time_ms - days * DAY_MS))
