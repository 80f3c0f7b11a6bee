"""What can be done to messages on this server, besides sending them."""

from messenger.client.session.context import REF_TOKEN, Context
from messenger.irc.marks import EDIT_TAG, REACT_TAG, REDACTION, REPLY_TAGS

EDIT, REPLY, REACT, DELETE = "edit", "reply", "react", "delete"


def abilities(ctx: Context) -> frozenset[str]:
    """Some of "edit", "reply", "react" and "delete". Edits are our own relay's: elsewhere nobody
    but our clients would read them as such."""
    found = set()
    if "message-tags" in ctx.caps:
        denied = ctx.isupport.tokens.get("CLIENTTAGDENY", "").split(",")
        if _passes(REPLY_TAGS[-1], denied):
            found.add(REPLY)
            if _passes(REACT_TAG, denied):
                found.add(REACT)
        if REF_TOKEN in ctx.isupport.tokens and _passes(EDIT_TAG, denied):
            found.add(EDIT)
    if REDACTION in ctx.caps:
        found.add(DELETE)
    return frozenset(found)


def _passes(tag: str, denied: list[str]) -> bool:
    """source: IRCv3 message-tags, "CLIENTTAGDENY"."""
    name = tag.removeprefix("+")
    return name not in denied and ("*" not in denied or f"-{name}" in denied)
