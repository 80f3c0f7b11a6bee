"""METADATA: who may set, see and hear of what."""

import pytest

from messenger.relay.handlers import metadata
from messenger.relay.registry import metadata as news
from tests.relay.harness import Town

CAPS = ("batch", "draft/metadata-3")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", *CAPS, room="#a")


@pytest.fixture
def bob(town, ann):
    bob = town.join("bob", *CAPS, room="#a")
    bob.send("METADATA * SUB avatar status")
    bob.read()
    ann.read()
    return bob


def tail(line):
    """A line without tags and source."""
    return line[line.index(":") :].partition(" ")[2]


def inside(lines):
    """What stands in a metadata batch."""
    first, *rows, last = lines
    assert " BATCH +" in first
    assert " BATCH -" in last
    return [tail(row) for row in rows]


def test_own_values(ann):
    assert tail(ann.ask("METADATA * SET avatar :x y")[0]) == "761 ann ann avatar * :x y"
    assert inside(ann.ask("METADATA ann GET avatar color A!")) == [
        "761 ann ann avatar * :x y",
        "766 ann ann color :key not set",
        "FAIL METADATA KEY_INVALID A! :This can't be a key",
    ]
    assert tail(ann.ask("METADATA * SET status :")[0]) == "761 ann ann status * :"
    assert len(inside(ann.ask("METADATA * LIST"))) == 2
    assert tail(ann.ask("METADATA * SET status")[0]) == "766 ann ann status :key not set"
    assert inside(ann.ask("METADATA * CLEAR")) == ["766 ann ann avatar :key not set"]
    assert inside(ann.ask("METADATA * LIST")) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("METADATA nobody LIST", "INVALID_TARGET nobody"),
        ("METADATA #nowhere LIST", "INVALID_TARGET #nowhere"),
        ("METADATA * NONSENSE", "SUBCOMMAND_INVALID NONSENSE"),
        ("METADATA * SET Bad! :x", "KEY_INVALID Bad!"),
        ("METADATA * SET", "KEY_INVALID *"),
        ("METADATA * SET avatar", "KEY_NOT_SET ann avatar"),
        ("METADATA * SET avatar :" + "x" * 301, "INVALID_VALUE avatar"),
        ("METADATA bob SET avatar :x", "KEY_NO_PERMISSION bob avatar"),
        ("METADATA bob CLEAR", "KEY_NO_PERMISSION bob *"),
    ],
)
def test_what_is_refused(ann, bob, line, code):
    answer = ann.ask(line)
    assert len(answer) == 1
    assert f"FAIL METADATA {code} :" in answer[0]
    assert bob.read() == []


def test_subscribers_hear_of_changes(town, ann, bob):
    other = town.join("eve", *CAPS, room="#a")
    bob.read()
    ann.send("METADATA * SET avatar :x", "METADATA * SET color :red", "METADATA * SET avatar")
    assert [tail(line) for line in bob.read()] == [
        "761 bob ann avatar * :x", "766 bob ann avatar :key not set",
    ]  # fmt: skip
    assert other.read() == []
    ann.send("METADATA #a SET avatar :room")
    assert [tail(line) for line in bob.read()] == ["761 bob #a avatar * :room"]
    bob.send("METADATA * UNSUB avatar").read()
    ann.send("METADATA #a SET avatar :other")
    assert bob.read() == []


def test_a_room_belongs_to_its_operators(ann, bob):
    assert "KEY_NO_PERMISSION #a avatar" in bob.ask("METADATA #a SET avatar :x")[0]
    assert "761" in ann.ask("METADATA #a SET avatar :x")[0]


def test_a_private_room_tells_nothing_outside(town, ann):
    ann.send("METADATA #a SET avatar :secret", "MODE #a +i")
    eve = town.log_in("eve", *CAPS)
    eve.send("METADATA * SUB avatar")
    for subcommand in ("GET avatar", "LIST", "SYNC"):
        assert "INVALID_TARGET #a" in eve.ask(f"METADATA #a {subcommand}")[-1]


def test_both_sides_learn_at_a_join(town, ann, bob):
    ann.send("METADATA * SET avatar :a")
    bob.send("METADATA * SET status :b")
    eve = town.log_in("eve", *CAPS)
    eve.send("METADATA * SET avatar :e", "METADATA * SUB avatar")
    bob.read()
    assert "761 eve ann avatar * :a" in [tail(line) for line in eve.ask("JOIN #a")]
    assert "761 bob eve avatar * :e" in [tail(line) for line in bob.read()]


def test_too_much_comes_later(town, ann, monkeypatch):
    monkeypatch.setattr(news.sync, "__defaults__", (1,))
    ann.send("METADATA * SET avatar :a", "METADATA #a SET avatar :room")
    eve = town.log_in("eve", *CAPS)
    eve.send("METADATA * SUB avatar")
    assert "774 eve #a 5" in [tail(line) for line in eve.ask("JOIN #a")]
    assert len(inside(eve.ask("METADATA #a SYNC"))) == 2


def test_watchers_hear_too(town, ann):
    eve = town.log_in("eve", *CAPS)
    eve.send("METADATA * SUB avatar", "MONITOR + ann")
    eve.read()
    ann.send("METADATA * SET avatar :x")
    assert tail(eve.read()[0]) == "761 eve ann avatar * :x"
    eve.send("MONITOR C")
    assert "761 eve ann avatar * :x" in [tail(line) for line in eve.ask("MONITOR + ann")]


def test_before_login(town):
    eve = town.connect()
    lines = eve.ask(
        "CAP LS 302", "CAP REQ :" + " ".join(CAPS), "NICK eve", "METADATA * SET avatar :x",
        "METADATA #lobby LIST", "USER eve 0 * :e", "CAP END",
    )  # fmt: skip
    told = [tail(line) for line in lines]
    assert "before-connect" in lines[0] + lines[1]
    place = told.index("761 eve eve avatar * :x", told.index("FAIL METADATA INVALID_TARGET "
                       "#lobby :There is nobody and nothing of that name"))  # fmt: skip
    assert "BATCH +" in told[place - 1]
    assert told[place - 1].endswith("metadata eve")
    assert not any(one.startswith(("376", "422")) for one in told[:place])


def test_limits(ann, monkeypatch):
    monkeypatch.setattr(metadata, "MAX_KEYS", 1)
    monkeypatch.setattr(metadata, "MAX_SUBSCRIPTIONS", 1)
    ann.send("METADATA * SET avatar :x")
    assert "LIMIT_REACHED ann" in ann.ask("METADATA * SET color :x")[0]
    assert "761" in ann.ask("METADATA * SET avatar :y")[0]
    refused, taken, *_ = ann.ask("METADATA * SUB avatar color status")
    assert "TOO_MANY_SUBS color" in refused
    assert tail(taken) == "770 ann avatar"
    assert inside(ann.ask("METADATA * SUBS")) == ["772 ann avatar"]


def test_in_whois(ann, bob):
    ann.send("METADATA * SET avatar :x")
    assert "760 bob ann avatar * :x" in [tail(line) for line in bob.ask("WHOIS ann")]


def test_a_room_that_is_no_more_has_none(town, ann):
    ann.send("METADATA #a SET avatar :x", "PART #a", "JOIN #a")
    assert inside(ann.ask("METADATA #a LIST")) == []
    assert [(row.name, row.value) for row in town.store.facts] == [
        ("avatar", "x"), ("avatar", None),
    ]  # fmt: skip


def test_the_older_draft_gets_metadata_lines(town, ann):
    ann.send("METADATA #a SET avatar :room")
    old = town.log_in("old", "batch", "draft/metadata-2")
    old.send("METADATA * SUB avatar")
    source = ":messenger.relay METADATA "
    assert source + "#a avatar * room" in old.ask("JOIN #a")
    ann.send("METADATA * SET avatar :a b", "METADATA * SET avatar")
    assert old.read() == [source + "ann avatar * :a b", source + "ann avatar *"]
    assert " 761 old ann color * :red" in (ann.send("METADATA * SET color :red") and
                                           old.ask("METADATA ann GET color")[1])  # fmt: skip
    assert "FAIL METADATA VALUE_INVALID :" in old.ask("METADATA * SET avatar :" + "x" * 301)[0]
