"""Words about changed and deleted messages and reactions, for every front end."""

from messenger.client.events import ChatMessage
from messenger.irc.marks import EDIT, REACT, REDACT, UNREACT

EDITED = "edited"
QUOTED = 40  # characters of a message in a sentence about it
NOT_HERE = "An earlier message"  # that is answered and not loaded
_NOT_DONE = {
    EDIT: "The message was not changed",
    REDACT: "The message was not deleted",
    REACT: "Your reaction was not added",
    UNREACT: "Your reaction was not taken back",
}
_DOUBTFUL = {
    EDIT: "It is not certain that the message was changed",
    REDACT: "It is not certain that the message was deleted",
    REACT: "It is not certain that your reaction was added",
    UNREACT: "It is not certain that your reaction was taken back",
}


def not_done(mark: ChatMessage, reason: str, doubtful: bool = False) -> str:
    """What we wanted to do to a message, and was not done, or (doubtful) perhaps not. New words
    are told, so that nobody has to type them again."""
    what = (_DOUBTFUL if doubtful else _NOT_DONE)[mark.kind]
    because = f": {reason.rstrip('.')}." if reason else "."
    return f"{what}{because}" + (f" You wrote: {mark.text}" if mark.kind == EDIT else "")


def waits(mark: ChatMessage) -> str:
    """What of ours is on its way."""
    return _WAITS[mark.kind] + (f" {mark.text}" if mark.kind != REDACT else "")


_WAITS = {
    EDIT: "new words:",
    REDACT: "that a message is deleted",
    REACT: "the reaction",
    UNREACT: "that you take back",
}


def sentence(mark: ChatMessage, name: str, about: str) -> str:
    """What somebody did to a message, in a line of its own. about: its words, "" for unknown."""
    first = " ".join(about.split())
    quoted = f' to "{first[:QUOTED] + "…" if len(first) > QUOTED else first}"' if first else ""
    if mark.kind == REDACT:
        return f"{name} deleted a message"
    if mark.kind == UNREACT:
        return f"{name} took {mark.text} back"
    return f"{name} reacted with {mark.text}{quoted}"
