"""What is said about a message that was said before: an answer, a new wording, a reaction, and
its being taken back. The tags, and who may.

source: IRCv3 client-tags/reply, client-tags/react, draft/message-redaction; edits are our own.
"""

from collections.abc import Mapping

from messenger.irc.names import fold

# Whoever does not know the tag reads "* new words", once; the mark is not part of the words.
EDIT_TAG = "+messenger.internal/edit"
EDIT_MARK = "* "
REPLY_TAGS = ("+reply", "+draft/reply")  # ratified in 2026; most clients still say draft
REACT_TAG = "+draft/react"
UNREACT_TAG = "+draft/unreact"
REDACTION = "draft/message-redaction"  # the capability
EDIT, REDACT, REACT, UNREACT = "edit", "redact", "react", "unreact"
MARKS = frozenset({EDIT, REDACT, REACT, UNREACT})  # kinds of what is said about a message


def answered(tags: Mapping[str, str]) -> str:
    """The msgid of what a line answers or reacts to, "" for none."""
    return next((tags[name] for name in REPLY_TAGS if tags.get(name)), "")


def who(account: str, nick: str) -> str:
    """Whose something is: of the account, and of the nick where there is none."""
    return f"@{fold(account)}" if account else fold(nick)


def is_author(account: str, nick: str, parent_account: str, parent_nick: str) -> bool:
    """Whether somebody wrote a message and may change its words: by its account, and without
    one by the nick."""
    if parent_account:
        return fold(account) == fold(parent_account)
    return fold(nick) == fold(parent_nick)
