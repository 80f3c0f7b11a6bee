"""Listening sockets: opened with a clear sentence when it can't be, and accepted from in bursts."""

import errno
import logging
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from messenger.errors import UserError
from messenger.relay.io import descriptors, wire
from messenger.relay.io.poller import READ, Poller
from messenger.relay.io.tls_sessions import TlsContext
from messenger.relay.ports import Door

BACKLOG = 1024
BURST = 64  # accepted in one pass, so that the others are served in between
TOLD_EVERY_S = 60.0  # of having no descriptors: at a full house it comes and goes 4 times a second
_NO_MORE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_log = logging.getLogger(__name__)

Accepted = Callable[[socket.socket, str, "Listener"], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """door: who comes in here; context: for TLS; url: as it is told, "tls://0.0.0.0:6697";
    origins: what web pages may come in (see `WebSession`)."""

    door: Door
    sock: socket.socket
    url: str
    context: TlsContext | None = None
    origins: tuple[str, ...] = ()


def open_listeners(
    door: Door,
    host: str,
    port: int,
    context: TlsContext | None = None,
    origins: tuple[str, ...] = (),
) -> list[Listener]:
    """Listen on a host and port (0: a free one). The first listener has the picked port.

    "0.0.0.0" means all addresses: where there is IPv6, a second listener takes those.
    UserError when it can't be.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=_FLAGS)
        family, _, _, _, address = found[0]
        sock = _listen(family, address)
    except (OSError, UnicodeError) as error:
        raise UserError(_why_not(door, host, port, error)) from error
    port = sock.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    listeners = [Listener(door, sock, f"{door.value}://{shown}:{port}", context, origins)]
    if host == "0.0.0.0" and socket.has_ipv6:
        with suppress(OSError):  # no IPv6 here, or the port is taken there
            sock = _listen(socket.AF_INET6, ("::", port), only_ipv6=True)
            listeners.append(Listener(door, sock, "", context, origins))
    return listeners


_FLAGS = socket.AI_PASSIVE | socket.AI_NUMERICSERV


def _listen(family: int, address: tuple[object, ...], *, only_ipv6: bool = False) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR would let another program take it too
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(only_ipv6))
        sock.bind(address)
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def _why_not(door: Door, host: str, port: int, error: Exception) -> str:
    web = door in (Door.WEB, Door.WEB_TLS)
    option = "'port' in [websocket]" if web else f"--{door.value}-port"
    code = getattr(error, "errno", None)
    if code in (errno.EADDRINUSE, 10048):
        return (
            f"Port {port} on {host} is taken by another program: stop that, "
            f"or choose another port with {option} (0 takes any free one)."
        )
    if code in (errno.EACCES, 10013):
        return f"Port {port} on {host} is not allowed here: choose one above 1023 with {option}."
    reason = getattr(error, "strerror", None) or error
    if isinstance(error, socket.gaierror) or code in (errno.EADDRNOTAVAIL, 10049):
        option = option.replace("port", "host")  # there is no such address here
    return f"Can't listen on {host}, port {port} ({reason}): choose another with {option}."


class Doorway:
    """Accepts connections from a listener. While there are no descriptors left it stops, and
    the loop calls `resume` again and again until there are."""

    def __init__(self, listener: Listener, poller: Poller, accepted: Accepted) -> None:
        self._listener, self._poller, self._accepted = listener, poller, accepted
        self.paused = False
        self._told_at = -TOLD_EVERY_S
        poller.register(listener.sock, READ, self)

    def ready(self, mask: int) -> None:
        """Take in the connections that wait."""
        for _ in range(BURST):
            try:
                sock, address = self._listener.sock.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _NO_MORE:
                    self._pause()
                    return
                continue  # this one is gone again before it was accepted
            try:
                wire.prepare(sock)
            except OSError:
                sock.close()
                continue
            self._accepted(sock, _plain_address(address[0]), self._listener)
            if descriptors.is_last(sock):
                self._pause()
                return

    def _pause(self) -> None:
        if time.monotonic() - self._told_at >= TOLD_EVERY_S:
            self._told_at = time.monotonic()
            _log.warning("no descriptors left: new connections wait")
        self.paused = True
        self._poller.unregister(self._listener.sock)

    def resume(self) -> None:
        """Accept again, if there are descriptors."""
        try:
            with socket.socket() as probe:
                if descriptors.is_last(probe):
                    return
        except OSError:
            return
        self.paused = False
        self._poller.register(self._listener.sock, READ, self)

    def close(self) -> None:
        if not self.paused:
            self._poller.unregister(self._listener.sock)
        self._listener.sock.close()


def _plain_address(address: str) -> str:
    """Without the IPv6 form of an IPv4 address and without the zone."""
    return address.removeprefix("::ffff:").partition("%")[0]
