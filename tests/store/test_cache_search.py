"""The copy's search finds the same with its index and without; the newest come first."""

import random

import pytest

from messenger.store import cache_search, word_index
from messenger.store.cache_db import CachedMessage, Edge, make_place, open_cache, store_messages
from messenger.store.cache_search import CacheQuery, CacheSearch

WORDS = ("fox", "Kornberg", "über", "東京都", "👍", "tea", "Привет")


def message(number, text, sender="ann", account="", kind="message"):
    return CachedMessage(
        sender, text, float(number), kind, f"id-{number:x}", "", account, "", False, "", number
    )


@pytest.fixture
def conn(tmp_path, monkeypatch):
    for module in (word_index, cache_search):
        monkeypatch.setattr(module, "SIZE", 64)
    monkeypatch.setattr(cache_search, "ROWS_AT_ONCE", 20)
    conn = open_cache(tmp_path / "cache.sqlite3")
    chance = random.Random(5)
    for server, target in (("s", "#a"), ("s", "Bob"), ("other", "#a")):
        place = make_place(conn, server, target)
        page = [
            message(
                number,
                " ".join(chance.choices(WORDS, k=2)),
                chance.choice(("ann", "Bob")),
                chance.choice(("", "carol")),
                chance.choice(("message", "message", "action", "join")),
            )
            for number in range(1, 101)
        ]
        store_messages(conn, place, page, Edge.TOP)
    yield conn
    conn.close()


def find(search, limit=1000, **query):
    query.setdefault("words", ())
    found, complete = search.find("s", CacheQuery(**query), limit)
    return [(target, one.msgid) for target, one in found], complete


QUERIES = [
    {"words": ("fox",)},
    {"words": ("berg", "uber")},
    {"words": ("京都",)},
    {"words": ("te",)},
    {"words": ("nothing",)},
    {"words": ("👍",), "sender": "bob"},
    {"sender": "Carol"},
    {"words": ("fox",), "target": "BOB"},
    {"words": ("fox",), "target": "#nowhere"},
    {"words": ("привет",), "after": 20.0, "before": 60.0},
    {"words": ("!",)},
    {},
]


def test_with_and_without_the_index_the_same_is_found(conn):
    search = CacheSearch(conn)
    without = [find(search, **query) for query in QUERIES]
    assert sum(bool(found) for found, _ in without) == len(QUERIES) - 4
    steps = 0
    while search.grow():
        steps += 1
        assert [find(search, **query) for query in QUERIES] == without
    assert steps > 10
    assert [find(search, **query) for query in QUERIES] == without
    search.close()


def test_the_newest_come_first_and_more_is_said_to_be_there(conn):
    search = CacheSearch(conn)
    everything, complete = find(search, words=("fox",))
    assert complete
    times = [int(msgid[3:], 16) for _, msgid in everything]
    assert times == sorted(times, reverse=True)
    assert {target for target, _ in everything} == {"#a", "Bob"}
    assert find(search, words=("fox",), limit=3) == (everything[:3], False)
    search.close()


def test_what_comes_later_is_found_at_once(conn):
    search = CacheSearch(conn)
    while search.grow():
        pass
    place = make_place(conn, "s", "#a")
    store_messages(conn, place, [message(500, "a walrus")], Edge.KNOWN)
    assert find(search, words=("walrus",)) == ([("#a", "id-1f4")], True)
    while search.grow():
        pass
    assert find(search, words=("walrus",)) == ([("#a", "id-1f4")], True)
    search.close()


def test_a_copy_begun_anew_gets_an_index_of_its_own(conn, tmp_path):
    search = CacheSearch(conn)
    while search.grow():
        pass
    search.close()
    conn.close()
    for tail in ("", "-wal", "-shm"):
        (tmp_path / f"cache.sqlite3{tail}").unlink(missing_ok=True)
    again = open_cache(tmp_path / "cache.sqlite3")
    store_messages(again, make_place(again, "s", "#a"), [message(1, "walrus")], Edge.TOP)
    search = CacheSearch(again)
    while search.grow():
        pass
    assert find(search, words=("fox",)) == ([], True)
    assert find(search, words=("walrus",)) == ([("#a", "id-1")], True)
    search.close()
    again.close()
