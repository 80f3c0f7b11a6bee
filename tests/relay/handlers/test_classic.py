"""Guests of the classic door in the lobby."""

import pytest

from messenger.relay.ports import Door
from tests.relay.harness import Town


@pytest.fixture
def town():
    return Town()


def guest(town, name):
    return town.connect(Door.CLASSIC).classic_name(name)


def test_a_guest_is_a_full_member(town):
    ann = town.join("ann", "echo-message")
    old = guest(town, "old")
    assert ann.codes() == ["JOIN"]
    assert old.read() == [
        "Welcome old! there are 2 people in the room.",
        "old: enter to the room.--SERVER MESSAGE--",
    ]
    old.classic_say("hi all")
    assert ann.read() == [":old!classic@10.0.0.2 PRIVMSG #lobby :hi all"]
    ann.send("PRIVMSG #lobby :hello")
    assert old.read() == ["ann: hello"]
    assert "old" in ann.ask("NAMES #lobby")[0]


def test_the_first_in_the_room_is_one_person(town):
    assert guest(town, "old").read()[0] == "Welcome old! there is 1 person in the room."


def test_exactly_one_own_name_is_cut_off(town):
    ann, old = town.join("ann"), guest(town, "old man")
    assert old.peer.person.nick == "old_man"
    ann.read()
    for text in ("old_man: one", "old man: two", "old_man: old_man: three", "ann: four"):
        old.classic_say(text)
    said = [message.params[1] for message in ann.messages()]
    assert said == ["one", "two", "old_man: three", "ann: four"]


@pytest.mark.parametrize(
    ("typed", "nick"),
    [("ann", "ann2"), ("!!", "guest"), ("", "guest"), ("Ada Okafor", "Ada_Okafor")],
)
def test_a_name_that_is_taken_or_none_gets_a_free_variant(town, typed, nick):
    town.join("ann")
    old = guest(town, typed)
    assert old.read()[0] == f"You are called {nick} here."


def test_comings_and_goings_in_the_old_words(town):
    old = guest(town, "old")
    ann = town.join("ann")
    ann.send("JOIN #lobby").read()
    old.read()
    ann.send(
        "NICK anna", "PART #lobby", "JOIN #lobby", "PRIVMSG #lobby :\x01ACTION nods\x01", "QUIT"
    )
    assert old.read() == [
        "ann: left the room.--SERVER MESSAGE--",
        "anna: enter to the room.--SERVER MESSAGE--",
        "anna: left the room.--SERVER MESSAGE--",
        "anna: enter to the room.--SERVER MESSAGE--",
        "anna: * nods",
        "anna: left the room.--SERVER MESSAGE--",
    ]


def test_control_letters_do_not_reach_a_terminal(town):
    old, ann = guest(town, "old"), town.join("ann")
    old.read()
    ann.send("PRIVMSG #lobby :a\x1b[2Jb\x9bc")
    assert old.read() == ["ann: a[2Jbc"]


def test_long_words_are_parted_and_none_is_lost(town):
    ann, old = town.join("ann"), guest(town, "old")
    ann.read()
    old.classic_say("x" * 1000)
    texts = [message.params[1] for message in ann.messages()]
    assert len(texts) == 3
    assert "".join(texts) == "x" * 1000


def test_a_guest_is_told_when_its_words_are_not_passed_on(town):
    host = Town(host_secret="k")
    ada = host.connect().send("PASS k", "NICK ada", "USER a 0 * :A", "JOIN #lobby")
    old = guest(host, "old")
    ada.send("MODE #lobby +m").read()
    old.read()
    old.classic_say("hello?")
    assert "people with a voice" in old.read()[0]
    ada.send("MODE #lobby -m").read()
    host.store.broken = True
    old.classic_say("hello?")
    assert old.read() == ["The relay could not store this; nobody got it. Try again later"]
    assert ada.read() == []


def test_a_guest_gets_the_last_words_and_leaves_with_its_connection(town):
    ann = town.join("ann")
    ann.send("PRIVMSG #lobby :before")
    old = guest(town, "old")
    assert old.read()[-1] == "ann: before"
    ann.read()
    old.lose("Connection closed")
    assert ann.read() == [":old!classic@10.0.0.2 QUIT :Connection closed"]
