"""Who may be at the door: connections counted by address, banned addresses, believed gateways."""

import ipaddress
from functools import lru_cache

from messenger.relay.access import bans
from messenger.relay.access.crowding import origin_of
from messenger.relay.hub import Hub
from messenger.relay.state import Peer

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def come(hub: Hub, peer: Peer, address: str) -> None:
    """A new connection: note where it is from, and send it away if it may not be here."""
    peer.host = host_of(address)
    peer.origin = origin_of(peer.host)
    hub.crowding.came(peer.origin)
    _check(hub, peer)


def move(hub: Hub, peer: Peer, address: str) -> None:
    """A gateway told where the peer really is: it counts there from now on."""
    hub.crowding.left(peer.origin)
    peer.address = address
    come(hub, peer, address)


def host_of(address: str) -> str:
    """An address as a parameter of IRC: it may not begin with a colon."""
    address = address.removeprefix("::ffff:")
    return "0" + address if address.startswith(":") else address


def lies_in(host: str, networks: tuple[str, ...]) -> bool:
    """True when the host is an address in one of the networks (as texts, all of them valid)."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in _parsed(networks))


@lru_cache(maxsize=64)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in networks)


def _check(hub: Hub, peer: Peer) -> None:
    config, host = hub.config, peer.host
    most = config.limits.connections_per_address
    ban = bans.against_address(hub, host)
    if ban is not None:
        hub.close(peer, ban.sentence())
    elif config.limits.enabled and most and not _is_exempt(hub, host):
        if hub.crowding.here[peer.origin] > most:
            hub.close(peer, "Too many connections from your address")
        elif hub.crowding.comes_too_often(peer.origin, most, hub.now):
            hub.close(peer, "Too many connections from your address: wait a minute")


def _is_exempt(hub: Hub, host: str) -> bool:
    config = hub.config
    return lies_in(host, (*config.limits.connections_exempt, *config.server.gateways))
