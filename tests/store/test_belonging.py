"""What belongs to a message is found, replaced and erased with it."""

from dataclasses import replace

import pytest

from messenger.irc.marks import EDIT_TAG
from messenger.irc.stamps import msgid
from messenger.store.belonging import (
    Author,
    BelongingRequest,
    BelongingRow,
    EditedRow,
    WholeRequest,
)
from messenger.store.history import open_relay_store
from messenger.store.retention import ExpireRow
from messenger.store.rows import ErasedRow, HistoryRow, RowRequest

MARKER = "a-word-that-stands-nowhere-else-"


def row(serial, text="", command="PRIVMSG", account="", target="#a"):
    params = (text,) if text else ()
    return HistoryRow(serial, target, 1000 * serial, "ann!a@h", account, command, params, "+x=1")


@pytest.fixture
def store(tmp_path):
    store = open_relay_store(tmp_path)
    store.load()
    store.write([row(1, MARKER), row(2, "two"), row(3, command="TAGMSG"), row(4, command="TAGMSG")])
    store.write([BelongingRow("#a", 1, 3), BelongingRow("#a", 2, 4), BelongingRow("#b", 2, 3)])
    yield store
    store.close()


def ask(store, request):
    reader = store.reader()
    answer = reader.run(request)
    reader.close()
    return answer


def belonging(store, *parents, target="#a"):
    found = ask(store, BelongingRequest(target, parents))
    return [(parent, one.serial) for parent, one in found]


def edit(serial, text, **more):
    author = Author(more.get("nick", "Ann"), more.get("since_ms", 0), more.get("account", ""))
    return EditedRow(more.get("target", "#a"), 1, serial, text, author, more.get("oldest_ms", 0))


def holding(folder):
    return [path.name for path in folder.iterdir() if MARKER.encode() in path.read_bytes()]


def test_it_is_found(store):
    assert belonging(store, 1, 2, 9) == [(1, 3), (2, 4)]
    assert belonging(store, 2) == [(2, 4)]
    assert belonging(store, 2, target="#b") == []


def test_an_edit_replaces_the_words_in_every_file(store, tmp_path):
    store.write([row(5, "* new"), edit(5, "new")])
    assert ask(store, RowRequest("#a", 1)).params == ("new",)
    assert belonging(store, 1) == [(1, 3), (1, 5)]
    assert holding(tmp_path) == []


def test_words_that_are_erased_in_one_go_with_others_are_erased(store, tmp_path):
    """As the writer takes them together on a slow disk; the first one is about another message."""
    rows = [row(5, f"* {MARKER}"), edit(5, MARKER), ErasedRow("#a", 1)]
    store.write([ErasedRow("#a", 2), *rows])
    assert holding(tmp_path) == []


def test_a_message_is_one_with_its_wordings(store):
    """Asked of itself or of one of them, but not of words that say so and were not taken over."""
    relay_id = store.load().relay_id
    tags = f"+x=1;{EDIT_TAG}={msgid(relay_id, 1)}"
    wordings = [replace(row(serial, "* new"), tags=tags) for serial in (5, 6, 7)]
    store.write([*wordings, edit(5, "new"), edit(6, "new"), edit(7, "new", nick="bob")])
    for serial in (1, 5, 6):
        assert ask(store, WholeRequest("#a", serial))[1] == (1, 5, 6)
    for serial in (2, 3, 7):
        assert ask(store, WholeRequest("#a", serial)) == (
            ask(store, RowRequest("#a", serial)),
            (serial,),
        )
    assert ask(store, WholeRequest("#b", 1)) is None


@pytest.mark.parametrize(
    "more",
    [{"nick": "bob"}, {"since_ms": 2000}, {"target": "#b"}, {"oldest_ms": 2000}],
    ids=["nick", "since", "room", "too late"],
)
def test_an_edit_of_another_is_not_taken_over(store, more):
    store.write([row(5, "* new"), edit(5, "new", **more)])
    assert ask(store, RowRequest("#a", 1)).params == (MARKER,)
    assert belonging(store, 1) == [(1, 3)]


def test_the_account_counts_more_than_the_nick(store):
    store.write([row(5, "mine", account="Carol"), row(6, "* new")])
    wrong = EditedRow("#a", 5, 6, "new", Author("ann", 0, "dave"))
    later = EditedRow("#a", 5, 6, "new", Author("ann", 0, "carol", 9999))
    right = EditedRow("#a", 5, 6, "new", Author("other", 9999, "carol"))
    store.write([wrong, later])
    assert ask(store, RowRequest("#a", 5)).params == ("mine",)
    store.write([right])
    assert ask(store, RowRequest("#a", 5)).params == ("new",)


def test_an_erased_message_takes_all_of_it_along(store, tmp_path):
    store.write([row(5, "* " + MARKER), edit(5, MARKER), row(6, "next")])
    store.write([ErasedRow("#a", 1)])
    assert holding(tmp_path) == []
    assert belonging(store, 1) == []
    assert ask(store, RowRequest("#a", 5)) is None
    assert ask(store, RowRequest("#a", 6)) is not None


def test_what_expires_leaves_no_pairs(store, tmp_path):
    store.write([ExpireRow(before_ms=1500, before_serial=0)])
    assert belonging(store, 1, 2) == [(2, 4)]
