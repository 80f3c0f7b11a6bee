"""The index of words: search with it finds what search without it finds, and it forgets."""

import random

import pytest

from messenger.store import keeping, word_index
from messenger.store import search as searching
from messenger.store.account_rows import AccountGoneRow
from messenger.store.backup import back_up, restore
from messenger.store.db import connect, open_database
from messenger.store.history import APPLICATION_ID, open_relay_store, write
from messenger.store.migrations import RELAY_STEPS
from messenger.store.retention import ExpireRow
from messenger.store.rows import ErasedRow, HistoryRow, MovedRow
from messenger.store.search import Place, SearchRequest

MARKER = "Zweitschlüsselwort"
WORDS = ("fox", "foxes", "Kornberg", "über", "東京都", "日本", "👍", "a", "don't", "Привет", "x_y")


def row(serial, text, target="#a", nick="ann", account=""):
    return HistoryRow(serial, target, 1000 * serial, f"{nick}!a@h", account, "PRIVMSG", (text,))


def some_rows(count, first=1):
    chance = random.Random(7)
    return [
        row(
            serial,
            " ".join(chance.choices(WORDS, k=3)),
            chance.choice(("#a", "#b", "@1 @2")),
            chance.choice(("ann", "Bob")),
            chance.choice(("", "carol")),
        )
        for serial in range(first, first + count)
    ]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    for module in (word_index, keeping):
        monkeypatch.setattr(module, "SIZE", 64)
    monkeypatch.setattr("messenger.store.retention.SIZE", 64)
    monkeypatch.setattr(keeping, "ROWS_AT_ONCE", 20)


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    store.load()
    yield store
    store.close()


def keep(store, pieces=10_000, now=1e6):
    """Let the keeper work until nothing is left to do, or so many pieces."""
    keeper = store.keeper()
    for _ in range(pieces):
        if not keeper.work(now):
            break
    keeper.close()


def found(store, *words, places=("#a",), **more):
    reader = store.reader()
    answer = reader.run(SearchRequest(tuple(map(Place, places)), words, **{"limit": 1000, **more}))
    reader.close()
    assert answer.complete
    return [one.serial for one in answer.rows]


def covered(folder):
    conn = connect(folder / "relay.sqlite3-words", read_only=True)
    shards = word_index.covered(conn, "main")
    conn.close()
    return shards


def holding(folder, word=MARKER):
    """Files in which a word stands, as written or folded, or a piece of it (trigrams)."""
    wanted = [word.encode(), "".join(word_index.words_of(word)).encode()]
    return [
        path.name for path in folder.iterdir() if any(one in path.read_bytes() for one in wanted)
    ]


QUESTIONS = [
    ((word,), more)
    for word in ("fox", "berg", "KORN", "uber", "京", "京都", "日本", "👍", "a", "don", "don't",
                 "прив", "x_y", "nothing", "fox 東", "_")
    for more in ({}, {"sender": "bob"}, {"sender": "Carol", "limit": 3},
                 {"limit": 4, "from_start": True, "after_ms": 90_000}, {"before_ms": 100_000})
] + [((), {"sender": "bob"}), ((), {}), (("fox", "kornberg"), {})]  # fmt: skip


@pytest.mark.parametrize("few", [0, 8])
@pytest.mark.parametrize("elsewhere", [0, 300])
@pytest.mark.parametrize("pieces", [0, 3, 10_000])  # nothing, a part, all of it is in the index
def test_with_and_without_it_the_same_is_found(
    store, tmp_path, monkeypatch, pieces, elsewhere, few
):  # fmt: skip
    monkeypatch.setattr(searching, "MOST_ELSEWHERE", elsewhere)
    monkeypatch.setattr(searching, "FEW_PLACES", few)
    store.write(some_rows(300))
    without = [found(store, *words, places=("#a", "@1 @2"), **more) for words, more in QUESTIONS]
    keep(store, pieces)
    with_index = [found(store, *words, places=("#a", "@1 @2"), **more) for words, more in QUESTIONS]
    assert with_index == without
    assert sum(map(bool, without)) > len(without) / 2
    if pieces > 3:
        assert covered(tmp_path) == {0: 63, 1: 127, 2: 191, 3: 255, 4: 300}


def test_the_index_is_asked_and_not_the_rows(store, monkeypatch):
    store.write(some_rows(300))
    keep(store)
    expected = found(store, "kornberg")
    read = []
    monkeypatch.setattr(
        searching._Search, "_read", lambda self, low, high: iter(read.append((low, high)) or ())
    )
    assert found(store, "kornberg") == expected
    assert all(low > 300 or low > high for low, high in read)


def test_the_newest_come_first_and_what_follows_is_taken_up(store, tmp_path):
    store.write(some_rows(300))
    keep(store, pieces=4)
    assert min(covered(tmp_path)) == 3
    store.write([row(301, "Kornberg")])
    assert found(store, "kornberg")[-1] == 301
    keep(store)
    assert covered(tmp_path)[4] == 301
    assert found(store, "kornberg")[-1] == 301


def test_an_erased_word_is_in_no_file(store, tmp_path):
    store.write([*some_rows(99), row(100, MARKER), *some_rows(99, first=101)])
    keep(store)
    assert set(holding(tmp_path)) & {"relay.sqlite3-words", "relay.sqlite3-words-wal"}
    store.write([ErasedRow("#a", 100)])
    keep(store)
    assert holding(tmp_path) == []
    assert found(store, MARKER) == []
    assert found(store, "fox")
    (tmp_path / "copies").mkdir()
    back_up(tmp_path, tmp_path / "copies" / "one")
    assert holding(tmp_path / "copies") == []


def test_an_erasure_outlives_the_end_of_the_relay(store, tmp_path):
    store.write([row(1, MARKER)])
    keep(store)
    store.write([ErasedRow("#a", 1)])
    store.close()
    again = open_relay_store(tmp_path)
    keep(again)
    again.close()
    assert holding(tmp_path) == []


def test_a_reader_in_the_way_only_delays_it(store, tmp_path):
    store.write([row(1, MARKER)])
    keep(store)
    reader = connect(tmp_path / "relay.sqlite3-words", read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM shards").fetchall()
    store.write([ErasedRow("#a", 1)])
    keep(store)
    reader.close()
    keep(store)
    assert holding(tmp_path) == []


def test_what_expires_leaves_the_index(store, tmp_path):
    store.write([row(n, f"{MARKER} {n}") for n in range(1, 100)] + some_rows(100, first=100))
    keep(store)
    store.write([ExpireRow(before_ms=100_000, before_serial=0)])
    keep(store, now=2e6)
    assert holding(tmp_path) == []
    assert found(store, "fox")
    keep(store, now=2e6 + keeping.REST_S)
    assert covered(tmp_path) == {1: 127, 2: 191, 3: 199}


def test_private_talks_of_a_deleted_account_are_erased(store, tmp_path):
    rows = [row(n, MARKER, "@1 @2") for n in range(1, 10)]
    store.write([*rows, row(10, MARKER, "@2 @3"), row(11, "to the last one", "@1 @2")])
    keep(store)
    store.write([AccountGoneRow("1")])
    keep(store)
    assert found(store, MARKER, places=("@1 @2", "@2 @3")) == [10]
    store.write([AccountGoneRow("3")])
    keep(store)
    assert holding(tmp_path) == []
    assert store.load().last_serial == 11


def test_rows_of_a_renamed_room_are_found_under_its_new_name_only(store):
    store.write([row(1, "Kornberg"), row(2, "Kornberg", "#b")])
    keep(store)
    store.write([MovedRow("#a", "#c", 2), row(3, "Kornberg")])
    keep(store)
    assert found(store, "berg", places=("#c",)) == [1]
    assert found(store, "berg", places=("#a",)) == [3]
    store.write([MovedRow("#c", "#d", 3)])
    assert found(store, "berg", places=("#d",)) == [1]


def test_a_damaged_index_hides_nothing_and_is_made_anew(store, tmp_path):
    store.write(some_rows(200))
    expected = found(store, "kornberg")
    keep(store)
    path = tmp_path / "relay.sqlite3-words"
    path.write_bytes(path.read_bytes()[:8192] + b"noise" * 2000)
    assert found(store, "kornberg") == expected
    keep(store)
    assert found(store, "kornberg") == expected
    assert max(covered(tmp_path).values()) == 200


def test_an_index_of_other_rows_is_begun_anew(store, tmp_path):
    store.write([row(1, MARKER)])
    keep(store)
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    second = open_relay_store(other)
    second.load()
    second.write([row(1, "Kornberg")])
    name = "relay.sqlite3-words"
    (other / name).write_bytes((tmp_path / name).read_bytes())
    keep(second)
    assert holding(other) == []
    assert found(second, "berg") == [1]
    second.close()


def test_a_restored_relay_searches_at_once(store, tmp_path):
    store.write(some_rows(100))
    keep(store)
    expected = found(store, "kornberg")
    back_up(tmp_path, tmp_path / "copy")
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    restore(tmp_path / "copy", other)
    second = open_relay_store(other)
    assert found(second, "kornberg") == expected
    keep(second)
    assert found(second, "kornberg") == expected
    second.close()


def test_while_many_talk_the_index_waits(store, tmp_path):
    keeper = store.keeper()
    store.write([row(1, "one")])
    while keeper.work(10.0):
        pass
    store.write(some_rows(keeping.BUSY_ROWS_PER_S + 10, first=2))
    assert not keeper.work(10.5)
    assert covered(tmp_path) == {0: 1}
    assert keeper.work(11.0)
    keeper.close()


def test_but_not_for_ever(store, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_WAITING", 1000)
    keeper = store.keeper()
    keeper.work(10.0)
    store.write(some_rows(keeping.BUSY_ROWS_PER_S + 10))
    assert keeper.work(10.5)
    keeper.close()


def test_rows_that_come_one_by_one_are_taken_in_together(store, tmp_path):
    """Pieces are of 20 rows here."""
    store.write([row(1, "one")])
    keeper = store.keeper()
    while keeper.work(10.0):
        pass
    store.write([row(2, "two")])
    assert not keeper.work(10.5)
    assert covered(tmp_path) == {0: 1}
    assert found(store, "two") == [2]  # from the rows
    store.write(some_rows(19, first=3))  # a piece is full
    assert keeper.work(11.0)
    assert covered(tmp_path) == {0: 21}
    store.write([row(22, "last")])
    assert not keeper.work(11.5)
    assert keeper.work(11.0 + keeping.FILLS_S)
    assert covered(tmp_path) == {0: 22}
    keeper.close()


def test_a_database_of_the_shape_before_gets_its_index(tmp_path):
    conn = open_database(tmp_path / "relay.sqlite3", RELAY_STEPS[:5], APPLICATION_ID)
    write(conn, some_rows(100))
    conn.close()
    store = open_relay_store(tmp_path)
    store.load()
    expected = found(store, "kornberg")
    keep(store)
    assert found(store, "kornberg") == expected
    assert covered(tmp_path) == {0: 63, 1: 100}
    store.close()
