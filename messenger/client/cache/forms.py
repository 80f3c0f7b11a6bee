"""Messages as a front end has them, and as the copy keeps them."""

from messenger.client.events import ChatMessage
from messenger.client.model.timeline import order_of
from messenger.store import cache_db as db


def to_cache(message: ChatMessage) -> db.CachedMessage:
    return db.CachedMessage(
        message.sender,
        message.text,
        message.sent_at,
        message.kind,
        message.msgid,
        message.ref,
        message.account,
        message.subject,
        message.own,
        message.realname,
        order_of(message)[1],
    )


def from_cache(message: db.CachedMessage) -> ChatMessage:
    return ChatMessage(
        message.sender,
        message.text,
        message.sent_at,
        message.kind,
        message.msgid,
        message.ref,
        message.account,
        message.subject,
        message.own,
        message.realname,
    )
