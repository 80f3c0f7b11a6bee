"""How long things are kept: told, and forgotten in memory; and a real relay that erases."""

import pytest

from messenger.config import HistoryConfig, RelayConfig
from messenger.relay.hub import Hub
from messenger.relay.upkeep import retention
from messenger.store.rows import Memory
from tests.relay.conftest import Client
from tests.relay.harness import Town
from tests.relay.test_app import log_in

MARKER = b"a-word-that-stands-nowhere-else"


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        (HistoryConfig(), ""),
        (HistoryConfig(keep_days=1), "What is said here is kept for 1 day; then it is erased"),
        (HistoryConfig(enabled=False), "Nothing that is said here is kept"),
        (
            HistoryConfig(keep_days=30, keep_messages=9),
            "What is said here is kept for 30 days, up to the newest 9 entries; then it is erased",
        ),
    ],
)
def test_newcomers_are_told(history, sentence):
    config = RelayConfig(history=history)
    assert retention.sentence(Hub(config, Memory("relay"))) == sentence
    ann = Town(config).connect().send("NICK ann", "USER a 0 * :Ann")
    notices = [message for message in ann.messages() if message.command == "NOTICE"]
    assert [message.params[1] for message in notices] == ([sentence] if sentence else [])


def test_what_is_due_is_not_shown_to_those_who_join():
    town = Town(RelayConfig(history=HistoryConfig(keep_days=1)))
    ann = town.join("ann")
    ann.send("PRIVMSG #lobby :old words")
    town.pass_s(retention.DAY_MS / 1000 - 10)
    ann.send("PRIVMSG #lobby :new words")
    town.pass_s(20)
    town.core.hub.turn.rows.clear()
    town.begin()
    retention.sweep(town.core.hub)
    town.core.hub.turn.rows.clear()
    bob = town.log_in("bob")
    joined = "\n".join(bob.ask("JOIN #lobby"))
    assert "new words" in joined
    assert "old words" not in joined


def test_a_relay_erases_what_is_due_from_all_its_files(relay, tmp_path, eventually):
    path = tmp_path / "relay.toml"
    path.write_text(
        "[history]\nkeep_days = 0.00001\n[limits]\nregistration_timeout_s = 1\nping_timeout_s = 1\n"
    )
    one = relay("--config", str(path))
    ann = Client(one.ports["plain"])
    log_in(ann)
    ann.send(b"JOIN #lobby\r\nPRIVMSG #lobby :%s\r\nPING said\r\n" % MARKER)
    while not ann.line().endswith(b"said"):
        pass

    def holding():
        return [file for file in one.data.rglob("*") if file.is_file() and holds(file)]

    def holds(file):
        try:
            return MARKER in file.read_bytes()
        except FileNotFoundError:  # SQLite's own beside it come and go
            return False

    eventually(lambda: holding() == [])
    one.stop()
    assert holding() == []


def test_clients_read_it_from_a_token():
    town = Town(RelayConfig(history=HistoryConfig(keep_days=30, keep_messages=9)))
    told = town.connect().send("NICK ann", "USER a 0 * :Ann").read()
    assert any(" messenger.internal/keeps=days:30,entries:9 " in line for line in told)
    told = Town().connect().send("NICK ann", "USER a 0 * :Ann").read()
    assert not any("messenger.internal/keeps" in line for line in told)
