"""Who speaks, who may be written to, whose hand is up: said by the host, kept by the relay."""

import dataclasses

import pytest

from messenger.config import LessonConfig, LimitsConfig, RelayConfig
from messenger.irc.lesson import CAPABILITY
from messenger.relay.ports import Door
from tests.relay.harness import Town


@pytest.fixture
def town():
    return Town(host_secret="secret")


def host_of(town, *capabilities, nick="host"):
    """The one who looks after the relay, in the lobby."""
    person = town.connect()
    lines = [f"CAP REQ :{' '.join(capabilities)}", "CAP END"] if capabilities else []
    person.send("PASS host:secret", f"NICK {nick}", f"USER {nick} 0 * :{nick}", *lines)
    person.send("JOIN #lobby")
    for one in town.people:
        one.read()
    return person


@pytest.fixture
def host(town):
    return host_of(town)


@pytest.fixture
def bob(town, host):
    return town.join("bob")


@pytest.fixture
def cat(town, host):
    """With our own client."""
    return town.join("cat", CAPABILITY, "message-tags")


def restarted(town):
    """The relay was killed and started again with what was stored."""
    return Town(town.config, town.store, host_secret="secret")


def speaks(person, target="#lobby"):
    """Both ways, the short one too, must say the same."""
    person.read()
    codes = [person.send(f"PRIVMSG {target} :words").codes() for _ in range(3)]
    assert len(set(map(tuple, codes))) == 1, codes
    return not codes[0]


def test_everybody_is_muted_and_told_and_speaks_again(town, host, bob, cat):
    old = town.connect(Door.CLASSIC).classic_name("old")
    bob.send("PRIVMSG #lobby :in full flow")
    for one in town.people:
        one.read()
    host.send("MUTE *")
    assert bob.read() == [
        ":messenger.relay NOTICE #lobby :The host has muted everybody. You can read on."
    ]
    assert cat.read() == [":messenger.relay LESSON STATE mute host"]
    assert old.read() == ["The host has muted everybody. You can read on."]
    assert not speaks(bob)
    assert not speaks(bob, "cat")
    assert not speaks(bob, "host")
    assert (
        "404 bob #lobby :The host has muted everybody. You can read on"
        in bob.ask("PRIVMSG #lobby :one")[0]
    )
    assert "531 bob cat :The host has muted everybody" in bob.ask("PRIVMSG cat :psst")[0]
    assert bob.ask("NOTICE #lobby :one", "TAGMSG #lobby") == []
    old.classic_say("hello?")
    assert old.read() == ["The host has muted everybody. You can read on"]
    assert speaks(host)
    for one in town.people:
        one.read()
    host.send("UNMUTE *")
    assert "Everybody may speak again." in bob.read()[0]
    assert cat.read() == [":messenger.relay LESSON STATE * host"]
    assert speaks(bob)


def test_a_mute_of_all_survives_a_restart_and_newcomers_hear_of_it(town, host, bob):
    host.send("MUTE *")
    again = restarted(town)
    dora = again.connect()
    dora.send("NICK dora", "USER d 0 * :D")
    assert any("NOTICE dora :The host has muted everybody" in line for line in dora.read())
    dora.send("JOIN #lobby").read()
    assert not speaks(dora)
    assert speaks(host_of(again))


def test_foreign_clients_are_told_where_they_look(town, host, bob):
    """A NOTICE to a nick stands aside in irssi, WeeChat and HexChat, one to a room in the room."""
    dora = town.log_in("dora")
    many = town.join("many")
    bob.send("JOIN #tea")
    many.send("JOIN #a,#b,#c")
    for one in (bob, dora, many):
        one.read()
    host.send("MUTE *")
    words = "The host has muted everybody. You can read on."
    assert bob.read() == [f":messenger.relay NOTICE {room} :{words}" for room in ("#lobby", "#tea")]
    assert dora.read() == [f":messenger.relay NOTICE dora :{words}"]  # she is in no room
    assert many.read() == [f":messenger.relay NOTICE many :{words}"]  # once is enough
    host.send("JOIN #tea").read()
    dora.send("HAND UP")
    assert [line.split()[2] for line in host.read()] == ["#lobby", "#tea"]
    many.send("HAND UP")
    assert [line.split()[2] for line in host.read()] == ["#lobby"]  # where both are


def test_while_all_are_muted_one_may_be_let_speak(town, host, bob, cat):
    host.send("MUTE *", "UNMUTE cat")
    assert cat.read()[-1] == ":messenger.relay LESSON STATE mute,spared host"
    assert speaks(cat)
    assert not speaks(bob)
    host.send("MUTE cat")
    assert not speaks(cat)
    host.send("UNMUTE *")
    assert speaks(bob)
    assert not speaks(cat)  # she is muted herself


def test_who_is_let_speak_needs_no_hand_any_more(town, host, bob, cat):
    host.send("MUTE *")
    bob.send("HAND UP")
    cat.read()
    host.send("UNMUTE bob")
    assert cat.read() == [":messenger.relay LESSON HAND bob *"]
    assert bob.read()[-1] == ":messenger.relay NOTICE #lobby :The host lets you speak."
    host.read()
    assert "No hand is up." in host.ask("HAND")[0]


def test_our_client_is_answered_with_the_names_that_it_shows(town, bob):
    teacher = host_of(town, CAPABILITY, nick="teacher")
    tim = town.connect().send("NICK Tim_Öz", "USER t 0 * :Tim Öz")
    tim.read()
    assert ":messenger.relay NOTICE teacher :Tim Öz is muted" in teacher.ask("MUTE Tim_Öz")
    assert ":messenger.relay NOTICE teacher :Tim Öz may speak" in teacher.ask("UNMUTE Tim_Öz")


def test_one_person_is_muted_under_each_of_its_names(town, host, bob):
    bob.send("PRIVMSG #lobby :in full flow").read()
    host.read()
    assert host.ask("MUTE bob") == [":messenger.relay NOTICE #lobby :bob is muted"]
    assert "The host has muted you. You can read on." in bob.read()[0]
    assert not speaks(bob)
    assert bob.send("NICK robert").codes() == ["447"]
    assert not speaks(bob)
    bob.send("PART #lobby :with words in it", "JOIN #lobby").read()
    assert not any("with words" in line for line in host.read())
    assert host.ask("MUTE") == [":messenger.relay NOTICE #lobby :Muted: bob."]
    bob.lose()
    host.read()
    assert host.ask("UNMUTE bob") == [":messenger.relay NOTICE #lobby :bob may speak"]


def test_only_operators_mute_and_none_of_them_is_muted(town, host, bob, cat):
    for line in ("MUTE *", "MUTE cat", "UNMUTE cat", "TALKS CLOSE", "HAND DOWN cat", "LESSON BANS"):
        assert bob.send(line).codes() == ["481"], line
    assert "NOTICE #lobby :Who looks after the relay can't be muted" in host.ask("MUTE host")[0]
    assert host.send("MUTE nobody").codes() == ["401"]
    assert "NOTICE #lobby :TALKS OPEN or TALKS CLOSE" in host.ask("TALKS perhaps")[0]
    assert "NOTICE #lobby :This person is not muted" in host.ask("UNMUTE bob")[0]
    host.send("CAP REQ standard-replies").read()
    assert "FAIL MUTE CANNOT_MUTE host" in host.ask("MUTE host")[0]
    assert "FAIL UNMUTE NOT_MUTED bob" in host.ask("UNMUTE bob")[0]


def test_private_talks_are_closed_but_to_operators(town, host, bob, cat):
    host.send("TALKS CLOSE")
    assert cat.read()[-1] == ":messenger.relay LESSON STATE talks host"
    assert "write to the host only" in bob.read()[-1]
    assert not speaks(bob, "cat")
    assert speaks(bob, "host")
    assert speaks(bob)
    assert speaks(host, "bob")
    assert "531 bob cat :Private messages are closed here" in bob.ask("PRIVMSG cat :x")[0]
    assert not speaks(restarted(town).join("bob"), "bob2")
    host.send("TALKS OPEN").read()
    assert speaks(bob, "cat")


def test_those_one_may_write_to_are_named_as_they_come_and_go():
    operators = RelayConfig().operators
    assert not operators
    town = Town(host_secret="secret")
    cat = town.join("cat", CAPABILITY)
    host = host_of(town)
    host.send("MODE host -o")
    assert cat.read()[-1] == ":messenger.relay LESSON STATE * :"
    second = host_of(town, nick="tim")
    assert cat.read() == []
    second.send("NICK tom")
    assert ":messenger.relay LESSON STATE * tom" in cat.read()


def test_hands_are_seen_in_order_and_lowered(town, host, bob, cat):
    assert bob.ask("HAND UP") == [":messenger.relay NOTICE #lobby :Your hand is up, number 1."]
    town.now += 5
    cat.send("HAND UP")
    assert [line.partition(" LESSON ")[2][:8] for line in cat.read()] == ["HAND bob", "HAND cat"]
    heard = host.read()
    assert "bob raises a hand" in heard[0]
    assert "Hands up, in order: bob, cat." in heard[1]
    assert "NOTICE #lobby :Your hand is up already" in bob.ask("HAND UP")[0]
    host.send("HAND DOWN bob")
    assert bob.read() == [":messenger.relay NOTICE #lobby :host has seen your hand and lowered it."]
    assert cat.read() == [":messenger.relay LESSON HAND bob *"]
    assert "NOTICE #lobby :This hand is not up" in bob.ask("HAND DOWN")[0]
    assert host.ask("HAND") == [":messenger.relay NOTICE #lobby :Hands up, in order: cat."]
    cat.send("HAND DOWN")
    assert host.ask("HAND") == [":messenger.relay NOTICE #lobby :No hand is up."]


def test_a_hand_moves_only_so_fast(town, host, bob):
    bob.send("HAND UP", "HAND DOWN")
    bob.read()
    assert "NOTICE #lobby :You have just moved your hand" in bob.ask("HAND UP")[0]
    town.now += LessonConfig().hand_pause_s + 0.1
    assert "Your hand is up" in bob.ask("HAND UP")[0]


def test_a_hand_survives_a_restart_and_is_seen_while_its_owner_is_here(town, host, bob):
    bob.send("HAND UP")
    again = restarted(town)
    cat = again.log_in("cat", CAPABILITY)
    again.log_in("bob")
    (line,) = cat.read()
    assert line.startswith(":messenger.relay LESSON HAND bob ")
    late = again.connect()
    late.send("CAP LS 302", f"CAP REQ {CAPABILITY}", "NICK late", "USER l 0 * :L", "CAP END")
    assert line in late.read()
    next(one for one in again.people if one.peer.person.nick == "bob").lose()
    assert cat.read() == [":messenger.relay LESSON HAND bob *"]


def test_a_hand_follows_another_name(town, host, bob, cat):
    bob.send("HAND UP")
    cat.read()
    bob.send("NICK robert")
    hands = [line.partition(" LESSON ")[2] for line in cat.read() if " LESSON " in line]
    assert hands[0] == "HAND bob *"
    assert hands[1].startswith("HAND robert 17")


def test_the_sheet_is_told_who_is_here_and_who_is_banned(town, host, bob):
    host.send("KLINE evil a reason", "DLINE 192.0.2.0/24").read()
    people = host.ask("LESSON PEOPLE")
    assert people == [
        ":messenger.relay LESSON PERSON host * 10.0.0.1 #lobby host",
        ":messenger.relay LESSON PERSON bob * 10.0.0.2 #lobby Bob",
        ":messenger.relay LESSON END PEOPLE",
    ]
    assert host.ask("LESSON BANS") == [
        ":messenger.relay LESSON BAN K evil!*@* host 0 :a reason",
        ":messenger.relay LESSON BAN D 192.0.2.0/24 host 0 :No reason given",
        ":messenger.relay LESSON END BANS",
    ]


def test_a_closed_room_lets_those_back_in_who_were_inside(town, host, bob):
    host.send("MODE #lobby +i").read()
    dora = town.log_in("dora")
    assert dora.send("JOIN #lobby").codes() == ["473"]
    again = restarted(town)
    host_of(again)
    assert again.log_in("dora").send("JOIN #lobby").codes()[0] == "473"
    same = again.log_in("bob", address=bob.peer.host)
    assert same.send("JOIN #lobby").codes()[0] == "JOIN"


def test_a_nick_that_somebody_else_takes_opens_no_closed_room(town, host, bob):
    host.send("MODE #lobby +i").read()
    bob.lose()
    other = town.log_in("bob")
    assert other.send("JOIN #lobby").codes() == ["473"]


def test_who_is_sent_out_of_a_closed_room_stays_out_until_it_opens(town, host, bob):
    host.send("MODE #lobby +i", "KICK #lobby bob").read()
    bob.read()
    assert bob.send("JOIN #lobby").codes() == ["473"]
    host.send("MODE #lobby -i", "MODE #lobby +i")
    assert bob.send("JOIN #lobby").codes() == ["473"]
    host.send("INVITE bob #lobby")
    bob.read()
    assert bob.send("JOIN #lobby").codes()[0] == "JOIN"


def test_settings_say_how_a_relay_starts_and_operators_how_it_goes_on():
    config = dataclasses.replace(RelayConfig(), lesson=LessonConfig(muted=True, talks_closed=True))
    town = Town(config, host_secret="secret")
    host, bob = host_of(town), town.join("bob")
    assert not speaks(bob)
    host.send("UNMUTE *")
    bob.read()
    assert speaks(bob)
    assert speaks(Town(config, town.store).join("bob"))


def test_settings_read_again_hold_for_who_is_in_full_flow_too(town, host, bob, cat):
    bob.send("PRIVMSG #lobby :one")
    assert bob.ask("PRIVMSG #lobby :two") == []
    for muted, heard in ((True, []), (False, ["four"])):
        town.begin()
        town.core.reload(dataclasses.replace(town.config, lesson=LessonConfig(muted=muted)), ())
        town.turn()
        assert " has muted everybody" in bob.read()[0] if muted else True
        host.read()
        bob.send("PRIVMSG #lobby :four")
        assert [line.split(":")[-1] for line in host.read()] == heard


def test_what_can_not_be_stored_does_not_hold_and_is_told(town, host, bob, cat):
    town.store.broken = True
    assert "FAIL MUTE TEMPORARILY_UNAVAILABLE" in host.ask("MUTE *")[0]
    assert bob.read() + cat.read() == []
    assert "FAIL HAND TEMPORARILY_UNAVAILABLE" in bob.ask("HAND UP")[0]
    town.store.broken = False
    assert speaks(bob)
    assert host.ask("HAND") == [":messenger.relay NOTICE #lobby :No hand is up."]


def test_hands_are_bounded():
    config = dataclasses.replace(RelayConfig(), limits=LimitsConfig(enabled=False))
    town = Town(config)
    bob = town.join("bob")
    for number in range(3):
        bob.send("HAND UP", "HAND DOWN")
        assert len(bob.read()) == 2, number
