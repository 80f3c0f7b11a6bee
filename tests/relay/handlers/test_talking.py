"""What is said, who gets it, in which form and order."""

import pytest

from tests.relay.harness import Town, settings

REF = "+messenger.internal/ref"
OURS = ("message-tags", "server-time", "echo-message", "batch", "labeled-response")


@pytest.fixture
def town():
    return Town(settings(enabled=False))


def test_words_go_to_the_others_and_only_to_members(town):
    ann, bob, eve = town.join("ann"), town.join("bob"), town.log_in("eve")
    ann.send("PRIVMSG #lobby :hello  you")
    assert bob.read() == [":ann!ann@10.0.0.1 PRIVMSG #lobby :hello  you"]
    assert ann.read() == eve.read() == []


def test_each_profile_gets_its_form(town):
    ann = town.join("ann")
    plain, timed, tagged, both = (
        town.join(name, *caps)
        for name, caps in {
            "plain": (),
            "timed": ("server-time",),
            "tagged": ("message-tags",),
            "both": ("server-time", "message-tags"),
        }.items()
    )
    ann.send("PRIVMSG #lobby :x")
    keys = [set(one.messages()[0].tags) for one in (plain, timed, tagged, both)]
    assert keys == [set(), {"time"}, {"msgid"}, {"time", "msgid"}]


def test_one_delivery_a_profile_for_all_lines_of_a_turn(town):
    people = [town.join(f"p{n}") for n in range(5)]
    people[0].send(*[f"PRIVMSG #lobby :{n}" for n in range(10)])
    deliveries = town.turns[-1].deliveries
    assert [len(delivery.wires) for delivery in deliveries] == [4]
    assert len(people[1].read()) == 10


def test_own_lines_are_cut_out_of_the_middle(town):
    """Three people talk in one turn; each gets what the other two said, in order."""
    ann, bob, cat = (town.join(name) for name in ("ann", "bob", "cat"))
    town.begin()
    for n in range(3):
        for person in (ann, bob):
            line = f"PRIVMSG #lobby :{person.peer.person.nick}{n}".encode()
            town.core.receive(person.peer, [line], town.now)
    town.turn()
    texts = [[m.params[1] for m in one.messages()] for one in (ann, bob, cat)]
    assert texts == [
        ["bob0", "bob1", "bob2"],
        ["ann0", "ann1", "ann2"],
        ["ann0", "bob0", "ann1", "bob1", "ann2", "bob2"],
    ]


def test_echo_and_label_stand_in_the_place_of_the_own_line(town):
    ann, bob = town.join("ann", *OURS), town.join("bob", *OURS)
    town.begin()
    town.core.receive(bob.peer, [b"PRIVMSG #lobby :one"], town.now)
    town.core.receive(ann.peer, [b"@label=7 PRIVMSG #lobby :two"], town.now)
    town.core.receive(bob.peer, [b"PRIVMSG #lobby :three"], town.now)
    town.turn()
    got = [(m.params[1], m.tags.get("label")) for m in ann.messages()]
    assert got == [("one", None), ("two", "7"), ("three", None)]
    assert [m.params[1] for m in bob.messages()] == ["one", "two", "three"]


def test_a_label_without_echo_is_acknowledged_in_order(town):
    ann = town.join("ann", "batch", "labeled-response")
    assert ann.ask("@label=1 PRIVMSG #lobby :x", "PING y") == [
        "@label=1 :messenger.relay ACK",
        ":messenger.relay PONG messenger.relay :y",
    ]


def test_labelled_answers_of_none_one_and_many_lines(town):
    ann = town.log_in("ann", "batch", "labeled-response")
    assert ann.ask("@label=a PONG x") == ["@label=a :messenger.relay ACK"]
    assert ann.ask("@label=b PING x") == ["@label=b :messenger.relay PONG messenger.relay :x"]
    first, *inner, last = ann.ask("@label=c JOIN #lobby")
    assert first.startswith("@label=c :messenger.relay BATCH +b")
    assert first.endswith(" labeled-response")
    name = first.split("+")[1].split()[0]
    assert [line.split()[2] for line in inner] == ["JOIN", "353", "366"]
    assert all(line.startswith(f"@batch={name} ") for line in inner)
    assert last == f":messenger.relay BATCH -{name}"
    assert ann.ask("@label=d WHOIS nobody NOPE")[0].startswith("@label=d :messenger.relay BATCH")
    assert ann.ask("@label=e JOIN")[0].startswith("@label=e :messenger.relay 461")


def test_a_label_to_several_targets_is_one_batch(town):
    ann, bob = town.join("ann", *OURS), town.join("bob")
    lines = ann.ask("@label=z PRIVMSG #lobby,bob,nobody :x")
    assert [line.split()[2] for line in lines] == [
        "BATCH",
        "PRIVMSG",
        "PRIVMSG",
        "401",
        lines[0].split()[3].replace("+", "-"),
    ]
    assert len(bob.read()) == 2


def test_a_label_over_64_bytes_is_none(town):
    ann = town.log_in("ann", "batch", "labeled-response")
    assert ann.ask(f"@label={'x' * 65} PING y") == [":messenger.relay PONG messenger.relay :y"]


def test_all_output_comes_before_the_pong(town):
    ann, bob = town.join("ann"), town.join("bob")
    town.begin()
    town.core.receive(bob.peer, [b"PRIVMSG #lobby :first"], town.now)
    town.core.receive(ann.peer, [b"PING x"], town.now)
    town.core.receive(bob.peer, [b"PRIVMSG #lobby :second"], town.now)
    town.turn()
    assert ann.codes() == ["PRIVMSG", "PONG", "PRIVMSG"]


def test_who_comes_in_the_middle_of_a_turn_gets_what_follows_only(town):
    ann, bob = town.join("ann"), town.log_in("bob", "draft/chathistory", "batch")
    town.begin()
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :before"], town.now)
    town.core.receive(bob.peer, [b"JOIN #lobby"], town.now)
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :after"], town.now)
    town.core.receive(bob.peer, [b"PART #lobby"], town.now)
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :late"], town.now)
    town.turn()
    assert bob.codes() == ["JOIN", "353", "366", "PRIVMSG", "PART"]


def test_a_new_capability_counts_from_its_place(town):
    ann, bob = town.join("ann"), town.join("bob")
    town.begin()
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :a"], town.now)
    town.core.receive(bob.peer, [b"CAP REQ message-tags"], town.now)
    town.core.receive(ann.peer, [b"PRIVMSG #lobby :b"], town.now)
    town.turn()
    assert ["@" in line[:1] for line in bob.read()] == [False, False, True]


def test_private_words_and_away(town):
    ann, bob = town.log_in("ann"), town.log_in("bob")
    bob.send("AWAY :at lunch").read()
    ann.send("PRIVMSG BOB :psst")
    assert ann.read() == [":messenger.relay 301 ann bob :at lunch"]
    assert bob.read() == [":ann!ann@10.0.0.1 PRIVMSG bob :psst"]


def test_client_tags_go_to_those_who_know_tags(town):
    ann, bob, old = (
        town.join("ann", "message-tags"),
        town.join("bob", "message-tags"),
        town.join("c"),
    )
    ann.send("@+typing=active TAGMSG #lobby", "@+x=\\:y PRIVMSG #lobby :hi")
    tag, words = bob.messages()
    assert (tag.command, tag.tags["+typing"]) == ("TAGMSG", "active")
    assert words.tags["+x"] == ";y"
    assert old.read() == [":ann!ann@10.0.0.1 PRIVMSG #lobby :hi"]


def test_a_ref_twice_is_said_once_and_echoed_twice(town):
    ann, bob = town.join("ann", *OURS), town.join("bob")
    first, second = (
        ann.send(f"@{REF}=r1;label={n} PRIVMSG #lobby :x").messages()[0] for n in (1, 2)
    )
    assert len(bob.read()) == 1
    assert len([row for row in town.store.rows if row.command == "PRIVMSG"]) == 1
    assert first.tags["msgid"] == second.tags["msgid"]
    assert first.tags["time"] == second.tags["time"]
    assert second.tags["label"] == "2"
    bob.send(f"@{REF}=r1 PRIVMSG #lobby :mine")
    assert len(ann.read()) == 1  # another sender's ref is another


def test_refs_are_known_after_a_restart(town):
    ann = town.join("ann", *OURS)
    first = ann.send(f"@{REF}=r1 PRIVMSG #lobby :x").messages()[0]
    again = Town(town.config, town.store).join("ann", *OURS)
    second = again.send(f"@{REF}=r1 PRIVMSG #lobby :x").messages()[0]
    assert first.tags["msgid"] == second.tags["msgid"]


def test_what_can_not_be_stored_is_not_delivered_and_may_be_tried_again(town):
    ann, bob = town.join("ann", *OURS), town.join("bob")
    town.store.broken = True
    (line,) = ann.ask(
        f"@label=1;{REF}=r1 PRIVMSG #lobby :lost",
    )
    assert line.startswith(
        "@label=1 :messenger.relay FAIL PRIVMSG TEMPORARILY_UNAVAILABLE #lobby :"
    )
    assert ann.send("PRIVMSG bob :lost").codes() == ["FAIL"]
    assert ann.ask("PING x") == [":messenger.relay PONG messenger.relay :x"]
    assert bob.read() == []
    town.store.broken = False
    newcomer = town.log_in("cat").send("JOIN #lobby")
    assert "lost" not in str(newcomer.read())
    bob.read()
    ann.send(f"@{REF}=r1 PRIVMSG #lobby :lost")
    assert len(bob.read()) == 1


def in_flight(town, person, line):
    """The turn of a line that is not stored yet."""
    town.begin()
    town.core.receive(person.peer, [line.encode()], town.now)
    return town.core.end_turn()


def lines_to(person, turn):
    return b"".join(one.data for one in turn.deliveries if person.wire in one.wires).decode()


def test_a_repeat_is_not_echoed_before_the_first_is_stored(town):
    ann, bob = town.join("ann", *OURS), town.join("bob")
    first = in_flight(town, ann, f"@{REF}=r1 PRIVMSG #lobby :x")
    second = in_flight(town, ann, f"@{REF}=r1 PRIVMSG #lobby :x")
    assert lines_to(ann, second) == ""
    assert town.store.write(first.rows)
    for job in second.jobs:
        job.then(None)
    third = town.core.end_turn()
    assert "PRIVMSG #lobby :x" in lines_to(ann, third)
    assert lines_to(bob, third) == ""
    assert third.rows == []


def test_a_repeat_of_what_was_not_stored_is_said(town):
    ann, bob = town.join("ann", *OURS), town.join("bob")
    first = in_flight(town, ann, f"@{REF}=r1 PRIVMSG #lobby :x")
    second = in_flight(town, ann, f"@{REF}=r1 PRIVMSG #lobby :x")
    town.core.failed(first, [second])
    for job in second.jobs:
        job.then(None)
    third = town.core.end_turn()
    assert "PRIVMSG #lobby :x" in lines_to(bob, third)
    assert len(third.rows) == 1


def test_a_ref_for_several_hides_the_words_from_nobody(town):
    ann, bob, cat = town.join("ann", *OURS), town.join("bob"), town.join("cat")
    ann.send(f"@{REF}=r1 PRIVMSG bob,cat :both")
    assert len(bob.read()) == len(cat.read()) == 1


@pytest.mark.parametrize("line", ["NOTICE @#r :to ops", "@+typing=active TAGMSG #r"])
def test_the_msgid_of_what_is_not_kept_never_comes_again(town, line):
    people = [town.join(name, *OURS, room="#r") for name in ("ann", "bob")]
    people[1].send(*[line] * 5)
    ids = [message.tags["msgid"] for message in people[0].messages()]
    again = Town(town.config, town.store)
    people = [again.join(name, *OURS, room="#r") for name in ("ann", "bob")]
    for _ in range(3):
        people[1].send("PRIVMSG #r :x")
    later = [message.tags["msgid"] for message in people[0].messages()]
    assert len(set(ids)) == 5
    assert not set(ids) & set(later)


def test_the_operators_of_a_room_alone(town):
    ann = town.join("ann", room="#r")
    bob, cat = town.join("bob", room="#r"), town.join("cat", room="#r")
    ann.send("MODE #r +v bob")
    for one in (ann, bob, cat):
        one.read()
    cat.send("PRIVMSG @#r :to ops", "PRIVMSG +#r :to voiced")
    assert [m.params for m in ann.messages()] == [("@#r", "to ops"), ("+#r", "to voiced")]
    assert [m.params for m in bob.messages()] == [("+#r", "to voiced")]
    assert cat.read() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PRIVMSG", "411"),
        ("PRIVMSG #lobby", "412"),
        ("PRIVMSG #lobby :", "412"),
        ("PRIVMSG nobody :x", "401"),
        ("PRIVMSG #nowhere :x", "403"),
        ("PRIVMSG #other :x", "404"),
        ("PRIVMSG a,b,c,d,e :x", "407"),
        ("TAGMSG", "461"),
    ],
)
def test_refusals(town, line, code):
    town.join("bob", room="#other")
    ann = town.join("ann")
    assert ann.send(line).codes() == [code]


def test_a_notice_is_never_answered(town):
    ann = town.join("ann")
    assert ann.ask("NOTICE", "NOTICE nobody :x", "NOTICE #nowhere :x", "NOTICE #lobby") == []


def test_time_never_goes_back(town):
    ann = town.join("ann", *OURS)
    first = ann.send("PRIVMSG #lobby :x").messages()[0].tags["time"]
    town.wall_ms -= 86_400_000
    assert ann.send("PRIVMSG #lobby :x").messages()[0].tags["time"] >= first


def test_shutdown_tells_everybody(town):
    ann = town.join("ann")
    town.begin()
    town.core.shutdown("The relay is closing")
    town.turn()
    assert ann.read() == ["ERROR :The relay is closing"]
    assert ann.wire.closed
