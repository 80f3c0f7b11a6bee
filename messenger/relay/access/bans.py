"""Bans from the whole relay, by operators: of names and of addresses. They outlive a restart.

Kept among the relay's facts, so that they change only together with what is stored.
"""

import ipaddress
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache

from messenger.relay.access import masks
from messenger.relay.hub import Hub

PEOPLE, ADDRESSES = "K", "D"  # after KLINE and DLINE
MAX_BANS = 1000
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_OWNER, _KIND = "", "ban"


@dataclass(frozen=True, slots=True)
class Ban:
    """kind: PEOPLE, with a nick!user@host mask, or ADDRESSES, with a network.
    until_ms: since 1970, 0 for ever."""

    kind: str
    mask: str
    by: str
    at_ms: int
    until_ms: int
    reason: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.mask}"

    def sentence(self) -> str:
        """What the banned are told."""
        return f"You are banned from this relay: {self.reason}"


def add(hub: Hub, ban: Ban) -> bool:
    """Keep a ban, in the place of one with the same mask. False when there are too many."""
    known = hub.facts.of(_OWNER, _KIND)
    if ban.name not in known and len(known) >= MAX_BANS:
        return False
    hub.turn.rows.append(hub.facts.put(_OWNER, _KIND, ban.name, json.dumps(asdict(ban))))
    return True


def remove(hub: Hub, kind: str, mask: str) -> bool:
    """Lift a ban. False when there is none with this mask."""
    name = f"{kind} {mask}"
    if name not in hub.facts.of(_OWNER, _KIND):
        return False
    hub.turn.rows.append(hub.facts.put(_OWNER, _KIND, name, None))
    return True


def all_of(hub: Hub, kind: str) -> Iterator[Ban]:
    """Those of a kind that are in force."""
    for value in hub.facts.of(_OWNER, _KIND).values():
        ban = _read(value)
        if ban.kind == kind and not 0 < ban.until_ms <= hub.wall_ms:
            yield ban


def against_address(hub: Hub, host: str) -> Ban | None:
    """The ban that keeps this address out."""
    found = list(all_of(hub, ADDRESSES))
    if not found:
        return None
    return next((ban for ban in found if is_in(ipaddress.ip_network(ban.mask), host)), None)


def is_in(network: Network, host: str) -> bool:
    """Does this address belong to the network? False for what is no address."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]) in network
    except ValueError:
        return False


def against_person(hub: Hub, source: str) -> Ban | None:
    """The ban that keeps this "nick!user@host" out."""
    return next((ban for ban in all_of(hub, PEOPLE) if masks.matches(ban.mask, source)), None)


@lru_cache(maxsize=MAX_BANS)
def _read(value: str) -> Ban:
    return Ban(**json.loads(value))
