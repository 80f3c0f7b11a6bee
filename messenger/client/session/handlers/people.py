"""What becomes known of people: modes, away, account, host, display name; WHO.

source: IRCv3 away-notify, account-notify, chghost, setname, whox; RFC 2812 section 5.1.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from messenger.client.events import (
    AwayChanged,
    MembersListed,
    MemberUpdated,
    RoomModesChanged,
)
from messenger.client.session.cleaning import plain, split_source
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers import lesson
from messenger.client.session.members import RoomState, changed_marks
from messenger.irc.message import Message

WHOX_MARK = "152"


def update(talk: Conversation, nick: str, **changes: Any) -> None:
    """Something about a person is another now, in all rooms that we share."""
    for room in talk.rooms_with(nick):
        member = room.get(nick)
        if member and (new := replace(member, **changes)) != member:
            room.put(new)
            talk.tell(MemberUpdated(room.name, new))


def away(talk: Conversation, message: Message) -> None:
    nick = split_source(message.source or "")[0]
    if not message.params:
        talk.away_told.pop(talk.isupport.fold(nick), None)
    update(talk, nick, away=bool(message.params))


def account(talk: Conversation, message: Message) -> None:
    name = "" if message.params[0] == "*" else plain(message.params[0])
    update(talk, split_source(message.source or "")[0], account=name)


def setname(talk: Conversation, message: Message) -> None:
    nick, realname = split_source(message.source or "")[0], plain(message.params[0])
    talk.bookmarks.realnames.learn(nick, realname)
    update(talk, nick, realname=realname)


def chghost(talk: Conversation, message: Message) -> None:
    nick = split_source(message.source or "")[0]
    host = plain(f"{message.params[0]}@{message.params[1]}")
    if talk.is_me(nick):
        talk.own_host = host
    update(talk, nick, host=host)


def own_away(talk: Conversation, message: Message) -> None:
    gone = message.command == "306"
    talk.tell(AwayChanged(gone, talk.bookmarks.away if gone else ""))


def mode(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[0])
    if room is None:
        return  # our own user modes: nothing a window shows
    by = split_source(message.source or "")[0]
    changed = _apply_modes(talk, room, message.params[1:])
    for nick in changed:
        member = room.get(nick)
        if member:
            talk.tell(MemberUpdated(room.name, member))
    if any(map(talk.is_me, changed)):
        lesson.ask_held(talk, room.name)
    change = plain(" ".join(message.params[1:]))
    talk.tell(RoomModesChanged(room.name, room.modes_text(), change, by))


def mode_told(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[1])
    if room is not None:
        room.modes.clear()
        _apply_modes(talk, room, message.params[2:])
        talk.tell(RoomModesChanged(room.name, room.modes_text()))


def _apply_modes(talk: Conversation, room: RoomState, params: tuple[str, ...]) -> list[str]:
    """Take in "+ov-t", "ann", "bob"; the nicks whose marks changed."""
    arguments, adding, changed = list(params[1:]), True, []
    for letter in params[0]:
        if letter in "+-":
            adding = letter == "+"
            continue
        takes = talk.isupport.takes_argument(letter, adding)
        argument = plain(arguments.pop(0)) if takes and arguments else ""
        if letter in talk.isupport.prefix_letters:
            member = room.get(argument)
            if member:
                marks = changed_marks(member.modes, letter, adding, talk.isupport)
                room.put(replace(member, modes=marks))
                changed.append(argument)
        elif letter in talk.isupport.list_modes or not letter.isalnum():
            continue
        elif adding:
            room.modes[letter] = argument
        else:
            room.modes.pop(letter, None)
    return changed


def who(talk: Conversation, message: Message) -> None:
    """RPL_WHOREPLY: me room user host server nick flags :hops realname."""
    _, room, user, host, _, nick, flags, text = message.params[:8]
    changes = _told_by_who(talk, f"{user}@{host}", flags, text.partition(" ")[2])
    _seen_in_who(talk, room, nick, changes)


def whox(talk: Conversation, message: Message) -> None:
    """RPL_WHOSPCRPL to our own question: me mark room user host nick flags account realname."""
    _, mark, room, user, host, nick, flags, name, realname = message.params[:9]
    if mark == WHOX_MARK:
        changes = _told_by_who(talk, f"{user}@{host}", flags, realname)
        changes["account"] = "" if name == "0" else plain(name)
        _seen_in_who(talk, room, nick, changes)


def _told_by_who(talk: Conversation, host: str, flags: str, realname: str) -> dict[str, Any]:
    """What a line of WHO says, as fields of a Member."""
    bot = _bot_flag(talk)
    changes: dict[str, Any] = {
        "away": "G" in flags,
        "bot": bool(bot) and bot in flags[1:],
        "host": plain(host),
    }
    if realname:
        changes["realname"] = plain(realname)
    return changes


def _seen_in_who(talk: Conversation, room_name: str, nick: str, changes: Mapping[str, Any]) -> None:
    """Take it in without a word: the list as a whole is told at its end."""
    talk.bookmarks.realnames.learn(nick, changes.get("realname", ""))
    if talk.is_me(nick):
        talk.own_host = changes["host"]
    room = talk.room(room_name)
    member = room.get(nick) if room else None
    if room and member:
        room.put(replace(member, **changes))


def _bot_flag(talk: Conversation) -> str:
    return talk.isupport.tokens.get("BOT", "")[:1]


def who_end(talk: Conversation, message: Message) -> None:
    room = talk.room(message.params[1])
    if room is not None and room.listed and room.awaits_who:
        room.awaits_who = False  # a list of all is dear: one a question, whatever a server sends
        talk.tell(MembersListed(room.name, tuple(room.members.values())))


# command → (handler, least parameters)
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "AWAY": (away, 0),
    "ACCOUNT": (account, 1),
    "SETNAME": (setname, 1),
    "CHGHOST": (chghost, 2),
    "MODE": (mode, 2),
    "305": (own_away, 0),
    "306": (own_away, 0),
    "315": (who_end, 2),
    "324": (mode_told, 3),
    "352": (who, 8),
    "354": (whox, 9),
}
