"""A reaction, or taking one back, that its sender repeats after a cut happens once."""

import pytest

from tests.relay.harness import Town, settings

REF = "+messenger.internal/ref"
OURS = ("message-tags", "server-time", "echo-message", "batch", "labeled-response")


@pytest.fixture
def town():
    return Town(settings(enabled=False))


@pytest.fixture
def ann(town):
    return town.join("ann", *OURS)


@pytest.fixture
def bob(town):
    return town.join("bob", *OURS)


def mark(person, ref, msgid, kind="react", target="#lobby"):
    """The answer to a reaction under this ref."""
    tags = f"label={ref};{REF}={ref};+reply={msgid};+draft/{kind}=x"
    (answer,) = person.send(f"@{tags} TAGMSG {target}").messages()
    return answer


def stored(town):
    return [row.tags.partition("+draft/")[2] for row in town.store.rows if row.command == "TAGMSG"]


@pytest.mark.parametrize("target", ["#lobby", "bob"])
def test_a_mark_twice_is_stored_once_and_echoed_twice(town, ann, bob, target):
    msgid = ann.send(f"PRIVMSG {target} :look").messages()[0].tags["msgid"]
    bob.read()
    first, second = (mark(ann, "r1", msgid, target=target) for _ in range(2))
    assert (first.command, first.tags) == ("TAGMSG", second.tags)
    assert len(bob.messages()) == 1
    assert stored(town) == ["react=x"]
    mark(bob, "r1", msgid, target="#lobby" if target == "#lobby" else "ann")
    assert len(stored(town)) == 2  # another sender's ref is another


def test_a_repeat_does_not_revive_what_was_taken_back_meanwhile(town, ann, bob):
    msgid = ann.send("PRIVMSG #lobby :look").messages()[0].tags["msgid"]
    first = mark(ann, "r1", msgid)
    gone = mark(ann, "r2", msgid, "unreact")
    bob.read()
    assert mark(ann, "r1", msgid).tags["msgid"] == first.tags["msgid"]
    assert mark(ann, "r2", msgid, "unreact").tags["msgid"] == gone.tags["msgid"]
    assert bob.read() == []
    assert stored(town) == ["react=x", "unreact=x"]


def test_it_is_known_after_a_restart(town, ann):
    msgid = ann.send("PRIVMSG #lobby :look").messages()[0].tags["msgid"]
    first = mark(ann, "r1", msgid)
    again = Town(town.config, town.store)
    eve, ann = again.join("eve", *OURS), again.join("ann", *OURS)
    eve.read()
    assert mark(ann, "r1", msgid).tags == first.tags
    assert eve.read() == []
    assert stored(again) == ["react=x"]


def test_what_the_disk_refused_may_be_tried_again(town, ann, bob):
    msgid = ann.send("PRIVMSG #lobby :look").messages()[0].tags["msgid"]
    bob.read()
    town.store.broken = True
    assert mark(ann, "r1", msgid).command == "FAIL"
    town.store.broken = False
    assert mark(ann, "r1", msgid).command == "TAGMSG"
    assert len(bob.messages()) == 1


def test_what_only_passes_has_no_ref(town, ann, bob):
    """Typing is never kept: it neither uses up a ref nor is taken for what had it."""
    ann.send(f"@{REF}=r1;+typing=active TAGMSG #lobby")
    ann.send(f"@{REF}=r1 PRIVMSG #lobby :hello")
    ann.send(f"@{REF}=r1;+typing=done TAGMSG #lobby")
    assert [line.command for line in bob.messages()] == ["TAGMSG", "PRIVMSG", "TAGMSG"]


def test_taking_back_twice_says_that_it_is_gone(town, bob):
    """By UNKNOWN_MSGID and its label the sender's client knows that it came to what it wanted."""
    ann = town.join("ann", *OURS, "draft/message-redaction")
    msgid = ann.send("PRIVMSG #lobby :oops").messages()[0].tags["msgid"]
    (first,) = ann.send(f"@label=1 REDACT #lobby {msgid}").messages()
    bob.read()
    (second,) = ann.send(f"@label=2 REDACT #lobby {msgid}").messages()
    assert (first.command, second.command) == ("REDACT", "FAIL")
    assert second.params[:4] == ("REDACT", "UNKNOWN_MSGID", "#lobby", msgid)
    assert second.tags["label"] == "2"
    assert bob.read() == []
