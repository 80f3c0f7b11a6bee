"""Search finds words of any script in what its reader may see, and ends in time."""

import pytest

from messenger.store import search as searching
from messenger.store.history import open_relay_store
from messenger.store.rows import ErasedRow, HistoryRow
from messenger.store.search import Found, Place, SearchRequest

WORDS = ("The quick Fox", "日本語の文", "ÄRGER im Büro", "100% a_b", "slow fox", "a\nfox below")


def row(serial, text, **more):
    target = more.pop("target", "#a")
    source = f"{more.pop('nick', 'ann')}!a@h"
    return HistoryRow(serial, target, 1000 * serial, source, "", "PRIVMSG", (text,), **more)


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    store.write([row(n, text) for n, text in enumerate(WORDS, start=1)])
    store.write([row(7, "fox", target="#b", nick="Bob"), row(8, "fox", nick="Bob")])
    yield store
    store.close()


A = (Place("#a"),)


def found(store, *words, places=A, **more):
    reader = store.reader()
    answer = reader.run(SearchRequest(places, words, **more))
    reader.close()
    return [one.serial for one in answer.rows]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("fox",), [1, 5, 6, 8]),
        (("FOX", "quick"), [1]),
        (("本",), [2]),
        (("ärger",), [3]),
        (("%",), [4]),
        (("a_b",), [4]),
        (("_",), [4]),
        (("nothing",), []),
        ((), [1, 2, 3, 4, 5, 6, 8]),
    ],
)
def test_words(store, words, expected):
    assert found(store, *words) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"sender": "bob"}, [8]),
        ({"sender": "b%"}, []),
        ({"after_ms": 5000}, [5, 6, 8]),
        ({"before_ms": 5000}, [1, 5]),
        ({"limit": 2}, [6, 8]),
        ({"limit": 2, "from_start": True}, [1, 5]),
        ({"places": (Place("#a"), Place("#b"))}, [1, 5, 6, 7, 8]),
        ({"places": (Place("#a", after=5),)}, [6, 8]),
        ({"places": (Place("#a", since_ms=6000),)}, [6, 8]),
        ({"places": ()}, []),
    ],
)
def test_where_and_when(store, more, expected):
    assert found(store, "fox", **more) == expected


def test_what_is_erased_is_not_found(store):
    store.write([ErasedRow("#a", 1)])
    assert found(store, "quick") == []


def test_it_ends_in_time(store, monkeypatch):
    monkeypatch.setattr(searching, "TIMEOUT_S", -1.0)
    monkeypatch.setattr(searching, "_STEPS_A_LOOK", 1)
    reader = store.reader()
    assert reader.run(SearchRequest(A, ("fox",))) == Found((), complete=False)
    reader.close()
