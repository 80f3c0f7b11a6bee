import socket

import pytest

from messenger.errors import UserError
from messenger.relay.io import descriptors, listeners
from messenger.relay.io.listeners import Doorway, open_listeners
from messenger.relay.io.poller import make_poller
from messenger.relay.ports import Door


@pytest.fixture
def opened():
    ours = []
    yield ours
    for listener in ours:
        listener.sock.close()


def test_a_free_port_is_picked_and_told(opened):
    opened += open_listeners(Door.PLAIN, "127.0.0.1", 0)
    port = opened[0].sock.getsockname()[1]
    assert [one.url for one in opened] == [f"plain://127.0.0.1:{port}"]
    socket.create_connection(("127.0.0.1", port), 5).close()


def test_all_addresses_means_ipv6_too(opened):
    opened += open_listeners(Door.TLS, "0.0.0.0", 0)
    port = opened[0].sock.getsockname()[1]
    assert opened[0].url == f"tls://0.0.0.0:{port}"
    assert all(one.url == "" for one in opened[1:])
    for listener in opened[1:]:
        assert listener.sock.family == socket.AF_INET6
        socket.create_connection(("::1", port), 5).close()


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_an_ipv6_address_is_shown_in_brackets(opened):
    try:
        opened += open_listeners(Door.PLAIN, "::1", 0)
    except UserError:
        pytest.skip("no IPv6 address here")
    assert opened[0].url.startswith("plain://[::1]:")


def test_a_taken_port_is_told_in_a_sentence(opened):
    opened += open_listeners(Door.PLAIN, "127.0.0.1", 0)
    port = opened[0].sock.getsockname()[1]
    with pytest.raises(UserError, match=rf"Port {port} on 127.0.0.1 is taken.*--tls-port"):
        open_listeners(Door.TLS, "127.0.0.1", port)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "x" * 300])
def test_a_wrong_host_is_told_in_a_sentence(host):
    with pytest.raises(UserError, match="Can't listen on"):
        open_listeners(Door.PLAIN, host, 0)


def test_a_full_house_is_logged_once_a_minute(opened, monkeypatch, caplog):
    """It comes and goes several times a second: that would fill the disk with log."""
    clock, limits = [1000.0], [0]
    monkeypatch.setattr(descriptors, "descriptor_limit", lambda: limits[0])
    monkeypatch.setattr(listeners.time, "monotonic", lambda: clock[0])
    opened += open_listeners(Door.PLAIN, "127.0.0.1", 0)
    came = []
    doorway = Doorway(opened[0], make_poller(), lambda sock, *_: came.append(sock))
    for said in (1, 1, 2):
        with socket.create_connection(opened[0].sock.getsockname(), 5):
            doorway.ready(0)
        assert doorway.paused
        assert caplog.text.count("no descriptors left") == said
        limits[0] = 1 << 20
        doorway.resume()
        assert not doorway.paused
        limits[0], clock[0] = 0, clock[0] + 31.0
    assert len(came) == 3
    for sock in came:
        sock.close()
