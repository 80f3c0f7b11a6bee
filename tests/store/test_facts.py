"""Facts outlive the relay; the last word holds."""

from messenger.store.facts import FactRow
from messenger.store.history import open_relay_store


def test_they_are_there_at_the_next_start(tmp_path):
    store = open_relay_store(tmp_path)
    store.write([FactRow("#a", "metadata", "avatar", "x"), FactRow("@ann", "read", "#a", "5")])
    store.write([FactRow("#a", "metadata", "avatar", None), FactRow("@ann", "read", "#a", "7")])
    store.write([FactRow("#a", "metadata", "color", "")])
    store.close()
    store = open_relay_store(tmp_path)
    expected = {("@ann", "read"): {"#a": "7"}, ("#a", "metadata"): {"color": ""}}
    assert store.load().facts == expected
    store.close()
