"""Who is at the door from where: how many are here, and how fast they come."""

import ipaddress
from collections import Counter

from messenger.relay.access.limits import Bucket

COMINGS = 2.0  # of all the connections that an address may have: so often at once ...
MINUTE_S = 60.0  # ... and once in so long after that
MAX_REMEMBERED = 10_000
_NETWORK_BITS = 64  # of IPv6: what one subscriber has


def origin_of(host: str) -> str:
    """What limits hold for: the address, or the network that an IPv6 address is in."""
    if ":" not in host:
        return host
    try:
        network = ipaddress.ip_network((host.partition("%")[0], _NETWORK_BITS), strict=False)
    except ValueError:
        return host
    return str(network)


class Crowding:
    """Connections by origin. here: how many there are now."""

    def __init__(self) -> None:
        self.here: Counter[str] = Counter()
        self._comings: dict[str, Bucket] = {}

    def came(self, origin: str) -> None:
        self.here[origin] += 1

    def left(self, origin: str) -> None:
        self.here[origin] -= 1
        if not self.here[origin]:
            del self.here[origin]

    def comes_too_often(self, origin: str, most: int, now: float) -> bool:
        """Count one more coming. most: how many may be here at a time."""
        bucket = self._comings.pop(origin, None)
        size = most * COMINGS
        if bucket is None or bucket.size != size:
            bucket = Bucket(size, most / MINUTE_S, size, now)
        self._comings[origin] = bucket
        if len(self._comings) > MAX_REMEMBERED:
            del self._comings[next(iter(self._comings))]
        return not bucket.take(now)
