"""New wordings, reactions and deletions in the copy on disk: what is taken back is really gone."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from messenger.client.cache import cache as module
from messenger.client.cache.jobs import (
    CopyStuck,
    FindInCopy,
    FoundInCopy,
    LoadOutbox,
    LoadPlaces,
    OutboxItem,
    OutboxLoaded,
    PlacesLoaded,
    StoreMarks,
    StoreMessages,
    StoreOutbox,
)
from messenger.client.events import ChatMessage
from messenger.client.model.timeline import Timeline
from messenger.store import cache_db as db
from messenger.store import cache_steps
from messenger.store.migrations import migrate
from tests.client.cache.asked import ROOM, SERVER, WAIT_S, Asked
from tests.client.cache.test_cache import indexed
from tests.client.model.test_marks import MARKS, WORDS, mark, said, shape

SECRET = "zanzibarwhisper"


def store(asked: Asked, *messages: ChatMessage) -> None:
    for message in messages:
        job = StoreMessages if message.kind == "message" else StoreMarks
        asked.cache.submit(job(SERVER, ROOM, (message,), *([True] * (job is StoreMessages))))


def shown(asked: Asked) -> list[tuple[object, ...]]:
    """What a window makes of the newest page."""
    timeline = Timeline()
    messages = asked.page().messages
    timeline.merge(one for one in messages if one.kind in ("message", "deleted"))
    for one in messages:
        if one.kind in ("edit", "react", "unreact"):
            timeline.mark(one)
    return [shape(entry) for entry in timeline.entries]


def found(asked: Asked, text: str) -> list[str]:
    answer = asked.ask(FindInCopy(SERVER, text, 50), FoundInCopy)
    return [one.message.text for one in answer.found]


def in_files(path) -> list[str]:
    """The files beside the copy that hold the secret word."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return [file.name for file in files if SECRET.encode() in file.read_bytes()]


def wait(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def index_all(asked: Asked, path) -> None:
    """Wait until the index of words knows all rows."""
    last = len(asked.page(limit=10_000).messages)
    wait(lambda: indexed(path.with_name(path.name + "-words"), last))


@given(st.permutations([*WORDS, *MARKS]), st.lists(st.sampled_from([*WORDS, *MARKS]), max_size=5))
@settings(max_examples=25, deadline=None)
def test_the_same_page_in_whatever_order_it_came(tmp_path_factory, order, repeated):
    asked = Asked(tmp_path_factory.mktemp("copy") / "cache.sqlite")
    ordered = sorted((one for one in order if one.kind == "message"), key=lambda m: m.sent_at)
    words = iter(ordered)  # pages are whole; only marks come in any order
    store(asked, *(next(words) if one.kind == "message" else one for one in order), *repeated)
    assert shown(asked) == [
        ("message", "second wording", True, []),
        ("message", "line 1", False, [("👍", ["eve"]), ("🎉", ["ada"])]),
        ("deleted", "", False, []),
        ("message", "line 3", False, []),
    ]
    assert asked.cache.stop(10)


def test_a_deleted_text_is_in_no_file_and_not_found(asked, path, monkeypatch):
    monkeypatch.setattr(module, "IDLE_S", 0.01)
    store(asked, said(1, text=f"before {SECRET} after"), said(2))
    store(asked, mark(1, "edit", 1, f"better {SECRET}"), mark(2, "edit", 1, "harmless"))
    assert found(asked, "harmless") == ["harmless"]
    store(asked, said(3, text=f"another {SECRET}"))
    wait(lambda: indexed(path.with_name(path.name + "-words"), 3))
    assert found(asked, SECRET) == [f"another {SECRET}"]
    assert in_files(path)
    store(asked, mark(3, "redact", 1), mark(4, "redact", 3))
    assert found(asked, SECRET) == found(asked, "harmless") == []
    assert found(asked, "line") == ["line 2"]
    wait(lambda: not in_files(path))
    assert [kind for kind, *_ in shown(asked)] == ["deleted", "message", "deleted"]


def test_new_words_are_found_and_old_ones_are_not(asked, path, monkeypatch):
    monkeypatch.setattr(module, "IDLE_S", 0.01)
    store(asked, *(said(n, text=f"number{n} apple") for n in range(200)))
    index_all(asked, path)
    store(asked, mark(1, "edit", 177, "number177 pear"))
    assert found(asked, "pear") == ["number177 pear"]
    assert found(asked, "number177 apple") == []
    assert found(asked, "number177") == ["number177 pear"]  # by the index and by looking: once


def test_a_program_that_died_before_the_index_forgot_forgets_when_it_starts(path):
    first = Asked(path)
    store(first, said(1, text=SECRET), said(2))
    assert first.cache.stop(10)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE messages SET kind = 'deleted', text = '' WHERE msgid = 'relay-1'")
        conn.execute("INSERT INTO stale_shards VALUES (0)")
        conn.commit()
    second = Asked(path)
    second.page()

    def is_done() -> bool:
        with closing(sqlite3.connect(path)) as conn:
            return conn.execute("SELECT count(*) FROM stale_shards").fetchone()[0] == 0

    wait(is_done)
    assert not in_files(path)


def test_marks_that_could_not_be_written_are_written_when_they_can_be(asked, path):
    store(asked, said(1, text=SECRET))
    asked.page()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "CREATE TRIGGER full BEFORE INSERT ON marks BEGIN SELECT raise(ABORT, 'full'); END"
        )
        conn.commit()
        store(asked, mark(1, "redact", 1))
        assert asked.ask(LoadPlaces(SERVER), CopyStuck).reason == "full"
        asked.answers.get(timeout=WAIT_S)
        conn.execute("DROP TRIGGER full")
        conn.commit()
    assert asked.answers.get(timeout=WAIT_S) == CopyStuck("")
    store(asked, said(2))
    assert [(kind, text) for kind, text, *_ in shown(asked)] == [
        ("deleted", ""),
        ("message", "line 2"),
    ]


def test_the_catch_up_goes_on_from_a_message_that_is_still_there(asked):
    store(asked, said(1), said(2), mark(1, "redact", 2))
    (place,) = asked.ask(LoadPlaces(SERVER), PlacesLoaded).places
    assert place.newest_msgid == "relay-1"


def test_an_unsent_change_knows_its_message_after_a_restart(path):
    first = Asked(path)
    item = OutboxItem("r1", ROOM, "new words", "edit", 5.0, subject="relay-1")
    first.cache.submit(StoreOutbox(SERVER, item))
    assert first.cache.stop(10)
    assert Asked(path).ask(LoadOutbox(SERVER), OutboxLoaded).items == (item,)


def test_a_copy_of_before_gets_the_new_tables(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        migrate(conn, cache_steps.STEPS[:4])
        conn.execute(f"PRAGMA application_id = {cache_steps.APPLICATION_ID}")
        place = db.make_place(conn, SERVER, ROOM)
        conn.execute(
            f"INSERT INTO messages (place, edge, {db.MESSAGE_COLUMNS}) VALUES"
            " (?, 2, 'bob', 'old', 1001.0, 'message', 'relay-1', '', '', '', 0, '', 1)",
            (place,),
        )
    asked = Asked(path)
    store(asked, mark(1, "edit", 1, "new"))
    assert [text for _, text, *_ in shown(asked)] == ["new"]
    assert asked.page().messages[0] == replace(said(1), text="new")
