"""What a small limit of open files means."""

import socket

import pytest

from messenger.errors import UserError
from messenger.relay.io import descriptors


@pytest.fixture
def limit(monkeypatch):
    def limit(count):
        monkeypatch.setattr(descriptors, "raise_descriptor_limit", lambda: None)
        monkeypatch.setattr(descriptors, "descriptor_limit", lambda: count)

    return limit


def test_too_few_are_told_with_what_to_do(limit):
    limit(31)
    with pytest.raises(UserError, match=r"only 31 files .* needs 32 .*ulimit -n"):
        descriptors.allow_many()


@pytest.mark.parametrize(("count", "people"), [(32, 5), (40, 12), (64, 30), (127, 87)])
def test_few_are_told_and_let_somebody_in(limit, count, people):
    limit(count)
    assert f"no more than about {people} connections" in descriptors.allow_many()


@pytest.mark.parametrize("count", [128, 1024, 1 << 30])
def test_of_enough_there_is_nothing_to_tell(limit, count):
    limit(count)
    assert descriptors.allow_many() == ""


def test_the_last_ones_are_kept_for_the_relay(limit):
    with socket.socket() as sock:
        limit(sock.fileno() + 16 + 1024)
        assert not descriptors.is_last(sock)
        limit(sock.fileno() + 3)
        assert descriptors.is_last(sock)
