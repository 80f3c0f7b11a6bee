"""From intents to lines: what each wish of a front end means on the wire."""

from collections.abc import Callable, Mapping
from typing import Any

from messenger.client.account_events import AccountDeed
from messenger.client.events import ServerSaid
from messenger.client.intents import (
    AskAccount,
    AskWhois,
    ChangeNick,
    DeleteAccount,
    InvitePerson,
    JoinRoom,
    KickMember,
    LeaveRoom,
    ListRooms,
    LoadOlder,
    MarkRead,
    RevokeKey,
    SendRaw,
    SetAway,
    SetMode,
    SetPassword,
    SetStaying,
    SetTopic,
)
from messenger.client.session import read_marks
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers.rooms import set_realname
from messenger.client.session.lesson_requests import LESSON_REQUESTS
from messenger.errors import PeerError
from messenger.irc import names
from messenger.irc.message import Message


def _join(talk: Conversation, intent: JoinRoom) -> None:
    talk.bookmarks.rooms[names.fold(intent.room)] = (intent.room, intent.key)
    if talk.room(intent.room) is None:
        talk.send(Message("JOIN", (intent.room, intent.key) if intent.key else (intent.room,)))


def _leave(talk: Conversation, intent: LeaveRoom) -> None:
    reason = (intent.reason,) if intent.reason else ()
    if talk.room(intent.room) is None:
        talk.bookmarks.rooms.pop(names.fold(intent.room), None)
    talk.send(Message("PART", (intent.room, *reason)))


def _topic(talk: Conversation, intent: SetTopic) -> None:
    talk.send(Message("TOPIC", (intent.room, intent.topic)))


def _nick(talk: Conversation, intent: ChangeNick) -> None:
    talk.nick_asked_at = float("-inf")  # a refusal is for the person now
    nick = names.nick_from_display(intent.nick) or intent.nick
    talk.bookmarks.realname = intent.nick.strip()
    if nick == talk.nick:
        set_realname(talk)
    else:
        talk.send(Message("NICK", (nick,)))


def _away(talk: Conversation, intent: SetAway) -> None:
    talk.bookmarks.away = intent.reason
    talk.send(Message("AWAY", (intent.reason,) if intent.reason else ()))


def _kick(talk: Conversation, intent: KickMember) -> None:
    reason = (intent.reason,) if intent.reason else ()
    talk.send(Message("KICK", (intent.room, intent.nick, *reason)))


def _invite(talk: Conversation, intent: InvitePerson) -> None:
    talk.send(Message("INVITE", (intent.nick, intent.room)))


def _mode(talk: Conversation, intent: SetMode) -> None:
    modes = (intent.modes,) if intent.modes else ()
    talk.send(Message("MODE", (intent.target, *modes, *intent.arguments)))


def _list(talk: Conversation, intent: ListRooms) -> None:
    talk.questions.list_begins()
    talk.send(Message("LIST"))


def _whois(talk: Conversation, intent: AskWhois) -> None:
    talk.questions.ask_person(talk.isupport.fold(intent.nick))
    talk.send(Message("WHOIS", (intent.nick,)))


def _mark(talk: Conversation, intent: MarkRead) -> None:
    read_marks.tell(talk, intent.target, round(intent.sent_at * 1000))


def _older(talk: Conversation, intent: LoadOlder) -> None:
    talk.catchup.older(intent)


def _account(talk: Conversation, intent: AskAccount) -> None:
    talk.identity.describe()


def _password(talk: Conversation, intent: SetPassword) -> None:
    talk.identity.do(AccountDeed.PASSWORD, intent.password)


def _revoke(talk: Conversation, intent: RevokeKey) -> None:
    talk.identity.do(AccountDeed.REVOKE, intent.key_id)


def _stay(talk: Conversation, intent: SetStaying) -> None:
    talk.identity.do(AccountDeed.STAY, "YES" if intent.stays else "NO")


def _delete(talk: Conversation, intent: DeleteAccount) -> None:
    talk.identity.do(AccountDeed.DELETE, intent.account)


def _raw(talk: Conversation, intent: SendRaw) -> None:
    try:
        talk.send(Message.parse(intent.line.strip()))
    except PeerError:
        talk.tell(ServerSaid("That is no IRC command.", error=True))


REQUESTS: Mapping[type, Callable[[Conversation, Any], None]] = {
    JoinRoom: _join,
    LeaveRoom: _leave,
    SetTopic: _topic,
    ChangeNick: _nick,
    SetAway: _away,
    KickMember: _kick,
    InvitePerson: _invite,
    SetMode: _mode,
    ListRooms: _list,
    AskWhois: _whois,
    LoadOlder: _older,
    MarkRead: _mark,
    AskAccount: _account,
    SetPassword: _password,
    RevokeKey: _revoke,
    SetStaying: _stay,
    DeleteAccount: _delete,
    SendRaw: _raw,
    **LESSON_REQUESTS,
}
