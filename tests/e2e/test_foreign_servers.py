"""Our client on servers that know nothing of us: what settles a row, and what a cut leaves
uncertain. Real ngircd and InspIRCd, with and without the capabilities that matter."""

import time

import pytest

from messenger.client.client import Client
from messenger.client.events import (
    GapFound,
    LinkDown,
    LinkUp,
    MessageFailed,
    MessageSettled,
    RoomJoined,
)
from messenger.client.intents import JoinRoom, ReconnectNow, RetryText, SendText
from messenger.client.model.model import Model
from messenger.client.model.rows import MessageRow, NoteRow
from messenger.client.model.timeline import State
from messenger.client.session.login import Account
from messenger.client.text import words
from tests.e2e.foreign import SERVERS, ForeignServer, Way, program_of
from tests.e2e.people import IrcPerson

WAIT_S = 60.0
FEW = ("ngircd", "inspircd with both")  # the poorest and the richest
pytestmark = pytest.mark.timeout(120)


class Desk:
    """Ann's client and what her window shows."""

    def __init__(self, port, cache):
        self.client = Client(Account(f"irc://127.0.0.1:{port}", "Ann", rooms=("#lobby",)), cache)
        self.model, self.events = Model("Ann"), []
        self.client.start()
        self.until(RoomJoined)

    def take(self, wait_s=0.1):
        events = self.client.poll(1000, wait_s=wait_s)
        self.model.apply_all(events)
        self.events += events

    def until(self, kind, count=1):
        late = time.monotonic() + WAIT_S
        while len(found := [one for one in self.events if isinstance(one, kind)]) < count:
            assert time.monotonic() < late, f"no {kind.__name__} in {self.events}"
            self.take()
        return found[-1]

    def say(self, text, ref, target="#lobby"):
        self.client.submit(SendText(target, text, ref))

    def rows(self):
        return [row for row in self.model.rows() if isinstance(row, MessageRow)]

    def shown(self):
        return [(row.text, row.state) for row in self.rows() if row.own]


@pytest.fixture(params=FEW)
def server(request, tmp_path):
    if program_of(request.param) is None:
        pytest.skip(f"{SERVERS[request.param][0]} is not installed")
    one = ForeignServer(request.param, tmp_path)
    yield one
    one.stop()


@pytest.fixture
def way(server):
    one = Way(server.port)
    yield one
    one.stop()


@pytest.fixture
def bob(server):
    with IrcPerson(server.port, "Bob") as bob:
        yield bob


@pytest.fixture
def ann(way, bob, tmp_path):
    desk = Desk(way.port, tmp_path / "cache.sqlite3")
    yield desk
    assert desk.client.stop(5.0)


def heard(bob):
    bob.synchronise()
    lines = [line for line in bob.text.splitlines() if " PRIVMSG " in line]
    return [line.split(" :", 1)[1] for line in lines if line.startswith(":Ann")]


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_every_row_is_settled_once_and_every_word_heard_once(ann, bob):
    for number in range(4):
        ann.say(f"n{number}", f"r{number}")
    ann.say("to you alone", "p1", "Bob")
    ann.say("one\ntwo", "m1")
    ann.until(MessageSettled, 6)
    words_said = ["n0", "n1", "n2", "n3", "to you alone", "one", "two"]
    late = time.monotonic() + WAIT_S
    while len(heard(bob)) < 7 and time.monotonic() < late:
        ann.take()
    assert heard(bob) == words_said
    while State.PENDING in [state for _, state in ann.shown()] and time.monotonic() < late:
        ann.take()
    assert ann.shown() == [(text, State.SETTLED) for text in words_said if " " not in text]


def test_what_the_server_refuses_says_so(ann):
    ann.say("hello?", "r1", "nobody_here")
    failed = ann.until(MessageFailed)
    assert not failed.doubtful
    assert "nobody_here" in failed.reason


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_after_a_cut_before_the_answer_the_row_says_that_it_is_not_certain(ann, bob, way):
    ann.say("before", "r0")
    ann.until(MessageSettled)
    way.deaf = True
    ann.say("did it arrive?", "r1")
    bob.hears("Ann", "did it arrive?")
    way.cut()
    ann.until(LinkDown)
    ann.client.submit(ReconnectNow())
    ann.until(LinkUp, 2)
    failed = ann.until(MessageFailed)
    assert (failed.ref, failed.doubtful) == ("r1", True)
    ann.until(GapFound)
    assert ann.shown() == [("before", State.SETTLED), ("did it arrive?", State.UNCERTAIN)]
    notes = [row.text for row in ann.model.rows() if isinstance(row, NoteRow)]
    assert [text for text in notes if text.startswith(words.GAP)]
    ann.say("after", "r2")
    ann.until(MessageSettled, 2)
    assert heard(bob) == ["before", "did it arrive?", "after"]
    ann.client.submit(RetryText("r1"))  # the person has decided
    ann.until(MessageSettled, 3)
    bob.hears("Ann", "did it arrive?")
    assert {state for _, state in ann.shown()} == {State.SETTLED}


def test_what_was_written_while_the_link_was_gone_is_sent_once_and_in_order(ann, bob, way):
    ann.say("before", "r0")
    ann.until(MessageSettled)
    way.cut()
    ann.until(LinkDown)
    for number in range(3):
        ann.say(f"n{number}", f"r{number + 1}")
    ann.client.submit(ReconnectNow())
    ann.until(MessageSettled, 4)
    assert heard(bob) == ["before", "n0", "n1", "n2"]
    assert [one for one in ann.events if isinstance(one, MessageFailed)] == []


def test_the_next_run_does_not_repeat_what_may_have_arrived(ann, bob, way, tmp_path):
    way.deaf = True
    ann.say("did it arrive?", "r1")
    bob.hears("Ann", "did it arrive?")
    ann.client.submit(JoinRoom("#den"))  # it goes out behind it
    assert ann.client.stop(5.0)
    way.cut()
    bob.expect(r"^:Ann!\S+ QUIT")
    again = Desk(way.port, tmp_path / "cache.sqlite3")
    try:
        failed = again.until(MessageFailed)
        assert (failed.ref, failed.doubtful) == ("r1", True)
    finally:
        assert again.client.stop(5.0)
    assert heard(bob) == ["did it arrive?"]
