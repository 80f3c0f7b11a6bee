"""Rooms that last: by whom, over what, and what of them is whose."""

import pytest

from messenger.store.room_rows import DropRow, drops, write_drops
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, sign_in
from tests.relay.harness import Person, Town

DAY_S = 86_400


@pytest.fixture
def town() -> Town:
    town = town_with()
    for name in ("Ann", "Bob", "Cat"):
        add(town, name)
    return town


def known(town: Town, name: str, *capabilities: str, nick: str = "") -> Person:
    """Somebody who is logged in to an account."""
    person = town.log_in(nick or name.lower() + "1", *capabilities, address=LOCAL)
    sign_in(person, name)
    assert person.peer.person.account == name
    person.read()
    return person


def again(town: Town) -> Town:
    """The relay after a restart, with what was stored."""
    return Town(town.config, town.store)


def marks(town: Town, person: Person, room: str = "#r") -> str | None:
    found = town.core.hub.roster.find(room)
    return found.members.get(person.peer.person) if found else None


def join(person: Person, words: str = "#r") -> str:
    """The refusal's numeric, or "JOIN"."""
    lines = person.ask(f"JOIN {words}")
    return lines[0].split()[1]


def pages(person: Person, room: str = "#r") -> list[str]:
    lines = person.ask(f"CHATHISTORY LATEST {room} * 50")
    return [line.rpartition(" :")[2] for line in lines if " PRIVMSG " in line]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_room_of_an_account_is_there_tomorrow_with_all_that_was_set(town, restarted):
    ann = known(town, "Ann")
    ann.send("JOIN #R", "TOPIC #r :homework", "MODE #r +kljb-t key 5 3:10 *!*@evil")
    before = ann.ask("MODE #r")
    assert before[0].split()[4:] == ["+jklnr", "3:10", "key", "5"]
    ann.send("QUIT")
    if restarted:
        town = again(town)
    other = town.log_in("dan")
    assert join(other, "#r") == "475"
    assert join(other, "#r key") == "JOIN"
    assert marks(town, other) == ""
    ann = known(town, "Ann")
    assert join(ann) == "JOIN"
    assert marks(town, ann) == "@"
    assert ann.ask("MODE #r") == before
    assert " ".join(ann.ask("TOPIC #r")).count(":homework") == 1
    assert any("*!*@evil" in line for line in ann.ask("MODE #r b"))


def test_a_room_of_nobody_goes_with_its_last_member(town):
    dan = town.join("dan", room="#r")
    dan.send("TOPIC #r :x", "PART #r")
    assert town.core.hub.roster.find("#r") is None
    assert dan.ask("JOIN #r", "MODE #r")[-2].split()[3:] == ["#r", "+nt"]


def test_a_slip_of_the_keyboard_leaves_nothing_behind(town):
    ann = known(town, "Ann")
    ann.send("JOIN #lobyb", "PART #lobyb")
    assert town.core.hub.roster.find("#lobyb") is None
    assert again(town).core.hub.roster.find("#lobyb") is None
    ann.send("JOIN #said", "PRIVMSG #said :x", "PART #said")
    assert town.core.hub.roster.find("#said").founder == "id-Ann"


def test_operators_and_voices_are_remembered_by_account_until_taken_off_or_kicked(town):
    ann, bob, cat = (known(town, name) for name in ("Ann", "Bob", "Cat"))
    dan = town.log_in("dan")
    for person in (ann, bob, cat, dan):
        person.send("JOIN #r")
    ann.send("PRIVMSG #r :x", "MODE #r +ovo bob1 cat1 dan")
    for person in (bob, cat, dan):
        person.send("PART #r", "JOIN #r")
    assert [marks(town, one) for one in (bob, cat, dan)] == ["@", "+", ""]
    town = again(town)
    bob, cat, ann = (known(town, name) for name in ("Bob", "Cat", "Ann"))
    for person in (bob, cat, ann):
        person.send("JOIN #r")
    assert [marks(town, one) for one in (bob, cat, ann)] == ["@", "+", "@"]
    ann.send("MODE #r -o bob1", "KICK #r cat1", "MODE #r -o ann1")
    for person in (bob, cat, ann):
        person.send("PART #r", "JOIN #r")
    assert [marks(town, one) for one in (bob, cat, ann)] == ["", "", "@"]


def test_who_logs_in_late_gets_its_marks_then(town):
    ann = known(town, "Ann")
    ann.send("JOIN #r", "PRIVMSG #r :x", "QUIT")
    dan, late = town.join("dan", room="#r"), town.log_in("late", address=LOCAL)
    late.send("JOIN #r")
    dan.read()
    assert marks(town, late) == ""
    sign_in(late, "Ann")
    assert marks(town, late) == "@"
    assert dan.read() == [":messenger.relay MODE #r +o late"]


def test_who_opens_a_room_and_logs_in_then_founds_it(town):
    ann = town.log_in("ann1", address=LOCAL)
    ann.send("JOIN #r", "JOIN #lobby")
    sign_in(ann, "Ann")
    roster = town.core.hub.roster
    assert [roster.find(name).founder for name in ("#r", "#lobby")] == ["id-Ann", ""]
    bob, cat = town.log_in("bob1", address=LOCAL), town.log_in("cat1", address=LOCAL)
    for person in (bob, cat):
        person.send("JOIN #s")
    bob.send("MODE #s +o cat1")
    sign_in(cat, "Cat")
    assert roster.find("#s").founder == "", "it is bob's as much as cat's"


def test_what_was_said_in_private_stays_readable_for_those_let_in(town):
    caps = ("draft/chathistory", "batch")
    ann, bob = known(town, "Ann", *caps), known(town, "Bob", *caps)
    ann.send("JOIN #r", "MODE #r +i", "PRIVMSG #r :secret", "INVITE bob1 #r")
    assert join(bob) == "JOIN"
    town = again(town)
    bob, cat = known(town, "Bob", *caps), known(town, "Cat", *caps)
    dan = town.log_in("dan", *caps)
    assert [join(one) for one in (cat, dan, bob)] == ["473", "473", "JOIN"]
    assert pages(bob) == ["secret"]
    assert pages(cat) == pages(dan) == []
    bob.send("PART #r")
    assert join(bob) == "473", "who leaves on its own account needs an invitation again"
    ann = known(town, "Ann", *caps)
    assert join(ann) == "JOIN"
    assert pages(ann) == ["secret"]


def test_a_kick_or_a_ban_ends_it(town):
    ann, bob, cat = (known(town, name) for name in ("Ann", "Bob", "Cat"))
    ann.send("JOIN #r k", "MODE #r +k k")
    for person in (bob, cat):
        assert join(person, "#r k") == "JOIN"
    ann.send("KICK #r bob1")
    cat.send("QUIT")
    ann.send("MODE #r +b ~a:Cat")
    assert join(bob) == "475"
    assert join(known(town, "Cat", nick="cat2"), "#r k") == "474"
    ann.send("PART #r")
    bob.send("JOIN #r k")
    assert join(ann) == "JOIN", "the founder needs no key"


def test_an_invitation_of_an_account_holds_until_it_comes(town):
    ann, bob = known(town, "Ann"), known(town, "Bob")
    ann.send("JOIN #r", "MODE #r +i", "INVITE bob1 #r")
    town = again(town)
    bob, cat = known(town, "Bob"), known(town, "Cat")
    assert [join(cat), join(bob)] == ["473", "JOIN"]
    bob.send("PART #r")
    assert join(bob) == "473"


def test_who_was_inside_when_a_room_became_private_belongs_to_it(town):
    ann, bob = known(town, "Ann"), known(town, "Bob")
    for person in (ann, bob):
        person.send("JOIN #r")
    late = town.log_in("late", address=LOCAL)
    late.send("JOIN #r")
    ann.send("MODE #r +i")
    sign_in(late, "Cat")
    town = again(town)
    assert [join(known(town, name)) for name in ("Bob", "Cat")] == ["JOIN", "JOIN"]


def test_a_lasting_room_of_nobody_present_is_found_but_not_taken(town):
    ann = known(town, "Ann")
    ann.send("JOIN #r", "TOPIC #r :come in", "JOIN #s", "MODE #s +s", "PART #s,#r")
    dan = town.log_in("dan")
    listed = [line for line in dan.ask("LIST") if " 322 " in line]
    assert listed == [":messenger.relay 322 dan #r 0 :come in"]
    assert not any(" 353 " in line for line in dan.ask("NAMES #r"))
    assert join(dan) == "JOIN"
    assert marks(town, dan) == ""
    assert " 482 " in dan.ask("MODE #r -r")[0]


def test_r_registers_and_gives_up(town):
    dan = town.join("dan", room="#r")
    assert dan.ask("MODE #r +r")[0].split()[1] == "477"
    ann, bob = known(town, "Ann"), known(town, "Bob")
    for person in (ann, bob):
        person.send("JOIN #r")
    dan.send("MODE #r +o ann1")
    for person in (ann, bob, dan):
        person.read()
    ann.send("MODE #r +r")
    assert bob.read()[-1].endswith(" MODE #r +r")
    ann.send("MODE #r +o bob1")
    assert bob.ask("MODE #r -r")[0].split()[1] == "482"
    ann.send("MODE #r -r", "PART #r")
    for person in (bob, dan):
        person.send("PART #r")
    assert town.core.hub.roster.find("#r") is None


def test_an_account_may_found_so_many_rooms(town):
    town = town_with(rooms_per_account=1)
    add(town, "Ann")
    ann = known(town, "Ann")
    ann.send("JOIN #a", "JOIN #b")
    assert ann.ask("MODE #b +r")[0].split()[1] == "477"
    assert [town.core.hub.roster.find(name).founder for name in ("#a", "#b")] == ["id-Ann", ""]


def test_rooms_of_a_deleted_account_go_to_an_operator_or_to_nobody(town):
    ann, bob = known(town, "Ann"), known(town, "Bob")
    for person in (ann, bob):
        person.send("JOIN #r")
    ann.send("PRIVMSG #r :x", "MODE #r +o bob1", "JOIN #alone", "PRIVMSG #alone :x", "PART #alone")
    ann.send("NS DROP Ann")
    roster = town.core.hub.roster
    assert roster.find("#r").founder == "id-Bob"
    assert roster.find("#alone") is None
    assert again(town).core.hub.roster.find("#alone") is None


def test_a_room_that_nobody_uses_for_long_goes(town):
    town = town_with(room_expiry_days=10, claim_expiry_days=0)
    add(town, "Ann")
    ann = known(town, "Ann")
    ann.send("JOIN #empty", "PRIVMSG #empty :x", "PART #empty", "JOIN #used", "PRIVMSG #used :x")
    roster = town.core.hub.roster

    def pass_days(count):
        for _ in range(count):
            town.pass_s(DAY_S)
            ann.send("PONG here")
            town.tick(0)

    pass_days(9)
    assert roster.find("#empty")
    pass_days(3)
    assert roster.find("#empty") is None
    assert roster.find("#used")


def test_the_host_drops_a_room_beside_the_running_relay(town):
    ann = known(town, "Ann")
    ann.send("JOIN #r", "PRIVMSG #r :x", "PART #r")
    write_drops(town.store.conn, [DropRow("#r"), DropRow("#never")])
    town.tick(10)
    assert town.core.hub.roster.find("#r") is None
    assert drops(town.store.conn) == ()


def test_those_inside_are_told_that_their_room_does_not_last(town):
    ann, dan = known(town, "Ann"), town.log_in("dan")
    for person in (ann, dan):
        person.send("JOIN #r")
    write_drops(town.store.conn, [DropRow("#r")])
    dan.read()
    town.tick(10)
    assert dan.read() == [":messenger.relay MODE #r -r"]
    assert town.core.hub.roster.find("#r").founder == ""


def test_a_renamed_room_keeps_its_founder_and_people(town):
    ann, bob = known(town, "Ann"), known(town, "Bob")
    for person in (ann, bob):
        person.send("JOIN #r")
    ann.send("MODE #r +o bob1", "RENAME #r #s")
    town = again(town)
    bob = known(town, "Bob")
    assert join(bob, "#s") == "JOIN"
    assert marks(town, bob, "#s") == "@"
    assert town.core.hub.roster.find("#s").founder == "id-Ann"
    assert town.core.hub.roster.find("#r") is None


def test_joins_are_throttled_but_not_those_of_who_is_known(town):
    ann = known(town, "Ann")
    ann.send("JOIN #r", "MODE #r +j 2:10", "PART #r")
    others = [town.log_in(f"dan{number}") for number in range(4)]
    assert [join(one) for one in others[:3]] == ["JOIN", "JOIN", "480"]
    assert join(ann) == "JOIN"
    town.now += 10
    assert join(others[3]) == "JOIN"


@pytest.mark.parametrize("wrong", ["0:5", "5", "5:0", "a:b", ":x y", "99999:1", "5:10:1"])
def test_what_is_no_throttle_is_refused(town, wrong):
    dan = town.join("dan", room="#r")
    (line,) = dan.ask(f"MODE #r +j {wrong}")
    assert line.split()[1] == "696"
    assert line.split()[3:5] == ["#r", "j"]
    assert dan.ask("MODE #r")[0].split()[4:] == ["+nt"]


def test_who_looks_for_a_room_by_its_former_name_is_shown_the_way(town):
    ann = known(town, "Ann")
    ann.send("JOIN #r", "RENAME #r #s")
    town.now += 100
    ann.send("RENAME #s #t")
    town = again(town)
    dan = town.log_in("dan")
    for name in ("#s", "#r"):
        lines = dan.ask(f"JOIN {name}")
        assert lines[0] == f":messenger.relay 470 dan {name} #t :This room has another name now"
        assert lines[1].endswith(" JOIN #t")
        dan.send("PART #t")
    eve = town.log_in("eve", "draft/channel-rename")
    assert eve.ask("JOIN #r") == [
        ":messenger.relay FAIL JOIN CHANNEL_RENAMED #r #t :This room has another name now"
    ]
    ann = known(town, "Ann")
    ann.send("JOIN #t", "RENAME #t #r")
    assert join(dan, "#r") == "JOIN"
    ann.send("CS DROP #r", "PART #r")
    assert join(dan, "#t") == "JOIN"


def test_of_former_names_only_the_newest_are_kept(town):
    ann = known(town, "Ann")
    ann.send("JOIN #0")
    for number in range(12):
        town.now += 100
        ann.send(f"RENAME #{number} #{number + 1}")
    dan = town.log_in("dan")
    assert [join(dan, f"#{number}") for number in (1, 2)] == ["JOIN", "470"]
