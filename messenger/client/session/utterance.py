"""From lines to messages as they are kept and shown: live and from history alike."""

from collections.abc import Callable, Mapping

from messenger.client.events import ChatMessage
from messenger.client.session.cleaning import plain, split_source, spoken
from messenger.client.session.context import REF_TAG, Context
from messenger.irc.batch import Batch
from messenger.irc.message import Message

_ACTION = "\x01ACTION"
_CONTEXT_TAG = "draft/chathistory-context"


def said(ctx: Context, message: Message) -> ChatMessage:
    """A PRIVMSG or NOTICE with two parameters."""
    tags = message.tags
    nick = split_source(message.source or "")[0]
    text = message.params[1]
    kind = "message" if message.command == "PRIVMSG" else "notice"
    if text.startswith(_ACTION) and kind == "message":
        kind, text = "action", text[len(_ACTION) :].strip(" \x01")
    return ChatMessage(
        sender=nick,
        text=spoken(text),
        sent_at=ctx.time_of(message),
        kind=kind,
        msgid=tags.get("msgid", ""),
        ref=tags.get(REF_TAG, ""),
        account=tags.get("account", ""),
        own=ctx.is_me(nick),
        realname=ctx.bookmarks.realnames.of(nick),
    )


def joined_lines(batch: Batch) -> Message | None:
    """A multi-line batch as the one message that it is; None when it is empty."""
    first = next((item for item in batch.items if isinstance(item, Message)), None)
    if first is None or len(first.params) < 2:
        return None
    opening = batch.opening
    target = batch.params[0] if batch.params else first.params[0]
    tags = {**first.tags, **opening.tags}
    source = opening.source if opening.source and "!" in opening.source else first.source
    return Message(first.command, (target, batch.text()), source, tags)


def in_range(batch: Batch) -> list[Message | Batch]:
    """What a chathistory batch was asked for. What only belongs to it (a later wording, a
    reaction) stands in history once more, in its own turn: to go on from there would skip all
    that was said between. source: IRCv3 draft/chathistory, "draft/chathistory-context tag"."""
    return [item for item in batch.items if _CONTEXT_TAG not in _tags_of(item)]


def _tags_of(item: Message | Batch) -> Mapping[str, str]:
    return (item.opening if isinstance(item, Batch) else item).tags


def from_history(ctx: Context, batch: Batch) -> list[ChatMessage]:
    """The messages of a chathistory batch, in its order; what is none is left out."""
    messages = []
    for item in in_range(batch):
        line = joined_lines(item) if isinstance(item, Batch) else item
        reader = _READERS.get(line.command) if line else None
        if line and reader and len(line.params) >= _LEAST_PARAMS.get(line.command, 0):
            chat_message = reader(ctx, line)
            if chat_message:
                messages.append(chat_message)
    return messages


def _said_before(ctx: Context, message: Message) -> ChatMessage | None:
    text = message.params[1]
    if text.startswith("\x01") and not text.startswith(_ACTION):
        return None
    return said(ctx, message)


def _happened(
    kind: str, text_at: int, subject_at: int
) -> Callable[[Context, Message], ChatMessage]:
    """A reader for joins, kicks and the like (draft/event-playback)."""

    def read(ctx: Context, message: Message) -> ChatMessage:
        params = message.params
        nick = split_source(message.source or "")[0]
        return ChatMessage(
            sender=nick,
            text=plain(params[text_at]) if 0 <= text_at < len(params) else "",
            sent_at=ctx.time_of(message),
            kind=kind,
            msgid=message.tags.get("msgid", ""),
            subject=plain(params[subject_at]) if 0 <= subject_at < len(params) else "",
            own=ctx.is_me(nick),
            realname=ctx.bookmarks.realnames.of(nick),
        )

    return read


_READERS: Mapping[str, Callable[[Context, Message], ChatMessage | None]] = {
    "PRIVMSG": _said_before,
    "NOTICE": _said_before,
    "JOIN": _happened("join", -1, -1),
    "PART": _happened("part", 1, -1),
    "QUIT": _happened("quit", 0, -1),
    "KICK": _happened("kick", 2, 1),
    "NICK": _happened("nick", 0, -1),
    "TOPIC": _happened("topic", 1, -1),
    "MODE": _happened("mode", 1, 2),
}
_LEAST_PARAMS = {"PRIVMSG": 2, "NOTICE": 2, "KICK": 2, "TOPIC": 2, "MODE": 2, "NICK": 1}
