"""Private words to an account that nobody is using wait for it."""

import dataclasses

import pytest

from messenger.relay.handlers import catching_up
from messenger.relay.registry import waiting
from tests.relay.handlers.test_devices import device
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, plain
from tests.relay.harness import Person, Town

FIRST, LAST = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2200-01-01T00:00:00.000Z"
INTRO = ":messenger.relay NOTICE ann :What was said to you while you were not here:"


def town_of(**accounts: object) -> Town:
    town = town_with(enabled=False, **accounts)
    add(town, "Ann")
    town.tick(6)
    return town


@pytest.fixture
def town() -> Town:
    return town_of()


@pytest.fixture
def bob(town) -> Person:
    return town.log_in("bob")


def words(person: Person) -> list[str]:
    return [line.split(" ", 1)[1] for line in person.read() if " PRIVMSG " in line]


def test_the_sender_is_told_that_it_waits(bob):
    assert bob.ask("PRIVMSG ann :hello") == [f":messenger.relay 301 bob Ann :{waiting.NOT_HERE}"]
    assert bob.ask("NOTICE ann :hello") == []
    assert bob.ask("PRIVMSG cleo :hello")[0].split()[1] == "401"


def test_the_sender_has_an_echo_of_what_is_kept(town):
    bob = town.log_in("bob", "echo-message", "message-tags")
    echo, away = bob.ask("PRIVMSG ann :hello")
    assert echo.endswith(" PRIVMSG Ann :hello")
    assert away.split()[1] == "301"


def test_it_is_shown_once_to_who_can_not_ask(town, bob):
    bob.send("PRIVMSG ann :one", "PRIVMSG Ann :two", "NOTICE ann :three")
    town.log_in("cleo").send("PRIVMSG ann :four")
    lines = device(town, "Ann").read()
    at = lines.index(INTRO)
    assert sorted(line.split(" ", 1)[1] for line in lines[at + 1 :]) == [
        "NOTICE ann :three", "PRIVMSG ann :four", "PRIVMSG ann :one", "PRIVMSG ann :two",
    ]  # fmt: skip
    town.people[-1].lose()
    assert INTRO not in device(town, "Ann").read()


def test_what_was_heard_does_not_wait(town, bob):
    ann = device(town, "Ann")
    bob.send("PRIVMSG ann :heard")
    ann.lose()
    assert INTRO not in device(town, "Ann").read()


def test_it_has_its_time_where_times_are_known(town, bob):
    bob.send("PRIVMSG ann :old")
    town.tick(3600)
    line = next(line for line in device(town, "Ann", "server-time").read() if "old" in line)
    assert line.startswith("@time=2023-11-14T22:13:")


def test_who_can_ask_asks(town, bob):
    bob.send("PRIVMSG ann :hello")
    ann = device(town, "Ann", "batch", "draft/chathistory")
    assert not words(ann)
    ann.send(f"CHATHISTORY TARGETS {FIRST} {LAST} 10", "CHATHISTORY LATEST bob * 10")
    lines = ann.read()
    assert any(" TARGETS bob " in line for line in lines)
    assert any(line.endswith(" PRIVMSG ann :hello") for line in lines)


def test_who_is_on_the_way_in_is_called_by_the_account_s_name(town):
    bob = town.log_in("bob", "batch", "draft/chathistory")
    bob.send("PRIVMSG ann :hello")
    ann = town.connect(address=LOCAL)
    ann.send("CAP REQ :sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('Ann', 'sesame')}")
    assert ann.peer.person.account == "Ann"
    lines = bob.ask(f"CHATHISTORY TARGETS {FIRST} {LAST} 10")
    assert any(" TARGETS Ann " in line for line in lines), lines


def test_logging_in_by_words_shows_it_too(town, bob):
    bob.send("PRIVMSG ann :hello")
    ann = town.connect(address="127.0.0.1").send("NICK annie", "USER a 0 * :a")
    ann.read()
    ann.send("PRIVMSG NickServ :IDENTIFY Ann sesame")
    assert words(ann) == ["PRIVMSG annie :hello"]


def test_only_the_newest_of_a_talk(town, bob, monkeypatch):
    monkeypatch.setattr(catching_up, "MAX_SHOWN", 2)
    bob.send(*(f"PRIVMSG ann :{number}" for number in range(5)))
    assert words(device(town, "Ann")) == ["PRIVMSG ann :3", "PRIVMSG ann :4"]


def test_strangers_with_ever_new_names_are_stopped(town, bob, monkeypatch):
    monkeypatch.setattr(waiting, "MAX_TALKS", 1)
    bob.send("PRIVMSG ann :one", "PRIVMSG ann :two")
    told = town.log_in("cleo").ask("PRIVMSG ann :three")
    assert told == [":messenger.relay 531 cleo Ann :Too much waits for this person already"]
    assert words(device(town, "Ann")) == ["PRIVMSG ann :one", "PRIVMSG ann :two"]


def test_who_is_here_under_another_nick_gets_it_at_once(town, bob):
    ann = device(town, "Ann", nick="zoe")
    ann.read()
    assert bob.ask("PRIVMSG ann :hello") == []
    assert words(ann) == ["PRIVMSG zoe :hello"]


def test_typing_to_nobody_goes_nowhere(town):
    bob = town.log_in("bob", "message-tags")
    assert bob.ask("@+typing=active TAGMSG ann") == []
    assert INTRO not in device(town, "Ann").read()


def test_taken_back_before_it_was_seen(town):
    bob = town.log_in("bob", "message-tags", "echo-message", "draft/message-redaction")
    msgid = bob.ask("PRIVMSG ann :oops")[0].split("msgid=")[1].split()[0]
    assert " REDACT ann " in bob.ask(f"REDACT ann {msgid}")[0]
    assert words(device(town, "Ann")) == []


@pytest.mark.parametrize("off", ["messages_wait", "enabled"])
def test_it_can_be_switched_off(off):
    town = town_of(**({"messages_wait": False} if off == "messages_wait" else {}))
    if off == "enabled":
        config = town.core.config
        history = dataclasses.replace(config.history, enabled=False)
        town.core.reload(dataclasses.replace(config, history=history), ())
    assert town.log_in("bob").ask("PRIVMSG ann :hello")[0].split()[1] == "401"


def test_what_was_not_stored_does_not_wait(town, bob):
    town.store.broken = True
    assert bob.ask("PRIVMSG ann :hello")[0].split()[1:3] == ["FAIL", "PRIVMSG"]
