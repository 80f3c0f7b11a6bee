"""Questions about the past, as lines.

source: IRCv3 draft/chathistory.
"""

from messenger.irc.message import Message
from messenger.irc.stamps import server_time


def latest(target: str, limit: int) -> Message:
    """The newest `limit` messages of a room or a private talk."""
    return Message("CHATHISTORY", ("LATEST", target, "*", str(limit)))


def after(target: str, msgid: str, limit: int) -> Message:
    """The first `limit` messages after one that is known."""
    return Message("CHATHISTORY", ("AFTER", target, f"msgid={msgid}", str(limit)))


def before(target: str, msgid: str, limit: int) -> Message:
    """The last `limit` messages before one that is known."""
    return Message("CHATHISTORY", ("BEFORE", target, f"msgid={msgid}", str(limit)))


def targets(since: float, until: float, limit: int) -> Message:
    """The rooms and talks whose newest message lies between two times (seconds since 1970)."""
    times = (f"timestamp={server_time(round(at * 1000))}" for at in (since, until))
    return Message("CHATHISTORY", ("TARGETS", *times, str(limit)))
