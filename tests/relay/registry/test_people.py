"""Who has which mode is known without a look at everybody, whatever comes and goes."""

from tests.relay.harness import Town

MODES = "oiwB"


def check(town):
    """The table says what a look at everybody says."""
    people = town.core.hub.people
    for letter in MODES:
        looked_up = {person for person in people.by_nick.values() if letter in person.modes}
        assert set(people.with_mode(letter)) == looked_up, letter


def test_modes_that_come_and_go():
    town = Town()
    ann, bob = town.join("ann"), town.join("bob")
    for line in ("MODE ann +iw", "MODE ann +B", "MODE ann -i", "NICK anna", "MODE anna +i"):
        ann.send(line)
        check(town)
    bob.send("MODE bob +i")
    assert len(town.core.hub.people.with_mode("i")) == 2
    ann.send("QUIT")
    check(town)
    assert [one.nick for one in town.core.hub.people.with_mode("i")] == ["bob"]
    assert not town.core.hub.people.with_mode("w")
