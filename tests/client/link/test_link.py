"""The link thread against servers on loopback: real sockets, real TLS, every wait bounded."""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from messenger.client.client import Client
from messenger.client.events import (
    CertificateChanged,
    Event,
    HistoryLoaded,
    LinkClosed,
    LinkDown,
    LinkProgress,
    LinkUp,
    LoginFailed,
    LoginFault,
    MessageArrived,
    MessagePending,
    MessageSettled,
)
from messenger.client.intents import LoadOlder, Quit, ReconnectNow, SendText, TrustCertificate
from messenger.client.link.dial import HANDSHAKE_S
from messenger.client.session.login import Account

WAIT_S, STOP_S = 40.0, 30.0
WELCOME = (
    b":s CAP * LS :\r\n:s 001 Ann :hi\r\n:s 005 Ann CHANTYPES=# :are\r\n:s 422 Ann :none\r\n"
    b":Ann!a@h JOIN #lobby\r\n:s 353 Ann = #lobby :Ann\r\n:s 366 Ann #lobby :end\r\n"
)
Serve = Callable[[socket.socket], None]


class FakeServer:
    """Serves one connection after the other with `serve`; keeps the bytes it was sent."""

    def __init__(self, serve: Serve, context: ssl.SSLContext | None = None) -> None:
        self.serve = serve
        self.context = context
        self.heard: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._run, name="fake server")
        self.thread.start()

    def _run(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.settimeout(WAIT_S)
            with contextlib.suppress(OSError):
                if self.context:
                    sock = self.context.wrap_socket(sock, server_side=True)
                self.serve(sock)
            sock.close()

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()


class Desk:
    """A client and what it told so far."""

    def __init__(self, account: Account, cache: Path | None = None) -> None:
        self.client = Client(account, cache)
        self.events: list[Event] = []
        self.client.start()

    def until(self, kind: type, count: int = 1) -> list[Event]:
        """Wait for the count-th event of a kind."""
        late = time.monotonic() + WAIT_S
        while len(found := [one for one in self.events if isinstance(one, kind)]) < count:
            assert time.monotonic() < late, f"no {kind.__name__} in {self.events}"
            self.events += self.client.poll(1000, wait_s=0.1)
        return found


@pytest.fixture
def servers() -> Iterator[Callable[..., FakeServer]]:
    made: list[FakeServer] = []

    def make(serve: Serve, context: ssl.SSLContext | None = None) -> FakeServer:
        made.append(FakeServer(serve, context))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def desks(servers: Callable[..., FakeServer]) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []  # they leave before their servers do

    def make(address: str, **fields: object) -> Desk:
        cache = fields.pop("cache", None)
        made.append(Desk(Account(address, "Ann", **fields), cache))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for desk in made:
        assert desk.client.stop(STOP_S)
    assert not [one for one in threading.enumerate() if one.name in ("link", "cache")]


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime.now(UTC) - timedelta(days=9)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=2))  # expired: a pin does not mind
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def chat(sock: socket.socket) -> None:
    """A small honest server: welcomes, answers PING, ends with QUIT."""
    sock.sendall(WELCOME)
    for line in sock.makefile("rb"):
        word, _, rest = line.partition(b" ")
        if word == b"PING":
            sock.sendall(b":s PONG s " + rest)
        elif word == b"QUIT":
            sock.sendall(b"ERROR :bye\r\n")
            return


def failure(desk: Desk) -> LoginFailed:
    (event,) = desk.until(LoginFailed)
    assert isinstance(event, LoginFailed)
    return event


def test_login_send_and_quit(
    desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    desk = desks(f"irc://127.0.0.1:{servers(chat).port}")
    desk.client.submit(SendText("#lobby", "hello", "r1"))
    desk.until(MessageSettled)
    desk.client.submit(Quit("bye"))
    assert desk.until(LinkClosed) == [LinkClosed("bye")]
    order = [type(one) for one in desk.events if isinstance(one, LinkProgress | LinkUp)]
    assert order == [LinkProgress, LinkProgress, LinkUp]
    assert len(desk.until(MessagePending)) == 1


def test_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    desk = Desk(Account(f"127.0.0.1:{port}", "Ann"))
    assert failure(desk).fault is LoginFault.REFUSED
    assert desk.client.stop(STOP_S)


@pytest.mark.parametrize(
    ("address", "name", "fault"),
    [
        ("nowhere.invalid", "Ann", LoginFault.NO_SUCH_HOST),
        ("http://a", "Ann", LoginFault.BAD_ADDRESS),
        ("127.0.0.1", " ", LoginFault.NAME_INVALID),
    ],
)
def test_what_fails_before_any_connection(address: str, name: str, fault: LoginFault) -> None:
    desk = Desk(Account(address, name))
    assert failure(desk).fault is fault
    assert desk.client.stop(STOP_S)


def test_a_web_server_is_no_relay(
    desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    server = servers(lambda sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    assert failure(desks(f"irc://127.0.0.1:{server.port}")).fault is LoginFault.NOT_A_RELAY


def test_plain_text_behind_a_tls_address(
    desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    server = servers(lambda sock: sock.sendall(b":s NOTICE * :*** Looking up\r\n"))
    assert failure(desks(f"127.0.0.1:{server.port}")).fault is LoginFault.NOT_SECURE


def test_stop_in_the_middle_of_a_stalled_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:  # accepts by itself, says nothing
        desk = Desk(Account(f"127.0.0.1:{listener.getsockname()[1]}", "Ann"))
        desk.until(LinkProgress, 2)
        started = time.monotonic()
        assert desk.client.stop(30.0)
        assert time.monotonic() - started < HANDSHAKE_S


def test_a_changed_certificate_stops_everything_until_it_is_trusted(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    heard: list[bytes] = []

    def listen(sock: socket.socket) -> None:
        heard.append(sock.recv(100))
        if heard[-1]:
            chat(sock)

    server = servers(listen, certificate(tmp_path, "old"))
    pins = tmp_path / "known.json"
    address = f"127.0.0.1:{server.port}"
    first = desks(address, pins_path=pins)
    first.until(LinkUp)
    assert first.client.stop()
    assert pins.stat().st_mode & 0o777 == 0o600

    server.context = certificate(tmp_path, "new")
    heard.clear()
    desk = desks(address, pins_path=pins)
    (changed,) = desk.until(CertificateChanged)
    assert isinstance(changed, CertificateChanged)
    assert json.loads(pins.read_text()) == {address: changed.known_fingerprint}
    assert changed.known_words != changed.new_words
    desk.client.submit(TrustCertificate("0" * 64))
    desk.client.submit(TrustCertificate(changed.new_fingerprint))
    desk.until(LinkUp)
    assert heard[0] == b""  # the connection with the strange certificate got not one byte
    assert json.loads(pins.read_text()) == {address: changed.new_fingerprint}


def test_reconnect_sends_what_was_written_meanwhile(
    desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    visits: list[int] = []

    def serve(sock: socket.socket) -> None:
        visits.append(1)
        if len(visits) == 1:
            sock.sendall(WELCOME)
            sock.recv(10)
        else:
            chat(sock)

    desk = desks(f"irc://127.0.0.1:{servers(serve).port}")
    desk.until(LinkDown)
    desk.client.submit(SendText("#lobby", "are you there?", "r1"))
    desk.client.submit(ReconnectNow())
    (settled,) = desk.until(MessageSettled)
    assert isinstance(settled, MessageSettled)
    assert settled.message.text == "are you there?"
    assert [up.first for up in desk.until(LinkUp, 2) if isinstance(up, LinkUp)] == [True, False]


def test_a_flood_without_end_of_line_and_noise_after_login(
    desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    def serve(sock: socket.socket) -> None:
        sock.sendall(WELCOME)
        for _ in range(160):
            sock.sendall(b"\xff\x00x" * 21845)
        sock.sendall(b"\r\n:Bob!b@h PRIVMSG #lobby :still here\r\n")
        sock.recv(100000)
        sock.recv(1)

    desk = desks(f"irc://127.0.0.1:{servers(serve).port}")
    (arrived,) = desk.until(MessageArrived)
    assert isinstance(arrived, MessageArrived)
    assert arrived.message.text == "still here"


def test_what_was_not_sent_outlives_the_program(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    def cut(sock: socket.socket) -> None:
        sock.sendall(WELCOME)
        sock.recv(10)

    server = servers(cut)
    address = f"irc://127.0.0.1:{server.port}"
    first = desks(address, cache=tmp_path / "cache.db")
    first.until(LinkDown)
    first.client.submit(SendText("Bob", "later", "r1"))
    first.until(MessagePending)
    assert first.client.stop()
    again = desks(address, cache=tmp_path / "cache.db")
    (pending,) = again.until(MessagePending)
    assert isinstance(pending, MessagePending)
    assert (pending.message.text, pending.message.ref) == ("later", "r1")


def test_what_is_known_is_shown_before_the_network_and_above_it(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    def serve(sock: socket.socket) -> None:
        sock.sendall(WELCOME)
        for number in range(60):
            sock.sendall(b"@msgid=m%d :Bob!b@h PRIVMSG #lobby :kept %d\r\n" % (number, number))
        sock.recv(4096)
        sock.recv(4096)

    server = servers(serve)
    address = f"irc://127.0.0.1:{server.port}"
    first = desks(address, cache=tmp_path / "cache.db")
    first.until(MessageArrived, 60)
    assert first.client.stop()
    server.serve = lambda sock: None  # nobody answers any more
    again = desks(address, cache=tmp_path / "cache.db")
    _, page = again.until(HistoryLoaded, 2)  # the room is opened first, so that it has its turn
    assert isinstance(page, HistoryLoaded)
    assert [one.msgid for one in page.messages] == [f"m{number}" for number in range(10, 60)]


def test_older_messages_come_from_the_cache(
    tmp_path: Path, desks: Callable[..., Desk], servers: Callable[..., FakeServer]
) -> None:
    def serve(sock: socket.socket) -> None:
        sock.sendall(WELCOME)
        for number in range(9):
            sock.sendall(b"@msgid=m%d :Bob!b@h PRIVMSG #lobby :kept %d\r\n" % (number, number))
        chat(sock)

    desk = desks(f"irc://127.0.0.1:{servers(serve).port}", cache=tmp_path / "cache.db")
    desk.until(MessageArrived, 9)
    desk.client.submit(LoadOlder("#lobby", "m8", 3))
    (page,) = desk.until(HistoryLoaded)
    assert isinstance(page, HistoryLoaded)
    assert (page.at_top, [one.msgid for one in page.messages]) == (True, ["m5", "m6", "m7"])
