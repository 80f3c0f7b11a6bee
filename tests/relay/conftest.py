"""A real loop with real sockets on loopback, around a small fake core."""

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from messenger.config import TlsConfig
from messenger.relay.io.listeners import Listener, open_listeners
from messenger.relay.io.loop import Loop, LoopLimits
from messenger.relay.io.tls_sessions import make_context
from messenger.relay.ports import Door
from messenger.relay.upkeep.certificate import own_or_configured
from messenger.store.history import open_relay_store
from tests.relay.fake_core import FakeCore

TIMEOUT_S = 40.0


class TestRelay:
    """A loop on free ports of loopback; `port(door)` tells which."""

    __test__ = False

    def __init__(
        self, folder: Path, store: Any = None, *, asks: bool = True, **limits: Any
    ) -> None:
        self.core = FakeCore()
        self.store = store or open_relay_store(folder)
        certificate = own_or_configured(TlsConfig(), folder)
        pair = (certificate.certificate, certificate.key)
        contexts = {
            Door.TLS: make_context(*pair, asks=asks),
            Door.WEB_TLS: make_context(*pair),
        }
        self.listeners: list[Listener] = []
        for door in Door:
            self.listeners += open_listeners(door, "127.0.0.1", 0, contexts.get(door))
        numbers = {"send_queue_bytes": 1 << 20, "handshake_timeout_s": 1.0, **limits}
        self.loop = Loop(self.core, self.store, self.listeners, LoopLimits(**numbers))
        self.loop.start()

    def port(self, door: Door) -> int:
        listener = next(one for one in self.listeners if one.door is door)
        return int(listener.url.rpartition(":")[2])

    def connect(self, door: Door = Door.PLAIN) -> "Client":
        return Client(self.port(door), tls=door.is_secure)

    def stop(self) -> None:
        self.loop.ask_to_stop("closing")
        assert self.loop.join(TIMEOUT_S)
        self.store.close()


class Client:
    """A blocking peer with a time limit."""

    def __init__(self, port: int, *, tls: bool = False) -> None:
        self.sock: socket.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.sock = context.wrap_socket(self.sock)
        self._rest = b""

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def line(self) -> bytes:
        """The next line, b"" at the end of the stream."""
        while b"\n" not in self._rest:
            try:
                data = self.sock.recv(65536)
            except ConnectionResetError:
                data = b""
            if not data:
                return b""
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line.rstrip(b"\r")

    def until(self, wanted: bytes) -> list[bytes]:
        """All lines up to the wanted one; fails at the end of the stream."""
        lines = []
        while (line := self.line()) != wanted:
            assert line, f"the stream ended before {wanted!r}, after {lines[-3:]!r}"
            lines.append(line)
        return lines

    def sync(self) -> list[bytes]:
        """Lines that came before the answer to a PING."""
        self.send(b"PING sync\r\n")
        return self.until(b"PONG sync")

    def close(self) -> None:
        self.sock.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[TestRelay]:
    """A started loop with a fake core; the test fails if it leaves a thread."""
    before = set(threading.enumerate())
    running = TestRelay(tmp_path)
    yield running
    running.stop()
    assert set(threading.enumerate()) <= before
