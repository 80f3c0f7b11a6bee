"""Who is muted has no other way to say something to all either."""

import pytest

from tests.relay.handlers.test_lasting_rooms import known
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import add
from tests.relay.harness import Person, Town

CAPS = ("setname", "away-notify", "draft/metadata-2", "message-tags", "draft/pre-away")


@pytest.fixture
def town() -> Town:
    return town_with()


@pytest.fixture
def host(town: Town) -> Person:
    host = town.join("host", *CAPS, room="#r")
    town.core.hub.people.set_modes(host.peer.person, "o")
    host.send("METADATA * SUB status")
    return host


@pytest.fixture
def bob(town: Town, host: Person) -> Person:
    bob = town.join("bob", *CAPS, room="#r")
    bob.peer.person.is_host = False
    host.send("MODE #r +o bob", "MODE #r -t", "METADATA #r SET status :ours")
    bob.send("METADATA * SET status :before")
    host.read()
    bob.read()
    return bob


WAYS = {
    "NICK i_am_not_silent": "447 bob i_am_not_silent",
    "SETNAME :I am not silent": "FAIL SETNAME CANNOT_CHANGE_REALNAME",
    "METADATA * SET status :silent, I": "FAIL METADATA KEY_NO_PERMISSION bob status",
    "METADATA #r SET status :silent, I": "FAIL METADATA KEY_NO_PERMISSION #r status",
    "TOPIC #r :I am not silent": "404 bob #r",
    "RENAME #r #not-silent": "404 bob #r",
}


@pytest.mark.parametrize("whom", ["bob", "*"])
@pytest.mark.parametrize("line", WAYS)
def test_words_about_oneself_are_refused_and_it_is_said_why(host, bob, line, whom):
    host.send(f"MUTE {whom}")
    host.read()
    answer = bob.ask(line)
    assert len(answer) == 1
    assert answer[0].startswith(f":messenger.relay {WAYS[line]} :The host has muted ")
    assert host.read() == []
    host.send(f"UNMUTE {whom}")
    host.read()
    bob.send(line)
    assert "silent" in "".join(host.read())


def test_of_reasons_nobody_sees_a_word(town, host, bob):
    town.join("eve", room="#r")
    host.send("MUTE bob")
    msgid = host.messages()[-1].tags.get("msgid", "")
    bob.read()
    assert bob.send("AWAY :I am not silent").codes() == ["306"]
    bob.send("KICK #r eve :I am not silent", f"REDACT #r {msgid} :I am not silent")
    bob.send("PART #r :I am not silent", "QUIT :I am not silent")
    said = host.messages()
    assert [(one.command, one.params[-1]) for one in said if one.command != "731"] == [
        ("AWAY", "Not here"),
        ("KICK", "bob"),
        ("PART", "#r"),
    ]


def test_who_comes_back_muted_and_away_is_so_without_a_word(town, host):
    eve = town.join("eve", *CAPS, room="#r")
    host.send("MUTE eve")
    eve.lose()
    host.read()
    again = town.connect(address=eve.peer.address)
    again.send("CAP LS 302", f"CAP REQ :{' '.join(CAPS)}", "AWAY :I am not silent", "NICK eve")
    again.send("USER eve 0 * :Eve", "CAP END", "JOIN #r")
    assert [one.params[-1] for one in host.messages() if one.command == "AWAY"] == ["Not here"]


def test_to_take_back_less_than_words_is_allowed(host, bob):
    host.send("MUTE bob")
    bob.read()
    assert bob.send("METADATA * SET status").codes() == ["766"]
    assert bob.send("AWAY").codes() == ["305"]
    assert bob.send("SETNAME Bob").codes() == ["SETNAME"]  # as before


def test_back_to_one_s_own_name_is_no_word(town, host):
    add(town, "Ann")
    ann = known(town, "Ann", nick="Ann_2")
    ann.send("JOIN #r")
    host.send("MUTE *")
    ann.read()
    assert ann.send("NICK other").codes() == ["447"]
    assert ann.send("NICK Ann").codes() == ["NICK"]
