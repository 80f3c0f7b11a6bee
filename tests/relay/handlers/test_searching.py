"""SEARCH: what its reader may see, and nothing else."""

from dataclasses import replace

import pytest

from tests.relay.harness import Town, settings

CAPS = ("batch", "message-tags", "soju.im/search")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", *CAPS, room="#a")


def texts(person, line):
    first, *rows, last = person.ask(line)
    assert first.endswith(" soju.im/search")
    assert " BATCH -" in last
    return [row.partition(" PRIVMSG ")[2] for row in rows]


def test_words_in_a_room_and_in_all_of_ones_rooms(town, ann):
    bob = town.join("bob", room="#b")
    bob.send("PRIVMSG #b :hello there")
    ann.send("PRIVMSG #a :hello all of you", "PRIVMSG #a :bye", "JOIN #b")
    ann.read()
    assert texts(ann, "SEARCH text=hello;in=#a") == ["#a :hello all of you"]
    assert texts(ann, "SEARCH text=hello\\sall") == ["#a :hello all of you"]
    assert texts(ann, "SEARCH :text=hello") == ["#b :hello there", "#a :hello all of you"]
    assert texts(ann, "SEARCH limit=1") == ["#a :bye"]


def test_nobody_searches_outside(town, ann):
    ann.send("PRIVMSG #a :secret", "PRIVMSG bob :secret")
    eve = town.log_in("eve", *CAPS)
    assert "FAIL SEARCH INVALID_TARGET IN #a :" in eve.ask("SEARCH text=secret;in=#a")[0]
    assert texts(eve, "SEARCH text=secret") == []
    assert texts(eve, "SEARCH text=secret;in=ann") == []


def test_private_words_are_for_the_two(town, ann):
    bob = town.log_in("bob", *CAPS)
    ann.send("PRIVMSG bob :for you")
    bob.read()
    ann.read()
    assert texts(bob, "SEARCH text=you;in=ann") == ["bob :for you"]
    assert texts(ann, "SEARCH text=you;in=bob") == ["bob :for you"]
    ann.send("PRIVMSG #a :and for you")
    ann.read()
    assert texts(ann, "SEARCH text=you") == ["bob :for you", "#a :and for you"]
    assert texts(bob, "SEARCH text=you") == ["bob :for you"]


def test_several_words_in_a_row(town, ann):
    ann.send("PRIVMSG #a :old red fox", "PRIVMSG #a :red old fox")
    ann.read()
    assert texts(ann, 'SEARCH text="old\\sred"\\sfox') == ["#a :old red fox"]


def test_who_is_answered_in_part_is_told(town, ann):
    run, town.store.run = town.store.run, lambda request: replace(run(request), complete=False)
    note, *_ = ann.ask("SEARCH text=x")
    assert note.startswith(":messenger.relay NOTE SEARCH INCOMPLETE :Not everything")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SEARCH", " 461 "),
        ("SEARCH limit=x", "INVALID_PARAMS limit"),
        ("SEARCH after=soon", "INVALID_PARAMS after soon"),
        ("SEARCH text=" + "x" * 201, "INVALID_PARAMS text"),
        ("SEARCH text=" + "\\s".join("abcdefghi"), "INVALID_PARAMS text"),
    ],
)
def test_what_is_refused(ann, line, code):
    assert code in ann.ask(line)[0]


def test_not_without_a_history():
    town = Town(settings(history={"enabled": False}))
    ann = town.join("ann", "batch")
    assert " 421 " in ann.ask("SEARCH text=x")[0]
    assert not any("soju.im/search" in line for line in ann.ask("CAP LS 302"))
