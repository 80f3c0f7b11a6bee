"""The disk refuses a turn: memory, what others have seen, and the disk say the same."""

import random
from copy import deepcopy

import pytest

from messenger.relay.registry import room_json
from messenger.relay.state import Room
from tests.relay.handlers.test_lasting_rooms import again, known
from tests.relay.handlers.test_lasting_rooms import town as town
from tests.relay.harness import Person, Town

OURS = ("message-tags", "echo-message", "batch", "draft/channel-rename", "draft/metadata-2")


def refused(town: Town, person: Person, *lines: str) -> list[str]:
    """What the sender reads when the disk would not take it."""
    town.store.broken = True
    answer = person.ask(*lines)
    town.store.broken = False
    return answer


def fails(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[1:4]) for line in lines if " FAIL " in line]


def state(room: Room) -> dict:
    """What lasts of a room, without the times at which it was used."""
    kept = room_json.json.loads(room_json.to_json(room))
    return {key: value for key, value in kept.items() if key not in ("used", "created")}


def agree(town: Town) -> None:
    """What is in memory is what a relay would know that starts now."""
    town.tick(6.0)
    here, there = town.core.hub, again(town).core.hub
    lasting = {key: state(room) for key, room in here.roster.rooms.items() if room.founder}
    assert lasting == {key: state(room) for key, room in there.roster.rooms.items() if room.founder}
    assert here.facts._known == there.facts._known


@pytest.fixture
def people(town: Town) -> tuple[Person, Person]:
    ann, bob = known(town, "Ann", *OURS), known(town, "Bob", *OURS)
    ann.send("JOIN #r", "TOPIC #r :first", "MODE #r +bl *!*@evil 9")
    bob.send("JOIN #r")
    ann.read()
    bob.read()
    return ann, bob


@pytest.mark.parametrize(
    "line",
    [
        "TOPIC #r :second",
        "TOPIC #r :",
        "MODE #r +mk-l secret",
        "MODE #r +b-b *!*@other *!*@evil",
        "MODE #r +ov bob1 bob1",
        "MODE #r -o ann1",
        "MODE #r -r",
        "RENAME #r #other",
        "RENAME #r #R",
        "METADATA #r SET colour :red",
        "METADATA * SET colour :red",
        "MARKREAD #r timestamp=2023-01-01T00:00:00.000Z",
        "CHANSERV DROP #r",
        "CHANSERV TRANSFER #r Bob",
        "CHANSERV OP #r Bob",
    ],
)
def test_what_is_refused_was_never_done(town, people, line):
    ann, bob = people
    hub = town.core.hub
    bob.send("METADATA * SUB colour")
    bob.read()
    room = hub.roster.find("#r")
    before = state(room), dict(room.members), deepcopy(hub.facts._known)
    answer = refused(town, ann, line)
    assert len(answer) == 1
    if line.startswith("CHANSERV"):
        assert " NOTICE ann1 :The relay could not store this; nothing has changed" in answer[0]
    else:
        assert fails(answer)[0].startswith(f"FAIL {line.split()[0]} TEMPORARILY_UNAVAILABLE")
    assert bob.read() == []
    assert [hub.roster.find(name) for name in ("#r", "#other")] == [room, None]
    assert (state(room), room.members, hub.facts._known) == before
    agree(town)
    bob.send("PRIVMSG #r :x")
    assert " PRIVMSG #r :x" in ann.read()[0]


def test_an_empty_room_whose_end_is_refused_is_still_there(town, people):
    ann, bob = people
    ann.send("PART #r")
    bob.send("PART #r")
    ann.read()
    refused(town, ann, "CHANSERV DROP #r")
    assert town.core.hub.roster.find("#r").topic == "first"
    agree(town)
    assert ":first" in "".join(bob.ask("JOIN #r"))


def test_who_opens_it_in_between_is_in_the_room_as_it_was(town, people):
    ann, bob = people
    ann.send("PART #r")
    bob.send("PART #r")
    town.disk_waits = True
    ann.send("CHANSERV DROP #r")
    bob.send("JOIN #r")
    town.settle_one(False)
    town.settle()
    room = town.core.hub.roster.find("#r")
    assert (room.topic, bool(room.founder), len(room.members)) == ("first", True, 1)
    agree(town)


def test_a_room_whose_founding_is_refused_goes_with_its_last_member(town):
    ann = known(town, "Ann")
    refused(town, ann, "JOIN #new")
    assert not town.core.hub.roster.find("#new").founder
    agree(town)
    ann.send("PART #new")
    assert town.core.hub.roster.find("#new") is None


@pytest.mark.parametrize(
    ("outcomes", "topic", "flags"),
    [
        ((False, False), "first", "nt"),
        ((True, False), "second", "nt"),
        ((False, True), "third", "mnt"),
        ((True, True), "third", "mnt"),
    ],
)
def test_turns_behind_a_refused_one_are_put_right(town, people, outcomes, topic, flags):
    ann, bob = people
    town.disk_waits = True
    ann.send("TOPIC #r :second")
    ann.send("TOPIC #r :third", "MODE #r +m")
    for stored in outcomes:
        town.settle_one(stored)
    town.settle()
    room = town.core.hub.roster.find("#r")
    assert (room.topic, "".join(sorted(room.flags))) == (topic, flags)
    seen = [line.rpartition(":")[2] for line in bob.read() if " TOPIC " in line]
    assert seen == [
        words for words, stored in zip(("second", "third"), outcomes, strict=True) if stored
    ]
    agree(town)


def test_another_change_in_between_stays(town, people):
    ann, _ = people
    town.disk_waits = True
    ann.send("TOPIC #r :second")
    ann.send("MODE #r +m")
    town.settle_one(False)
    town.settle()
    room = town.core.hub.roster.find("#r")
    assert (room.topic, "m" in room.flags) == ("first", True)
    agree(town)  # though the second turn's row had the refused topic in it


def test_two_values_refused_are_two_values_forgotten(town, people):
    ann, _ = people
    town.disk_waits = True
    for value in ("red", "blue"):
        ann.send(f"METADATA * SET colour :{value}")
    town.settle_one(False)
    town.settle_one(False)
    town.settle()
    assert not town.core.hub.facts.of_person(ann.peer.person, "metadata")
    agree(town)


def test_words_whose_erasing_is_refused_are_still_shown_to_newcomers(town, people):
    ann, bob = people
    bob.send("PRIVMSG #r :keep me")
    msgid = next(one.tags["msgid"] for one in bob.messages() if one.command == "PRIVMSG")
    ann.read()
    assert fails(refused(town, ann, f"REDACT #r {msgid}"))
    ann.send("PRIVMSG #r :later")
    shown = [line.rpartition(":")[2] for line in town.log_in("eve").ask("JOIN #r")]
    assert shown[-2:] == ["keep me", "later"]


# -- what happens whatever the disk says


def test_who_came_and_went_is_kept_when_the_disk_takes_rows_again(town, people):
    ann, bob = people
    town.store.broken = True
    bob.send("NICK bobby", "PART #r :bye")
    town.store.broken = False
    assert [one.command for one in ann.messages()] == ["NICK", "PART"]
    assert bob.peer.person.nick == "bobby"
    agree(town)
    kept = [row.command for row in town.store.rows if row.target == "#r"]
    assert kept[-2:] == ["NICK", "PART"]


def test_a_raised_hand_goes_along_with_its_owner(town):
    eve = town.join("eve")
    eve.send("HAND UP")
    refused(town, eve, "NICK eva")
    assert eve.ask("HAND")[0].endswith(":Hands up, in order: eva.")
    agree(town)


def test_who_is_thrown_out_of_a_closed_room_stays_out(town, people):
    ann, bob = people
    ann.send("MODE #r +i")
    refused(town, ann, "KICK #r bob1")
    assert bob.messages()[-1].command == "KICK"
    assert bob.ask("JOIN #r")[0].split()[1] == "473"
    agree(town)
    assert known(again(town), "Bob").ask("JOIN #r")[0].split()[1] == "473"


# -- what newcomers are shown


def words(person: Person) -> list[str]:
    return [line.rpartition(":")[2] for line in person.read() if "PRIVMSG" in line]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("capabilities", [(), ("batch", "labeled-response")])
def test_a_newcomer_is_shown_only_what_is_on_the_disk(town, stored, capabilities):
    ann, eve = town.join("ann"), town.log_in("eve", *capabilities)
    ann.send("PRIVMSG #lobby :old")
    town.disk_waits = True
    ann.send("PRIVMSG #lobby :on its way")
    eve.send("@label=x JOIN #lobby")
    ann.send("PRIVMSG #lobby :live")
    town.settle_one(stored)
    town.settle()
    assert words(eve) == ["old", *(["on its way"] if stored else []), "live"]


def test_a_newcomer_is_not_shown_words_of_its_own_refused_turn(town):
    ann, eve = town.join("ann"), town.log_in("eve")
    ann.send("PRIVMSG #lobby :old")
    town.store.broken = True
    town.begin()
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :refused"], town.now)
    town.core.receive(eve.peer, [b"JOIN #lobby"], town.now)
    town.turn()
    town.store.broken = False
    assert words(eve) == ["old"]


def test_a_newcomer_is_not_shown_a_wording_that_was_refused(town):
    ann, eve = town.join("ann", *OURS), town.log_in("eve")
    ann.send("PRIVMSG #lobby :old")
    msgid = ann.messages()[-1].tags["msgid"]
    town.disk_waits = True
    ann.send(f"@+messenger.internal/edit={msgid} PRIVMSG #lobby :* new")
    eve.send("JOIN #lobby")
    town.settle_one(False)
    town.settle()
    assert words(eve) == ["old"]


def test_many_lines_behind_a_newcomer_take_nothing_from_it(town):
    ann, eve = town.join("ann"), town.log_in("eve")
    ann.send("PRIVMSG #lobby :old")
    town.disk_waits = True
    eve.send("JOIN #lobby")
    for number in range(60):
        ann.send(f"PRIVMSG #lobby :{number}")
    town.settle()
    assert words(eve) == ["old", *map(str, range(60))]


# -- all of it, at random

LINES = (
    "TOPIC #r :{n}", "MODE #r +m", "MODE #r -m", "MODE #r +k k{n}", "MODE #r -k",
    "MODE #r +b *!*@h{n}", "MODE #r -b *!*@h{n}", "MODE #r +l 1{n}", "MODE #r -l",
    "METADATA #r SET colour :{n}", "METADATA #r SET colour", "METADATA * SET colour :{n}",
    "MODE #r +v bob1", "MODE #r -v bob1", "CHANSERV OP #r Bob", "CHANSERV DEOP #r Bob",
    "PRIVMSG #r :{n}",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_refused_all_agree(town, people, seed):
    """Only what the watcher was told holds in the end, in memory and on the disk."""
    ann, bob = people
    chance = random.Random(seed)
    town.disk_waits = True
    for _ in range(60):
        if chance.random() < 0.7:
            ann.send(chance.choice(LINES).format(n=chance.randrange(3)))
        elif town._waiting:
            town.settle_one(chance.random() < 0.5)
    town.settle()
    room = town.core.hub.roster.find("#r")
    seen = {"topic": "first", "marks": set(), "flags": set(room.flags) - {"m"}}
    for one in bob.messages():
        if one.command == "TOPIC":
            seen["topic"] = one.params[1]
        elif one.command == "MODE":
            _follow(seen, one.params[1], list(one.params[2:]))
    assert room.topic == seen["topic"]
    assert set(room.members[bob.peer.person]) == seen["marks"]
    assert room.flags == seen["flags"]
    agree(town)


def _follow(seen: dict, letters: str, arguments: list[str]) -> None:
    """One MODE line, of those that LINES and ChanServ lead to."""
    for letter in letters[1:]:
        place = {"o": ("marks", "@"), "v": ("marks", "+"), "m": ("flags", "m")}.get(letter)
        if place is not None:
            change = seen[place[0]].add if letters[0] == "+" else seen[place[0]].discard
            change(place[1])
