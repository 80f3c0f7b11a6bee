"""From what a person typed to what it means: words to say, or a slash command."""

import re
from collections.abc import Callable, Mapping

from messenger.client.intents import (
    AskAccount,
    AskWhois,
    ChangeNick,
    DeleteAccount,
    FindMessages,
    InvitePerson,
    JoinRoom,
    KickMember,
    LeaveRoom,
    ListRooms,
    Quit,
    RevokeKey,
    SaveTalk,
    SendRaw,
    SendText,
    SetAway,
    SetMode,
    SetPassword,
    SetTopic,
)
from messenger.client.model.lesson import why_closed
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.text import commands_help, lesson_commands, lesson_words, mark_commands
from messenger.client.text.completion import Candidate, Completion, complete
from messenger.client.text.new_ref import new_ref
from messenger.client.text.typed import Parsed, Typed, UsageError, WrongError
from messenger.client.text.words import AWAY
from messenger.irc.names import fold, is_channel

__all__ = ["Candidate", "Completion", "Parsed", "complete", "new_ref", "parse"]
_COMMAND = re.compile(r"/([A-Za-z?-]+)(?:[ \t\n]+(.*))?", re.DOTALL)


def parse(text: str, target: str, model: Model) -> Parsed:
    """What a text means, typed in the place `target` ("" when none is open)."""
    text = text.strip("\r\n").rstrip()
    if not text:
        return Parsed()
    command = _COMMAND.fullmatch(text)
    if command is None:
        return _say(text[1:] if text.startswith("//") else text, target, model)
    name = commands_help.canonical(command[1])
    run = COMMANDS.get(name)
    if run is None:
        return Parsed(error=commands_help.unknown(command[1]))
    try:
        return run(Typed((command[2] or "").strip(), target, model))
    except UsageError:
        return Parsed(error=f"Type it so: {commands_help.HELP[name].usage}")
    except WrongError as wrong:
        return Parsed(error=str(wrong))


def _say(text: str, target: str, model: Model, kind: str = "message") -> Parsed:
    if not target:
        return Parsed(error="No room is open. Type /join ROOM to go into one.")
    place = model.places.get(fold(target))
    if place is not None and place.kind is PlaceKind.ROOM and not place.joined:
        return Parsed(error=f"You are not in {place.name}. Type /join {place.name} to go there.")
    if why := why_closed(model.lesson, place or Place(target), model.nick):
        return Parsed(error=lesson_words.closed(why))
    return Parsed((SendText(target, text, new_ref(), kind),))


def _room_name(word: str) -> str:
    return word if is_channel(word) else f"#{word}"


def _help(typed: Typed) -> Parsed:
    if not typed.words:
        return Parsed(say=commands_help.overview())
    name = typed.words[0].lstrip("/")
    lines = commands_help.about(name)
    return Parsed(say=lines) if lines else Parsed(error=commands_help.unknown(name))


def _me(typed: Typed) -> Parsed:
    return _say(typed.needed(1)[0], typed.target, typed.model, "action")


def _msg(typed: Typed) -> Parsed:
    name, text = typed.person()
    if not text:
        return Parsed(open=name)
    said = _say(text, name, typed.model)
    return said if said.error else Parsed(said.intents, open=name)


def _notice(typed: Typed) -> Parsed:
    target, text = typed.person()
    if not text:
        raise UsageError
    return _say(text, target, typed.model, "notice")


def _join(typed: Typed) -> Parsed:
    names, *key = typed.needed(1)[0].split()
    rooms = [_room_name(name) for name in names.split(",") if name]
    if not rooms:
        raise UsageError
    first_key = key[0] if key else ""
    intents = [JoinRoom(room, first_key if room == rooms[0] else "") for room in rooms]
    return Parsed(tuple(intents), open=rooms[0])


def _leave(typed: Typed) -> Parsed:
    words = typed.rest.split(maxsplit=1)
    if words and is_channel(words[0]):
        return Parsed((LeaveRoom(words[0], words[1] if len(words) > 1 else ""),))
    place = typed.model.places.get(fold(typed.target))
    if not is_channel(typed.target):
        return Parsed(close=typed.target) if typed.target else Parsed(error="No room is open.")
    if place is not None and not place.joined:
        return Parsed(close=typed.target)
    return Parsed((LeaveRoom(typed.target, typed.rest),))


def _topic(typed: Typed) -> Parsed:
    room = typed.room()
    if typed.rest:
        return Parsed((SetTopic(room, "" if typed.rest == "-" else typed.rest),))
    place = typed.model.places.get(fold(room))
    topic = place.topic if place else ""
    return Parsed(say=(f"Topic of {room}: {topic}" if topic else f"{room} has no topic.",))


def _nick(typed: Typed) -> Parsed:
    return Parsed((ChangeNick(" ".join(typed.needed(1)[0].strip('"').split())),))


def _away(typed: Typed) -> Parsed:
    return Parsed((SetAway(typed.rest or AWAY),))


def _kick(typed: Typed) -> Parsed:
    nick, reason = typed.person()
    return Parsed((KickMember(typed.room(), nick, reason),))


def _invite(typed: Typed) -> Parsed:
    nick, room = typed.person()
    return Parsed((InvitePerson(_room_name(room.split()[0]) if room else typed.room(), nick),))


def _ban(sign: str) -> Callable[[Typed], Parsed]:
    def run(typed: Typed) -> Parsed:
        name = typed.rest.split()[0] if set("!*") & set(typed.rest) else typed.person()[0]
        mask = name if set("!@*") & set(name) else f"{name}!*@*"
        return Parsed((SetMode(typed.room(), f"{sign}b", (mask,)),))

    return run


def _standing(sign: str, letter: str) -> Callable[[Typed], Parsed]:
    """Give or take a mode of members."""

    def run(typed: Typed) -> Parsed:
        nicks = typed.people()
        return Parsed((SetMode(typed.room(), sign + letter * len(nicks), tuple(nicks)),))

    return run


def _mode(typed: Typed) -> Parsed:
    words = typed.words
    own = fold(typed.model.nick)
    target = words.pop(0) if words and (is_channel(words[0]) or fold(words[0]) == own) else ""
    target = target or typed.room()
    if words:
        return Parsed((SetMode(target, words[0], tuple(words[1:])),))
    place = typed.model.places.get(fold(target))
    return Parsed(say=(f"Modes of {target}: {(place.modes if place else '') or 'none'}",))


def _save(typed: Typed) -> Parsed:
    """The open place, into a file."""
    path, place = typed.needed(1)[0], typed.model.place
    if place is None:
        return Parsed(error="No room is open.")
    return Parsed((save_wish(typed.model, place, path),))


def save_wish(model: Model, place: Place, path: str) -> SaveTalk:
    title = place.name
    if place.kind is not PlaceKind.ROOM:
        title = f"Private talk with {model.display(place.name, place.name)}"
    return SaveTalk(place.name, path, title)


def _names(typed: Typed) -> Parsed:
    room, model = typed.room(), typed.model
    place = model.places.get(fold(room))
    members = sorted(place.members.values(), key=lambda each: fold(each.nick)) if place else []
    shown = ", ".join(f"{each.modes[:1]}{model.display(each.nick, room)}" for each in members)
    return Parsed(say=(f"{len(members)} in {room}: {shown}",))


def _whois(typed: Typed) -> Parsed:
    return Parsed((AskWhois(typed.person()[0]),))


def _password(typed: Typed) -> Parsed:
    return Parsed((SetPassword(typed.rest),)) if typed.rest else Parsed(ask_password=True)


def _quote(typed: Typed) -> Parsed:
    return Parsed((SendRaw(typed.needed(1)[0].replace("\n", " ")),))


COMMANDS: Mapping[str, Callable[[Typed], Parsed]] = {
    "help": _help,
    "me": _me,
    "msg": _msg,
    "join": _join,
    "leave": _leave,
    "topic": _topic,
    "nick": _nick,
    "away": _away,
    "back": lambda typed: Parsed((SetAway(""),)),
    "kick": _kick,
    "ban": _ban("+"),
    "unban": _ban("-"),
    "op": _standing("+", "o"),
    "deop": _standing("-", "o"),
    "voice": _standing("+", "v"),
    "devoice": _standing("-", "v"),
    "invite": _invite,
    "list": lambda typed: Parsed((ListRooms(),)),
    "search": lambda typed: Parsed((FindMessages(typed.needed(1)[0]),)),
    "save": _save,
    "names": _names,
    "whois": _whois,
    "mode": _mode,
    "notice": _notice,
    "clear": lambda typed: Parsed(clear=True),
    "devices": lambda typed: Parsed((AskAccount(),)),
    "password": _password,
    "revoke": lambda typed: Parsed((RevokeKey(typed.needed(1)[0]),)),
    "unregister": lambda typed: Parsed((DeleteAccount(typed.needed(1)[0]),)),
    "quote": _quote,
    "quit": lambda typed: Parsed((Quit(typed.rest),)),
    **lesson_commands.COMMANDS,
    **mark_commands.COMMANDS,
}
