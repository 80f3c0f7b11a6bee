"""The short way for plain words does the same as the full way, to the letter."""

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


def talk(echo):
    town = Town(settings(enabled=False))
    readers = [
        town.join("ann"),
        town.join("tim", "server-time"),
        town.join("tom", "message-tags", "server-time"),
        town.join("tag", "message-tags"),
        town.connect(Door.CLASSIC).classic_name("old"),
    ]
    bob = town.join("bob", *(("echo-message",) if echo else ()))
    bob.send(*LINES)
    return [person.read() for person in (*readers, bob)], town.store.rows


def test_both_ways_say_the_same(monkeypatch):
    for echo in (False, True):
        short = talk(echo)
        with monkeypatch.context() as patched:
            patched.setattr(obey_module, "lane_for", lambda *any_: None)
            full = talk(echo)
        assert short == full
        assert sum("again" in line for line in short[0][0]) == 1


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
