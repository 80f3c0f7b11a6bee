"""What is due leaves every file, oldest first; serials are never given twice."""

import pytest

from messenger.store import retention
from messenger.store.history import open_relay_store
from messenger.store.retention import ExpireRow
from messenger.store.rows import HistoryRequest, HistoryRow

MARKER = "a-word-that-stands-nowhere-else-"


def row(serial, text):
    return HistoryRow(serial, "#a", 1000 + serial, "ann!a@h", "", "PRIVMSG", (text,), "+x=" + text)


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    yield store
    store.close()


def texts(store):
    reader = store.reader()
    page = reader.run(HistoryRequest("#a", None, None, 100_000, newest_first=False))
    reader.close()
    return [one.params[0] for one in page]


def holding(folder):
    return [path.name for path in folder.iterdir() if MARKER.encode() in path.read_bytes()]


def test_the_old_is_in_no_file_and_the_new_is_there(store, tmp_path):
    store.write([row(n, f"{MARKER}{n}" * (n % 70)) for n in range(1, 1500)])
    store.write([row(n, f"new {n}") for n in range(1500, 3000)])
    store.write([ExpireRow(before_ms=2500, before_serial=0)])
    assert holding(tmp_path) == []
    assert texts(store) == [f"new {n}" for n in range(1500, 3000)]


def test_only_so_many_are_kept(store):
    store.write([row(n, str(n)) for n in range(1, 101)])
    store.write([ExpireRow(0, before_serial=91)])
    assert texts(store) == [str(n) for n in range(91, 101)]


def test_much_is_erased_piece_by_piece(store, monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 40)
    store.write([row(n, str(n)) for n in range(1, 101)])
    left = []
    for _ in range(4):
        store.write([ExpireRow(0, before_serial=91)])
        left.append(len(texts(store)))
    assert left == [60, 20, 10, 10]


def test_after_all_is_gone_serials_go_on(store, tmp_path):
    store.write([row(n, MARKER) for n in range(1, 10)])
    store.write([ExpireRow(before_ms=99_999, before_serial=0)])
    assert texts(store) == []
    assert holding(tmp_path) == []
    memory = store.load()
    assert (memory.last_serial, memory.last_ms) == (9, 1009)
    store.write([row(10, "next")])
    store.write([ExpireRow(before_ms=1010, before_serial=0)])
    assert texts(store) == ["next"]


def test_nothing_due_changes_nothing(store):
    store.write([ExpireRow(5, 5)])
    store.write([row(1, "one")])
    store.write([ExpireRow(5, 1)])
    assert texts(store) == ["one"]
