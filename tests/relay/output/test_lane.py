"""The short way for plain words does the same as the full way, to the letter."""

import pytest

from messenger.relay import obey as obey_module
from messenger.relay.ports import Door
from tests.relay.harness import Town, settings

LINES = (
    "PRIVMSG #lobby :one",
    "PRIVMSG #lobby :two \u00e4\u20ac  spaces ",
    "PRIVMSG #LOBBY :other case",
    "@+a=b PRIVMSG #lobby :tagged",
    "PRIVMSG #lobby ::)",
    "PRIVMSG #lobby :\x01ACTION nods\x01",
    "PRIVMSG #lobby :" + "y" * 490,
    "PRIVMSG #lobby :",
    b"PRIVMSG #lobby :\xff",
    "PRIVMSG #lobby :\uffff",
    "PRIVMSG #lobby,ann :both",
    "NICK robert",
    "PRIVMSG #lobby :renamed",
    "PRIVMSG #lobby :again",
    "PING x",
    "PRIVMSG #lobby :last",
)


RUNS = (
    [f"PRIVMSG #lobby :{number} \u00e4" for number in range(9)],
    ["PRIVMSG #lobby :one", "PRIVMSG #lobby :two", "PING x", "PRIVMSG #lobby :four"],
    ["PRIVMSG #lobby :one", "PRIVMSG #lobby :", "PRIVMSG #lobby :three"],
    ["PRIVMSG #lobby :one", b"PRIVMSG #lobby :\xff", "PRIVMSG #lobby :three"],
    ["PRIVMSG #lobby :one", "PRIVMSG #lobby :" + "y" * 490, "PRIVMSG #lobby :three"],
    ["PRIVMSG #lobby :one", "PRIVMSG #lobby :\ufffe", "PRIVMSG #lobby :\x01ACTION nods\x01"],
)


def talk(echo, lines):
    town = Town(settings(enabled=False))
    readers = [
        town.join("ann"),
        town.join("tim", "server-time"),
        town.join("tom", "message-tags", "server-time"),
        town.join("tag", "message-tags"),
        town.connect(Door.CLASSIC).classic_name("old"),
    ]
    bob = town.join("bob", *(("echo-message",) if echo else ()))
    for one_read in lines:
        bob.send("PRIVMSG #lobby :before")
        bob.send(*one_read)
    return [person.read() for person in (*readers, bob)], town.store.rows


@pytest.mark.parametrize("echo", [False, True])
@pytest.mark.parametrize("lines", [(LINES,), RUNS], ids=["one after the other", "runs"])
def test_both_ways_say_the_same(monkeypatch, echo, lines):
    short = talk(echo, lines)
    monkeypatch.setattr(obey_module, "lane_for", lambda *any_: None)
    assert talk(echo, lines) == short
    assert sum("before" in line for line in short[0][0]) == len(lines)


def test_a_run_is_taken_at_once_and_counted(monkeypatch):
    town = Town(settings(flood_burst_lines=10))
    ann, bob = town.join("ann"), town.join("bob")
    bob.send("PRIVMSG #lobby :x")
    monkeypatch.setattr(town.core, "_take", lambda *any_: pytest.fail("the full way was taken"))
    level = bob.peer.bucket.level
    bob.send(*["PRIVMSG #lobby :y"] * 3)
    assert ann.codes() == ["PRIVMSG"] * 4
    assert level - 3 <= bob.peer.bucket.level < level - 2  # a moment went by


def test_a_lane_is_taken():
    bob = Town().join("bob").send("PRIVMSG #lobby :x")
    assert bob.peer.lane is not None
    assert bob.send("PING x").peer.lane is None


def test_new_rules_hold_for_the_next_line():
    town = Town()
    ann, bob = town.join("ann", room="#r"), town.join("bob", room="#r")
    for change in ("MODE #r +m", "MODE #r -m+b bob", "MODE #r -b bob", "KICK #r bob"):
        ann.send(change)
        bob.read()
        refused = "404" in bob.send("PRIVMSG #r :x", "PRIVMSG #r :y").codes()
        assert refused is (change != "MODE #r -b bob"), change


def test_what_can_not_be_stored_is_refused_line_by_line():
    town = Town()
    ann, bob = town.join("ann"), town.join("bob")
    town.store.broken = True
    assert bob.send(*["PRIVMSG #lobby :x"] * 3).codes() == ["FAIL"] * 3
    assert ann.read() == []
