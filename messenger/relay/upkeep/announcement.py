"""What a relay says at its start: lines for programs, and sentences for who hosts it without a
window and must tell the guests where to come, and which three words they shall see."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from messenger import fingerprint, lan
from messenger.relay.ports import Door

READY = "ready"


def lines(urls: Sequence[str], print_of_it: str) -> Iterator[str]:
    """urls: of the listeners, "" where another one tells it; print_of_it: the certificate's
    fingerprint, "" without TLS. The last line is READY: after it nothing comes."""
    yield from (f"listening {url}" for url in urls if url)
    if print_of_it:
        yield f"fingerprint sha256:{print_of_it}"
    yield from (_where_to_come(url) for url in urls if url.startswith(f"{Door.TLS.value}://"))
    if print_of_it:
        words = fingerprint.words(print_of_it)
        yield f"The words of this relay are: {words}. Whoever sees the same is right."
    yield READY


def _where_to_come(url: str) -> str:
    host, _, port = url.partition("://")[2].rpartition(":")
    address = host.strip("[]")
    try:
        place = ip_address(address)
    except ValueError:  # a host's name
        return lan.joining([address], int(port))
    if place.is_unspecified:
        return lan.joining(lan.lan_addresses(), int(port))
    if place.is_loopback:
        return f"Only programs on this computer can join, at {lan.typed(address, int(port))}."
    return lan.joining([address], int(port))
