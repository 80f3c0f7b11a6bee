"""What clients may ask before login (ISUPPORT, AWAY), the picture, and the operators' mark."""

import dataclasses

import pytest

from messenger.config import RelayConfig, ServerConfig
from tests.relay.harness import Town


@pytest.fixture
def town():
    return Town(host_secret="s")


def newcomer(town, *capabilities):
    person = town.connect()
    person.send("CAP REQ :" + " ".join(capabilities))
    person.read()
    return person


def test_settings_before_login_come_in_a_batch(town):
    ann = newcomer(town, "batch", "draft/extended-isupport")
    first, *rows, last = ann.ask("ISUPPORT")
    assert " BATCH +" in first
    assert first.endswith(" draft/isupport")
    assert " BATCH -" in last
    assert all(row.startswith("@batch=") and " 005 * " in row for row in rows)
    lines = ann.ask("NICK ann", "USER a 0 * :A", "CAP END")
    assert all(line.startswith("@batch=") for line in lines if " 005 ann " in line)


@pytest.mark.parametrize("line", ["ISUPPORT", "AWAY :x"])
def test_not_without_the_capability(town, line):
    assert " 451 " in newcomer(town, "batch").ask(line)[0]


def test_away_before_login(town):
    bob = town.join("bob", "away-notify")
    ann = newcomer(town, "draft/pre-away")
    assert " 306 " in ann.ask("AWAY :gone to lunch")[0]
    ann.send("NICK ann", "USER a 0 * :A", "CAP END", "JOIN #lobby")
    assert bob.read()[-1].endswith("AWAY :gone to lunch")
    ann.send("AWAY *")
    assert bob.read() == [":ann!a@10.0.0.2 AWAY :Not here"]


def test_the_picture(town):
    assert not any("draft/ICON" in line for line in town.connect().ask("NICK x", "USER a 0 * :A"))
    server = dataclasses.replace(ServerConfig(), icon="https://example.org/i.png")
    other = Town(dataclasses.replace(RelayConfig(), server=server))
    lines = other.connect().ask("NICK x", "USER a 0 * :A")
    assert any(" draft/ICON=https://example.org/i.png " in line for line in lines)


def test_operators_are_marked_in_all_they_do(town):
    eyes = town.join("eyes", "message-tags", "draft/oper-tag")
    plain = town.join("plain", "message-tags")
    host = town.connect()
    host.send(
        "PASS s",
        "NICK host",
        "USER h 0 * :H",
        "JOIN #lobby",
        "TOPIC #lobby :x",
        "PRIVMSG #lobby :1",
        "PRIVMSG #lobby :2",
        "MODE host -o",
        "PRIVMSG #lobby :3",
    )
    told = [message for message in eyes.messages() if message.source == host.peer.person.source]
    marks = ["draft/oper" in message.tags for message in told]
    assert marks == [True, True, True, True, False]
    assert not any("draft/oper" in message.tags for message in plain.messages())
