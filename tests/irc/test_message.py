"""Parsing and rendering: a table read off the specifications, properties, and a referee."""

import time

import irctokens
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.errors import PeerError
from messenger.irc.message import MAX_PARAMS, Message

# (line, command, params, source, tags), from "Modern IRC", message format, and message-tags.
BOTH_WAYS = [
    ("PING", "PING", (), None, {}),
    ("PING token", "PING", ("token",), None, {}),
    ("PING :two words", "PING", ("two words",), None, {}),
    ("PING ::", "PING", (":",), None, {}),
    ("PING :", "PING", ("",), None, {}),
    ("CAP * LS :", "CAP", ("*", "LS", ""), None, {}),
    ("MODE #a +o b:c", "MODE", ("#a", "+o", "b:c"), None, {}),
    ("PRIVMSG #a :hi", "PRIVMSG", ("#a", "hi"), None, {}),
    ("PRIVMSG #a : two  spaces ", "PRIVMSG", ("#a", " two  spaces "), None, {}),
    (":ada!a@h PART #a :so long", "PART", ("#a", "so long"), "ada!a@h", {}),
    (":irc.test 001 ada :Welcome here", "001", ("ada", "Welcome here"), "irc.test", {}),
    ("@id=7 PING a", "PING", ("a",), None, {"id": "7"}),
    ("@+typing=active;bot :a TAGMSG #a", "TAGMSG", ("#a",), "a", {"+typing": "active", "bot": ""}),
    (r"@v/k=a\:b\sc\\d\re\nf PING x", "PING", ("x",), None, {"v/k": "a;b c\\d\re\nf"}),
    ("@url=http://a/?b=c PING x", "PING", ("x",), None, {"url": "http://a/?b=c"}),
    ("PRIVMSG Zoë :schöne Grüße 👋", "PRIVMSG", ("Zoë", "schöne Grüße 👋"), None, {}),
]
ONLY_READ = [
    ("ping a", "PING", ("a",), None, {}),
    ("  PING a", "PING", ("a",), None, {}),
    ("PING   a   b", "PING", ("a", "b"), None, {}),
    ("PING a   ", "PING", ("a",), None, {}),
    ("PING a  :b  c", "PING", ("a", "b  c"), None, {}),
    ("PING :a", "PING", ("a",), None, {}),
    (":srv   PING a", "PING", ("a",), "srv", {}),
    (": PING a", "PING", ("a",), None, {}),
    ("@a=1   :s PING", "PING", (), "s", {"a": "1"}),
    ("@a= PING", "PING", (), None, {"a": ""}),
    ("@a=1;a=2;b;b=3 PING", "PING", (), None, {"a": "2", "b": "3"}),
    ("@;;a=1;;=lost; PING", "PING", (), None, {"a": "1"}),
    ("@ PING", "PING", (), None, {}),
    ("@a=x\\ PING", "PING", (), None, {"a": "x"}),  # a lone backslash at the end is dropped
    ("@a=\\b\\_ PING", "PING", (), None, {"a": "b_"}),  # one before any other letter too
    ("pıng", "pıng", (), None, {}),  # upper() would make it a PING
    ("PING a\tb", "PING", ("a\tb",), None, {}),  # only the space parts words
]


@pytest.mark.parametrize(("line", "command", "params", "source", "tags"), BOTH_WAYS + ONLY_READ)
def test_parse(line, command, params, source, tags):
    assert Message.parse(line) == Message(command, params, source, tags)
    assert Message.parse(line.encode()) == Message(command, params, source, tags)


@pytest.mark.parametrize(("line", "command", "params", "source", "tags"), BOTH_WAYS)
def test_render(line, command, params, source, tags):
    assert Message(command, params, source, tags).render() == line


@pytest.mark.parametrize(
    "line", ["", " ", ":", ":x", ":x ", "@a", "@a ", "@a :x", ":x :y", "@", "  "]
)
def test_a_line_without_a_command_is_the_fault_of_the_other_side(line):
    with pytest.raises(PeerError):
        Message.parse(line)
    with pytest.raises(PeerError):
        Message.parse(line.encode())


@pytest.mark.parametrize(
    "command", ["PRIVMSG", "NOTICE", "TOPIC", "KICK", "PART", "QUIT", "FAIL", "WARN", "NOTE"]
)
def test_what_people_read_always_carries_its_colon(command):
    assert Message(command, ("a", "b")).render() == f"{command} a :b"


def test_the_fifteenth_parameter_takes_all_the_rest():
    words = [f"p{n}" for n in range(1, 19)]
    parsed = Message.parse("CMD " + "  ".join(words) + " :and more")
    assert parsed.params == (*words[:14], "p15  p16  p17  p18 :and more")
    fifteen = Message.parse("CMD " + " ".join(words[:14]) + " :a b")
    assert fifteen.params == (*words[:14], "a b")


def test_broken_utf8_becomes_a_mark_and_never_a_surrogate():
    # a cut letter, an overlong slash, an encoded surrogate, a byte that never occurs
    for broken in (b"\xe2\x82", b"\xc0\xaf", b"\xed\xa0\x80", b"\xff"):
        text = Message.parse(b"PRIVMSG #a :" + broken + b".").params[1]
        assert "\ufffd" in text
        assert text.endswith(".")
        text.encode("utf-8")  # would raise on a surrogate


def test_a_lone_surrogate_can_be_sent_without_an_error():
    assert Message("PRIVMSG", ("#a", "a\ud83db")).encode() == b"PRIVMSG #a :a?b\r\n"


def test_line_breaks_in_a_text_become_spaces():
    assert Message("PRIVMSG", ("#a", "a\r\nQUIT\0x")).render() == "PRIVMSG #a :a  QUIT x"
    assert Message("PONG", ("a\nb",)).render() == "PONG :a b"


@pytest.mark.parametrize("breaking", ["\0", "\r", "\n"])
def test_nobody_writes_a_message_inside_a_tag_or_a_word(breaking):
    forged = f"+x{breaking}:root{breaking}PRIVMSG{breaking}#a{breaking}:lie"
    for message in (
        Message("PRIVMSG", ("#a", "truth"), "ada", {forged: "v"}),
        Message("PRIVMSG", ("#a", "truth"), "ada", {"+x": forged}),
        Message("PRIVMSG", ("#a", "truth"), f"ada{breaking}b", {"+x": "v"}),
        Message("PRIVMSG", (f"#a{breaking}b", "truth"), "ada", {}),
    ):
        read = Message.parse(message.encode().removesuffix(b"\r\n"))
        assert (read.command, read.params[-1], len(read.params)) == ("PRIVMSG", "truth", 2)
        assert (read.source or "").startswith("ada")


@pytest.mark.parametrize(
    ("middle", "written"), [("", "*"), (":", "*"), ("::#b", "#b"), ("#b c", "#b"), (" c", "*")]
)
def test_a_text_in_the_place_of_a_word_keeps_the_count_of_parameters(middle, written):
    assert Message("403", ("ada", middle, "No such room")).render() == (
        f"403 ada {written} :No such room"
    )


def test_four_thousand_tags_cost_little():
    tags = ";".join(f"{n:x}" for n in range(4000))
    escapes = "+a=" + "\\:" * 4000
    start = time.thread_time()
    assert len(Message.parse(f"@{tags} TAGMSG a").tags) == 4000
    assert Message.parse(f"@{escapes} TAGMSG a").tags["+a"] == ";" * 4000
    assert time.thread_time() - start < 0.1  # about 2 ms; quadratic would be seconds


def test_the_nick_is_the_first_part_of_the_source():
    assert Message.parse(":ada!a@host PING").nick == "ada"
    assert Message.parse(":irc.test PING").nick == "irc.test"
    assert Message.parse("PING").nick == ""


def without(*forbidden):
    return st.characters(codec="utf-8", exclude_characters=["\0", "\r", "\n", *forbidden])


COMMANDS = st.from_regex(r"[A-Z]{1,12}|[0-9]{3}", fullmatch=True)
MIDDLES = st.text(without(" "), min_size=1, max_size=12).filter(lambda word: word[0] != ":")
LASTS = st.text(without(), max_size=40)
SOURCES = st.none() | st.text(without(" "), min_size=1, max_size=20)
KEYS = st.from_regex(r"\+?([a-z]{1,4}\.[a-z]{1,3}/)?[A-Za-z0-9-]{1,8}", fullmatch=True)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters=["\0"]), max_size=12)
TAGS = st.dictionaries(KEYS, VALUES, max_size=4)


@st.composite
def params(draw):
    middle = draw(st.lists(MIDDLES, max_size=MAX_PARAMS - 1))
    return (*middle, draw(LASTS)) if draw(st.booleans()) else tuple(middle)


MESSAGES = st.builds(Message, COMMANDS, params(), SOURCES, TAGS)


@given(MESSAGES)
def test_what_is_written_reads_the_same(message):
    assert Message.parse(message.render()) == message
    assert Message.parse(message.encode().removesuffix(b"\r\n")) == message


@given(st.builds(Message, COMMANDS, st.lists(st.text(max_size=8), max_size=15).map(tuple)))
def test_any_parameters_stay_one_line_of_as_many_parameters(message):
    line = message.encode()
    assert line.count(b"\n") == 1
    assert len(Message.parse(line[:-2]).params) == len(message.params)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_fault_of_the_other_side(line):
    try:
        message = Message.parse(line)
    except PeerError:
        return
    assert len(message.params) <= MAX_PARAMS
    assert Message.parse(message.render()).command


@given(MESSAGES)
def test_the_referee_reads_what_we_write(message):
    theirs = irctokens.tokenise(message.render())
    assert theirs.command == message.command
    assert tuple(theirs.params) == message.params
    assert theirs.source == message.source
    assert {key: value or "" for key, value in (theirs.tags or {}).items()} == message.tags


@given(MESSAGES)
def test_we_read_what_the_referee_writes(message):
    tags = {key: value or None for key, value in message.tags.items()} or None
    line = irctokens.build(message.command, list(message.params), message.source, tags).format()
    assert Message.parse(line) == message


# Pieces from which lines are thrown together that both grammars define.
PIECES = st.lists(
    st.sampled_from(["a", "#b", "c:d", ":", ":e", " ", "  ", "é", "=", ";", "@"]), max_size=12
).map("".join)


@given(
    st.sampled_from(["", "@a ", "@a=1;b ", "@a;a=2 "]),
    st.sampled_from(["", ":s ", ":s!u@h "]),
    st.sampled_from(["ping", "PRIVMSG", "001"]),
    PIECES,
)
def test_the_referee_splits_as_we_do(tags, source, command, rest):
    line = f"{tags}{source}{command} {rest}"
    ours, theirs = Message.parse(line), irctokens.tokenise(line)
    assert ours.command == theirs.command
    assert ours.source == theirs.source
    assert ours.params == tuple(theirs.params)
    assert ours.tags == {key: value or "" for key, value in (theirs.tags or {}).items()}
