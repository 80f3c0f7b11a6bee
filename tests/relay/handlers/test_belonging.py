"""A page of history holds what belongs to its messages, however much later it was said."""

import pytest

from tests.relay.harness import Town, settings

CAPS = ("batch", "message-tags", "echo-message", "draft/chathistory")
PLAYBACK = (*CAPS, "draft/event-playback")
EDIT = "+messenger.internal/edit"


@pytest.fixture
def town():
    return Town(settings(enabled=False))


@pytest.fixture
def ann(town):
    return town.join("ann", *PLAYBACK)


def say(person, line):
    """The msgid of what was said."""
    return person.send(line).messages()[0].tags["msgid"]


def page(person, line):
    """[(command, last parameter or tag, is context)] of a page, in its order."""
    first, *rows, last = person.send(f"CHATHISTORY {line}").messages()
    assert (first.command, last.command) == ("BATCH", "BATCH")
    return [
        (row.command, row.tags.get("+draft/react") or row.params[-1],
         "draft/chathistory-context" in row.tags)
        for row in rows
    ]  # fmt: skip


def recent(town):
    """What newcomers are told."""
    return [row.params[0] for row in town.core.hub.roster.rooms["#lobby"].recent.rows()]


def react(person, msgid, sign="x"):
    return say(person, f"@+reply={msgid};+draft/react={sign} TAGMSG #lobby")


def test_an_old_message_comes_with_its_late_reactions(town, ann):
    first = say(ann, "PRIVMSG #lobby :one")
    second = say(ann, "PRIVMSG #lobby :two")
    react(ann, first, "a")
    react(ann, second, "b")
    react(ann, first, "c")
    assert page(ann, f"BEFORE #lobby msgid={second} 1") == [
        ("PRIVMSG", "one", False),
        ("TAGMSG", "a", True),
        ("TAGMSG", "c", True),
    ]
    # What stands in the page anyway is not in it twice.
    assert page(ann, "LATEST #lobby * 4") == [
        ("PRIVMSG", "two", False),
        *[("TAGMSG", sign, False) for sign in "abc"],
    ]


def test_without_playback_only_words_are_sent(town, ann):
    bob = town.join("bob", *CAPS)
    first = say(ann, "PRIVMSG #lobby :one")
    react(ann, first)
    say(ann, f"@+reply={first};+draft/react=y PRIVMSG #lobby :y")
    say(ann, "PRIVMSG #lobby :two")
    bob.read()
    assert page(bob, f"AROUND #lobby msgid={first} 1") == [
        ("PRIVMSG", "one", False),
        ("PRIVMSG", "y", True),
    ]


def test_without_tags_there_is_nothing_to_add(town, ann):
    bob = town.join("bob", "batch", "draft/chathistory")
    first = say(ann, "PRIVMSG #lobby :one")
    say(ann, f"@+reply={first};+draft/react=y PRIVMSG #lobby :y")
    bob.read()
    assert page(bob, "LATEST #lobby * 9") == [("PRIVMSG", "one", False), ("PRIVMSG", "y", False)]


def test_an_edit_takes_the_place_of_the_old_words(town, ann):
    first = say(ann, "PRIVMSG #lobby :teh fox")
    say(ann, "PRIVMSG #lobby :two")
    say(ann, f"@{EDIT}={first} PRIVMSG #lobby :* the fox")
    assert page(ann, f"AROUND #lobby msgid={first} 1") == [
        ("PRIVMSG", "the fox", False),
        ("PRIVMSG", "* the fox", True),
    ]
    old = town.join("old")  # is told the last words on joining
    old.send("PART #lobby", "JOIN #lobby")
    assert not any("teh" in line for line in old.read())


def test_new_words_that_could_not_be_stored_are_told_to_nobody(town, ann):
    first = say(ann, "PRIVMSG #lobby :old")
    town.store.broken = True
    ann.send(f"@{EDIT}={first} PRIVMSG #lobby :* new")
    town.store.broken = False
    assert recent(town) == ["old"]


def test_an_edit_that_had_to_wait_takes_the_place_when_it_is_approved(town, ann):
    bob = town.join("bob", *CAPS)
    first = say(bob, "PRIVMSG #lobby :teh fox")
    town.core.hub.roster.rooms["#lobby"].flags.add("A")
    bob.send(f"@{EDIT}={first} PRIVMSG #lobby :* the fox")
    assert recent(town) == ["teh fox"]
    town.core.hub.people.set_modes(ann.peer.person, "o")
    ann.send("APPROVE bob")
    assert recent(town) == ["the fox", "* the fox"]
    ann.read()
    assert page(ann, f"AROUND #lobby msgid={first} 1")[0] == ("PRIVMSG", "the fox", False)


def test_nobody_else_edits(town, ann):
    first = say(ann, "PRIVMSG #lobby :mine")
    bob = town.join("bob", *CAPS)
    fails = bob.ask(f"@{EDIT}={first} PRIVMSG #lobby :* his")
    assert " FAIL PRIVMSG EDIT_FORBIDDEN #lobby " in fails[0]
    assert ann.read() == []
    assert page(ann, f"AROUND #lobby msgid={first} 1") == [("PRIVMSG", "mine", False)]
    assert [row.params[0] for row in town.core.hub.roster.rooms["#lobby"].recent.rows()][:1] == [
        "mine"
    ]


def test_taking_back_takes_the_new_words_too(town, ann):
    ann.send("CAP REQ draft/message-redaction").read()
    first = say(ann, "PRIVMSG #lobby :one")
    say(ann, f"@{EDIT}={first} PRIVMSG #lobby :* secret")
    say(ann, f"@+reply={first} PRIVMSG #lobby :an answer stays")
    ann.send(f"REDACT #lobby {first}").read()
    assert recent(town) == ["an answer stays"]


def test_what_names_no_message_is_just_said(town, ann):
    for tag in ("+reply=nonsense", "+reply=relay-fffff", "+x=1"):
        react_line = f"@{tag};+draft/react=x TAGMSG #lobby"
        say(ann, react_line)
    fails = ann.ask(f"@{EDIT}=nonsense PRIVMSG #lobby :new")
    assert " FAIL PRIVMSG UNKNOWN_MSGID #lobby nonsense " in fails[0]
    assert town.store.belonging == []


def test_private_talks_too(town, ann):
    bob = town.log_in("bob", *PLAYBACK)
    first = say(ann, "PRIVMSG bob :one")
    bob.read()
    say(bob, f"@+reply={first};+draft/react=k TAGMSG ann")
    ann.read()
    assert page(ann, "LATEST bob * 9")[0] == ("PRIVMSG", "one", False)
    assert page(ann, f"AROUND bob msgid={first} 1")[1] == ("TAGMSG", "k", True)
