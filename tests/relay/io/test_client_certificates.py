"""Certificates that clients show in the TLS greeting: taken, whatever they are, never required."""

import ssl
from pathlib import Path

import pytest
from OpenSSL import SSL

from messenger.config import TlsConfig
from messenger.relay.io.tls_sessions import TlsSession, make_context
from messenger.relay.ports import Door
from messenger.relay.upkeep.certificate import Certificate, own_or_configured
from tests.relay.conftest import Client

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
EACH = pytest.mark.parametrize("version", VERSIONS, ids=["1.2", "1.3"])


@pytest.fixture
def shown(tmp_path: Path) -> Certificate:
    """Made by nobody whom the relay knows."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return own_or_configured(TlsConfig(), folder)


def client_context(shown: Certificate | None, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    if shown is not None:
        context.load_cert_chain(shown.certificate, shown.key)
    return context


class Pair:
    """A session of the relay and a client, with nothing between them but bytes."""

    def __init__(self, folder: Path, context: ssl.SSLContext) -> None:
        own = own_or_configured(TlsConfig(), folder)
        self.server: TlsSession = make_context(own.certificate, own.key, asks=True).session()
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = context.wrap_bio(self._in, self._out)
        waiting = [self.client.do_handshake, self.server.shake_hands]
        while waiting:
            for step in list(waiting):
                try:
                    step()
                    waiting.remove(step)
                except ssl.SSLWantReadError:
                    pass
                self.carry()

    def carry(self) -> None:
        if records := self._out.read():
            self.server.feed(records)
        if records := self.server.records():
            self._in.write(records)


@EACH
def test_an_unknown_certificate_is_noted_and_none_is_fine(tmp_path, shown, version):
    assert Pair(tmp_path, client_context(shown, version)).server.certificate == shown.fingerprint
    assert Pair(tmp_path, client_context(None, version)).server.certificate == ""


@EACH
def test_bytes_go_both_ways_and_an_end_is_an_end(tmp_path, shown, version):
    pair = Pair(tmp_path, client_context(shown, version))
    pair.client.write(b"hello")
    pair.carry()
    assert pair.server.read(100) == b"hello"
    with pytest.raises(ssl.SSLWantReadError):
        pair.server.read(100)
    much, taken, got = b"x" * 200_000, 0, b""
    while taken < len(much):
        taken += pair.server.write(much[taken:])
    pair.carry()
    while len(got) < len(much):
        got += pair.client.read(65_536)
    pair.server.end()
    pair.carry()
    assert pair.client.read(100) == b""  # close_notify
    pair.client.unwrap()
    pair.carry()
    with pytest.raises(ssl.SSLZeroReturnError):
        pair.server.read(100)


def test_noise_is_an_error_of_ssl(tmp_path, shown):
    pair = Pair(tmp_path, client_context(shown, VERSIONS[1]))
    pair.server.feed(b"\x17\x03\x03\x00\x20" + b"n" * 32)
    with pytest.raises(ssl.SSLError, match="mac"):
        pair.server.read(100)


def test_nobody_renegotiates(running):
    """Each would cost us a full handshake for one record."""
    context = SSL.Context(SSL.TLSv1_2_METHOD)
    client = Client(running.port(Door.TLS))
    client.sock.setblocking(True)
    tls = SSL.Connection(context, client.sock)
    tls.set_connect_state()
    tls.do_handshake()
    tls.renegotiate()
    with pytest.raises(SSL.Error, match="no renegotiation"):
        tls.do_handshake()
    assert running.connect(Door.TLS).sync() == []


@EACH
def test_who_comes_back_with_an_old_session_shows_its_certificate_again(running, shown, version):
    context, session = client_context(shown, version), None
    for _ in range(2):
        client = Client(running.port(Door.TLS))
        client.sock = context.wrap_socket(client.sock, session=session)
        assert client.sync() == []
        assert not client.sock.session_reused
        session = client.sock.session
    assert running.core.certificates == [shown.fingerprint] * 2


def test_the_door_for_browsers_asks_for_none(running, shown):
    client = Client(running.port(Door.WEB_TLS))
    client.sock = client_context(shown, VERSIONS[1]).wrap_socket(client.sock)
    client.send(b"GET / HTTP/1.1\r\n\r\n")
    assert client.line().startswith(b"HTTP/1.1 4")
    assert running.connect(Door.TLS).sync() == []
    assert running.core.certificates == [""]
