"""The cache thread with a real file: pages without holes, and no file that stops a talk."""

import sqlite3
import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messenger.client.cache.jobs import (
    CacheRenewed,
    CopyStuck,
    FindInCopy,
    ForgetPlace,
    FoundInCopy,
    KnownPlace,
    LoadOutbox,
    LoadPage,
    LoadPlaces,
    OutboxItem,
    OutboxKept,
    OutboxLoaded,
    PageLoaded,
    PlacesLoaded,
    RemoveOutbox,
    StoreDraft,
    StoreMessages,
    StoreOutbox,
    StoreReadMark,
)
from messenger.client.events import ChatMessage
from tests.client.cache.asked import ROOM, SERVER, WAIT_S, Asked, lines


def test_messages_come_back_as_they_were_after_a_restart(path):
    first = Asked(path)
    message = ChatMessage(
        "bob", "a\nb \U0001f600", 5.25, "action", "relay-1", "r", "acc", "s", True, "Bob B"
    )
    first.cache.submit(StoreMessages(SERVER, ROOM, (message,), True, top=True))
    assert first.cache.stop(WAIT_S)
    second = Asked(path)
    assert second.page() == PageLoaded(SERVER, ROOM, None, (message,), True)
    assert second.cache.stop(WAIT_S)


def test_pages_go_back_to_the_top(asked):
    asked.store(0, 20, top=True)
    asked.store(20, 30)
    assert asked.page(limit=12).messages == lines(18, 30)
    assert asked.page("relay-12", 12).messages == lines(6, 18)
    assert asked.page("relay-6", 12) == PageLoaded(SERVER, ROOM, "relay-6", lines(0, 6), True)
    assert asked.page("relay-0") == PageLoaded(SERVER, ROOM, "relay-0", (), True)
    assert asked.page("unknown").messages == ()


def test_a_page_ends_at_a_gap_until_it_is_filled(asked):
    asked.store(0, 10, top=True)
    asked.store(20, 30, continues=False)
    assert asked.page() == PageLoaded(SERVER, ROOM, None, lines(20, 30), False)
    assert asked.page("relay-14") == PageLoaded(SERVER, ROOM, "relay-14", (), False)
    asked.store(12, 20, before="relay-14")
    assert asked.page().messages == lines(12, 30)
    asked.store(8, 12, before="relay-c")  # overlaps what was known
    assert asked.page() == PageLoaded(SERVER, ROOM, None, lines(0, 30), True)


def test_an_empty_older_page_says_that_this_is_the_top(asked):
    asked.store(5, 10)
    assert not asked.page().top
    asked.store(0, 0, before="relay-5", top=True)
    assert asked.page() == PageLoaded(SERVER, ROOM, None, lines(5, 10), True)


@settings(deadline=None)  # it writes to the disk, which others may be using
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.booleans()), max_size=12))
def test_a_page_never_has_a_hole(tmp_path_factory, pages):
    """Whatever is stored in whatever order: a page is a run of the relay's own order."""
    asked = Asked(tmp_path_factory.mktemp("cache") / "c.sqlite")
    newest = -1
    for start, length, older in pages:
        end = min(start + length, 30)
        if older:
            asked.store(start, end, before=f"relay-{end:x}", top=start == 0)
        else:
            asked.store(start, end, continues=start == newest + 1)
            newest = max(newest, end - 1)
    for before in (None, *(f"relay-{n:x}" for n in range(30))):
        numbers = [int(m.text[5:]) for m in asked.page(before).messages]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)) if numbers else True
        if before is not None and numbers:
            assert numbers[-1] == int(before[6:], 16) - 1
    assert asked.cache.stop(WAIT_S)


def test_servers_and_rooms_are_kept_apart_and_names_are_folded(asked):
    asked.store(0, 3)
    assert asked.page(room="#LOBBY").messages == lines(0, 3)
    assert asked.page(room="#other").messages == ()
    assert asked.ask(LoadPage("elsewhere", ROOM, None)).messages == ()


def test_messages_without_an_id_and_known_ones_are_left_out(asked):
    asked.store(0, 3)
    asked.store(0, 3)
    asked.cache.submit(StoreMessages(SERVER, ROOM, (ChatMessage("bob", "x", 2_000.0),), True))
    bad = ChatMessage("bob", "x", float("nan"), msgid="relay-99")
    asked.cache.submit(StoreMessages(SERVER, ROOM, (bad,), True))
    assert asked.page().messages == lines(0, 3)


def test_a_lone_surrogate_is_no_trouble(asked):
    asked.cache.submit(
        StoreMessages(SERVER, ROOM, (ChatMessage("bob", "a\ud83d", 1.0, msgid="relay-1"),), True)
    )
    assert asked.page().messages[0].text == "a?"


def test_places_come_with_bookmark_and_read_mark(asked):
    asked.store(0, 3)
    asked.cache.submit(StoreReadMark(SERVER, ROOM, 1_000.5))
    asked.cache.submit(StoreReadMark(SERVER, ROOM, 1_000.0))
    asked.cache.submit(StoreReadMark(SERVER, "bob", 7.0))
    places = (KnownPlace(ROOM, "relay-2", 1_000.0, 1_000.5), KnownPlace("bob", "", 0.0, 7.0))
    assert asked.ask(LoadPlaces(SERVER)) == PlacesLoaded(SERVER, places)
    asked.cache.submit(ForgetPlace(SERVER, "BOB"))
    assert asked.ask(LoadPlaces(SERVER)).places == places[:1]


def test_the_outbox_keeps_its_order(asked):
    items = [OutboxItem(f"r{n}", ROOM, f"text {n}", "message", float(n)) for n in range(3)]
    for item in items:
        asked.cache.submit(StoreOutbox(SERVER, item))
    failed = OutboxItem("r0", ROOM, "text 0", "message", 0.0, "too long")
    asked.cache.submit(StoreOutbox(SERVER, failed))
    asked.cache.submit(RemoveOutbox(SERVER, "r1"))
    assert asked.ask(LoadOutbox(SERVER), OutboxLoaded).items == (failed, items[2])


def test_who_waits_until_a_message_is_kept_is_answered_also_where_nothing_can_be_kept(asked, path):
    item = OutboxItem("r1", ROOM, "text", "message", 1.0, going=False)
    assert asked.ask(StoreOutbox(SERVER, item)) == OutboxKept("r1", going=False)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        later = replace(item, ref="r2", going=True)
        assert asked.ask(StoreOutbox(SERVER, later), OutboxKept) == OutboxKept("r2", going=True)


def test_a_draft_outlives_the_program_and_brings_no_closed_place_back(asked):
    asked.cache.submit(StoreDraft(SERVER, ROOM, "half a sen"))
    assert asked.ask(LoadPlaces(SERVER)).places == (KnownPlace(ROOM, "", 0.0, None, "half a sen"),)
    asked.cache.submit(ForgetPlace(SERVER, ROOM))
    asked.cache.submit(StoreDraft(SERVER, ROOM, ""))
    assert asked.ask(LoadPlaces(SERVER)).places == ()


def find(asked, text, limit=50):
    answer = asked.ask(FindInCopy(SERVER, text, limit), FoundInCopy)
    assert answer.text == text
    return [(one.target, one.message.msgid) for one in answer.found], answer.complete


def test_messages_are_found_while_the_index_grows_and_after(asked, path, monkeypatch):
    monkeypatch.setattr("messenger.client.cache.cache.IDLE_S", 0.0)
    asked.store(0, 600)
    expected = [(ROOM, f"relay-{n:x}") for n in (577, 578, 579, *range(570, 577), 57)][::-1]
    wanted = sorted(expected, key=lambda one: -int(one[1][6:], 16))
    assert find(asked, "line 57") == (wanted, True)
    words = path.with_name(path.name + "-words")
    until = time.monotonic() + WAIT_S
    while not indexed(words, 600):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert find(asked, "line 57") == (wanted, True)
    assert find(asked, "from:bob", limit=2) == ([(ROOM, "relay-257"), (ROOM, "relay-256")], False)
    assert find(asked, "in:#elsewhere line") == ([], True)


def indexed(words, upto):
    if not words.exists():
        return False
    conn = sqlite3.connect(words)
    try:
        return conn.execute("SELECT max(upto) FROM shards").fetchone() == (upto,)
    except sqlite3.OperationalError:  # it is just being made
        return False
    finally:
        conn.close()


def test_a_copy_in_memory_is_searched_too(tmp_path):
    asked = Asked(tmp_path / "missing" / "cache.sqlite")
    asked.store(0, 3)
    assert find(asked, "line 2") == ([(ROOM, "relay-2")], True)
    assert asked.cache.stop(WAIT_S)


@pytest.mark.parametrize(
    "garbage", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 999]
)
def test_a_broken_file_is_moved_aside_and_a_new_one_begun(path, garbage):
    path.write_bytes(garbage)
    asked = Asked(path)
    told = asked.answers.get(timeout=WAIT_S)
    assert isinstance(told, CacheRenewed)
    (kept,) = [each for each in path.parent.iterdir() if each.name.endswith(".broken")]
    assert (told.kept_as, kept.read_bytes()) == (str(kept), garbage)
    asked.store(0, 3)
    assert asked.page().messages == lines(0, 3)
    assert asked.cache.stop(WAIT_S)


def test_damage_met_while_running_renews_the_file(path):
    first = Asked(path)
    long = tuple(replace(line, text="x" * 4_000) for line in lines(0, 1_500))
    first.cache.submit(StoreMessages(SERVER, ROOM, long, True))
    assert first.cache.stop(WAIT_S)
    second = Asked(path)
    assert second.page(limit=1).messages == long[-1:]
    with path.open("r+b") as file:  # larger than what SQLite keeps in memory
        size = file.seek(0, 2)
        file.seek(4_096)
        file.write(b"\xff" * (size - 4_096))
    first_answer = second.page(limit=1_500)
    assert isinstance(first_answer, CacheRenewed)
    assert first_answer.kept_as
    assert second.answers.get(timeout=WAIT_S).messages == ()  # nobody is left waiting
    second.store(0, 3)
    assert second.page().messages == lines(0, 3)


def test_a_folder_that_can_t_be_written_leaves_a_copy_in_memory(tmp_path):
    asked = Asked(tmp_path / "missing" / "cache.sqlite")
    told = asked.answers.get(timeout=WAIT_S)
    assert isinstance(told, CopyStuck)
    assert told.reason
    asked.store(0, 3)
    assert asked.page().messages == lines(0, 3)
    assert asked.cache.stop(WAIT_S)


def test_what_waits_is_done_before_the_end_and_no_thread_is_left(path):
    asked = Asked(path)
    for n in range(500):
        asked.store(n, n + 1)
    assert asked.cache.stop(WAIT_S)
    assert "cache" not in [thread.name for thread in threading.enumerate()]
    again = Asked(path)
    assert again.page(limit=500).messages == lines(0, 500)
    assert again.cache.stop(WAIT_S)
