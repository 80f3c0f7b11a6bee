"""Intents while there is no link: what can wait waits, what can't is refused in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from messenger.client.account_events import AccountAnswered, AccountDeed, AccountDescribed
from messenger.client.events import (
    ChatMessage,
    Event,
    HistoryLoaded,
    MessagePending,
    RoomLeft,
    ServerSaid,
)
from messenger.client.intents import (
    AskAccount,
    ChangeNick,
    DeleteAccount,
    DiscardText,
    Intent,
    JoinRoom,
    KeepDraft,
    LeaveRoom,
    LoadOlder,
    MarkRead,
    Quit,
    ReconnectNow,
    RetryText,
    RevokeKey,
    SendText,
    SetAway,
    SetPassword,
    SetStaying,
    TrustCertificate,
)
from messenger.client.outbox.outbox import Letter, Outbox
from messenger.client.session import read_marks
from messenger.client.session.bookmarks import Bookmarks
from messenger.irc import names

NOT_CONNECTED = "That has to wait: there is no connection to the server now."


def submit_offline(
    intent: Intent, bookmarks: Bookmarks, outbox: Outbox, wall: float
) -> list[Event]:
    """Do what can be done without a link. wall: seconds since 1970."""
    action = _ACTIONS.get(type(intent))
    if action is None:
        return [ServerSaid(NOT_CONNECTED, error=True)]
    return action(intent, bookmarks, outbox, wall)


def _send(intent: SendText, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    letter = outbox.add(intent, wall)
    return [pending(letter, bookmarks.nick)] if letter and letter.is_kept else []


def pending(letter: Letter, nick: str) -> MessagePending:
    """The row of a message that waits."""
    message = ChatMessage(
        nick,
        letter.text,
        letter.written_at,
        letter.kind,
        ref=letter.ref,
        own=True,
        subject=letter.subject,
    )
    return MessagePending(letter.target, message)


def _retry(intent: RetryText, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    letter = outbox.retry(intent.ref)
    return [pending(letter, bookmarks.nick)] if letter else []


def _discard(intent: DiscardText, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    outbox.discard(intent.ref)
    return []


def _join(intent: JoinRoom, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    bookmarks.rooms[names.fold(intent.room)] = (intent.room, intent.key)
    bookmarks.been_in.discard(names.fold(intent.room))
    return []


def _leave(intent: LeaveRoom, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    bookmarks.rooms.pop(names.fold(intent.room), None)
    return [RoomLeft(intent.room, intent.reason)]


def _nick(intent: ChangeNick, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    nick = names.nick_from_display(intent.nick)
    if nick:
        bookmarks.nick, bookmarks.realname = nick, intent.nick.strip()
    return []


def _away(intent: SetAway, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    bookmarks.away = intent.reason
    return []


def _older(intent: LoadOlder, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    return [HistoryLoaded(intent.target, (), at_top=True, complete=False)]


def _mark(intent: MarkRead, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    read_marks.owe(bookmarks, intent.target, round(intent.sent_at * 1000))
    return []


def _describe(intent: AskAccount, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    return [AccountDescribed("", why_not=NOT_CONNECTED)]


def _refuse(deed: AccountDeed) -> Callable[[Intent, Bookmarks, Outbox, float], list[Event]]:
    return lambda intent, bookmarks, outbox, wall: [AccountAnswered(deed, NOT_CONNECTED)]


def _nothing(intent: Intent, bookmarks: Bookmarks, outbox: Outbox, wall: float) -> list[Event]:
    return []


_ACTIONS: Mapping[type, Callable[[Any, Bookmarks, Outbox, float], list[Event]]] = {
    SendText: _send,
    RetryText: _retry,
    DiscardText: _discard,
    JoinRoom: _join,
    LeaveRoom: _leave,
    ChangeNick: _nick,
    SetAway: _away,
    LoadOlder: _older,
    AskAccount: _describe,
    SetPassword: _refuse(AccountDeed.PASSWORD),
    SetStaying: _refuse(AccountDeed.STAY),
    RevokeKey: _refuse(AccountDeed.REVOKE),
    DeleteAccount: _refuse(AccountDeed.DELETE),
    MarkRead: _mark,
    KeepDraft: _nothing,
    ReconnectNow: _nothing,
    TrustCertificate: _nothing,
    Quit: _nothing,
}
