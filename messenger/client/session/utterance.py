"""From lines to messages as they are kept and shown: live and from history alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from messenger.client.events import ChatMessage
from messenger.client.session import dcc
from messenger.client.session.cleaning import plain, split_source, spoken
from messenger.client.session.context import REF_TAG, REF_TOKEN, Context
from messenger.irc import marks
from messenger.irc.batch import Batch
from messenger.irc.message import Message

MAX_REACTION_CHARS = 32
_ACTION = "\x01ACTION"
_CONTEXT_TAG = "draft/chathistory-context"


def said(ctx: Context, message: Message) -> ChatMessage:
    """A PRIVMSG or NOTICE with two parameters: words, or new words for a message."""
    tags = message.tags
    nick = split_source(message.source or "")[0]
    text = message.params[1]
    kind = "message" if message.command == "PRIVMSG" else "notice"
    if text.startswith(_ACTION) and kind == "message":
        kind, text = "action", text[len(_ACTION) :].strip(" \x01")
    elif dcc.is_offer(message):
        kind, text = "action", dcc.told(text)
    words = ChatMessage(
        sender=nick,
        text=spoken(text),
        sent_at=ctx.time_of(message),
        kind=kind,
        msgid=tags.get("msgid", ""),
        ref=tags.get(REF_TAG, ""),
        account=tags.get("account", ""),
        subject=marks.answered(tags),
        own=ctx.is_me(nick),
        realname=ctx.bookmarks.realnames.of(nick),
    )
    edited = tags.get(marks.EDIT_TAG, "")
    if not edited or kind != "message" or not _may_be_known(ctx, edited):
        ctx.bookmarks.sources.add(words.msgid, message.source or "")
        return words
    if not words.account and not _is_the_authors(ctx, message, edited):
        return words
    new = words.text.removeprefix(marks.EDIT_MARK)
    return replace(words, text=new, kind=marks.EDIT, subject=edited)


def is_ctcp(message: Message) -> bool:
    """Whether a PRIVMSG or NOTICE of two parameters is from program to program, no words."""
    text = message.params[1]
    return text.startswith("\x01") and not text.startswith(_ACTION) and not dcc.is_offer(message)


def _may_be_known(ctx: Context, msgid: str) -> bool:
    """Where there is no history, new words for a message that we never saw are shown as words."""
    return "draft/chathistory" in ctx.caps or msgid in ctx.bookmarks.known


def _is_the_authors(ctx: Context, message: Message, msgid: str) -> bool:
    """Whether new words are of who said the old ones, where there are no accounts: our own relay
    has looked; on other servers a nick may be somebody else's by now, so it has to be the same
    nick!user@host. Of what was said before we came only a history can tell."""
    if REF_TOKEN in ctx.isupport.tokens or ctx.is_me(split_source(message.source or "")[0]):
        return True
    known = ctx.bookmarks.sources.of(msgid)
    return known == message.source or (not known and "batch" in message.tags)


def reacted(ctx: Context, message: Message) -> ChatMessage | None:
    """A TAGMSG: somebody chose an emoji for a message, or took it back; None: something else."""
    tags, parent = message.tags, marks.answered(message.tags)
    for kind, name in ((marks.REACT, marks.REACT_TAG), (marks.UNREACT, marks.UNREACT_TAG)):
        text = plain(tags.get(name, "")).strip()[:MAX_REACTION_CHARS]
        if text and parent:
            return _mark(ctx, message, kind, parent, text)
    return None


def redacted(ctx: Context, message: Message) -> ChatMessage:
    """A REDACT with its two parameters: a message is taken back."""
    params = message.params
    reason = plain(params[2]) if len(params) > 2 else ""
    return _mark(ctx, message, marks.REDACT, params[1], reason)


def _mark(ctx: Context, message: Message, kind: str, parent: str, text: str) -> ChatMessage:
    nick, tags = split_source(message.source or "")[0], message.tags
    return ChatMessage(
        sender=nick,
        text=text,
        sent_at=ctx.time_of(message),
        kind=kind,
        msgid=tags.get("msgid", ""),
        ref=tags.get(REF_TAG, ""),
        account=tags.get("account", ""),
        subject=parent,
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


def ends_of(batch: Batch) -> tuple[str, str]:
    """The msgids between which a chathistory batch lies, both inclusive; "" where it has none."""
    msgids = [_tags_of(item).get("msgid", "") for item in in_range(batch)]
    msgids = [msgid for msgid in msgids if msgid]
    return (msgids[0], msgids[-1]) if msgids else ("", "")


def _tags_of(item: Message | Batch) -> Mapping[str, str]:
    return (item.opening if isinstance(item, Batch) else item).tags


def from_history(ctx: Context, batch: Batch) -> list[ChatMessage]:
    """The words and marks of a chathistory batch, in its order, each message with the marks that
    belong to it. The rest is left out: who came and went while we were away is no news."""
    messages = []
    for item in batch.items:
        line = joined_lines(item) if isinstance(item, Batch) else item
        reader = _READERS.get(line.command) if line else None
        if line and reader and len(line.params) >= _LEAST_PARAMS[line.command]:
            chat_message = reader(ctx, line)
            is_ours = _CONTEXT_TAG not in _tags_of(item)
            if chat_message and (is_ours or chat_message.kind in marks.MARKS):
                messages.append(chat_message)
    return messages


def _said_before(ctx: Context, message: Message) -> ChatMessage | None:
    return None if is_ctcp(message) else said(ctx, message)


_READERS: Mapping[str, Callable[[Context, Message], ChatMessage | None]] = {
    "PRIVMSG": _said_before,
    "NOTICE": _said_before,
    "TAGMSG": reacted,
    "REDACT": redacted,
}
_LEAST_PARAMS = {"PRIVMSG": 2, "NOTICE": 2, "TAGMSG": 1, "REDACT": 2}
