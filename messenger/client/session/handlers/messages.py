"""Words: PRIVMSG and NOTICE, alone or in batches; what is said about them; CTCP.

source: RFC 2812 section 3.3; "CTCP" of modern.ircdocs; IRCv3 echo-message, labeled-response,
batch, draft/multiline, draft/chathistory, client-tags/react, draft/message-redaction.
"""

from collections.abc import Callable, Mapping

from messenger.client.events import ChatMessage, MessageArrived, ServerSaid
from messenger.client.session.cleaning import plain, split_source
from messenger.client.session.context import TARGETS
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers import lesson
from messenger.client.session.utterance import is_ctcp, joined_lines, reacted, redacted, said
from messenger.irc.message import Message
from messenger.irc.stamps import server_time

CTCP_PAUSE_S = 1.0  # between two answers, whoever asks
MAX_PING_CHARS = 32
VERSION = "Messenger"


def words(talk: Conversation, message: Message) -> None:
    """PRIVMSG or NOTICE: to a room, to us, or our own coming back."""
    target = talk.without_status_mark(message.params[0])
    text = message.params[1]
    source = message.source or ""
    nick = split_source(source)[0]
    if "!" not in source and _speaks_for_server(talk, nick):
        room = talk.room(target)
        talk.tell(ServerSaid(plain(text), room.name if room else ""))
        return
    if is_ctcp(message):
        _ctcp(talk, message, nick)
        return
    label = talk.batches.label_of(message) if message.tags else ""
    if lesson.held_id(talk, message):
        lesson.held(talk, message, label)
        return
    if target is not message.params[0]:
        message = Message(message.command, (target, text), message.source, message.tags)
    _arrive(talk, message, nick, label)


def _arrive(talk: Conversation, message: Message, nick: str, label: str) -> None:
    chat_message = said(talk, message)
    place = _place(talk, message.params[0], chat_message)
    known = talk.bookmarks.known
    if chat_message.own and talk.post.echoed(place, chat_message, label):
        known.add(chat_message.msgid)
    else:
        if not known.add(chat_message.msgid):
            return
        if chat_message.ref and not known.add(f"{nick}\0{chat_message.ref}"):
            return
        talk.tell(MessageArrived(place, chat_message))
    talk.catchup.heard_live(place, chat_message)


def _place(talk: Conversation, target: str, message: ChatMessage) -> str:
    """Where something was said: the room, or the other one of a private talk."""
    if talk.isupport.is_channel(target):
        room = talk.room(target)
        return room.name if room else plain(target)
    return plain(target if message.own else message.sender)


def tagged(talk: Conversation, message: Message) -> None:
    """TAGMSG: a reaction; other tags without words are not for us."""
    mark = reacted(talk, message)
    if mark is not None:
        _mark(talk, message, mark)


def redact(talk: Conversation, message: Message) -> None:
    """REDACT: a message is taken back."""
    _mark(talk, message, redacted(talk, message))


def _mark(talk: Conversation, message: Message, mark: ChatMessage) -> None:
    place = _place(talk, talk.without_status_mark(message.params[0]), mark)
    is_ours = mark.own and talk.post.echoed(place, mark, talk.batches.label_of(message))
    is_new = talk.bookmarks.known.add(mark.msgid)
    if not is_ours and is_new:
        talk.tell(MessageArrived(place, mark))
    talk.catchup.heard_live(place, mark)


def _speaks_for_server(talk: Conversation, nick: str) -> bool:
    return not nick or "." in nick or nick == talk.server_name or nick == "*"


def _ctcp(talk: Conversation, message: Message, nick: str) -> None:
    """Answer VERSION, PING and TIME, rarely, with nothing of this computer; the rest not at all."""
    verb, _, argument = message.params[1].strip("\x01").partition(" ")
    answer = CTCP_ANSWERS.get(verb.upper())
    if answer is None or message.command != "PRIVMSG" or talk.is_me(nick):
        return
    if talk.now - talk.ctcp_answered_at < CTCP_PAUSE_S:
        return
    talk.ctcp_answered_at = talk.now
    words_back = f"\x01{verb.upper()} {answer(talk, argument)}\x01"
    talk.send(Message("NOTICE", (nick, words_back)))


def _time(talk: Conversation, argument: str) -> str:
    """Of the whole world: the time here would say where that is."""
    return server_time(int(talk.wall) * 1000)


CTCP_ANSWERS: Mapping[str, Callable[[Conversation, str], str]] = {
    "VERSION": lambda talk, argument: VERSION,
    "PING": lambda talk, argument: plain(argument)[:MAX_PING_CHARS],
    "TIME": _time,
}


def batch(talk: Conversation, message: Message) -> None:
    """BATCH +id opens, BATCH -id closes; a closed one that was kept is dealt with here."""
    if message.params[0].startswith("+"):
        talk.batches.open(message)
        return
    closed = talk.batches.close(message)
    if closed is None:
        return
    if closed.kind == "chathistory":
        talk.catchup.receive(closed)
    elif closed.kind == TARGETS:
        talk.catchup.receive_targets(closed)
    elif closed.kind == "draft/multiline":
        line = joined_lines(closed)
        if line is not None and lesson.held_id(talk, line):
            lesson.held(talk, line, talk.batches.label_of(closed.opening))
        elif line is not None:
            nick = split_source(line.source or "")[0]
            _arrive(talk, line, nick, talk.batches.label_of(closed.opening))


def ack(talk: Conversation, message: Message) -> None:
    talk.post.acknowledged(message.tags.get("label", ""))


# command → (handler, least parameters)
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "PRIVMSG": (words, 2),
    "NOTICE": (words, 2),
    "TAGMSG": (tagged, 1),
    "REDACT": (redact, 2),
    "BATCH": (batch, 1),
    "ACK": (ack, 0),
}
