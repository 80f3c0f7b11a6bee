"""Coming, going, and who may what in a room."""

import pytest

from tests.relay.harness import Town, settings


@pytest.fixture
def town():
    return Town(settings(enabled=False, list_modes=3))


@pytest.fixture
def ann(town):
    """Operator of #r."""
    return town.join("ann", room="#r")


@pytest.fixture
def bob(town, ann):
    return town.join("bob", room="#r")


def test_join_tells_all_in_their_form_and_lists_who_is_there(town):
    ann, old = town.join("ann", "extended-join", "server-time"), town.join("old")
    bob = town.log_in("bob", "multi-prefix", "userhost-in-names")
    ann.read()
    bob.send("JOIN #LOBBY")
    (seen,) = ann.messages()
    assert seen.params == ("#lobby", "*", "Bob")
    assert old.read() == [":bob!bob@10.0.0.3 JOIN #lobby"]
    assert bob.read() == [
        ":bob!bob@10.0.0.3 JOIN #lobby",
        ":messenger.relay 353 bob = #lobby :ann!ann@10.0.0.1 old!old@10.0.0.2 bob!bob@10.0.0.3",
        ":messenger.relay 366 bob #lobby :End of NAMES list",
    ]
    assert bob.ask("JOIN #lobby") == []


def test_names_that_are_missing_in_a_list_are_not_asked_for(town):
    ann = town.log_in("ann")
    assert ann.send("JOIN #a,,#b,,,").codes() == ["JOIN", "353", "366"] * 2
    assert ann.send("JOIN " + "," * 400).codes() == ["403"]


@pytest.mark.parametrize("capability", ["no-implicit-names", "draft/no-implicit-names"])
def test_names_come_unasked_unless_one_asked_not_to(town, capability):
    ann = town.log_in("ann", capability)
    assert ann.send("JOIN #lobby").codes() == ["JOIN"]
    assert ann.send("NAMES #lobby").codes() == ["353", "366"]


def test_long_lists_of_names_are_parted(town):
    for n in range(60):
        town.join(f"somebody-{n}")
    last = town.log_in("last").send("JOIN #lobby").messages()
    lists = [m for m in last if m.command == "353"]
    assert len(lists) > 1
    assert all(len(m.render()) < 510 for m in lists)
    assert len(" ".join(m.params[-1] for m in lists).split()) == 61


def test_the_first_one_in_is_operator_but_not_in_the_lobby(town):
    assert "@ann" in " ".join(town.log_in("ann").ask("JOIN #r"))
    assert "@bob" not in " ".join(town.log_in("bob").ask("JOIN #r"))
    assert "@cat" not in " ".join(town.log_in("cat").ask("JOIN #lobby"))


def test_part_and_quit(town, ann, bob):
    bob.send("PART #r :so long")
    assert ann.read() == bob.read() == [":bob!bob@10.0.0.2 PART #r :so long"]
    bob.send("JOIN #r", "QUIT :bye")
    assert ann.codes() == ["JOIN", "QUIT"]
    assert bob.codes()[-1] == "ERROR"
    assert bob.wire.closed


def test_a_quit_reaches_those_in_several_common_rooms_once(town, ann, bob):
    for person in (ann, bob):
        person.send("JOIN #two").read()
    ann.read()
    bob.lose("gone")
    assert ann.read() == [":bob!bob@10.0.0.2 QUIT :gone"]
    stored = [row.target for row in town.store.rows if row.command == "QUIT"]
    assert sorted(stored) == ["#r", "#two"]


def test_join_zero_leaves_all(town, ann):
    ann.send("JOIN #two").read()
    assert [m.params[0] for m in ann.send("JOIN 0").messages()] == ["#r", "#two"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("JOIN nothing", "403"),
        ("JOIN #a:b", "403"),
        ("JOIN #a\u200bb", "403"),
        ("JOIN #" + "x" * 64, "403"),
        ("PART #nowhere", "403"),
        ("PART #lobby", "442"),
        ("TOPIC #nowhere :x", "403"),
        ("TOPIC #lobby :x", "442"),
        ("KICK #r nobody", "401"),
        ("KICK #r cat", "441"),
        ("INVITE nobody #r", "401"),
        ("INVITE bob #r", "443"),
        ("MODE #nowhere", "403"),
        ("MODE #r +Z", "472"),
        ("MODE #r +l x", "696"),
        ("MODE #r +k a,b", "525"),
        ("MODE #r +o nobody", "401"),
        ("MODE #r +o cat", "441"),
        ("MODE bob +i", "502"),
        ("MODE ann +Z", "501"),
    ],
)
def test_refusals(town, ann, bob, line, code):
    town.log_in("cat")
    assert ann.send(line).codes() == [code]


@pytest.mark.parametrize("line", ["TOPIC #r :x", "KICK #r ann", "MODE #r +m", "MODE #r +o bob"])
def test_who_is_no_operator_changes_nothing(ann, bob, line):
    assert bob.send(line).codes() == ["482"]
    assert ann.read() == []


def test_topic(town, ann, bob):
    assert bob.send("TOPIC #r").codes() == ["331"]
    ann.send("TOPIC #r :all about it")
    assert ann.read() == bob.read() == [":ann!ann@10.0.0.1 TOPIC #r :all about it"]
    lines = town.log_in("cat").ask("JOIN #r")
    assert ":messenger.relay 332 cat #r :all about it" in lines
    assert any(" 333 cat #r ann!ann@10.0.0.1 17000000" in line for line in lines)
    ann.send("MODE #r -t").read()
    assert bob.send("TOPIC #r :").codes()[-2:] == ["MODE", "TOPIC"]
    assert bob.send("TOPIC #r").codes()[-1] == "331"


def test_kick(town, ann, bob):
    ann.send("KICK #r bob :enough")
    assert ann.read() == bob.read() == [":ann!ann@10.0.0.1 KICK #r bob :enough"]
    assert bob.send("PRIVMSG #r :x").codes() == ["404"]


def test_moderated_voice_and_operator(town, ann, bob):
    ann.send("MODE #r +m")
    bob.read()
    assert bob.send("PRIVMSG #r :x").codes() == ["404"]
    ann.send("MODE #r +v bob", "MODE #r +o bob")
    assert bob.codes() == ["MODE", "MODE"]
    assert bob.send("PRIVMSG #r :x").codes() == []
    cat = town.log_in("cat", "multi-prefix")
    assert any("@+bob" in line for line in cat.ask("JOIN #r"))


def test_words_from_outside_without_n(town, ann):
    cat = town.log_in("cat")
    assert cat.send("PRIVMSG #r :x").codes() == ["404"]
    ann.send("MODE #r -n").read()
    assert cat.send("PRIVMSG #r :x").codes() == []
    assert ann.codes() == ["PRIVMSG"]


@pytest.mark.parametrize(
    ("modes", "code"), [("+i", "473"), ("+k key", "475"), ("+l 1", "471"), ("+b bob", "474")]
)
def test_closed_doors_and_invitations(town, modes, code):
    ann, bob = town.join("ann", room="#r"), town.log_in("bob")
    ann.send(f"MODE #r {modes}").read()
    assert bob.send("JOIN #r").codes() == [code]
    assert ann.send("INVITE bob #r").codes() == ["341"]
    assert bob.read() == [":ann!ann@10.0.0.1 INVITE bob #r"]
    assert bob.send("JOIN #r").codes()[0] == "JOIN"
    assert bob.send("PART #r", "JOIN #r").codes() == ["PART", code]


def test_the_right_key_opens(town, ann):
    ann.send("MODE #r +k key").read()
    assert town.log_in("bob").send("JOIN #r key").codes()[0] == "JOIN"


def test_bans_cover_words_too_and_exceptions_lift_them(town, ann, bob):
    ann.send("MODE #r +b *!bob@*").read()
    bob.read()
    assert bob.send("PRIVMSG #r :x").codes() == ["404"]
    ann.send("MODE #r +e bob").read()
    bob.read()
    assert bob.send("PRIVMSG #r :x").codes() == []
    assert ann.send("MODE #r b").codes() == ["PRIVMSG", "367", "368"]
    ann.send("MODE #r +bb x y", "MODE #r +b z")
    assert ann.codes()[-1] == "478"


def test_modes_are_told_as_they_changed(ann, bob):
    ann.send("MODE #r +mi-t+kvl key bob 5")
    assert bob.read() == [":ann!ann@10.0.0.1 MODE #r +mi-t+kvl key bob 5"]
    assert ann.messages()[0].params == ("#r", "+mi-t+kvl", "key", "bob", "5")
    assert ann.ask("MODE #r")[0] == ":messenger.relay 324 ann #r +iklmn key 5"
    assert ann.ask("MODE #r +m") == []


def test_topic_and_modes_outlive_the_relay_but_not_the_room(town, ann):
    ann.send("TOPIC #r :kept", "MODE #r +k key").read()
    later = Town(town.config, town.store)
    bob = later.log_in("bob")
    assert bob.send("JOIN #r").codes() == ["475"]
    assert "332" in bob.send("JOIN #r key").codes()
    ann.send("PART #r", "JOIN #r")
    assert "332" not in ann.codes()


def test_private_words_stay_with_those_who_were_there(town, ann):
    ann.send("MODE #r +i", "PRIVMSG #r :secret", "PART #r").read()
    bob = town.log_in("bob", "batch", "draft/chathistory")
    bob.send("JOIN #r").read()
    assert bob.send("CHATHISTORY LATEST #r * 10").codes() == ["BATCH", "BATCH"]
    cat = town.log_in("cat")
    assert "secret" not in str(cat.ask("JOIN #r"))


def test_list_and_its_conditions(town, ann, bob):
    ann.send("TOPIC #r :hm").read()
    town.join("cat")
    assert [m.params[1:] for m in bob.send("LIST").messages() if m.command == "322"] == [
        ("#lobby", "1", ""),
        ("#r", "2", "hm"),
    ]
    for condition, found in (
        (">1", "#r"), ("<2", "#lobby"), ("#r", "#r"), ("*b*", "#lobby"), ("!*b*", "#r"),
        ("C<1", "#lobby #r"), ("C>5", ""), ("T<9", "#r"), ("<99,>1", "#r"), ("#nope", ""),
    ):  # fmt: skip
        rows = [m.params[1] for m in bob.send(f"LIST {condition}").messages() if m.command == "322"]
        assert " ".join(rows) == found, condition
    ann.send("MODE #r +s").read()
    assert "#r" not in str(town.log_in("dan").ask("LIST"))


def test_the_last_lines_for_those_who_can_not_ask(town):
    config = settings(history={"replay_on_join": 3})
    town = Town(config)
    ann = town.join("ann")
    ann.send(*[f"PRIVMSG #lobby :{n}" for n in range(5)])
    plain = town.log_in("plain").send("JOIN #lobby")
    assert [m.params[1] for m in plain.messages() if m.command == "PRIVMSG"] == ["2", "3", "4"]
    timed = town.log_in("timed", "server-time", "batch").send("JOIN #lobby").messages()
    assert [m.command for m in timed[-5:]] == ["BATCH", *["PRIVMSG"] * 3, "BATCH"]
    assert all({"time", "batch"} <= m.tags.keys() for m in timed[-4:-1])
    able = town.log_in("able", "batch", "draft/chathistory").send("JOIN #lobby")
    assert "PRIVMSG" not in able.codes()
    again = Town(config, town.store).log_in("dan").send("JOIN #lobby")
    assert [m.params[1] for m in again.messages() if m.command == "PRIVMSG"] == ["2", "3", "4"]


def test_invitations_are_listed_and_operators_notified(town, ann):
    op = town.join("op", "invite-notify", room="#r")
    ann.send("MODE #r +o op")
    cat = town.log_in("cat")
    op.read()
    ann.send("INVITE cat #r").read()
    assert op.read() == [":ann!ann@10.0.0.1 INVITE cat #r"]
    cat.read()
    assert cat.ask("INVITE")[0] == ":messenger.relay 336 cat #r"


def test_those_inside_are_told_that_the_host_came():
    town = Town(host_secret="secret")
    ann = town.join("ann")
    host = town.connect()
    host.send("PASS host:secret", "NICK otto", "USER otto 0 * :Otto", "JOIN #lobby")
    assert any(line.endswith(" MODE #lobby +o otto") for line in ann.read())
    assert not any(" MODE #lobby" in line for line in host.read())


def test_no_line_of_names_or_kicks_is_longer_than_512_bytes():
    town = Town()
    room = "#" + "r" * 63
    nicks = ["n" * 28 + f"{number:03d}" for number in range(40)]
    founder, *_ = [town.join(nick, room=room) for nick in nicks]
    founder.send(f"NAMES {room}", f"KICK {room} {nicks[7]} :{'x' * 390}")
    lines = founder.read()
    assert sum(" 353 " in line for line in lines) > 1
    assert any(" KICK " in line for line in lines)
    assert max(len(line) for line in lines) <= 510


def test_modes_and_bans_of_a_secret_room_are_for_those_inside(town, ann):
    ann.send("MODE #r +sb *!*@evil")
    bob = town.log_in("bob")
    for line in ("MODE #r", "MODE #r b", "TOPIC #r"):
        (answer,) = bob.ask(line)
        assert answer.split()[1] == "442"
    ann.send("MODE #r -s")
    assert [line.split()[1] for line in bob.ask("MODE #r", "MODE #r b")] == [
        "324",
        "329",
        "367",
        "368",
    ]
