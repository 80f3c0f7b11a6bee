"""A copy that can't be written: it is told, nothing is hidden, and all of it is kept later."""

import sqlite3
from dataclasses import replace

import pytest

from messenger.client.cache.cache import Cache
from messenger.client.cache.jobs import (
    CopyStuck,
    LoadOutbox,
    LoadPlaces,
    OutboxItem,
    OutboxKept,
    OutboxLoaded,
    PageLoaded,
    PlacesLoaded,
    RemoveOutbox,
    StoreDraft,
    StoreOutbox,
)
from messenger.errors import UserError
from messenger.store import cache_db as db
from tests.client.cache.asked import ROOM, SERVER, WAIT_S, Asked, lines


@pytest.fixture
def full_disk(monkeypatch):
    """full_disk(True): nothing can be written, nor opened, from now on."""
    transact, open_cache, is_full = Cache._transact, db.open_cache, []

    def full():
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        return error

    def transact_if_room(cache, group):
        if is_full and not cache._is_in_memory:
            raise full()
        transact(cache, group)

    def open_if_room(path):
        if is_full:
            raise UserError("no room") from full()
        return open_cache(path)

    monkeypatch.setattr(Cache, "_transact", transact_if_room)
    monkeypatch.setattr(db, "open_cache", open_if_room)
    monkeypatch.setattr("messenger.client.cache.cache.AGAIN_S", 0.02)
    return lambda full: is_full.append(1) if full else is_full.clear()


FULL = CopyStuck("the disk is full")
UNSENT = OutboxItem("r1", ROOM, "not sent yet", "message", 9.0)


def test_what_a_full_disk_would_not_take_is_written_later(asked, full_disk):
    asked.store(0, 10, top=True)
    assert len(asked.page().messages) == 10
    full_disk(True)
    asked.store(10, 12)
    assert asked.answers.get(timeout=WAIT_S) == FULL
    asked.store(12, 14)
    full_disk(False)
    assert asked.answers.get(timeout=WAIT_S) == CopyStuck("")
    asked.store(14, 16)
    assert asked.page().messages == lines(0, 16)


def test_what_is_too_much_to_be_owed_is_a_gap_until_it_is_fetched(asked, full_disk, monkeypatch):
    monkeypatch.setattr("messenger.client.cache.owed.MOST", 0)
    asked.store(0, 10, top=True)
    assert len(asked.page().messages) == 10
    full_disk(True)
    asked.store(10, 12)
    assert asked.answers.get(timeout=WAIT_S) == FULL
    full_disk(False)
    assert asked.answers.get(timeout=WAIT_S) == CopyStuck("")
    asked.store(12, 15)
    asked.store(15, 17)
    assert asked.page().messages == lines(12, 17)
    assert asked.page("relay-c") == PageLoaded(SERVER, ROOM, "relay-c", (), False)
    asked.store(9, 12, before="relay-c")  # what the relay has answered
    assert asked.page().messages == lines(0, 17)


def test_what_is_unsent_is_kept_as_soon_as_there_is_room_again(asked, path, full_disk):
    full_disk(True)
    for item in (UNSENT, replace(UNSENT, ref="r2"), replace(UNSENT, ref="r3")):
        asked.cache.submit(StoreOutbox(SERVER, item))
    asked.cache.submit(RemoveOutbox(SERVER, "r2"))
    asked.cache.submit(StoreDraft(SERVER, ROOM, "half a sen"))
    told = [asked.answers.get(timeout=WAIT_S) for _ in range(4)]
    assert told == [FULL, *(OutboxKept(ref, going=True) for ref in ("r1", "r2", "r3"))]
    full_disk(False)
    assert asked.answers.get(timeout=WAIT_S) == CopyStuck("")
    assert asked.cache.stop(WAIT_S)
    again = Asked(path)
    kept = again.ask(LoadOutbox(SERVER), OutboxLoaded).items
    assert [item.ref for item in kept] == ["r1", "r3"]
    assert again.ask(LoadPlaces(SERVER), PlacesLoaded).places[0].draft == "half a sen"
    assert again.cache.stop(WAIT_S)


def test_it_is_tried_once_more_when_the_program_ends(asked, path, full_disk, monkeypatch):
    monkeypatch.setattr("messenger.client.cache.cache.AGAIN_S", 3_600.0)
    full_disk(True)
    asked.cache.submit(StoreOutbox(SERVER, UNSENT))
    assert asked.answers.get(timeout=WAIT_S) == FULL
    full_disk(False)
    assert asked.cache.stop(WAIT_S)
    again = Asked(path)
    assert again.ask(LoadOutbox(SERVER), OutboxLoaded).items == (UNSENT,)
    assert again.cache.stop(WAIT_S)


@pytest.mark.parametrize("can_be_read", [True, False])
def test_a_disk_that_is_full_at_the_start_hides_nothing(path, full_disk, can_be_read, monkeypatch):
    first = Asked(path)
    first.store(0, 3, top=True)
    first.cache.submit(StoreOutbox(SERVER, UNSENT))
    assert first.cache.stop(WAIT_S)
    if not can_be_read:
        never = "messenger.client.cache.cache.copy_if_readable"
        monkeypatch.setattr(never, lambda path, into: False)
    full_disk(True)
    asked = Asked(path)
    assert asked.answers.get(timeout=WAIT_S) == FULL
    later = replace(UNSENT, ref="r2")
    assert asked.ask(StoreOutbox(SERVER, later)) == OutboxKept("r2", going=True)
    read = asked.ask(LoadOutbox(SERVER), OutboxLoaded).items
    assert read == ((UNSENT, later) if can_be_read else (later,))
    asked.store(5, 7)
    full_disk(False)
    assert asked.answers.get(timeout=WAIT_S) == CopyStuck("")
    if not can_be_read:
        assert asked.answers.get(timeout=WAIT_S).items == (UNSENT, later)
    asked.store(7, 9)
    assert asked.page().messages == (*lines(0, 3), *lines(5, 9))
    assert asked.cache.stop(WAIT_S)
    again = Asked(path)
    assert again.ask(LoadOutbox(SERVER), OutboxLoaded).items == (UNSENT, later)
    assert again.page().messages == (*lines(0, 3), *lines(5, 9))
    assert again.cache.stop(WAIT_S)
