"""What is erased is in no file any more."""

import pytest

from messenger.store.db import connect
from messenger.store.history import open_relay_store
from messenger.store.rows import ErasedRow, HistoryRequest, HistoryRow, RowRequest, SerialAtRequest

MARKER = "a-word-that-stands-nowhere-else-"


def row(serial, text, **more):
    return HistoryRow(serial, "#a", 1000 + serial, "ann!a@h", "", "PRIVMSG", (text,), **more)


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    yield store
    store.close()


def holds(folder, word):
    return [path.name for path in folder.iterdir() if word.encode() in path.read_bytes()]


@pytest.mark.parametrize("length", [1, 1000])  # in its page, and in pages of its own
def test_the_words_are_in_no_file(store, tmp_path, length):
    store.write([row(1, "before"), row(2, MARKER * length, tags="+x=" + MARKER), row(3, "after")])
    assert holds(tmp_path, MARKER)
    store.write([ErasedRow("#a", 2)])
    assert holds(tmp_path, MARKER) == []


def test_a_reader_in_the_way_only_delays_it(store, tmp_path):
    store.write([row(1, MARKER)])
    reader = open_reader(tmp_path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM history").fetchall()
    store.write([ErasedRow("#a", 1)])
    reader.close()
    store.write([row(2, "next")])
    assert holds(tmp_path, MARKER) == []


def open_reader(folder):
    return connect(folder / "relay.sqlite3", read_only=True)


def test_pages_and_times_go_on_without_it(store):
    store.write([row(1, "one"), row(2, "two"), row(3, "three")])
    store.write([ErasedRow("#a", 2)])
    reader = store.reader()
    assert reader.run(RowRequest("#a", 2)) is None
    assert reader.run(RowRequest("#a", 3)) == row(3, "three")
    assert reader.run(RowRequest("#b", 3)) is None
    for events in (False, True):
        page = reader.run(HistoryRequest("#a", None, None, 9, True, events=events))
        assert [one.serial for one in page] == [1, 3]
    assert reader.run(SerialAtRequest("#a", 1002)) == 2
    reader.close()


def test_its_ref_is_still_known(store):
    store.write([row(1, "one", ref="r1")])
    store.write([ErasedRow("#a", 1)])
    assert [ref.ref for ref in store.load().refs] == ["r1"]
