"""What hostile or clumsy input does: threats.md "Relay, wire"."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messenger.irc.framing import TOO_LONG
from messenger.relay.access import costs
from messenger.relay.commands import COMMANDS
from messenger.relay.ports import Door
from tests.relay.harness import Town
from tests.relay.harness import settings as limits


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", "message-tags", "server-time", "labeled-response", "batch")


@pytest.fixture
def bob(town, ann):
    return town.join("bob", "message-tags")


@pytest.mark.parametrize(
    "line",
    [
        "PRIVMSG #lobby :" + "x" * 495,
        "@+a=" + "x" * 4092 + " PRIVMSG #lobby :x",
    ],
)
def test_too_long_lines_are_refused_and_not_passed_on(ann, bob, line):
    assert ann.ask(line)[0].split()[1] == "417"
    assert bob.read() == []
    assert not ann.wire.closed


def test_the_longest_lines_pass(ann, bob):
    ann.send("@+a=" + "x" * 4090 + " PRIVMSG #lobby :x", "PRIVMSG #lobby :" + "x" * 494)
    assert len(bob.read()) == 2


def test_a_line_over_the_buffer_is_told(town, ann):
    town.core.receive(ann.peer, [TOO_LONG], town.now)
    town.turn()
    assert ann.codes() == ["417"]


def test_what_is_relayed_fits_in_a_line_and_ends_with_a_whole_letter(ann, bob):
    ann.send("PRIVMSG #lobby :" + "\u00e4" * 247)
    (message,) = bob.messages()
    line = f":{message.source} PRIVMSG #lobby :{message.params[1]}\r\n"
    assert len(line.encode()) in (511, 512)
    assert set(message.params[1]) == {"\u00e4"}


@pytest.mark.parametrize("line", [b"PRIVMSG #lobby :a\0b", b"PRIVMSG #lobby :ab\rQUIT :x"])
def test_nul_and_bare_cr_end_the_connection(ann, bob, line):
    assert ann.ask(line)[0].startswith("ERROR ")
    assert ann.wire.closed
    assert [message.command for message in bob.messages()] == ["QUIT"]


@pytest.mark.parametrize(
    "text", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xf4\x90\x80\x80"]
)
def test_what_is_not_utf8_is_told_and_not_passed_on(ann, bob, text):
    line = b"PRIVMSG #lobby :" + text
    assert ann.ask(line)[0].startswith(":messenger.relay FAIL PRIVMSG INVALID_UTF8 :")
    assert bob.read() == []


def test_a_client_can_forge_neither_source_nor_tags(ann, bob):
    ann.send("@time=1;msgid=x;account=y;+ok=z :bob!b@c PRIVMSG #lobby :hi")
    (message,) = bob.messages()
    assert message.nick == "ann"
    assert message.tags.keys() == {"msgid", "+ok"}
    assert message.tags["msgid"] != "x"


def test_many_parameters_and_odd_lines_hurt_nobody(ann):
    for line in (":", ": ", "@", "@a", ":x", " ", "   PING", "@a PING", "PING" + " x" * 200):
        ann.send(line)
    assert ann.ask("ping :still here") == [":messenger.relay PONG messenger.relay :still here"]


def test_four_thousand_tags_take_no_time(ann, bob):
    tags = ";".join(["+a"] * 1300)
    ann.send(f"@{tags} TAGMSG #lobby")
    assert bob.messages()[0].tags.keys() == {"+a", "msgid"}


SHARED_LOG = [HealthCheck.function_scoped_fixture]  # it is cleared in each example
WORDS = st.one_of(
    st.sampled_from(
        ["#lobby", "ann", "bob", "*", "+", "-", "0", "+o", "+b", "-k+l", "msgid=relay-1", "9",
         "timestamp=2026-01-01T00:00:00.000Z", "LATEST", "BEFORE", "AROUND", "BETWEEN", "TARGETS",
         "+1", "-1", "draft/multiline", "LS", "REQ", "%tcuihsnfdlaor,1", "#new", "@#lobby", ""]
    ),
    st.text(max_size=12),
)  # fmt: skip
TAGS = st.sampled_from(
    ["", "@label=1 ", "@batch=1 ", "@+a=b;label=2 ", "@+messenger.internal/ref=1 "]
)
COMMAND = st.sampled_from(sorted(set(COMMANDS) - {"QUIT", "KILL", "KLINE", "DLINE"}))


@settings(max_examples=150, deadline=None, suppress_health_check=SHARED_LOG)
@given(st.lists(st.tuples(TAGS, COMMAND, st.lists(WORDS, max_size=5)), max_size=30))
def test_no_line_of_words_breaks_the_core(caplog, lines):
    caplog.clear()
    town = Town(limits(enabled=False), host_secret="s")
    ann = town.connect().send(
        "PASS s", "CAP REQ :batch labeled-response message-tags draft/multiline echo-message",
        "NICK ann", "USER a 0 * :A", "CAP END", "JOIN #lobby",
    )  # fmt: skip
    bob = town.join("bob")
    for tags, command, words in lines:
        text = f"{tags}{command} {' '.join(words)}"
        ann.send(text.encode("utf-8", "replace").replace(b"\n", b" "))
        if ann.peer.is_gone:
            return
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert bob.ask("PING x")[-1] == ":messenger.relay PONG messenger.relay :x"
    assert "PONG" in ann.ask("PING y")[-1]


@settings(max_examples=150, deadline=None, suppress_health_check=SHARED_LOG)
@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_bytes_break_the_core(caplog, lines):
    caplog.clear()
    town = Town()
    ann, newcomer = town.join("ann", "message-tags"), town.connect()
    for line in lines:
        for person in (ann, newcomer):
            if not person.peer.is_gone:
                person.send(line)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_fault_of_a_handler_hurts_nobody_else(town, ann, bob, caplog, monkeypatch):
    monkeypatch.setattr(town.core.hub.people, "find", lambda nick: 1 / 0)
    assert ann.ask("WHOIS bob")[0].split()[1] == "400"
    assert "could not be done" in caplog.text
    assert bob.ask("PING x") == [":messenger.relay PONG messenger.relay :x"]


def test_a_paste_is_unnoticed_and_a_flood_is_slowed(town, ann, bob):
    ann.send(*[f"PRIVMSG #lobby :{n}" for n in range(20)])
    assert len(bob.read()) == 20
    ann.send(*[f"PRIVMSG #lobby :{n}" for n in range(20, 200)])
    first = len(bob.read())
    assert 70 <= first <= 100
    assert ann.peer.paused
    town.tick(0)
    assert 0 < town.core.next_tick(town.now) <= 0.1
    while ann.peer.paused:
        town.tick(town.core.next_tick(town.now))
    texts = [message.params[1] for message in bob.messages()]
    assert texts == [str(n) for n in range(20 + first, 200)]


def without_waiting(town):
    """Let turns go by as long as somebody's next line needs no more than another turn."""
    while town.core.next_tick(town.now) == 0:
        town.tick(0)


def until_all_is_done(town, *people):
    while any(person.peer.paused for person in people):
        town.tick(town.core.next_tick(town.now))


def test_what_is_stored_in_many_rooms_counts_as_many_lines(town, ann):
    ann.send(f"JOIN {','.join(f'#r{n}' for n in range(30))}", f"JOIN {'#x,' * 5}")
    without_waiting(town)
    assert not ann.peer.paused  # as after a cut
    ann.send(*[f"NICK ann{n}" for n in range(40)])
    without_waiting(town)
    assert ann.peer.paused
    assert 8 <= int(ann.peer.person.nick.removeprefix("ann")) <= 14  # 32 rooms each
    until_all_is_done(town, ann)
    assert ann.peer.person.nick == "ann39"


@pytest.fixture
def long_list(town, bob):
    """90 rooms with long topics: 36 KB."""
    for n in range(5):
        names = [f"#room-{n}-{m}" for m in range(18)]
        bob.send("JOIN " + ",".join(names))
        bob.send(*[f"TOPIC {name} :{'t' * 380}" for name in names])
        until_all_is_done(town, bob)


def test_a_long_answer_counts_as_many_lines(town, ann, long_list):
    ann.send(*["LIST"] * 60)
    without_waiting(town)
    assert ann.peer.paused
    assert 15 <= ann.codes().count("323") <= 25
    until_all_is_done(town, ann)
    assert 35 <= ann.codes().count("323") <= 45


def test_a_crowd_of_long_answers_delays_nobody_else(town, ann, long_list):
    """A turn takes a few of them, whose turn it is, and all short lines."""
    crowd = [town.log_in(f"eve{n}") for n in range(6)]
    town.begin()
    for eve in crowd:
        town.core.receive(eve.peer, [b"LIST"] * 12, town.now)
    town.core.receive(ann.peer, [b"PING here"], town.now)
    town.turn()
    assert ann.read() == [":messenger.relay PONG messenger.relay :here"]
    assert [eve.codes().count("323") for eve in crowd] == [4, 1, 1, 1, 1, 1]
    for _ in crowd:
        town.tick(0)
    assert [eve.codes().count("323") for eve in crowd] == [4] * 6  # nobody is first every time
    until_all_is_done(town, *crowd)
    assert [eve.codes().count("323") for eve in crowd] == [4, 7, 7, 7, 7, 7]


@pytest.mark.parametrize("tag", [b"", b"@+x=y "])
def test_a_crowd_of_long_lines_in_a_big_room_delays_nobody_else(town, ann, bob, monkeypatch, tag):
    """Told by the short way and by the full one: a turn takes only so much of either."""
    monkeypatch.setattr(costs, "SPREAD_A_COST", 1000)  # as if the room had thousands in it
    crowd = [town.join(f"eve{n}", "message-tags") for n in range(6)]
    town.pass_s(60)
    bob.read()
    town.begin()
    for eve in crowd:
        line = tag + b"PRIVMSG #lobby :" + b"x" * 400
        town.core.receive(eve.peer, [line], town.now)
        town.core.receive(eve.peer, [line] * 11, town.now)
    town.core.receive(ann.peer, [b"PING here"], town.now)
    town.turn()
    assert any(" PONG " in line for line in ann.read())
    assert 6 <= len(bob.read()) <= 24
    until_all_is_done(town, *crowd)
    town.settle()
    assert all(not eve.peer.waiting for eve in crowd)


def test_long_lists_of_masks_count_as_more_lines(town, ann, bob):
    ann.send("JOIN #masks", *[f"MODE #masks +b *{'a?' * 10}{n}!*@*" for n in range(60)])
    until_all_is_done(town, ann)
    eve = town.log_in("eve")
    eve.send(*["JOIN #masks", "PART #masks"] * 2)
    assert town.core.hub.costs.taken >= 1.2
    eve.send(*[f"LIST {','.join(['*a*'] * 100)}"] * 60)
    assert eve.peer.paused


def test_an_endless_flood_ends(town, ann):
    ann.send(*["PRIVMSG #lobby :x"] * 2500)
    assert ann.read()[-1] == "ERROR :Excess Flood"
    assert ann.wire.closed


def test_the_silent_are_pinged_and_then_lost(town, ann, bob):
    town.tick(91)
    assert ann.read() == ["PING :messenger.relay"]
    ann.send("PONG x")
    town.tick(61)
    assert not ann.wire.closed
    assert bob.wire.closed
    assert [m.params for m in ann.messages() if m.command == "QUIT"] == [
        ("Ping timeout: 152 seconds",)
    ]


def test_classic_peers_are_not_pinged(town):
    old = town.connect(Door.CLASSIC).classic_name("old")
    old.read()
    town.tick(1000)
    assert old.read() == []
