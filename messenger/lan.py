"""Which addresses of this computer others on the same network can type. Needs no internet."""

import socket
import struct
import sys
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address

TLS_PORT = 6697  # the usual one: with it nobody types a port
# A connected UDP socket sends nothing, but the system chooses the address it would send from.
# One address of each private range (RFC 1918), and of a range nobody has (RFC 5737).
PROBES = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
SIOCGIFADDR = 0x8915  # linux/sockios.h
# Bridges of containers and virtual machines: nobody outside this computer reaches them.
INNER_INTERFACES = ("lo", "docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "podman", "cni")


def lan_addresses() -> tuple[str, ...]:
    """IPv4 addresses, the likeliest first; empty when there is no network."""
    return worth_telling([*_routed(), *_of_interfaces()])


def worth_telling(addresses: Iterable[str]) -> tuple[str, ...]:
    """Drop doubles and those that mean only this computer; keep the order."""
    kept: dict[str, None] = {}
    for text in addresses:
        address = IPv4Address(text)
        if not (address.is_loopback or address.is_unspecified or address.is_link_local):
            kept[text] = None
    return tuple(kept)


def joining(addresses: Sequence[str], port: int) -> str:
    """ "Others can join at 192.168.1.5.": what they can type. addresses: of `lan_addresses`."""
    if not addresses:
        return (
            "This computer is in no network now, so others can't join yet; programs on this "
            f"computer can, at {typed('127.0.0.1', port)}."
        )
    return f"Others can join at {' or '.join(typed(one, port) for one in addresses)}."


def typed(address: str, port: int) -> str:
    """What people type to come by TLS; an IPv6 address needs its brackets."""
    shown = f"[{address}]" if ":" in address else address
    return shown if port == TLS_PORT else f"{shown}:{port}"


def _routed() -> list[str]:
    found = []
    for probe in PROBES:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            try:
                sock.connect((probe, 9))
                found.append(str(sock.getsockname()[0]))
            except OSError:
                continue  # no route there
    return found


def _of_interfaces() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    import fcntl  # exists on Unix only

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for name in _interfaces():
            if name.startswith(INNER_INTERFACES):
                continue
            try:
                answer = fcntl.ioctl(sock.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()))
            except OSError:
                continue  # it has no IPv4 address
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _interfaces() -> list[str]:
    try:
        return [name for _, name in socket.if_nameindex()]
    except OSError:  # a service manager may forbid the question
        return []
