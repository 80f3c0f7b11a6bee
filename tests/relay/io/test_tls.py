import gc
import ssl
import time
from hashlib import sha256

import pytest

from messenger.config import TlsConfig
from messenger.errors import UserError
from messenger.relay.io.tls import TlsWire
from messenger.relay.io.tls_sessions import make_context
from messenger.relay.ports import Door
from messenger.relay.upkeep.certificate import own_or_configured
from tests.relay.conftest import Client, TestRelay


@pytest.fixture(params=[False, True], ids=["standard", "asking"])
def running(tmp_path, request):
    """Both kinds of TLS keep the same rules."""
    running = TestRelay(tmp_path, asks=request.param)
    yield running
    running.stop()


def test_a_stalled_handshake_ends_and_delays_nobody(running):
    stalled = Client(running.port(Door.TLS))
    stalled.send(b"\x16\x03\x01")
    start = time.monotonic()
    ann = running.connect(Door.TLS)
    assert ann.sync() == []
    assert time.monotonic() - start < 0.9  # it waited for nobody: the limit is 1 s in these tests
    assert stalled.line() == b""


@pytest.mark.parametrize("door", [Door.TLS, Door.WEB_TLS])
def test_what_tls_holds_goes_with_the_connection(running, door):
    """Without waiting for the collector: 4,000 who came and went held 100 MB until it came."""
    gc.disable()
    try:
        for _ in range(8):
            running.connect(door).close()
        until = time.monotonic() + 30.0
        while (left := sum(isinstance(one, TlsWire) for one in gc.get_objects())) > 1:
            assert time.monotonic() < until, f"{left} of them are left"
            assert running.connect().sync() == []  # so that the loop's own names point elsewhere
    finally:
        gc.enable()


def test_plain_text_is_told_at_once_that_the_port_speaks_tls(running):
    client = Client(running.port(Door.TLS))
    client.send(b"NICK ann\r\n")
    assert client.line() == b"ERROR :This port speaks TLS only"
    assert client.line() == b""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_old_version_is_refused(running):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    client = Client(running.port(Door.TLS))
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        context.wrap_socket(client.sock)
    assert running.connect().sync() == []


def test_the_same_certificate_is_shown_again_after_a_restart(tmp_path):
    first = own_or_configured(TlsConfig(), tmp_path)
    assert own_or_configured(TlsConfig(), tmp_path) == first
    assert first.key.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["relay.pem"]


def test_the_fingerprint_is_the_one_that_clients_see(running, tmp_path):
    client = running.connect(Door.TLS)
    der = client.sock.getpeercert(binary_form=True)
    assert own_or_configured(TlsConfig(), tmp_path).fingerprint == sha256(der).hexdigest()


def test_a_configured_pair_is_used_and_a_wrong_one_is_refused(tmp_path):
    made = own_or_configured(TlsConfig(), tmp_path)
    config = TlsConfig(made.certificate, made.key)
    assert own_or_configured(config, tmp_path / "nowhere").fingerprint == made.fingerprint
    with pytest.raises(UserError, match="both"):
        own_or_configured(TlsConfig(certificate=made.certificate), tmp_path)
    with pytest.raises(UserError, match="No such file"):
        own_or_configured(TlsConfig(tmp_path / "no.pem", made.key), tmp_path)
    (tmp_path / "text.pem").write_text("nothing of the kind")
    with pytest.raises(UserError, match="there is no certificate"):
        own_or_configured(TlsConfig(tmp_path / "text.pem", made.key), tmp_path)
    for asks in (False, True):
        with pytest.raises(UserError, match=r"\[tls\]"):
            make_context(made.certificate, tmp_path / "text.pem", asks=asks)
