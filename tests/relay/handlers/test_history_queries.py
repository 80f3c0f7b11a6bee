"""CHATHISTORY: who may read what, page by page."""

import pytest

from messenger.irc.stamps import server_time
from tests.relay.harness import Town, settings

CAPS = ("batch", "message-tags", "server-time", "draft/chathistory")


@pytest.fixture
def town():
    return Town(settings(enabled=False, history={"max_messages": 7}))


@pytest.fixture
def ann(town):
    """In the lobby, where 0 to 9 were said, one each second."""
    ann = town.join("ann", *CAPS, "echo-message")
    ann.said = []
    for n in range(10):
        town.wall_ms += 1000
        ann.said.append(ann.send(f"PRIVMSG #lobby :{n}").messages()[0].tags)
    return ann


def texts(person, line):
    first, *rows, last = person.send(line).messages()
    assert (first.command, last.command) == ("BATCH", "BATCH")
    assert first.params[1] == "chathistory"
    assert all(row.tags["batch"] == first.params[0][1:] for row in rows)
    return "".join(row.params[1] for row in rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("LATEST #lobby * 3", "789"),
        ("LATEST #LOBBY * 100", "3456789"),
        ("LATEST #lobby {4} 3", "789"),
        ("LATEST #lobby {7} 5", "89"),
        ("BEFORE #lobby {4} 3", "123"),
        ("AFTER #lobby {4} 3", "567"),
        ("AFTER #lobby {9} 3", ""),
        ("AROUND #lobby {4} 3", "345"),
        ("AROUND #lobby {4} 1", "4"),
        ("AROUND #lobby {9} 5", "789"),
        ("BETWEEN #lobby {2} {6} 9", "345"),
        ("BETWEEN #lobby {6} {2} 9", "345"),
        ("BETWEEN #lobby {2} {9} 2", "34"),
        ("BETWEEN #lobby {9} {2} 2", "78"),
    ],
)
@pytest.mark.parametrize("kind", ["msgid", "timestamp"])
def test_pages(ann, query, expected, kind):
    key = "msgid" if kind == "msgid" else "time"
    bounds = [f"{kind}={tags[key]}" for tags in ann.said]
    line = query.format(*bounds)
    assert texts(ann, f"CHATHISTORY {line}") == expected


def test_rows_are_as_they_were_said(ann):
    row = ann.send("CHATHISTORY LATEST #lobby * 1").messages()[1]
    assert row.source == ann.peer.person.source
    assert {key: row.tags[key] for key in ("msgid", "time")} == ann.said[-1]


def test_happenings_only_for_those_who_know_them(town, ann):
    bob = town.join("bob", *CAPS, "draft/event-playback")
    ann.send("TOPIC #lobby :x", "NICK anna").read()
    ann.send("CHATHISTORY LATEST #lobby * 1")
    assert [m.command for m in ann.messages()] == ["BATCH", "PRIVMSG", "BATCH"]
    bob.read()
    bob.send("CHATHISTORY LATEST #lobby * 3")
    seen = [(m.command, m.params) for m in bob.messages()][1:-1]
    assert seen == [("PRIVMSG", ("#lobby", "9")), ("JOIN", ("#lobby",)), ("NICK", ("anna",))]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("LATEST #other * 5", "INVALID_TARGET"),
        ("LATEST #nowhere * 5", "INVALID_TARGET"),
        ("LATEST #lobby * 0", "INVALID_PARAMS"),
        ("LATEST #lobby * -1", "INVALID_PARAMS"),
        ("LATEST #lobby *", "INVALID_PARAMS"),
        ("LATEST #lobby msgid=foreign 5", "INVALID_PARAMS"),
        ("LATEST #lobby timestamp=today 5", "INVALID_PARAMS"),
        ("LATEST #lobby what=1 5", "INVALID_PARAMS"),
        ("NONSENSE #lobby * 5", "INVALID_PARAMS"),
        ("BETWEEN #lobby msgid=relay-1 5", "INVALID_PARAMS"),
    ],
)
def test_refusals(town, ann, query, code):
    town.join("bob", room="#other")
    (fail,) = ann.send(f"CHATHISTORY {query}").messages()
    assert (fail.command, fail.params[:2]) == ("FAIL", ("CHATHISTORY", code))


def test_who_was_put_out_reads_no_more(town, ann):
    bob = town.join("bob", *CAPS)
    bob.send("PART #lobby").read()
    assert bob.send("CHATHISTORY LATEST #lobby * 5").codes() == ["FAIL"]


def test_private_talks_belong_to_the_two_and_to_their_login(town, ann):
    bob, eve = town.log_in("bob", *CAPS), town.log_in("eve", *CAPS)
    ann.send("PRIVMSG bob :psst")
    bob.send("PRIVMSG ann :yes?").read()
    ann.read()
    assert texts(ann, "CHATHISTORY LATEST bob * 5") == "psstyes?"
    page = bob.send("CHATHISTORY LATEST Ann * 5").messages()[1:-1]
    assert [m.params for m in page] == [("bob", "psst"), ("ann", "yes?")]
    assert texts(eve, "CHATHISTORY LATEST ann * 5") == ""
    bob.send("QUIT")
    eve.send("NICK bob").read()
    assert texts(eve, "CHATHISTORY LATEST ann * 5") == ""


def test_a_batch_bears_the_name_that_was_asked_for(town, ann):
    town.log_in("bob")
    for asked, shown in (("BOB", "BOB"), ("#LOBBY", "#lobby")):
        assert ann.send(f"CHATHISTORY LATEST {asked} * 5").messages()[0].params[2] == shown


def test_targets(town, ann):
    town.log_in("bob", *CAPS)
    town.wall_ms += 1000
    ann.send("PRIVMSG bob :psst").read()
    line = "CHATHISTORY TARGETS timestamp={} timestamp={} {}"
    start, end = server_time(town.wall_ms - 60_000), server_time(town.wall_ms + 1000)
    first, *rows, _ = ann.send(line.format(start, end, 5)).messages()
    assert first.params[1] == "draft/chathistory-targets"
    assert [m.params[1] for m in rows] == ["#lobby", "bob"]
    assert len(ann.send(line.format(end, start, 1)).messages()) == 3
    assert ann.send(line.format("x", end, 5)).codes() == ["FAIL"]


def test_lines_behind_a_query_wait_for_its_answer(town, ann):
    ann.send("CHATHISTORY LATEST #lobby * 1", "PING x", "CHATHISTORY LATEST #lobby * 1", "PING y")
    assert ann.codes() == ["BATCH", "PRIVMSG", "BATCH", "PONG"] * 2
    assert not ann.peer.paused


def test_a_label_lies_on_the_batch(town):
    ann = town.join("ann", *CAPS, "labeled-response")
    first, last = ann.ask("@label=9 CHATHISTORY LATEST #lobby * 1")
    assert first.startswith("@label=9 :messenger.relay BATCH +")
    assert last.startswith(":messenger.relay BATCH -")


def test_a_store_that_can_not_read_is_told(town, ann, monkeypatch):
    monkeypatch.setattr(town.store, "run", lambda request: OSError("disk"))
    (fail,) = ann.send("CHATHISTORY LATEST #lobby * 1").messages()
    assert fail.params[:2] == ("CHATHISTORY", "MESSAGE_ERROR")
    assert ann.send("PING x").codes() == ["PONG"]


def test_an_answer_for_somebody_who_has_left_goes_nowhere(town, ann):
    town.begin()
    town.core.receive(ann.peer, [b"CHATHISTORY LATEST #lobby * 1"], town.now)
    (job,) = town.core.end_turn().jobs
    ann.lose()
    job.then(())
    town.turn()
    assert ann.read() == []


def test_after_a_message_that_was_taken_back_there_is_what_came_since(ann):
    first = ann.send("PRIVMSG #lobby :first").messages()[0].tags["msgid"]
    ann.send(f"REDACT #lobby {first}")
    ann.send("PRIVMSG #lobby :second")
    page = ann.send(f"CHATHISTORY AFTER #lobby msgid={first} 5").messages()
    told = [line.params[-1] for line in page if "batch" in line.tags and line.command == "PRIVMSG"]
    assert told == ["second"]


def test_after_a_message_that_is_not_kept_there_is_refused(ann):
    """Else who was away for longer than messages are kept would take the rest for all of it."""
    ann.send("JOIN #den")
    elsewhere = ann.send("PRIVMSG #den :here").messages()[0].tags["msgid"]
    (refusal,) = ann.send(f"CHATHISTORY AFTER #lobby msgid={elsewhere} 5").messages()
    assert refusal.params[:3] == ("CHATHISTORY", "INVALID_PARAMS", "AFTER")
