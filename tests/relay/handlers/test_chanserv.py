"""ChanServ: rooms that last, in words."""

import pytest

from tests.relay.handlers.test_lasting_rooms import join, known, marks
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import add
from tests.relay.harness import Person, Town


@pytest.fixture
def town() -> Town:
    town = town_with()
    for name in ("Ann", "Bob", "Cat"):
        add(town, name)
    return town


@pytest.fixture
def ann(town: Town) -> Person:
    """Founder of #r."""
    ann = known(town, "Ann")
    ann.send("JOIN #r", "PRIVMSG #r :x")
    return ann


@pytest.fixture
def bob(town: Town) -> Person:
    return known(town, "Bob")


def told(person: Person, words: str) -> list[str]:
    """What ChanServ answers."""
    head = f":ChanServ!services@messenger.relay NOTICE {person.peer.person.nick} :"
    lines = person.ask(f"PRIVMSG ChanServ :{words}")
    return [line.removeprefix(head) for line in lines if line.startswith(head)]


def test_a_room_is_registered_and_dropped(town, bob):
    dan = town.join("dan", room="#d")
    assert told(dan, "register #d") == ["Log in to an account first: a room belongs to an account."]
    bob.send("JOIN #d")
    assert told(bob, "REGISTER #d") == ["You are not an operator of #d: join it first."]
    assert told(bob, "INFO #d") == ["#d is not registered: it goes when the last one leaves it."]
    dan.send("MODE #d +o bob1")
    dan.read()
    assert told(bob, "REGISTER #d") == ["#d is yours, and is kept from now on."]
    assert dan.read() == [":messenger.relay MODE #d +r"]
    assert told(bob, "REGISTER #d") == ["#d has a founder already."]
    assert told(dan, "INFO #d")[0].startswith("#d was founded by Bob and is there since 2023-11-14")
    assert told(dan, "DROP #d") == ["You are not logged in to an account."]
    assert told(bob, "DROP #d") == ["#d is not kept any longer."]
    assert dan.read()[-1] == ":messenger.relay MODE #d -r"
    for person in (dan, bob):
        person.send("PART #d")
    assert town.core.hub.roster.find("#d") is None


def test_operators_are_made_for_good_also_of_who_is_not_there(town, ann, bob):
    bob.send("JOIN #r")
    ann.read()
    assert told(bob, "OP #r") == ["You are not an operator of #r."]
    assert told(ann, "OP #r bob1") == ["Bob is an operator of #r."]
    assert bob.read() == [":messenger.relay MODE #r +o bob1"]
    town.tick(10)  # Cat's account was made by another process
    assert told(ann, "OP #r Cat") == ["Cat is an operator of #r."]
    assert marks(town, known(town, "Cat")) is None
    assert told(bob, "DEOP #r Ann") == ["Ann is the founder: TRANSFER gives the room to another."]
    assert told(bob, "ACCESS #r") == ["Ann: founder", "Bob: operator", "Cat: operator"]
    assert told(ann, "DEOP #r Bob") == ["Bob is no operator of #r."]
    assert bob.read() == [":messenger.relay MODE #r -o bob1"]
    assert told(bob, "ACCESS #r") == ["You are not an operator of #r."]
    ann.send("MODE #r -o ann1")
    assert told(ann, "OP #r") == ["Ann is an operator of #r."]
    assert marks(town, ann) == "@"


def test_a_room_is_given_to_somebody_else(town, ann, bob):
    bob.send("JOIN #r")
    assert told(bob, "TRANSFER #r Bob") == ["You are not an operator of #r."]
    assert told(ann, "TRANSFER #r") == ["Say: TRANSFER <#room> <account>"]
    assert told(ann, "TRANSFER #r nobody") == ["nobody has no account."]
    assert told(ann, "TRANSFER #r bob1") == ["#r is the room of Bob now; you stay an operator."]
    assert marks(town, bob) == marks(town, ann) == "@"
    assert told(ann, "DROP #r") == ["Only the founder of #r may do this."]
    assert told(bob, "LIST") == ["#r", "You have founded 1 rooms."]
    assert told(ann, "LIST") == ["You have founded 0 rooms."]


def test_who_was_let_in_is_forgotten_again(town, ann, bob):
    ann.send("MODE #r +i", "INVITE bob1 #r")
    assert join(bob) == "JOIN"
    bob.send("QUIT")
    assert told(ann, "ACCESS #r") == ["Ann: founder", "Bob: member"]
    assert told(ann, "REMOVE #r Bob") == ["Bob is not known in #r any more."]
    assert join(known(town, "Bob", nick="bob2")) == "473"


def test_secret_rooms_are_not_told_of(town, ann, bob):
    ann.send("MODE #r +s")
    assert told(bob, "INFO #r") == ["There is no room #r."]
    assert told(ann, "INFO #r")[0].startswith("#r was founded by Ann")


def test_who_looks_after_the_relay_may_drop_any_room(town, ann):
    host = town.log_in("host")
    host.peer.person.modes += "o"
    assert told(host, "DROP #r") == ["#r is not kept any longer."]
    assert town.core.hub.roster.find("#r").founder == ""


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("FROTZ", "I don't know this. Say HELP to me."),
        ("INFO", "Say which room."),
        ("INFO #never", "There is no room #never."),
        ("REGISTER #lobby", "You are not an operator of #lobby: join it first."),
        ("DROP #lobby", "#lobby is not registered."),
    ],
)
def test_what_it_answers_to_the_rest(ann, words, answer):
    assert ann.ask(f"CS {words}") == [f":ChanServ!services@messenger.relay NOTICE ann1 :{answer}"]


def test_it_helps(ann):
    assert any(line.startswith("TRANSFER") for line in told(ann, "HELP"))
