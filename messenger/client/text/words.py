"""Words for people, in one place for every front end: plain, short; first what happened, then
what is safe, then what to do. Buttons say the deed, never OK."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from messenger.client.events import Invited, JoinFailed, RoomLeft
from messenger.client.link_events import LinkStage
from messenger.client.model.link_state import LinkPhase, LinkState

AWAY = "Away"
EMPTY = "Nobody has said anything here yet. Everyone who joins can read what is said."
CERTIFICATE_CHANGED = "Stopped: the relay looks different. Nothing was sent."
PENDING = "Waiting to be sent"
NO_COPY = "Nothing is kept on this computer that could be saved."
GAP = "Something may be missing here:"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

STAGES: Mapping[LinkStage, str] = {
    LinkStage.CONNECTING: "Connecting…",
    LinkStage.SECURING: "Securing the connection…",
    LinkStage.LOGGING_IN: "Logging in…",
}


def empty(kept: str) -> str:
    """In a room without messages. kept: as `LinkUp.kept`."""
    if not kept:
        return EMPTY
    return f"Nobody has said anything here yet, or it is gone. {kept}."


def older_gone(kept: str) -> str:
    """Above the first message of a place."""
    return f"This is the oldest that is left. {kept}."


def is_away(name: str, why: str) -> str:
    """In a private talk, to who writes to somebody that is away."""
    return f"{name} is away: {why}"


# -- the link -----------------------------------------------------------------------------


def link(
    state: LinkState, retry_in_s: float = 0.0, waiting: int = 0, is_stuck: bool = False
) -> str:
    """The status line. retry_in_s: seconds left now; waiting: own messages not sent yet, which
    can't be kept here (is_stuck)."""
    if state.phase is LinkPhase.DOWN:
        head = (
            f"Reconnecting in {max(1, round(retry_in_s))} s…"
            if retry_in_s > 0
            else ("Reconnecting…")
        )
        return f"{head}  {kept(waiting, is_stuck)}" if waiting else head
    return _PHASES[state.phase](state)


def kept(waiting: int, is_stuck: bool = False) -> str:
    """What becomes of unsent messages."""
    if is_stuck:
        what = "1 message" if waiting == 1 else f"{waiting} messages"
        return f"{what} waiting, not kept on this computer."
    if waiting == 1:
        return "1 message waiting. It is kept and will be sent."
    return f"{waiting} messages waiting. They are kept and will be sent."


def stuck(reason: str, waiting: int = 0) -> tuple[str, str]:
    """Nothing can be kept on this computer: (what is wrong, what that means)."""
    head = f"Nothing can be kept here: {reason}."
    if not waiting:
        return head, "What you say is still sent. Make room."
    what = "1 message waits" if waiting == 1 else f"{waiting} messages wait"
    return head, f"{what}, lost if you close this. Make room."


UNSTUCK = "Everything is kept again."

_PHASES: Mapping[LinkPhase, Callable[[LinkState], str]] = {
    LinkPhase.CONNECTING: lambda state: STAGES[LinkStage.CONNECTING],
    LinkPhase.SECURING: lambda state: STAGES[LinkStage.SECURING],
    LinkPhase.LOGGING_IN: lambda state: STAGES[LinkStage.LOGGING_IN],
    LinkPhase.UP: lambda state: "Connected",
    LinkPhase.DOWN: lambda state: "Reconnecting…",
    LinkPhase.CLOSED: lambda state: (
        f"Disconnected: {state.reason}" if state.reason else ("Disconnected")
    ),
    LinkPhase.FAILED: lambda state: state.reason or "Logging in did not work.",
}


def greeting(address: str, network: str) -> str:
    """The first words after a login."""
    where = f"{network} at {address}" if network and network != address else address
    return f"You are in. This is {where}. Type /help for what you can do."


# -- rooms --------------------------------------------------------------------------------

_JOIN_FAULTS: Mapping[str, str] = {
    "403": "there is no such room",
    "405": "you are in too many rooms",
    "471": "the room is full",
    "473": "it is for invited people only; ask somebody in it to invite you",
    "474": "the host has closed this room to you",
    "475": "it needs a password; type /join ROOM PASSWORD",
    "477": "it is for people with an account only",
    "479": "a room can't be called so",
}


def join_failed(event: JoinFailed) -> str:
    reason = _JOIN_FAULTS.get(event.code, event.text or "the relay said no")
    return f"You could not enter {event.room}: {reason}."


def removed(event: RoomLeft) -> str:
    because = f" ({event.reason})" if event.reason else ""
    return (
        f"{event.kicked_by} removed you from {event.room}{because}. /join {event.room} tries again."
    )


def invited(event: Invited) -> str:
    return f"{event.by} invites you to {event.room}. Type /join {event.room} to go there."


def nobody(nick: str) -> str:
    return f"Nobody here is called {nick}."


def not_sent(reason: str, doubtful: bool = False) -> str:
    """The line below a message that failed, or (doubtful) perhaps did not."""
    if doubtful:
        return f"Not certain that this arrived: {reason}."
    return f"Not sent: {reason}" if reason else "Not sent."


def gap(since: float) -> str:
    """Where something may be missing. since: 0 for "since the program ended"."""
    try:
        moment = datetime.fromtimestamp(since) if since else None
    except (ValueError, OverflowError, OSError):
        moment = None
    while_away = f"from {moment:%H:%M} until now" if moment else "until the program was started"
    return f"{GAP} no connection {while_away}, and this server keeps no history."


def saved(lines: int, path: str, whole: bool) -> str:
    """The answer to "save what was said"."""
    count = "1 line" if lines == 1 else f"{lines} lines"
    older = "" if whole else " Older ones are not on this computer: scroll up to fetch them first."
    return f"Saved {count} in {path}.{older}"


# -- times and days -----------------------------------------------------------------------


def day_line(day: date, today: date) -> str:
    """ "Today, 22 November", "Yesterday, 21 November", "Friday, 20 November", with the year
    when it is another."""
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return f"{near.get(day, _DAYS[day.weekday()])}, {calendar(day, today)}"


def calendar(day: date, today: date) -> str:
    """ "22 November", with the year when it is another."""
    plain = f"{day.day} {_MONTHS[day.month - 1]}"
    return plain if day.year == today.year else f"{plain} {day.year}"


def lasting(seconds: float) -> str:
    """How long something lasts, roughly: "less than a minute", "5 minutes", "2 days"."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"
