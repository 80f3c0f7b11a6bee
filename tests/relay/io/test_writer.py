import queue
import threading

import pytest

from messenger.relay.io.pipeline import MAX_WAITING_LINES, Pipeline
from messenger.relay.io.writer import QUICK_S, Outcome, RowsOfTurn, Writer
from messenger.relay.turn import Turn
from messenger.store.history import open_relay_store
from messenger.store.rows import ErasedRow, HistoryRun
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
    assert [outcomes.get(timeout=60) for _ in range(2)] == [Outcome(1, True), Outcome(5, True)]
    assert store.groups == [["a"], ["row 2", "row 3", "row 4", "row 5"]]


def test_only_the_turn_with_the_bad_row_fails(writer, store, outcomes, caplog):
    store.bad = {"row 3"}
    store.gate.clear()
    writer.put(RowsOfTurn(1, ["a"], 1))
    assert store.entered.wait(10)
    for number in range(2, 5):
        writer.put(RowsOfTurn(number, [f"row {number}"], 1))
    store.gate.set()
    found = [outcomes.get(timeout=60) for _ in range(4)]
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


def words(serial, number=None):
    """A turn with one line."""
    run = HistoryRun(serial, "#a", 1, "ann!a@h", "", ["hi"])
    return RowsOfTurn(number or serial, [run], 1)


class TestFirst:
    """A turn that nobody waits behind, while the loop has nothing else to do."""

    @pytest.fixture
    def clock(self, monkeypatch):
        """Each look at it is so many seconds later than the last."""
        steps = {"s": 0.0, "now": 0.0}

        def monotonic():
            steps["now"] += steps["s"]
            return steps["now"]

        monkeypatch.setattr("messenger.relay.io.writer.time.monotonic", monotonic)
        return steps

    @pytest.fixture
    def store(self):
        class Store(FakeStore):
            def write(self, rows):
                self.threads.append(threading.current_thread().name)
                if self.is_full:
                    raise OSError("disk full")
                self.groups.append(rows)

        store = Store()
        store.threads, store.is_full = [], False
        return store

    def test_words_are_stored_at_once_as_long_as_the_disk_is_quick(
        self, writer, store, outcomes, clock
    ):
        assert not writer.put_first(words(1))  # not known yet how quick it is
        assert outcomes.get(timeout=10) == Outcome(1, True)
        assert writer.put_first(words(2))
        clock["s"] = QUICK_S  # from here on each commit takes that long
        assert writer.put_first(words(3))
        for number in (4, 5):
            assert not writer.put_first(words(number))
            assert outcomes.get(timeout=10) == Outcome(number, True)
        clock["s"] = 0.0
        assert not writer.put_first(words(6))
        assert outcomes.get(timeout=10) == Outcome(6, True)
        assert writer.put_first(words(7))
        here = threading.current_thread().name
        writers = [name == here for name in store.threads]
        assert writers == [False, True, True, False, False, False, True]
        assert [group[0].serial for group in store.groups] == [1, 2, 3, 4, 5, 6, 7]
        assert outcomes.empty()

    @pytest.mark.parametrize(
        "turn",
        [
            RowsOfTurn(2, [words(2).rows[0], ErasedRow("#a", 1)], 2),
            RowsOfTurn(2, [HistoryRun(2, "#a", 1, "ann!a@h", "", ["hi"] * 300)], 300),
        ],
        ids=["more than words", "many"],
    )
    def test_what_may_take_long_is_left_to_the_thread(self, writer, outcomes, clock, turn):
        writer.put(words(1))
        assert outcomes.get(timeout=10) == Outcome(1, True)
        assert not writer.put_first(turn)
        assert outcomes.get(timeout=10) == Outcome(2, True)

    def test_what_is_refused_is_tried_again_and_said_once(
        self, writer, store, outcomes, clock, caplog
    ):
        writer.put(words(1))
        assert outcomes.get(timeout=10) == Outcome(1, True)
        store.is_full = True
        for number in (2, 3):
            assert not writer.put_first(words(number))
            assert outcomes.get(timeout=10) == Outcome(number, False)
        here = threading.current_thread().name
        assert [name == here for name in store.threads] == [False, True, False, False]
        assert [record.message for record in caplog.records] == [
            "history can't be written: disk full"
        ]


class TestPipeline:
    class Sink:
        def __init__(self):
            self.put_turns, self.stores_first, self.put_first_turns = [], False, []

        def put(self, turn):
            self.put_turns.append(turn.number)

        def put_first(self, turn):
            self.put_first_turns.append(turn.number)
            return self.stores_first

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

    def test_only_who_waits_behind_nobody_may_be_stored_at_once(self, pipeline, sink, left):
        sink.stores_first = True
        pipeline.submit(Turn(1, rows=["a"]), idle=True)
        assert left == [(1, True)]
        pipeline.submit(Turn(2, rows=["b"]))
        pipeline.submit(Turn(3, rows=["c"]), idle=True)
        assert left == [(1, True)]
        assert (sink.put_first_turns, sink.put_turns) == ([1], [2, 3])
        pipeline.settle(Outcome(3, True))
        assert left == [(1, True), (2, True), (3, True)]
        assert not pipeline.overfull

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
