import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from messenger.errors import UserError
from messenger.store.history import open_relay_store, run_request
from messenger.store.rows import (
    HistoryRequest,
    HistoryRow,
    HistoryRun,
    MovedRow,
    RoomRow,
    SerialAtRequest,
    StoredRef,
)
from messenger.store.runs import FEW_RUNS
from messenger.store.volatile import VolatileStore


def row(serial, text="hi", target="#lobby", command="PRIVMSG", **more):
    plain = HistoryRow(serial, target, 1000 + serial, "Ann!a@h", "", command, (text,))
    return replace(plain, **more)


def page(target="#lobby", after=None, before=None, limit=100, newest_first=False, **more):
    return HistoryRequest(target, after, before, limit, newest_first, **more)


def serials(rows):
    return [one.serial for one in rows]


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    yield store
    store.close()


@pytest.fixture(params=["disk", "memory"])
def either(request, tmp_path):
    """Both kinds of store answer alike."""
    store = open_relay_store(tmp_path) if request.param == "disk" else VolatileStore()
    yield store
    store.close()


@pytest.fixture
def reader(either):
    reader = either.reader()
    yield reader
    reader.close()


def test_rows_come_back_as_they_were(either, reader):
    rows = [
        row(1, "two\nlines", tags="+typing=active", ref="r1", account="ann"),
        HistoryRow(2, "#lobby", 1002, "Ann!a@h", "", "JOIN", ()),
        HistoryRow(3, "#lobby", 1003, "Ann!a@h", "", "KICK", ("bob", "größer")),
        HistoryRow(4, "#lobby", 1004, "Ann!a@h", "", "TOPIC", ("",)),
    ]
    either.write(rows)
    assert reader.run(page(events=True)) == tuple(rows)


def test_pages(either, reader):
    either.write([row(number) for number in range(1, 11)])
    either.write([row(11, target="#other"), row(12, command="JOIN"), row(13)])
    ask = lambda **more: serials(reader.run(page(**more)))  # noqa: E731
    assert ask(limit=3) == [1, 2, 3]
    assert ask(limit=3, newest_first=True) == [9, 10, 13]
    assert ask(limit=3, newest_first=True, events=True) == [10, 12, 13]
    assert ask(after=8) == [9, 10, 13]
    assert ask(before=3) == [1, 2]
    assert ask(after=2, before=6) == [3, 4, 5]
    assert ask(after=2, before=6, limit=2, newest_first=True) == [4, 5]
    assert ask(since_ms=1010) == [10, 13]
    assert ask(limit=0) == []
    assert ask(limit=-1) == []
    assert ask(target="#nowhere") == []


def test_the_serial_at_a_time(either, reader):
    either.write([replace(row(number), sent_ms=1000 + number // 2) for number in range(1, 7)])
    ask = lambda ms, strict=False: reader.run(SerialAtRequest("#lobby", ms, strict))  # noqa: E731
    assert [ask(999), ask(1000), ask(1001), ask(1002), ask(5000)] == [0, 1, 3, 5, 6]
    assert [ask(1000, True), ask(1001, True), ask(1003, True)] == [0, 1, 5]


def test_a_new_store_remembers_nothing_but_its_id(store):
    memory = store.load()
    assert memory.relay_id.isalnum()
    assert (memory.last_serial, memory.last_ms, dict(memory.rooms)) == (0, 0, {})
    assert store.load().relay_id == memory.relay_id


def test_what_the_core_starts_with(tmp_path):
    store = open_relay_store(tmp_path)
    relay_id = store.load().relay_id
    store.write([row(number) for number in range(1, 61)])
    store.write([row(61, command="JOIN"), row(62, target="&b", ref="x"), row(63, target="a b")])
    store.write([row(64, ref="y", account="Bob"), RoomRow("#lobby", "old"), RoomRow("#b", "{}")])
    store.write([RoomRow("#lobby", "new")])
    store.close()
    store = open_relay_store(tmp_path)
    memory = store.load()
    store.close()
    assert memory.relay_id == relay_id
    assert (memory.last_serial, memory.last_ms) == (64, 1064)
    assert memory.rooms == {"#lobby": "new", "#b": "{}"}
    assert set(memory.recent) == {"#lobby", "&b"}
    assert serials(memory.recent["#lobby"]) == [*range(12, 61), 64]
    assert memory.refs == (StoredRef("ann", "x", 62, 1062), StoredRef("bob", "y", 64, 1064))


def test_a_failed_write_stores_nothing_and_the_next_one_works(store):
    with pytest.raises(sqlite3.IntegrityError):
        store.write([row(1), row(2), row(1)])
    store.write([row(3)])
    assert serials(store.reader().run(page())) == [3]


def test_a_forgotten_ref_sent_again_is_kept_without_it(store):
    store.write([row(1, "a", ref="r")])
    store.write([row(2, "a", ref="r"), row(3, "b", ref="s"), row(4, "a", "#other", ref="r")])
    kept = [(one.serial, one.ref) for one in store.reader().run(page())]
    assert kept == [(1, "r"), (2, ""), (3, "s")]


def test_one_row_alone_is_kept_as_among_others(store):
    for one in (row(1, "a", ref="r"), row(2, "a", ref="r"), row(3, target="@1 bob", ref="t")):
        store.write([one])
    kept = [(one.serial, one.ref) for one in store.reader().run(page())]
    assert kept == [(1, "r"), (2, "")]
    talks = store._conn.execute("SELECT owner, target, said_ms FROM talks").fetchall()
    assert talks == [("@1", "@1 bob", 1003)]
    with pytest.raises(sqlite3.IntegrityError):
        store.write([row(2, "another")])
    assert not store._conn.in_transaction


def test_the_ref_of_another_sender_is_another_ref(store):
    store.write([row(1, ref="r"), replace(row(2, ref="r"), source="Bob!b@h")])
    assert [one.ref for one in store.reader().run(page())] == ["r", "r"]


def test_a_second_relay_on_the_same_folder_is_refused(tmp_path):
    store = open_relay_store(tmp_path)
    code = (
        "import sys, pathlib\n"
        "from messenger.store.history import open_relay_store\n"
        "from messenger.errors import UserError\n"
        "try: open_relay_store(pathlib.Path(sys.argv[1]))\n"
        "except UserError as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "Another relay is running" in run.stdout
    store.close()
    open_relay_store(tmp_path).close()


def test_a_page_of_a_long_history_is_found_by_an_index(store):
    plans = []

    class Explainer:
        def execute(self, sql, values):
            explained = store._conn.execute("EXPLAIN QUERY PLAN " + sql, values)
            plans.extend(step[3] for step in explained)
            return []

    for events in (True, False):
        run_request(Explainer(), page(after=1, before=9, since_ms=5, events=events))
    assert plans == [
        f"SEARCH history USING INDEX {index} (target=? AND serial>? AND serial<?)"
        for index in ("history_talk", "history_events", "history_talk")
    ]


def test_events_stand_between_the_words_in_their_order(store):
    commands = ("PRIVMSG", "JOIN", "NOTICE", "PART", "PRIVMSG", "QUIT")
    store.write([row(n, command=command) for n, command in enumerate(commands, 1)])
    for request, serials_found in (
        (page(limit=4, newest_first=True, events=True), [3, 4, 5, 6]),
        (page(limit=4, newest_first=False, events=True), [1, 2, 3, 4]),
        (page(after=1, before=6, limit=9, newest_first=True, events=True), [2, 3, 4, 5]),
        (page(limit=0, newest_first=True, events=True), []),
        (page(limit=9, newest_first=True, events=False), [1, 3, 5]),
    ):
        assert serials(store.reader().run(request)) == serials_found


def test_a_run_is_kept_as_its_lines(either, reader):
    """Longer than one statement takes, beside rows of other kinds, in the order of serials."""
    run = HistoryRun(2, "#lobby", 7, "ann!a@b", "Ann", [f"line {n} \u20ac" for n in range(150)])
    either.write([row(1), run, row(152, command="JOIN")])
    stored = reader.run(page(limit=1000, events=True))
    assert list(stored) == [row(1), *run.rows(), row(152, command="JOIN")]


def test_a_room_takes_its_newest_words_along_whatever_moved_before_it(either, reader):
    """Rows of many turns are written at once; two rooms were renamed among them."""
    run = HistoryRun(2, "#b", 7, "ann!a@b", "", ["one", "two"])
    rows = [MovedRow("#a", "#a2", 1), run, MovedRow("#b", "#b2", 3), row(4, target="#b")]
    either.write(rows)
    assert serials(reader.run(page(target="#b2"))) == [2, 3]
    assert serials(reader.run(page(target="#b"))) == [4]


def test_a_run_with_a_used_serial_is_not_kept_at_all(store):
    store.write([row(5)])
    with pytest.raises(sqlite3.IntegrityError):
        store.write([HistoryRun(3, "#lobby", 7, "ann!a@b", "", ["x", "y", "z"])])
    assert serials(store.reader().run(page(limit=9, newest_first=True))) == [5]


def few(*serials, texts=("hi",)):
    return [
        HistoryRun(n, f"#r{n % 2}", 7 + n, f"p{n}!a@b", f"P{n}", [*texts, str(n)][-len(texts) :])
        for n in serials
    ]


@pytest.mark.parametrize("count", [1, 2, FEW_RUNS, FEW_RUNS + 1])
def test_lines_of_several_people_are_kept_as_they_were_said(either, reader, count):
    """Few or many of them, which are written in two ways."""
    runs = few(*range(1, count + 1))
    either.write(runs)
    for place in (0, 1):
        said = [line for run in runs if run.target == f"#r{place}" for line in run.rows()]
        assert list(reader.run(page(target=f"#r{place}"))) == said


@pytest.mark.parametrize("texts", [["a"], ["a", "b"]])
def test_of_lines_with_a_used_serial_none_is_kept_and_the_next_are(store, texts):
    store.write([row(2)])
    with pytest.raises(sqlite3.IntegrityError):
        store.write(few(1, 2, texts=texts))
    reader = store.reader()
    assert serials(reader.run(page(target="#r1"))) == []
    store.write(few(3))
    assert serials(reader.run(page(target="#r1"))) == [3]


def test_a_damaged_database_is_told_when_its_memory_is_loaded(tmp_path):
    store = open_relay_store(tmp_path)
    store._conn.execute("DROP TABLE rooms")
    with pytest.raises(UserError, match="can't be read"):
        store.load()
    store.close()
