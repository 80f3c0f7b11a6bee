"""Message ids and times as they stand in tags.

source: IRCv3 message-ids, server-time (ISO 8601, UTC, milliseconds).
"""

import functools
from datetime import UTC, datetime

from messenger.errors import PeerError


@functools.lru_cache(maxsize=64)
def _to_the_second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def server_time(sent_ms: int) -> str:
    """Milliseconds since 1970 as "2026-11-22T09:12:00.000Z"."""
    return f"{_to_the_second(sent_ms // 1000)}.{sent_ms % 1000:03d}Z"


def parse_time(text: str) -> int:
    """The reverse of server_time; raises PeerError when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise PeerError(f"not a time: {text!r}") from error
    if moment.tzinfo is None:
        raise PeerError(f"a time without a zone: {text!r}")
    return round(moment.timestamp() * 1000)


def msgid(relay_id: str, serial: int) -> str:
    """The id of the serial-th thing a relay kept. Opaque to everybody but that relay.

    relay_id: letters and digits, made once for a relay's store.
    """
    return f"{relay_id}-{serial:x}"


def serial_of(relay_id: str, text: str) -> int | None:
    """The serial inside one of our own msgids; None when it is not ours."""
    head, dash, tail = text.rpartition("-")
    if not dash or head != relay_id or not tail.isalnum() or not tail.isascii():
        return None
    try:
        serial = int(tail, 16)
    except ValueError:
        return None
    return serial if tail == f"{serial:x}" and serial < 1 << 62 else None
