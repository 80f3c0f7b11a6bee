"""Rooms in which the first message of each person waits for an operator (+A)."""

import dataclasses

import pytest

from messenger.config import LessonConfig, RelayConfig
from messenger.irc.lesson import CAPABILITY
from messenger.relay.ports import Door
from tests.relay.handlers.test_sasl import add, sign_in
from tests.relay.harness import Town

OURS = (CAPABILITY, "message-tags", "batch", "echo-message", "labeled-response", "draft/multiline")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    """A plain client that is the room's operator."""
    ann = town.join("ann", room="#a").send("MODE #a +A")
    ann.read()
    return ann


@pytest.fixture
def bob(town, ann):
    """A plain client."""
    return town.join("bob", room="#a")


@pytest.fixture
def cat(town, ann):
    """One of ours."""
    return town.join("cat", *OURS, room="#a")


def bodies(person):
    """Without tags."""
    return [line.partition(" ")[2] if line[:1] == "@" else line for line in person.read()]


def quiet(*people):
    for one in people:
        one.read()


def said(town):
    return [row.params for row in town.store.rows if row.command == "PRIVMSG"]


def test_the_first_message_is_seen_by_operators_only(town, ann, bob, cat):
    assert bob.ask("PRIVMSG #a :hello") == [
        ":messenger.relay NOTICE #a :Your first message here waits for the host's approval (#a)."
    ]
    assert ann.read() == [
        ":bob!bob@10.0.0.2 PRIVMSG @#a :hello",
        ":messenger.relay NOTICE #a :bob's first message in #a waits for you: "
        "APPROVE 1, or REJECT 1 [why]",
    ]
    assert cat.read() == []
    assert said(town) == []


def test_approved_it_is_said_and_its_sender_speaks_freely(town, ann, bob, cat):
    bob.send("PRIVMSG #a :hello")
    quiet(ann, bob)
    town.wall_ms += 60_000
    heard = ann.ask("APPROVE 1")
    assert ":bob!bob@10.0.0.2 PRIVMSG #a :hello" in heard
    assert ":messenger.relay NOTICE #a :bob speaks freely in #a now" in heard
    assert bodies(cat) == [":bob!bob@10.0.0.2 PRIVMSG #a :hello"]
    assert (
        "NOTICE #a :Your message in #a is approved" in bob.read()[0]
    )  # without echoes it has its own words on the screen
    assert town.store.rows[-1].sent_ms == town.wall_ms
    bob.send("PRIVMSG #a :again")
    assert bodies(cat) == [":bob!bob@10.0.0.2 PRIVMSG #a :again"]
    quiet(ann)
    assert ann.ask("HELD #a") == [":messenger.relay NOTICE #a :0 messages wait for approval"]


def test_our_client_gets_its_own_words_back_marked_and_then_said(town, ann, cat):
    ref = "+messenger.internal/ref=r1"
    answer = cat.ask(f"@label=x;{ref} PRIVMSG #a :hello")
    assert answer == [
        f"@label=x;messenger.internal/held=1;{ref} :cat!cat@10.0.0.2 PRIVMSG #a :hello"
    ]
    again = cat.ask(f"@label=y;{ref} PRIVMSG #a :hello")  # after a cut
    assert again == [
        f"@label=y;messenger.internal/held=1;{ref} :cat!cat@10.0.0.2 PRIVMSG #a :hello"
    ]
    quiet(ann)
    ann.send("APPROVE cat")
    (words, settled) = cat.read()
    assert words.endswith(f"{ref} :cat!cat@10.0.0.2 PRIVMSG #a :hello")
    assert "held" not in words
    assert settled == ":messenger.relay LESSON SETTLED #a 1"
    assert cat.ask(f"@label=z;{ref} PRIVMSG #a :hello")[0].startswith("@label=z;msgid=")
    assert len(said(town)) == 1


def test_rejected_it_is_gone_and_its_sender_knows_why(town, ann, bob, cat):
    bob.send("PRIVMSG #a :rubbish")
    cat.send("PRIVMSG #a :nonsense")
    quiet(ann, bob, cat)
    ann.send("REJECT bob not now", "REJECT 2")
    words = "The host did not let your message into #a: not now. It said: rubbish"
    assert bob.read() == [f":messenger.relay NOTICE #a :{words}"]
    assert cat.read() == [":messenger.relay LESSON REJECTED #a 2 * :"]
    assert said(town) == []
    bob.send("PRIVMSG #a :sorry")
    assert "waits" in bob.read()[0]


def test_many_are_decided_on_in_one_line(town, ann, bob, cat):
    dan = town.join("dan", room="#a")
    for one in (bob, cat, dan):
        one.send("PRIVMSG #a :hello")
    quiet(ann, bob, cat, dan)
    heard = ann.ask("APPROVE 1,CAT,9")  # 9 was settled a moment ago, or never was
    assert [line[:4] for line in heard if "PRIVMSG" in line] == [":bob", ":cat"]
    eve = town.join("eve", room="#a").send("PRIVMSG #a :let me in")
    quiet(ann, eve, dan)
    assert ":messenger.relay NOTICE #a :Told: dan, eve" in ann.ask("REJECT dan,4 not now")
    assert "not now" in dan.read()[0]
    assert "not now" in eve.read()[0]
    assert "NOTICE #a :No such message waits for you" in ann.ask("APPROVE 1,dan")[0]


def test_who_is_away_learns_of_it_at_the_next_login(town, ann, bob):
    bob.send("PRIVMSG #a :rubbish")
    bob.lose()
    ann.read()
    ann.send("REJECT 1 no")
    again = Town(town.config, town.store)
    other = again.connect()
    other.send("NICK bob", "USER bob 0 * :B")
    assert "rubbish" not in "".join(other.read())  # a nick alone is the next one's who takes it
    other.lose()
    bob = again.connect(address="10.0.0.2")
    bob.send("NICK bob", "USER bob 0 * :B")
    assert any("did not let your message into #a: no. It said: rubbish" in x for x in bob.read())
    third = Town(town.config, again.store).connect(address="10.0.0.2")
    third.send("NICK bob", "USER bob 0 * :B")
    assert not any("rubbish" in line for line in third.read())  # once is enough


def test_it_survives_a_restart_for_both_sides(town, ann, cat):
    cat.send("@+messenger.internal/ref=r1 PRIVMSG #a :hello")
    again = Town(town.config, town.store)
    cat = again.connect(address="10.0.0.2")
    cat.send("CAP LS 302", f"CAP REQ :{' '.join(OURS)}", "NICK cat", "USER c 0 * :C", "CAP END")
    held = "@messenger.internal/held=1;+messenger.internal/ref=r1 "
    assert any(line.startswith(held) for line in cat.read())
    ann = again.join("ann", room="#a")
    assert ann.ask("HELD #a")[0] == ":cat!cat@10.0.0.2 PRIVMSG @#a :hello"
    ann.send("APPROVE 1")
    assert said(again) == [("hello",)]


def test_a_text_of_several_lines_waits_as_one(town, ann, cat):
    tim = town.join("tim", *OURS, room="#a")
    ann.send("MODE #a +v tim").read()
    quiet(tim, cat)
    cat.send("BATCH +1 draft/multiline #a", "@batch=1 PRIVMSG #a :one", "@batch=1 PRIVMSG #a :two",
             "BATCH -1")  # fmt: skip
    quiet(cat)
    ann.send("APPROVE 1")
    assert [line.rpartition(":")[2] for line in tim.read()][1:3] == ["one", "two"]
    assert said(town) == [("one\ntwo",)]


def test_all_ways_to_speak_wait(town, ann, bob, cat):
    old_words = ("NOTICE #a :n", "PRIVMSG #a :\x01ACTION waves\x01", "PRIVMSG +#a :v")
    for line in old_words:
        bob.send(line)
    assert cat.read() == []
    assert bob.send("PRIVMSG #a :x").codes() == ["NOTICE"] * 3 + ["404"]
    assert cat.send("@+draft/react=x TAGMSG #a").codes() == ["404"]
    assert cat.send("@+typing=active TAGMSG #a").codes() == []
    ann.send("MODE #a -t").read()
    cat.read()
    assert cat.send("TOPIC #a :my words").codes() == ["404"]
    assert cat.send("PRIVMSG @#a :to the operators").codes() == ["PRIVMSG"]
    assert ann.read()[-1] == ":cat!cat@10.0.0.3 PRIVMSG @#a :to the operators"


def test_it_is_bounded(ann, bob):
    for number in range(LessonConfig().held_per_person):
        assert "waits" in bob.ask(f"PRIVMSG #a :{number}")[0]
    assert "404 bob #a :Your first messages here wait" in bob.ask("PRIVMSG #a :more")[0]


def test_it_is_bounded_for_all_together():
    town = Town(dataclasses.replace(RelayConfig(), lesson=LessonConfig(held_in_all=1)))
    town.join("ann", room="#a").send("MODE #a +A")
    town.join("bob", room="#a").send("PRIVMSG #a :x")
    cat = town.join("cat", room="#a")
    assert "404 cat #a :Too many messages wait" in cat.ask("PRIVMSG #a :x")[0]


def test_only_operators_decide_and_see(town, ann, bob, cat):
    bob.send("PRIVMSG #a :hello")
    cat.read()
    for line in ("APPROVE 1", "APPROVE bob", "REJECT 1"):
        assert "No such message waits for you" in cat.ask(line)[0], line
    assert cat.send("HELD #a").codes() == ["482"]
    assert cat.send("HELD").codes() == []
    dora = town.join("dora", room="#b")
    assert "NOTICE #b :No such message waits for you" in dora.ask("APPROVE 1")[0]


def test_all_of_a_person_is_said_in_its_order(town, ann, bob):
    bob.send("PRIVMSG #a :one", "PRIVMSG #a :two")
    ann.send("APPROVE 2")
    assert said(town) == [("one",), ("two",)]


def test_with_another_name_or_a_new_account_it_is_still_the_same_person(town, ann, bob):
    bob.send("PRIVMSG #a :hello", "NICK robert")
    bob.read()
    ann.send("APPROVE 1")
    assert any("is approved" in line for line in bob.read())
    bob.send("PRIVMSG #a :more", "NICK rob", "PRIVMSG #a :still")
    assert said(town)[-1] == ("still",)


def test_a_room_that_ends_drops_nothing_in_silence(town, ann, bob):
    bob.send("PRIVMSG #a :hello", "PART #a")
    bob.read()
    ann.send("PART #a")
    assert "did not let your message into #a: the room is closed. It said: hello" in bob.read()[0]


def test_people_of_the_classic_door_wait_too():
    town = Town(dataclasses.replace(RelayConfig(), lesson=LessonConfig(approve_first=True)))
    ann = town.join("ann")
    old = town.connect(Door.CLASSIC).classic_name("old")
    old.read()
    old.classic_say("hello")
    assert "waits" in old.read()[0]
    assert "hello" not in "".join(ann.read())


def test_what_can_not_be_stored_does_not_wait(town, ann, bob):
    town.store.broken = True
    assert "FAIL PRIVMSG TEMPORARILY_UNAVAILABLE #a" in bob.ask("PRIVMSG #a :hello")[0]
    assert ann.read() == []
    town.store.broken = False
    assert "0 messages wait" in ann.ask("HELD")[0]
    bob.send("PRIVMSG #a :hello")
    town.store.broken = True
    ann.read()
    assert "FAIL APPROVE" in ann.ask("APPROVE 1")[0]
    town.store.broken = False
    assert "PRIVMSG @#a :hello" in ann.ask("HELD")[0]


def test_the_nick_of_somebody_approved_is_no_approval(town, ann, bob):
    """Not under another nick either, if it was taken while its bearer was away."""
    bob.send("PRIVMSG #a :hello")
    ann.send("APPROVE bob")
    bob.lose()
    eve = town.join("bob", room="#a")
    quiet(ann)
    eve.send("PRIVMSG #a :let me in")
    eve.send("NICK eve", "PRIVMSG #a :and now")
    assert said(town) == [("hello",)]
    assert len(ann.ask("HELD #a")) > 2
    eve.lose()
    back = town.log_in("bob", address=bob.peer.host).send("JOIN #a")
    back.send("PRIVMSG #a :it is me")
    assert said(town) == [("hello",), ("it is me",)]


def test_what_an_account_has_said_stays_with_it_after_a_logout(town, ann):
    add(town, "Bob")
    bob = town.log_in("bob1", address="127.0.0.1")
    sign_in(bob, "Bob")
    bob.send("JOIN #a", "PRIVMSG #a :hello")
    bob.send("NS LOGOUT").read()
    ann.read()
    ann.send("APPROVE 1")
    assert said(town) == [("hello",)]
    assert not any("approved" in line for line in bob.read())  # it is nobody's here now
    bob.send("PRIVMSG #a :let in by the nick alone?")
    assert said(town) == [("hello",)]
    sign_in(bob, "Bob")
    bob.send("PRIVMSG #a :as myself")
    assert said(town)[-1] == ("as myself",)


def test_rejected_ones_that_nobody_asks_for_make_room(town):
    lesson = dataclasses.replace(LessonConfig(), held_in_all=2)
    town = Town(dataclasses.replace(RelayConfig(), lesson=lesson))
    ann = town.join("ann", room="#a").send("MODE #a +A")
    for name in ("bob", "cat"):
        guest = town.join(name, room="#a").send(f"PRIVMSG #a :{name}'s")
        guest.lose()
    ann.send("REJECT 1")
    for name, codes in (("dan", ["NOTICE"]), ("eve", ["404"])):
        assert town.join(name, room="#a").send("PRIVMSG #a :x").codes() == codes
