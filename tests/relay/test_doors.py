"""Which doors keep what is said in them from others."""

import pytest

from messenger.relay.access.accounts import is_safe
from messenger.relay.ports import Door
from tests.relay.harness import Town


@pytest.mark.parametrize(
    ("door", "address", "safe"),
    [
        (Door.TLS, "192.0.2.1", True),
        (Door.WEB_TLS, "192.0.2.1", True),
        (Door.WEB, "192.0.2.1", False),
        (Door.PLAIN, "192.0.2.1", False),
        (Door.PLAIN, "127.0.0.1", True),
        (Door.WEB, "::1", True),
    ],
)
def test_passwords_travel_only_where_nobody_reads_along(door, address, safe):
    peer = Town().connect(door, address).peer
    assert is_safe(peer) is safe
