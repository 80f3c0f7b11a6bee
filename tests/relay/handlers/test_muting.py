"""Mutes (~m:), bans of accounts (~a:) and rooms without CTCP (+C)."""

import pytest

from messenger.relay.access import extbans
from tests.relay.harness import Town

CTCP, ACTION = "\x01PING 1\x01", "\x01ACTION waves\x01"


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", room="#a")


@pytest.fixture
def bob(town, ann):
    return town.join("bob", room="#a")


def speaks(person, words="hi"):
    """True when it was passed on; both ways, the short one too, must say the same."""
    answers = [person.ask(f"PRIVMSG #a :{words}") for _ in range(3)]
    assert len({len(answer) for answer in answers}) == 1
    return not answers[0]


def test_a_mute_lets_in_but_not_speak(town, ann, bob):
    assert speaks(bob)
    ann.send("MODE #a +b ~m:BOB")
    assert ann.ask("MODE #a +b")[0].split()[4] == "~m:BOB!*@*"
    assert not speaks(bob)
    bob.send("PART #a", "JOIN #a")
    assert "#a" in bob.peer.person.rooms
    ann.send("MODE #a -b ~m:bob!*@*")
    assert speaks(bob)


@pytest.mark.parametrize("change", ["+v bob", "+e ~m:bob", "+e bob!*@*"])
def test_ways_out_of_a_mute(ann, bob, change):
    ann.send("MODE #a +b ~m:*", "MODE #a " + change)
    assert speaks(bob)


def test_a_mute_as_an_exception_opens_no_door(ann, bob):
    ann.send("KICK #a bob", "MODE #a +b bob", "MODE #a +e ~m:bob")
    assert " 474 " in bob.ask("JOIN #a")[0]


@pytest.mark.parametrize(
    ("mask", "account", "expected"),
    [("~a:Bob", "bob", True), ("~a:bob", "", False), ("~a:", "", False), ("bob!*@*", "x", True)],
)
def test_whom_an_entry_means(mask, account, expected):
    assert extbans.covers(mask, "bob!b@h", account) is expected


def test_a_room_without_ctcp(town, ann, bob):
    assert speaks(bob, CTCP)
    ann.send("MODE #a +C")
    assert not speaks(bob, CTCP)
    assert speaks(bob, ACTION)
    assert speaks(bob)


def test_lines_of_a_batch_are_looked_at_too(town, ann):
    eve = town.join("eve", "batch", "draft/multiline", room="#a")
    ann.send("MODE #a +C")
    ann.read()
    eve.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :x",
             f"@batch=1 PRIVMSG #a :{CTCP}", "BATCH -1")  # fmt: skip
    assert ann.read() == []
