import queue
import threading

import pytest

from messenger.relay.io.pipeline import MAX_WAITING_LINES, Pipeline
from messenger.relay.io.writer import Outcome, RowsOfTurn, Writer
from messenger.relay.turn import Turn
from messenger.store.history import open_relay_store
from tests.relay.conftest import TestRelay


class FakeStore:
    """Writes into a list; fails while a row is in `bad`; waits at the gate."""

    def __init__(self):
        self.groups, self.bad = [], set()
        self.gate, self.entered = threading.Event(), threading.Event()
        self.gate.set()

    def write(self, rows):
        self.entered.set()
        assert self.gate.wait(10)
        if self.bad & set(rows):
            raise OSError("disk full")
        self.groups.append(rows)


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def outcomes():
    return queue.SimpleQueue()


@pytest.fixture
def writer(store, outcomes):
    writer = Writer(store, outcomes.put)
    writer.start()
    yield writer
    store.gate.set()
    assert writer.stop(10)


def test_all_turns_that_wait_are_one_transaction(writer, store, outcomes):
    store.gate.clear()
    writer.put(RowsOfTurn(1, ["a"], 1))
    assert store.entered.wait(10)
    for number in range(2, 6):
        writer.put(RowsOfTurn(number, [f"row {number}"], 1))
    store.gate.set()
    assert [outcomes.get(timeout=10) for _ in range(2)] == [Outcome(1, True), Outcome(5, True)]
    assert store.groups == [["a"], ["row 2", "row 3", "row 4", "row 5"]]


def test_only_the_turn_with_the_bad_row_fails(writer, store, outcomes, caplog):
    store.bad = {"row 3"}
    store.gate.clear()
    writer.put(RowsOfTurn(1, ["a"], 1))
    assert store.entered.wait(10)
    for number in range(2, 5):
        writer.put(RowsOfTurn(number, [f"row {number}"], 1))
    store.gate.set()
    found = [outcomes.get(timeout=10) for _ in range(4)]
    assert found == [Outcome(1, True), Outcome(2, True), Outcome(3, False), Outcome(4, True)]
    assert [record.message for record in caplog.records] == [
        "history can't be written: disk full",
        "history can be written again",
        "history can't be written: disk full",
        "history can be written again",
    ]


def test_what_waits_is_stored_before_the_end(store, outcomes):
    writer = Writer(store, outcomes.put)
    for number in range(1, 4):
        writer.put(RowsOfTurn(number, [number], 1))
    writer.start()
    assert writer.stop(10)
    assert [row for group in store.groups for row in group] == [1, 2, 3]


class TestPipeline:
    class Sink:
        def __init__(self):
            self.put_turns = []

        def put(self, turn):
            self.put_turns.append(turn.number)

    @pytest.fixture
    def sink(self):
        return self.Sink()

    @pytest.fixture
    def left(self):
        return []

    @pytest.fixture
    def pipeline(self, sink, left):
        return Pipeline(sink, lambda turn, stored: left.append((turn.number, stored)))

    def test_a_turn_without_rows_leaves_at_once_or_waits_its_turn(self, pipeline, sink, left):
        pipeline.submit(Turn(1))
        assert left == [(1, True)]
        pipeline.submit(Turn(2, rows=["a"]))
        pipeline.submit(Turn(3))
        pipeline.submit(Turn(4, rows=["b"]))
        pipeline.submit(Turn(5))
        assert left == [(1, True)]
        assert sink.put_turns == [2, 4]
        pipeline.settle(Outcome(2, True))
        assert left[1:] == [(2, True), (3, True)]
        pipeline.settle(Outcome(4, False))
        assert left[3:] == [(4, False), (5, True)]
        assert pipeline.empty

    def test_a_disk_far_behind_is_seen(self, pipeline):
        pipeline.submit(Turn(1, rows=["x"] * (MAX_WAITING_LINES + 1)))
        assert pipeline.overfull
        pipeline.settle(Outcome(1, True))
        assert not pipeline.overfull


def test_while_the_disk_is_full_senders_are_refused_and_later_served(tmp_path):
    """A real store whose disk fails: the relay lives on and recovers."""
    store = open_relay_store(tmp_path)
    write, failing = store.write, threading.Event()

    def fragile(rows):
        if failing.is_set():
            raise OSError("No space left on device")
        write(rows)

    store.write = fragile
    running = TestRelay(tmp_path, store)
    ann, bob = running.connect(), running.connect()
    assert ann.sync() == bob.sync() == []
    ann.send(b"SAY a\r\n")
    assert ann.line() == b"ok a"
    failing.set()
    ann.send(b"SAY b\r\nPING x\r\n")
    assert ann.line() == b"FAIL b"
    assert ann.line() == b"PONG x"
    failing.clear()
    ann.send(b"SAY c\r\nHIST 9\r\n")
    assert ann.until(b"row c") == [b"ok c", b"row a"]
    assert bob.line() == b"p1 a"
    assert bob.line() == b"p1 c"
    assert len(running.core.failed_turns) == 1
    running.stop()
