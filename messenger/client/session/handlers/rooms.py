"""Coming and going: JOIN, PART, KICK, QUIT, NICK, INVITE, and what is told on joining.

source: RFC 2812 section 3.2; IRCv3 extended-join, userhost-in-names, multi-prefix.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from messenger.client.events import (
    Invited,
    JoinFailed,
    Member,
    MemberJoined,
    MemberLeft,
    MembersListed,
    NickChanged,
    RoomJoined,
    RoomLeft,
    TopicChanged,
)
from messenger.client.session.cleaning import plain, split_source
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers import lesson
from messenger.irc import names
from messenger.irc.message import Message

# %t and a number mark the answer as ours; c room, u user, h host, n nick, f flags, a account,
# r realname. source: IRCv3 whox.
WHOX_FIELDS = "%tcuhnfar,152"
NICK_BACK_EVERY_S = 20.0


def join(talk: Conversation, message: Message) -> None:
    nick, host = split_source(message.source or "")
    params = message.params
    account = params[1] if len(params) > 1 and params[1] != "*" else ""
    realname = plain(params[2]) if len(params) > 2 else ""
    talk.bookmarks.realnames.learn(nick, realname)
    member = Member(nick, account=account, host=host, realname=realname)
    for name in params[0].split(","):
        if talk.is_me(nick):
            _enter(talk, name, member)
            continue
        talk.away_told.pop(talk.isupport.fold(nick), None)
        room = talk.room(name)
        if room is not None and room.put(member):
            talk.tell(MemberJoined(room.name, member, talk.time_of(message)))


def _enter(talk: Conversation, name: str, member: Member) -> None:
    room = talk.add_room(plain(name))
    if room is None:
        return
    talk.own_host = member.host or talk.own_host
    room.put(member)
    talk.tell(RoomJoined(room.name))
    talk.catchup.start(room.name)
    talk.send(Message("MODE", (room.name,)))
    fields = (WHOX_FIELDS,) if "WHOX" in talk.isupport.tokens else ()
    talk.send(Message("WHO", (room.name, *fields)))
    room.awaits_who = True


def part(talk: Conversation, message: Message) -> None:
    nick = split_source(message.source or "")[0]
    reason = _param(message, 1)
    for name in message.params[0].split(","):
        room = talk.room(name)
        if room is None:
            continue
        if talk.is_me(nick):
            _leave(talk, room.name)
            talk.tell(RoomLeft(room.name, reason))
        elif room.remove(nick):
            talk.tell(MemberLeft(room.name, nick, "part", reason, talk.time_of(message)))


def kick(talk: Conversation, message: Message) -> None:
    by = split_source(message.source or "")[0]
    room, nick, reason = talk.room(message.params[0]), plain(message.params[1]), _param(message, 2)
    if room is None:
        return
    if talk.is_me(nick):
        _leave(talk, room.name)
        talk.tell(RoomLeft(room.name, reason, by))
    elif room.remove(nick):
        talk.tell(MemberLeft(room.name, nick, "kick", reason, talk.time_of(message), by))


def _leave(talk: Conversation, room: str) -> None:
    talk.drop_room(room)
    talk.catchup.left(room)


def quit_(talk: Conversation, message: Message) -> None:
    nick = split_source(message.source or "")[0]
    at, reason = talk.time_of(message), _param(message, 0)
    if talk.is_me(nick):
        return  # ERROR and the end of the stream follow
    for room in talk.rooms_with(nick):
        room.remove(nick)
        talk.tell(MemberLeft(room.name, nick, "quit", reason, at))
    if nick == talk.bookmarks.nick:
        take_nick_back(talk)


def nick_(talk: Conversation, message: Message) -> None:
    old, new = split_source(message.source or "")[0], plain(message.params[0])
    own = talk.is_me(old)
    rooms = talk.rooms_with(old)
    for room in rooms:
        member = room.remove(old)
        if member:
            room.put(replace(member, nick=new))
    if own:
        talk.nick = talk.bookmarks.nick = new
        set_realname(talk)
    if own or rooms:
        talk.tell(NickChanged(old, new, talk.time_of(message), own))
    if not own and old == talk.bookmarks.nick:
        take_nick_back(talk)


def set_realname(talk: Conversation) -> None:
    """Tell what we are called now, if the person changed it and the server knows of such."""
    wanted = talk.bookmarks.realname
    fits = names.fold(names.nick_from_display(wanted)) == names.fold(talk.nick)
    if wanted and fits and "setname" in talk.caps:
        talk.send(Message("SETNAME", (wanted,)))


def take_nick_back(talk: Conversation) -> None:
    """Somebody had our name when we came back; ask for it."""
    if talk.nick != talk.bookmarks.nick:
        talk.nick_asked_at = talk.now
        talk.send(Message("NICK", (talk.bookmarks.nick,)))


def keep_asking_for_nick(talk: Conversation) -> None:
    """Once in a while; the one who has it may have gone without our seeing it."""
    wants_back = names.fold(talk.nick) != names.fold(talk.bookmarks.nick)
    if wants_back and talk.now - talk.nick_asked_at >= NICK_BACK_EVERY_S:
        take_nick_back(talk)


def invite(talk: Conversation, message: Message) -> None:
    if talk.is_me(message.params[0]):
        by = split_source(message.source or "")[0]
        talk.tell(Invited(plain(message.params[1]), by))


def names_line(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[2])
    if room is None:
        return
    marks = talk.isupport.prefix_marks
    for word in message.params[3].split():
        nick, _, host = word.lstrip(marks).partition("!")
        there = word[: len(word) - len(word.lstrip(marks))]
        if nick:
            room.named(plain(nick), there, plain(host))


def names_end(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[1])
    if room is not None and room.names_end():
        talk.tell(MembersListed(room.name, tuple(room.members.values())))
        lesson.ask_held(talk, room.name)


def topic(talk: Conversation, message: Message) -> None:
    room, by = talk.room(message.params[0]), split_source(message.source or "")[0]
    if room is not None:
        room.topic = message.params[1]
        talk.tell(TopicChanged(room.name, room.topic, by, talk.time_of(message)))


def topic_told(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[1])
    if room is not None:
        room.topic = message.params[2]
        talk.tell(TopicChanged(room.name, room.topic))


def topic_none(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[1])
    if room is not None:
        room.topic = ""
        talk.tell(TopicChanged(room.name, ""))


def join_failed(talk: Conversation, message: Message) -> None:
    """A numeric about a room that we wanted and are not in; else it is an error like others."""
    room, text = message.params[1], plain(message.params[-1])
    key = names.fold(room)
    if key in talk.bookmarks.rooms and talk.room(room) is None:
        del talk.bookmarks.rooms[key]
        talk.post.room_closed(room, text)
        talk.tell(JoinFailed(plain(room), message.command, text))


def _param(message: Message, place: int) -> str:
    return plain(message.params[place]) if len(message.params) > place else ""


# command → (handler, least parameters)
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "JOIN": (join, 1),
    "PART": (part, 1),
    "KICK": (kick, 2),
    "QUIT": (quit_, 0),
    "NICK": (nick_, 1),
    "INVITE": (invite, 2),
    "TOPIC": (topic, 2),
    "331": (topic_none, 2),
    "332": (topic_told, 3),
    "353": (names_line, 4),
    "366": (names_end, 2),
}
