import pytest

from tests.client.cache.asked import RUNNING, WAIT_S, Asked


@pytest.fixture(autouse=True)
def stopped():
    yield
    while RUNNING:
        assert RUNNING.pop().stop(WAIT_S)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.sqlite"


@pytest.fixture
def asked(path):
    asked = Asked(path)
    yield asked
    assert asked.cache.stop(WAIT_S)
