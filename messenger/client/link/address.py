"""What a person types as a server, as host, port and whether by TLS."""

import ipaddress
import re
from dataclasses import dataclass

from messenger.errors import UserError

TLS_PORT = 6697
PLAIN_PORT = 6667
_SCHEMES = {"": True, "ircs": True, "irc": False}
_SHAPE = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?:\[(?P<six>[0-9A-Fa-f:.%A-Za-z]+)\]|(?P<host>[^\s:/\[\]@]+)|(?P<bare>[0-9A-Fa-f:]+))"
    r"(?::(?P<port>\d{1,5}))?/?"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a relay listens. host: a name or a number, without brackets."""

    host: str
    port: int
    tls: bool

    def __str__(self) -> str:
        """As shown to people: "boathouse.local:6697", "irc://127.0.0.1:6667"."""
        return f"{'' if self.tls else 'irc://'}{self.key}"

    @property
    def key(self) -> str:
        """host:port, the name of this relay's pin and cache."""
        host = f"[{self.host}]" if ":" in self.host else self.host.lower()
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """True when what is sent never leaves this computer."""
        return self.host == "localhost" or is_loopback(self.host)


def is_loopback(number: str) -> bool:
    """Whether an IP address is our own computer's; a name, even "127.example.org", is none."""
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def parse(text: str) -> Address:
    """Read an address.

    "host" and "host:port" mean TLS, "irc://" plain text, "ircs://" TLS, "[::1]:6697" IPv6.
    Raises UserError with a sentence for the person.
    """
    typed = text.strip()
    found = _SHAPE.fullmatch(typed)
    if not found:
        raise UserError(f"“{typed}” is not an address. Type a host name, or host:port.")
    scheme = (found["scheme"] or "").lower()
    if scheme not in _SCHEMES:
        raise UserError(f"“{scheme}://” is not spoken here. Type a host name, or host:port.")
    tls = _SCHEMES[scheme]
    port = int(found["port"] or (TLS_PORT if tls else PLAIN_PORT))
    if not 0 < port < 65536:
        raise UserError(f"{port} is not a port: it must be between 1 and 65535.")
    return Address(found["six"] or found["host"] or found["bare"], port, tls)
