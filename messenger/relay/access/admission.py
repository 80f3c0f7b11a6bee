"""Who may be at the door: connections counted by address, banned addresses, believed gateways."""

import ipaddress
from functools import lru_cache

from messenger.relay.access import bans
from messenger.relay.hub import Hub
from messenger.relay.state import Peer

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def come(hub: Hub, peer: Peer, address: str) -> None:
    """A new connection: note where it is from, and send it away if it may not be here."""
    peer.host = host_of(address)
    hub.at_address[peer.host] += 1
    _check(hub, peer)


def move(hub: Hub, peer: Peer, address: str) -> None:
    """A gateway told where the peer really is: it counts there from now on."""
    hub.at_address[peer.host] -= 1
    if not hub.at_address[peer.host]:
        del hub.at_address[peer.host]
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
    exempt = (*config.limits.connections_exempt, *config.server.gateways)
    ban = bans.against_address(hub, host)
    if ban is not None:
        hub.close(peer, ban.sentence())
    elif not config.limits.enabled or not most or hub.at_address[host] <= most:
        return
    elif not lies_in(host, exempt):
        hub.close(peer, "Too many connections from your address")
