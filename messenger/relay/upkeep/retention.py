"""How long the relay keeps what is said: told to all who come, and held to."""

from messenger.relay.hub import Hub
from messenger.store.retention import ExpireRow

DAY_MS = 86_400_000


def sentence(hub: Hub) -> str:
    """What a newcomer should know; "" when everything is kept."""
    history = hub.config.history
    if not history.enabled:
        return "Nothing that is said here is kept"
    parts = []
    if history.keep_days:
        days = f"{history.keep_days:g}"
        parts.append(f"for {days} {'day' if days == '1' else 'days'}")
    if history.keep_messages:
        parts.append(f"up to the newest {history.keep_messages} entries")
    return f"What is said here is kept {', '.join(parts)}; then it is erased" if parts else ""


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
