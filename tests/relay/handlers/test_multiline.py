import pytest

from tests.relay.harness import Town, settings

CAPS = ("message-tags", "batch", "draft/multiline", "echo-message", "labeled-response")


@pytest.fixture
def town():
    return Town(settings(multiline_max_bytes=40, multiline_max_lines=3))


def lines(*texts):
    return [f"@batch=1 PRIVMSG #lobby :{text}" for text in texts]


def test_a_text_of_several_lines_is_one_message(town):
    ann, bob, old = town.join("ann", *CAPS), town.join("bob", *CAPS), town.join("old")
    ann.send(
        "@label=5;+x=y BATCH +1 draft/multiline #lobby",
        *lines("one", "two"),
        "@batch=1;draft/multiline-concat PRIVMSG #lobby :three",
        "BATCH -1",
    )
    opened, *inner, closed = bob.messages()
    assert opened.command == closed.command == "BATCH"
    assert opened.params[1:] == ("draft/multiline", "#lobby")
    assert opened.tags["+x"] == "y"
    assert "msgid" in opened.tags
    assert [(m.params[1], "draft/multiline-concat" in m.tags) for m in inner] == [
        ("one", False),
        ("two", False),
        ("three", True),
    ]
    echo = ann.messages()
    assert echo[0].tags["label"] == "5"
    assert len(echo) == 5
    assert [line.split(" :")[1] for line in old.read()] == ["one", "two", "three"]
    (row,) = [row for row in town.store.rows if row.command == "PRIVMSG"]
    assert row.params == ("one\ntwothree",)


def test_lines_for_those_without_name_the_whole_but_once(town):
    ann, bob = town.join("ann", *CAPS), town.join("bob", "message-tags")
    ann.send(
        "@+x=y;+messenger.internal/ref=r BATCH +1 draft/multiline #lobby",
        *lines("one", "two"),
        "BATCH -1",
    )
    first, second = (set(message.tags) for message in bob.messages())
    assert first == {"msgid", "+x", "+messenger.internal/ref"}
    assert second == {"+x"}


def test_history_gives_the_lines_back(town):
    ann = town.join("ann", *CAPS, "draft/chathistory")
    ann.send("BATCH +1 draft/multiline #lobby", *lines("a", "", "b"), "BATCH -1").read()
    page = ann.send("CHATHISTORY LATEST #lobby * 10").messages()
    assert [m.command for m in page] == ["BATCH", "BATCH", *["PRIVMSG"] * 3, "BATCH", "BATCH"]
    assert [m.params[1] for m in page[2:5]] == ["a", "", "b"]
    assert page[1].tags["batch"] == page[0].params[0][1:]
    old = town.log_in("old").send("JOIN #lobby")
    said = [m.params[1] for m in old.messages() if m.command == "PRIVMSG"]
    assert said == ["a", "b"]


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (lines("x" * 41), "MULTILINE_MAX_BYTES"),
        (lines("a", "b", "c", "d"), "MULTILINE_MAX_LINES"),
        (["@batch=1 PRIVMSG bob :x"], "MULTILINE_INVALID_TARGET"),
        (["@batch=1 TAGMSG #lobby"], "MULTILINE_INVALID"),
        (["@batch=2 PRIVMSG #lobby :x"], "MULTILINE_INVALID"),
        (["@batch=1;draft/multiline-concat PRIVMSG #lobby :"], "MULTILINE_INVALID"),
        (lines("", ""), "MULTILINE_INVALID"),
        ([*lines("x"), "@batch=1 NOTICE #lobby :x"], "MULTILINE_INVALID"),
    ],
)
def test_what_is_no_lawful_batch_is_told_once_and_not_said(town, batch, code):
    ann, bob = town.join("ann", *CAPS), town.join("bob")
    ann.send("BATCH +1 draft/multiline #lobby", *batch)
    if code != "MULTILINE_INVALID" or len(batch) < 2:
        ann.send(*lines("more"))
    ann.send("BATCH -1")
    fails = [m for m in ann.messages() if m.command == "FAIL"]
    assert [m.params[:2] for m in fails] == [("BATCH", code)] or code == "MULTILINE_INVALID"
    assert fails[0].params[1] == code
    if "batch=2" not in str(batch):
        assert bob.read() == []


def test_batches_can_be_neither_nested_nor_closed_twice(town):
    ann = town.join("ann", *CAPS)
    for n in range(50):
        ann.send(f"BATCH +{n} draft/multiline #lobby")
    assert ann.peer.batch is None or ann.peer.batch.chunks == []
    assert ann.send("BATCH -none").codes()[-1] == "FAIL"
    assert ann.send("BATCH +1 other #lobby").codes() == ["FAIL"]
