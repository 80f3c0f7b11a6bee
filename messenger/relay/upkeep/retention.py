"""How long the relay keeps what is said: told to all who come, and held to."""

from messenger.irc import keeps
from messenger.relay.hub import Hub
from messenger.store.retention import ExpireRow

DAY_MS = 86_400_000


def token_value(hub: Hub) -> str:
    """As ISUPPORT tells it; "" when everything is kept."""
    history = hub.config.history
    return keeps.value(history.enabled, history.keep_days, history.keep_messages)


def sentence(hub: Hub) -> str:
    """What a newcomer should know; "" when everything is kept."""
    return keeps.sentence(token_value(hub))


def sweep(hub: Hub) -> None:
    """Have the disk erase what is due, and forget it in memory."""
    history = hub.config.history
    if not (history.keep_days or history.keep_messages):
        return
    time_ms = hub.ages.time_ms()
    by_age = history.keep_days and time_ms is not None
    before_ms = time_ms - round(history.keep_days * DAY_MS) if by_age and time_ms else 0
    before_serial = hub.serial - history.keep_messages + 1 if history.keep_messages else 0
    hub.roster.expire(before_ms, before_serial)
    hub.turn.rows.append(ExpireRow(before_ms, max(0, before_serial)))
