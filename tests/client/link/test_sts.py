"""STS: from plain text to TLS before anything is said, and never back while it lasts."""

import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from messenger.client.events import LinkUp, LoginFault
from messenger.client.link.address import Address
from messenger.client.link.sts import FILE_NAME, StsPolicies
from messenger.errors import UserError
from messenger.irc import sts
from tests.client.link.test_link import (
    Desk,
    FakeServer,
    certificate,
    chat,
    desks,
    failure,
    servers,
)

__all__ = ["desks", "servers"]  # fixtures
PLAIN = Address("boathouse.local", 6667, False)
SECURE = Address("boathouse.local", 6697, True)


@pytest.mark.parametrize(
    ("value", "port", "duration_s"),
    [
        ("port=6697", 6697, None),
        ("duration=10,port=12345", 12345, 10),
        ("unknown,duration=0,preload", 0, 0),
        ("port=0", 0, None),
        ("port=70000,duration=-1", 0, None),
        ("port=²,duration=x", 0, None),
        ("", 0, None),
        ("duration=999999999999999", 0, sts.MAX_DURATION_S),
    ],
)
def test_what_the_value_says(value: str, port: int, duration_s: int | None) -> None:
    assert (sts.port(value), sts.duration_s(value)) == (port, duration_s)


def test_a_policy_holds_for_its_time_and_outlives_the_program(tmp_path: Path) -> None:
    path, now = tmp_path / FILE_NAME, [1000.0]
    StsPolicies(path, lambda: now[0]).keep(SECURE, 60)
    assert path.stat().st_mode & 0o777 == 0o600
    again = StsPolicies(path, lambda: now[0])
    assert again.secured(PLAIN) == SECURE
    assert again.secured(Address("BOATHOUSE.local", 7000, False)).tls
    assert again.secured(Address("other.local", 6667, False)).tls is False
    assert again.secured(Address("boathouse.local", 7001, True)).port == 7001
    now[0] += 61
    assert again.secured(PLAIN) == PLAIN


def test_a_policy_is_taken_back(tmp_path: Path) -> None:
    policies = StsPolicies(tmp_path / FILE_NAME)
    policies.keep(SECURE, 60)
    policies.keep(SECURE, 0)
    policies.keep(SECURE, 0)
    assert policies.secured(PLAIN) == PLAIN


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1}', '{"a": {"port": "x", "until": 1}}'])
def test_a_broken_list_is_no_way_back_to_plain_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text)
    with pytest.raises(UserError, match="cannot be read"):
        StsPolicies(path).secured(PLAIN)
    assert path.read_text() == text


def downgrade(port: int, heard: list[bytes]) -> Callable[[socket.socket], None]:
    """A plain text door that says where TLS is spoken, and keeps all that it is told."""

    def serve(sock: socket.socket) -> None:
        sock.sendall(f":s CAP * LS :sts=port={port} sasl\r\n".encode())
        while data := sock.recv(1000):
            heard.append(data)

    return serve


def secure(said: str) -> Callable[[socket.socket], None]:
    """A TLS door that makes a policy."""

    def serve(sock: socket.socket) -> None:
        sock.sendall(f":s CAP * LS :{said}\r\n".encode())
        chat(sock)

    return serve


def test_it_goes_to_tls_at_once_and_comes_back_there(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    heard: list[bytes] = []
    tls = servers(secure("sts=duration=1000,port=1"), certificate(tmp_path, "one"))
    plain = servers(downgrade(tls.port, heard))
    address, pins = f"irc://127.0.0.1:{plain.port}", tmp_path / "pins.json"
    desk = desks(address, pins_path=pins, password="of the server")
    (up,) = desk.until(LinkUp)
    assert isinstance(up, LinkUp)
    assert (up.address, b"".join(heard)) == (f"127.0.0.1:{tls.port}", b"CAP LS 302\r\n")
    assert desk.client.stop(4.0)
    kept = json.loads((tmp_path / FILE_NAME).read_text())
    assert kept["127.0.0.1"]["port"] == tls.port, "the port that it is at, not the one it is told"

    heard.clear()
    second = desks(address, pins_path=pins)
    second.until(LinkUp)
    assert heard == [], "the plain text door is not even asked"
    assert second.client.stop(4.0)


def test_without_tls_there_is_no_way_in(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    heard: list[bytes] = []
    plain = servers(downgrade(1, heard))
    failed = failure(desks(f"irc://127.0.0.1:{plain.port}", pins_path=tmp_path / "pins.json"))
    assert failed.fault is LoginFault.MUST_BE_SECURE
    assert b"".join(heard) == b"CAP LS 302\r\n"
    assert not (tmp_path / FILE_NAME).exists(), "plain text makes no lasting policy"


def test_a_policy_said_over_tls_holds_for_plain_text(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    tls = servers(secure("sts=duration=1000"), certificate(tmp_path, "one"))
    pins = tmp_path / "pins.json"
    first = desks(f"127.0.0.1:{tls.port}", pins_path=pins)
    first.until(LinkUp)
    assert first.client.stop(4.0)
    context, tls.context = tls.context, None  # now it speaks no TLS any more
    failed = failure(desks("irc://127.0.0.1:1", pins_path=pins))
    assert failed.fault is LoginFault.MUST_BE_SECURE
    assert isinstance(context, ssl.SSLContext)
