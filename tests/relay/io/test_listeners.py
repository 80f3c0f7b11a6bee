import socket

import pytest

from messenger.errors import UserError
from messenger.relay.io.listeners import open_listeners
from messenger.relay.ports import Door


@pytest.fixture
def opened():
    listeners = []
    yield listeners
    for listener in listeners:
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
