"""How long a relay keeps what is said, as it tells clients (ISUPPORT, our own token) and people."""

TOKEN = "messenger.internal/keeps"
NOTHING = "nothing"


def value(enabled: bool, days: float, entries: int) -> str:
    """The token's value: "days:30,entries:1000"; "" when everything is kept for ever."""
    if not enabled:
        return NOTHING
    parts = [f"days:{days:g}"] if days else []
    return ",".join([*parts, f"entries:{entries}"] if entries else parts)


def sentence(value: str) -> str:
    """For people, without its full stop; "" for what says nothing, or nothing we know."""
    if value == NOTHING:
        return "Nothing that is said here is kept"
    told = dict(part.partition(":")[::2] for part in value.split(","))
    parts = []
    if _is_number(days := told.get("days", "")):
        parts.append(f"for {days} {'day' if days == '1' else 'days'}")
    if _is_number(entries := told.get("entries", "")):
        parts.append(f"up to the newest {entries} entries")
    return f"What is said here is kept {', '.join(parts)}; then it is erased" if parts else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 12
