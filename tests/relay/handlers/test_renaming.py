"""RENAME: the room, its people and its past under another name."""

import pytest

from tests.relay.harness import Town

CAPS = ("batch", "draft/channel-rename", "draft/chathistory")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", *CAPS, room="#old")


@pytest.fixture
def bob(town, ann):
    return town.join("bob", room="#old")


def test_all_stay_inside(town, ann, bob):
    ann.send("TOPIC #old :what", "METADATA #old SET avatar :x")
    bob.read()
    assert ann.ask("RENAME #old #New :better") == [":ann!ann@10.0.0.1 RENAME #old #New better"]
    lines = bob.read()
    assert [line.split()[1] for line in lines] == ["PART", "JOIN", "332", "333", "353", "366"]
    assert lines[0].endswith("PART #old :better")
    assert ann.ask("PRIVMSG #old :x")[0].split()[1] == "403"
    ann.send("PRIVMSG #new :hi")
    assert bob.read() == [":ann!ann@10.0.0.1 PRIVMSG #New :hi"]
    assert "avatar * :x" in ann.ask("METADATA #new GET avatar")[1]
    assert ann.ask("NAMES #new")[0].endswith(":@ann bob")


def test_the_past_comes_along(town, ann, bob):
    bob.send("PRIVMSG #old :before")
    ann.send("RENAME #old #new", "PRIVMSG #new :after")
    assert [line.rpartition(":")[2] for line in ann.ask("CHATHISTORY LATEST #new * 9")[1:-1]] == [
        "before", "after",
    ]  # fmt: skip
    old = town.join("eve", *CAPS, room="#old")
    assert len(old.ask("CHATHISTORY LATEST #old * 9")) == 2
    late = town.log_in("late")
    assert any(line.endswith("before") for line in late.ask("JOIN #new"))


def test_only_the_case(ann, bob):
    assert ann.ask("RENAME #old #OLD")[0].endswith("RENAME #old #OLD :")
    assert bob.read() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RENAME #nowhere #x", " 403 "),
        ("RENAME #old #lobby", " FAIL RENAME CHANNEL_NAME_IN_USE #old #lobby :"),
        ("RENAME #old &old", " FAIL RENAME CANNOT_RENAME #old &old :"),
        ("RENAME #old new", " FAIL RENAME CANNOT_RENAME #old new :"),
        ("RENAME #old #" + "x" * 80, " FAIL RENAME CANNOT_RENAME #old #xxx"),
        ("RENAME #old", " 461 "),
    ],
)
def test_what_is_refused(ann, line, code):
    assert code in ann.ask(line)[0]


def test_only_for_operators(bob):
    assert " 482 " in bob.ask("RENAME #old #new")[0]


def test_the_lobby_stays(town):
    host = Town(host_secret="s")
    ann = host.connect()
    ann.send("PASS s", "NICK ann", "USER a 0 * :A", "JOIN #lobby")
    assert "CANNOT_RENAME #lobby #x" in ann.ask("RENAME #lobby #x")[0]


def test_no_name_with_a_past(town, ann):
    eve = town.join("eve", room="#was")
    eve.send("PRIVMSG #was :secret", "PART #was")
    assert "CHANNEL_NAME_IN_USE #old #was" in ann.ask("RENAME #old #was")[0]


def test_not_too_often(town, ann):
    ann.send("RENAME #old #new")
    assert "CANNOT_RENAME #new #newer" in ann.ask("RENAME #new #newer")[0]
    town.tick(61)
    assert "RENAME #new #newer" in ann.ask("RENAME #new #newer")[-1]


def test_two_at_once(town, ann):
    """The second waits for the first one's look into the history."""
    lines = ann.ask("RENAME #old #a", "RENAME #old #b")
    assert len([line for line in lines if " RENAME #old #a " in line]) == 1
    assert " 403 " in lines[-1]
