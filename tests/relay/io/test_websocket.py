"""The WebSocket door: framing alone, and with an independent client on real sockets."""

import base64
import os
import socket
import struct

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from messenger.relay.io.websocket import MAX_MESSAGE_BYTES, WebSession
from messenger.relay.ports import Door
from tests.relay.conftest import TIMEOUT_S, Client, TestRelay

TEXT, BINARY = "text.ircv3.net", "binary.ircv3.net"
REQUEST = (
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n"
)


def request(more: str = "") -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return REQUEST.format(key=key, more=more).encode()


def frame(opcode: int, data: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    """A frame as clients send it; the mask is all zeros, so it changes nothing."""
    head = bytes([opcode | (0x80 if fin else 0)])
    mask_bit = 0x80 if masked else 0
    if len(data) < 126:
        head += bytes([len(data) | mask_bit])
    else:
        head += bytes([126 | mask_bit]) + struct.pack("!H", len(data))
    return head + (b"\0\0\0\0" if masked else b"") + data


def opened(origins: tuple[str, ...] = ()) -> WebSession:
    session = WebSession(origins, 0.0)
    assert session.receive(request(), 0.0) == []
    assert session.data_to_send().startswith(b"HTTP/1.1 101 ")
    assert session.is_open
    return session


def close_code(session: WebSession) -> int:
    assert session.is_over
    answer = session.data_to_send()
    assert answer[0] == 0x88
    return int.from_bytes(answer[2:4], "big")


def visit(running: TestRelay, *names: str, **options: object) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{running.port(Door.WEB)}", subprotocols=list(names) or None,
        proxy=None, open_timeout=TIMEOUT_S, **options,
    )  # fmt: skip


@pytest.mark.parametrize("cut", [1, 7, 40, 1000])
def test_lines_survive_any_cut(cut):
    session = WebSession((), 0.0)
    wire = request() + frame(1, "PING é".encode()) + frame(1, b"a", fin=False) + frame(0, b"b")
    lines = []
    for start in range(0, len(wire), cut):
        lines += session.receive(wire[start : start + cut], 0.0)
    assert lines == ["PING é".encode(), b"ab"]


def test_a_line_end_at_the_end_is_forgiven_and_one_inside_is_not():
    session = opened()
    assert session.receive(frame(1, b"PING a\r\n"), 0.0) == [b"PING a"]
    assert session.receive(frame(1, b"PING a\r\nQUIT"), 0.0) == []
    assert close_code(session) == 1002


def test_text_must_be_utf8_and_bytes_are_left_to_the_relay():
    session = opened()
    assert session.receive(frame(2, b"caf\xe9"), 0.0) == [b"caf\xe9"]
    assert session.receive(frame(1, b"caf\xe9"), 0.0) == []
    assert close_code(session) == 1007


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(1, b"x" * (MAX_MESSAGE_BYTES + 1)), 1009),
        (frame(1, b"x" * 5000, fin=False) + frame(0, b"x" * 5000), 1009),
        (frame(1, b"PING a", masked=False), 1002),
        (b"\xc1" + frame(1, b"squeezed")[1:], 1002),
        (frame(0, b"nothing went before"), 1002),
        (frame(1, b"", fin=False) + frame(0, b"", fin=False) * 500, 1008),
        (frame(9, b"ping") * 500, 1008),
        (frame(1, b"") * 500, 1008),
    ],
    ids=["oversize", "parts", "bare", "squeezed", "stray", "fragments", "pings", "empty"],
)
def test_what_browsers_never_send_ends_it(data, code):
    session = opened()
    assert session.receive(data, 0.0) == []
    session_end = session.data_to_send()
    assert session.is_over
    assert struct.pack("!H", code) in session_end[-125:]


def test_pings_now_and_then_are_answered_for_ever():
    session = opened()
    for number in range(2000):
        session.receive(frame(9, b"?"), number * 1.0)
        assert session.data_to_send() == b"\x8a\x01?"


def test_an_endless_request_is_refused():
    session = WebSession((), 0.0)
    for number in range(40):
        session.receive(b"GET / HTTP/1.1\r\n" if not number else b"X: " + b"y" * 600 + b"\r\n", 0.0)
    assert session.is_over
    assert session.data_to_send().startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("origins", "origin", "accepted"),
    [
        ((), "http://localhost:5173", True),
        ((), "http://[::1]", True),
        ((), "https://evil.example", False),
        ((), "http://localhost.evil.example", False),
        ((), "null", False),
        (("https://chat.example.org",), "https://chat.example.org", True),
        (("https://chat.example.org",), "http://localhost", False),
        (("*",), "https://evil.example", True),
    ],
)
def test_pages_come_in_by_their_origin(origins, origin, accepted):
    session = WebSession(origins, 0.0)
    session.receive(request(f"Origin: {origin}\r\n"), 0.0)
    assert session.data_to_send().startswith(b"HTTP/1.1 101" if accepted else b"HTTP/1.1 403")
    assert session.is_open is accepted


def test_no_squeezing_is_agreed_on():
    session = WebSession((), 0.0)
    session.receive(request("Sec-WebSocket-Extensions: permessage-deflate\r\n"), 0.0)
    assert b"Extensions" not in session.data_to_send()


@pytest.mark.parametrize(
    ("offered", "agreed", "kind"),
    [
        ((TEXT,), TEXT, str),
        ((BINARY,), BINARY, bytes),
        ((BINARY, TEXT), BINARY, bytes),
        (("mqtt", TEXT, BINARY), TEXT, str),
        ((), None, str),
    ],
)
def test_the_first_known_name_is_agreed_on(running, offered, agreed, kind):
    with visit(running, *offered) as web:
        assert web.subprotocol == agreed
        web.send("PING a")
        answer = web.recv(TIMEOUT_S)
        assert isinstance(answer, kind)
        assert answer in ("PONG a", b"PONG a")


def test_no_known_name_is_refused(running):
    with pytest.raises(InvalidStatus), visit(running, "mqtt"):
        pass


def test_a_browser_and_a_client_talk_in_order(running):
    ann = running.connect()
    with visit(running, TEXT) as web:
        web.send("PING in")
        assert web.recv(TIMEOUT_S) == "PONG in"
        for number in range(2000):
            web.send(f"SAY {number}")
        assert [ann.line() for _ in range(2000)] == [b"p2 %d" % n for n in range(2000)]
        ann.send(b"".join(b"SAY %d\r\n" % number for number in range(2000)))
        heard = [web.recv(TIMEOUT_S) for _ in range(4000)]
        assert [one for one in heard if one[0] == "p"] == [f"p1 {n}" for n in range(2000)]


def test_it_goes_through_tls_too(running):
    client = running.connect(Door.WEB_TLS)
    client.send(request())
    while client.line():
        pass
    client.send(frame(1, b"PING a"))
    assert client.sock.recv(100) == b"\x81\x06PONG a"


def test_what_was_said_before_the_goodbye_is_heard(running):
    ann = running.connect()
    assert ann.sync() == []
    with visit(running) as web:
        web.send("SAY last words")
    assert ann.line() == b"p2 last words"
    while len(running.core.peers) > 1:
        assert ann.sync() == []
    assert running.core.lost_reasons == ["Connection closed"]


def test_the_relay_says_goodbye_when_it_sends_somebody_away(running):
    with visit(running) as web:
        web.send("QUIT")
        assert web.recv(TIMEOUT_S) == "bye"
        with pytest.raises(Exception, match="1000"):
            web.recv(TIMEOUT_S)


def test_an_oversize_message_is_told_and_hurts_nobody(running):
    ann = running.connect()
    with visit(running) as web:
        web.send("x" * 50_000)
        with pytest.raises(ConnectionClosedError, match="1009"):
            web.recv(TIMEOUT_S)
    assert ann.sync() == []


def test_a_silent_or_stalled_browser_is_closed(running):
    silent = Client(running.port(Door.WEB))
    stalled = Client(running.port(Door.WEB))
    stalled.send(b"GET / HTTP/1.1\r\n")
    assert running.connect().sync() == []
    assert silent.line() == stalled.line() == b""


def test_a_slow_browser_is_dropped_and_the_others_go_on(running):
    ann = running.connect()
    assert ann.sync() == []
    slow = Client(running.port(Door.WEB))
    slow.send(request() + frame(1, b"PING a"))
    while slow.line():
        pass
    text = b"z" * 400
    for _ in range(1000):
        if running.core.lost_reasons:
            break
        ann.send(b"".join(b"SAY %s\r\n" % text for _ in range(500)))
        for _ in range(500):
            assert ann.line() == b"ok " + text
    assert running.core.lost_reasons == ["Too slow: SendQ exceeded"]


@pytest.mark.parametrize(("tls", "scheme"), [("false", "websocket"), ("true", "websocket+tls")])
def test_a_real_relay_opens_the_door_that_its_settings_name(relay, tmp_path, tls, scheme):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = tmp_path / "relay.toml"
    path.write_text(f"[websocket]\nport = {port}\ntls = {tls}\n")
    one = relay("--config", str(path))
    assert one.ports[scheme] == port
    web = Client(port, tls=tls == "true")
    web.send(request() + frame(1, b"NICK ann") + frame(1, b"USER ann 0 * :Ann"))
    web.send(frame(1, b"WHOIS ann"))
    heard = b""
    while b" 318 " not in heard:
        data = web.sock.recv(65536)
        assert data
        heard += data
    assert (b" 671 " in heard) is (tls == "true")
