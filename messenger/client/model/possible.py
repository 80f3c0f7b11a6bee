"""What the person can do to a message: answer it, react to it, change it, delete it.

The server decides in the end; this is what is worth offering.
"""

from collections.abc import Iterator

from messenger.client.events import ChatMessage
from messenger.client.intents import SendText
from messenger.client.model.entry import SPOKEN, Entry, State
from messenger.client.model.lesson import looks_after
from messenger.client.model.model import Model
from messenger.client.model.place import Place
from messenger.irc.marks import REACT, UNREACT


def possible(model: Model, place: Place, entry: Entry) -> frozenset[str]:
    """Some of "reply", "react", "edit" and "delete"."""
    message = entry.message
    if message.kind not in SPOKEN or not message.msgid or entry.state is not State.SETTLED:
        return frozenset()
    deeds = {"reply", "react"}
    if message.own and message.kind == "message":
        deeds.add("edit")
    if message.own or looks_after(place, model.nick):
        deeds.add("delete")
    return model.abilities & deeds


def newest(model: Model, place: Place, deed: str, own: bool | None = None) -> Iterator[Entry]:
    """Messages to which this can be done, the newest first. own: ours, others', or None: all."""
    for entry in reversed(place.timeline.entries):
        if own in (None, entry.message.own) and deed in possible(model, place, entry):
            yield entry


def toggled(place: Place, message: ChatMessage, text: str, ref: str) -> SendText:
    """Our reaction to a message, or its taking back where it is there already."""
    entry = place.timeline.find(message.msgid)
    reactions = entry.outcome.reactions if entry else ()
    is_there = any(one.own and one.text == text for one in reactions)
    return SendText(place.name, text, ref, UNREACT if is_there else REACT, message.msgid)
