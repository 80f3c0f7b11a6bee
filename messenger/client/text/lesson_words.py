"""Words of a lesson, for every front end."""

from collections.abc import Callable, Sequence

from messenger.client.lesson_events import LessonTold, PersonHere, RelayBan
from messenger.client.model.lesson import KEPT, HeldMessage
from messenger.client.text.words import lasting
from messenger.irc.mode_words import whom

NameOf = Callable[[str], str]
WAITS = "Waits for the host's approval. Nobody else sees it yet."
RAISE, LOWER = "Raise my hand", "Lower my hand"
OWN_HAND_DOWN = "Your hand is down."


def closed(why: str) -> str:
    """What happened, and what is safe."""
    return f"{why} {KEPT}" if why else ""


def change(before: LessonTold, now: LessonTold) -> str:
    """What is another now, for who reads lines; "" for nothing worth a word."""
    if now.muted and not before.muted:
        return "The host has muted you. You can read on."
    if now.all_muted and not before.all_muted:
        return "The host has muted everybody. You can read on."
    if now.talks_closed and not before.talks_closed:
        return "The host has closed private messages: you can write to the host only."
    if now.spared and not before.spared and now.all_muted:
        return "The host lets you speak."
    if before.muted or (before.all_muted and not now.all_muted):
        return "You may speak again." if not (now.muted or now.all_muted) else ""
    if before.talks_closed and not now.talks_closed:
        return "Private messages are open again."
    return ""


def change_by_hosts(before: LessonTold, now: LessonTold) -> str:
    """The same for one who looks after the relay, and whom none of it binds."""
    if now.all_muted is not before.all_muted:
        return "Everybody but the hosts is muted." if now.all_muted else "Everybody may speak."
    if now.talks_closed is not before.talks_closed:
        if now.talks_closed:
            return "Private messages reach the hosts only."
        return "Private messages are open again."
    return ""


def still_so(before: LessonTold, now: LessonTold) -> str:
    """What one who looks after the relay finds at the login, from another time."""
    found = []
    if now.all_muted and not before.all_muted:
        found.append("Everybody but the hosts is still muted.")
    if now.talks_closed and not before.talks_closed:
        found.append("Private messages still reach the hosts only.")
    if not found:
        return ""
    return f"{' '.join(found)} The shield above the messages (F8) changes it."


def hand(name: str, place: int) -> str:
    """name: "" for one's own."""
    if not name:
        return f"Your hand is up (number {place})."
    return f"{name} raises a hand (number {place})."


def hands(names: Sequence[str]) -> str:
    if not names:
        return "No hand is up."
    return "Hands up, in order: " + ", ".join(names) + "."


def waiting(held: HeldMessage, name: str) -> str:
    """One held message and what to type."""
    return (
        f"{held.held_id}: {name} in {held.room} wants to say: {held.message.text} "
        f"(/approve {held.held_id} or /reject {held.held_id})"
    )


def person_here(person: PersonHere) -> str:
    rooms = ", ".join(person.rooms) or "in no room"
    name = f" ({person.realname})" if person.realname not in ("", person.nick) else ""
    return f"{person.nick}{name} from {person.host}: {rooms}"


def ban(entry: RelayBan, now: float) -> str:
    """now: seconds since 1970."""
    return f"{entry.mask} by {entry.by} {_span(entry, now)}: {entry.reason}"


def ban_told(entry: RelayBan, now: float, name_of: NameOf) -> tuple[str, str]:
    """The same for who sees no masks: who is banned, and by whom, how long and why."""
    why = "" if entry.reason == "No reason given" else f": {entry.reason}"
    banned = entry.mask if entry.by_address else whom(entry.mask, name_of)
    return banned, f"by {name_of(entry.by)} {_span(entry, now)}{why}"


def _span(entry: RelayBan, now: float) -> str:
    return f"for {lasting(entry.until - now)} more" if entry.until else "for ever"
