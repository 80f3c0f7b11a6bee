"""From what a person typed to what it means: words to say, or a slash command."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from messenger.client.intents import (
    AskAccount,
    AskWhois,
    ChangeNick,
    DeleteAccount,
    FindMessages,
    Intent,
    InvitePerson,
    JoinRoom,
    KickMember,
    LeaveRoom,
    ListRooms,
    Quit,
    RevokeKey,
    SendRaw,
    SendText,
    SetAway,
    SetMode,
    SetPassword,
    SetTopic,
)
from messenger.client.model.lesson import why_closed
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.text import commands_help, lesson_commands, lesson_words
from messenger.client.text.completion import Candidate, Completion, complete
from messenger.client.text.people import take_people, take_person
from messenger.client.text.words import AWAY
from messenger.irc.names import fold, is_channel

__all__ = ["Candidate", "Completion", "Parsed", "complete", "new_ref", "parse"]
_COMMAND = re.compile(r"/([A-Za-z?-]+)(?:[ \t\n]+(.*))?", re.DOTALL)
_REF_BYTES = 12


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a typed text asks for; do it in this order.

    intents: to submit; say: lines to show in the current place, for this person only;
    open, close: a place to show, or to take off the list (`Model.show`, `Model.close`);
    clear: empty the current place's window (`Model.clear`); ask_password: a new password is
    wanted, and has yet to be typed, unseen (SetPassword); error: what is wrong, and the text
    then stays in the box.
    """

    intents: tuple[Intent, ...] = ()
    say: tuple[str, ...] = ()
    open: str | None = None
    close: str | None = None
    clear: bool = False
    ask_password: bool = False
    error: str | None = None


class _WrongError(Exception):
    """The person typed something that can't be done; the text says why."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """One command: what stands behind its name, and where it was typed."""

    rest: str
    target: str
    model: Model

    @property
    def words(self) -> list[str]:
        return self.rest.split()

    def room(self) -> str:
        if not is_channel(self.target):
            raise _WrongError("This works in a room only.")
        return self.target

    def person(self) -> tuple[str, str]:
        """(nick, what stands behind): of the person that was typed first."""
        nick, rest = take_person(self.rest, self.model)
        if not nick:
            raise _UsageError
        return nick, rest

    def people(self) -> list[str]:
        """The nicks of all that were typed."""
        nicks = take_people(self.rest, self.model)
        if not nicks:
            raise _UsageError
        return nicks

    def needed(self, count: int) -> list[str]:
        """The first words, the last of them with all that is left; "" never counts."""
        words = self.rest.split(maxsplit=count - 1)
        if len(words) < count:
            raise _UsageError
        return words


class _UsageError(Exception):
    """Something is missing: the command's usage is the answer."""


def new_ref() -> str:
    """A random id for a message of ours."""
    return secrets.token_urlsafe(_REF_BYTES)


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
        return run(_Typed((command[2] or "").strip(), target, model))
    except _UsageError:
        return Parsed(error=f"Type it so: {commands_help.HELP[name].usage}")
    except _WrongError as wrong:
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


def _help(typed: _Typed) -> Parsed:
    if not typed.words:
        return Parsed(say=commands_help.overview())
    name = typed.words[0].lstrip("/")
    lines = commands_help.about(name)
    return Parsed(say=lines) if lines else Parsed(error=commands_help.unknown(name))


def _me(typed: _Typed) -> Parsed:
    return _say(typed.needed(1)[0], typed.target, typed.model, "action")


def _msg(typed: _Typed) -> Parsed:
    name, text = typed.person()
    if not text:
        return Parsed(open=name)
    said = _say(text, name, typed.model)
    return said if said.error else Parsed(said.intents, open=name)


def _notice(typed: _Typed) -> Parsed:
    target, text = typed.person()
    if not text:
        raise _UsageError
    return _say(text, target, typed.model, "notice")


def _join(typed: _Typed) -> Parsed:
    names, *key = typed.needed(1)[0].split()
    rooms = [_room_name(name) for name in names.split(",") if name]
    if not rooms:
        raise _UsageError
    first_key = key[0] if key else ""
    intents = [JoinRoom(room, first_key if room == rooms[0] else "") for room in rooms]
    return Parsed(tuple(intents), open=rooms[0])


def _leave(typed: _Typed) -> Parsed:
    words = typed.rest.split(maxsplit=1)
    if words and is_channel(words[0]):
        return Parsed((LeaveRoom(words[0], words[1] if len(words) > 1 else ""),))
    place = typed.model.places.get(fold(typed.target))
    if not is_channel(typed.target):
        return Parsed(close=typed.target) if typed.target else Parsed(error="No room is open.")
    if place is not None and not place.joined:
        return Parsed(close=typed.target)
    return Parsed((LeaveRoom(typed.target, typed.rest),))


def _topic(typed: _Typed) -> Parsed:
    room = typed.room()
    if typed.rest:
        return Parsed((SetTopic(room, "" if typed.rest == "-" else typed.rest),))
    place = typed.model.places.get(fold(room))
    topic = place.topic if place else ""
    return Parsed(say=(f"Topic of {room}: {topic}" if topic else f"{room} has no topic.",))


def _nick(typed: _Typed) -> Parsed:
    return Parsed((ChangeNick(" ".join(typed.needed(1)[0].strip('"').split())),))


def _away(typed: _Typed) -> Parsed:
    return Parsed((SetAway(typed.rest or AWAY),))


def _kick(typed: _Typed) -> Parsed:
    nick, reason = typed.person()
    return Parsed((KickMember(typed.room(), nick, reason),))


def _invite(typed: _Typed) -> Parsed:
    nick, room = typed.person()
    return Parsed((InvitePerson(_room_name(room.split()[0]) if room else typed.room(), nick),))


def _ban(sign: str) -> Callable[[_Typed], Parsed]:
    def run(typed: _Typed) -> Parsed:
        name = typed.rest.split()[0] if set("!*") & set(typed.rest) else typed.person()[0]
        mask = name if set("!@*") & set(name) else f"{name}!*@*"
        return Parsed((SetMode(typed.room(), f"{sign}b", (mask,)),))

    return run


def _standing(sign: str, letter: str) -> Callable[[_Typed], Parsed]:
    """Give or take a mode of members."""

    def run(typed: _Typed) -> Parsed:
        nicks = typed.people()
        return Parsed((SetMode(typed.room(), sign + letter * len(nicks), tuple(nicks)),))

    return run


def _mode(typed: _Typed) -> Parsed:
    words = typed.words
    own = fold(typed.model.nick)
    target = words.pop(0) if words and (is_channel(words[0]) or fold(words[0]) == own) else ""
    target = target or typed.room()
    if words:
        return Parsed((SetMode(target, words[0], tuple(words[1:])),))
    place = typed.model.places.get(fold(target))
    return Parsed(say=(f"Modes of {target}: {(place.modes if place else '') or 'none'}",))


def _names(typed: _Typed) -> Parsed:
    room, model = typed.room(), typed.model
    place = model.places.get(fold(room))
    members = sorted(place.members.values(), key=lambda each: fold(each.nick)) if place else []
    shown = ", ".join(f"{each.modes[:1]}{model.display(each.nick, room)}" for each in members)
    return Parsed(say=(f"{len(members)} in {room}: {shown}",))


def _whois(typed: _Typed) -> Parsed:
    return Parsed((AskWhois(typed.person()[0]),))


def _password(typed: _Typed) -> Parsed:
    return Parsed((SetPassword(typed.rest),)) if typed.rest else Parsed(ask_password=True)


def _quote(typed: _Typed) -> Parsed:
    return Parsed((SendRaw(typed.needed(1)[0].replace("\n", " ")),))


def _of_lesson(run: lesson_commands.Run) -> Callable[[_Typed], Parsed]:
    def parsed(typed: _Typed) -> Parsed:
        answer = run(typed)
        return Parsed(answer.intents, answer.say, error=answer.error)

    return parsed


COMMANDS: Mapping[str, Callable[[_Typed], Parsed]] = {
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
    **{name: _of_lesson(run) for name, run in lesson_commands.COMMANDS.items()},
}
