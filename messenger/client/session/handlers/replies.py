"""What the server tells by number or by FAIL, WARN and NOTE; pings; capabilities that change.

source: "Modern IRC Client Protocol", Numerics; IRCv3 standard-replies, capability-negotiation.
"""

from collections.abc import Callable, Mapping

from messenger.client.events import PersonDescribed, ReadMarked, RoomInfo, RoomsListed, ServerSaid
from messenger.client.session import attaching, read_marks
from messenger.client.session.cleaning import plain, spoken
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers.rooms import join_failed
from messenger.client.session.wanted_caps import WANTED_CAPS, in_lines
from messenger.errors import PeerError
from messenger.irc import names
from messenger.irc.claims import IDENTITY
from messenger.irc.message import Message
from messenger.irc.stamps import parse_time

NICK_BACK_S = 20.0  # a refusal within this time answers our own try to get the nick back

# In plain words; {0} is the parameter before the server's sentence.
ERRORS: Mapping[str, str] = {
    "401": "Nobody here is called {0}.",
    "402": "There is no server {0}.",
    "403": "There is no room {0}.",
    "404": "Your words do not reach {0}.",
    "405": "You are in too many rooms.",
    "406": "Nobody here was called {0}.",
    "412": "There was nothing to send.",
    "415": "The server does not take this.",
    "417": "That was too long for the server.",
    "421": "The server does not know the command {0}.",
    "431": "A name is missing.",
    "432": "{0} cannot be a name here.",
    "433": "The name {0} is taken.",
    "436": "The name {0} is taken.",
    "437": "{0} is not free at the moment.",
    "438": "You change your name too fast.",
    "441": "They are not in this room.",
    "442": "You are not in {0}.",
    "443": "They are in {0} already.",
    "447": "Your name cannot be changed now.",
    "461": "{0} needs more words behind it.",
    "467": "{0} has a key already.",
    "471": "{0} is full.",
    "472": "The server does not know this mode: {0}.",
    "473": "{0} is for invited people only.",
    "474": "You are banned from {0}.",
    "475": "{0} needs a key, and this one does not fit.",
    "476": "{0} cannot be the name of a room.",
    "477": "{0} is for people with an account only.",
    "478": "The list of {0} is full.",
    "479": "{0} cannot be the name of a room.",
    "481": "Only operators of the server may do that.",
    "482": "Only operators of {0} may do that.",
    "483": "That cannot be done to a server.",
    "484": "That may not be done to them.",
    "489": "{0} is for secure connections only.",
    "491": "This server has no operators from where you are.",
    "501": "The server does not know this mode.",
    "502": "Only your own modes can be changed.",
    "531": "Your words do not reach {0}.",
    "696": "The server does not take this argument.",
    "723": "You have no right to do that.",
}
JOIN_REFUSALS = frozenset(
    {"403", "405", "437", "471", "473", "474", "475", "476", "477", "479", "489", "520", "480"}
)
MESSAGE_REFUSALS = frozenset(
    {"401", "402", "403", "404", "407", "408", "412", "413", "414", "415", "417", "442", "477"}
    | {"482", "486", "531", "716"}
)
# Told on login or in between, and of no use in a window.
SILENT = frozenset(
    {"002", "003", "004", "008", "042", "221", "250", "251", "252", "253", "254", "255", "265"}
    | {"266", "302", "303", "321", "329", "333", "365", "375", "396", "728", "729", "730", "731"}
    | {"732", "733", "734", "900", "901", "903"}
)
_MESSAGE_COMMANDS = frozenset({"PRIVMSG", "NOTICE", "BATCH", "MULTILINE", "TAGMSG", "REDACT"})


def welcome(talk: Conversation, message: Message) -> None:
    talk.server_name = message.source or ""


def isupport(talk: Conversation, message: Message) -> None:
    talk.isupport.feed(message.params)


def motd(talk: Conversation, message: Message) -> None:
    talk.questions.motd_line(spoken(message.params[-1]).removeprefix("- "))


def motd_end(talk: Conversation, message: Message) -> None:
    text = talk.questions.motd_ends()
    if text:
        talk.tell(ServerSaid(text, code=message.command))


def no_motd(talk: Conversation, message: Message) -> None:
    """A server without a message of the day is not worth a word."""


def ping(talk: Conversation, message: Message) -> None:
    talk.send(Message("PONG", message.params[:2]))


def pong(talk: Conversation, message: Message) -> None:
    if message.params and not talk.attaching.ponged(message.params[-1]):
        talk.post.ponged(message.params[-1])


def error(talk: Conversation, message: Message) -> None:
    talk.farewell = plain(message.params[-1])[:300] if message.params else ""


def list_line(talk: Conversation, message: Message) -> None:
    room, count = message.params[1], message.params[2]
    people = int(count) if count.isascii() and count.isdigit() and len(count) < 9 else 0
    topic = message.params[3] if len(message.params) > 3 else ""
    talk.questions.room(RoomInfo(plain(room), people, topic))


def list_end(talk: Conversation, message: Message) -> None:
    talk.tell(RoomsListed(talk.questions.list_ends()))


def numeric_error(talk: Conversation, message: Message) -> None:
    """4xx and 5xx: to whom it belongs, else to the person, in plain words."""
    code, params = message.command, message.params
    subject = params[1] if len(params) > 2 else ""
    label = talk.batches.label_of(message)
    said = _in_words(code, subject, params[-1] if params else "")
    if code in JOIN_REFUSALS and _wanted(talk, subject):
        join_failed(talk, message)
    elif talk.post.refused(subject if code in MESSAGE_REFUSALS else "", label, said):
        return
    elif code == "401" and talk.questions.person_ends(talk.isupport.fold(subject)) is not None:
        talk.tell(PersonDescribed(plain(subject), ()))
    elif code in ("433", "437", "447") and talk.now - talk.nick_asked_at < NICK_BACK_S:
        return  # our own try to get the nick back; it goes on
    else:
        target = plain(subject) if talk.isupport.is_channel(subject) else ""
        talk.tell(ServerSaid(said, target, error=True, code=code))


def _wanted(talk: Conversation, room: str) -> bool:
    return names.fold(room) in talk.bookmarks.rooms and talk.room(room) is None


def _in_words(code: str, subject: str, text: str) -> str:
    ours = ERRORS.get(code, "").format(plain(subject))
    theirs = plain(text)
    return f"{ours} ({theirs})" if ours and theirs else ours or theirs


def standard_reply(talk: Conversation, message: Message) -> None:
    """FAIL, WARN or NOTE: command, code, context …, a sentence."""
    command, code, *context, text = message.params
    text = plain(text)
    if message.command == "NOTE" and attaching.is_about_it(command, code):
        talk.attaching.told(context[0] if context else "")
        return
    if message.command == "FAIL":
        label = talk.batches.label_of(message)
        refused = talk.catchup.refused
        if command == IDENTITY:
            talk.identity.refused(code, text)
            return
        if command == "CHATHISTORY" and any(refused(word, label) for word in context[::-1]):
            return
        target = context[0] if context else ""
        if code == "UNKNOWN_MSGID" and talk.post.already_gone(label):
            return
        if command in _MESSAGE_COMMANDS and talk.post.refused(target, label, text):
            return
        if command == "JOIN" and _wanted(talk, target):
            join_failed(talk, Message(code, ("", target, text)))
            return
    place = next((plain(word) for word in context if talk.isupport.is_channel(word)), "")
    talk.tell(ServerSaid(text, place, error=message.command == "FAIL", code=plain(code)))


def identity(talk: Conversation, message: Message) -> None:
    talk.identity.answered(message)


def read_marker(talk: Conversation, message: Message) -> None:
    """How far was read on any device of ours. source: IRCv3 draft/read-marker."""
    target, time = plain(message.params[0]), message.params[1].partition("=")[2]
    is_known = names.fold(target) in talk.bookmarks.newest or talk.room(target) is not None
    try:
        read_ms = parse_time(time) if time else 0  # of "*", which is nothing
        if is_known:
            read_marks.answered(talk, target, read_ms)
        if is_known and read_ms:
            talk.tell(ReadMarked(target, read_ms / 1000))
    except PeerError:
        pass


def cap(talk: Conversation, message: Message) -> None:
    """Capabilities that come and go while we are on (cap-notify)."""
    verb, words = message.params[1].upper(), message.params[-1].split()
    if verb == "NEW":
        values = dict(word.partition("=")[::2] for word in words)
        new = [name for name in WANTED_CAPS if name in values and name not in talk.caps]
        talk.cap_values.update({name: values[name] for name in new})
        for group in in_lines(new):
            talk.send(Message("CAP", ("REQ", " ".join(group))))
    elif verb == "ACK":
        talk.caps.update(name for name in words if name in WANTED_CAPS)
        talk.caps.difference_update(word[1:] for word in words if word.startswith("-"))
    elif verb == "DEL":
        talk.caps.difference_update(words)


def other_numeric(talk: Conversation, message: Message) -> None:
    """A number without a handler: its words, for the person; the first parameter is our nick."""
    if message.command not in SILENT and len(message.params) > 1:
        text = plain(" ".join(message.params[1:]))
        talk.tell(ServerSaid(text, code=message.command))


# command → (handler, least parameters)
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "001": (welcome, 0),
    "005": (isupport, 2),
    "322": (list_line, 3),
    "323": (list_end, 0),
    "372": (motd, 1),
    "376": (motd_end, 0),
    "422": (no_motd, 0),
    "PING": (ping, 0),
    "PONG": (pong, 0),
    "ERROR": (error, 0),
    IDENTITY: (identity, 1),
    "FAIL": (standard_reply, 3),
    "WARN": (standard_reply, 3),
    "NOTE": (standard_reply, 3),
    "MARKREAD": (read_marker, 2),
    "CAP": (cap, 3),
}
