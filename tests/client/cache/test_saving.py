"""What the copy has of a place, as a file."""

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from messenger.client.cache import deeds as cache_deeds
from messenger.client.cache import jobs, saving
from messenger.client.cache.cache import Cache
from messenger.client.cache.saving import MISSING
from messenger.client.events import ChatMessage
from messenger.irc.stamps import parse_time
from messenger.store.db import connect
from tests.client.cache.asked import ROOM, SERVER, Asked

SAID = (
    ChatMessage("Ms_Brown", "Hello *all* <b>", 1_000.0, msgid="r-1", realname="Ms Brown"),
    ChatMessage("kid1", "", 1_001.0, "join", msgid="r-2"),
    ChatMessage("kid1", "waves", 1_002.0, "action", msgid="r-3"),
)


@pytest.fixture
def asked(tmp_path):
    asked = Asked(tmp_path / "cache.sqlite")
    asked.cache.submit(jobs.StoreMessages(SERVER, ROOM, SAID, True, top=True))
    yield asked
    assert asked.cache.stop(10.0)


def saved(asked: Asked, path: object) -> jobs.TalkSaved:
    return asked.ask(jobs.SaveTalk(SERVER, ROOM, "#Lobby", str(path)), jobs.TalkSaved)


def test_all_of_it_is_written_as_the_window_tells_it(asked, tmp_path):
    path = tmp_path / "lobby.txt"
    assert saved(asked, path) == jobs.TalkSaved(ROOM, str(path), 3, whole=True)
    head, *_, first, second, third = path.read_text().splitlines()
    assert head.startswith("#Lobby, exported ")
    assert first.endswith("<Ms Brown> Hello *all* <b>")
    assert second.endswith("kid1 came in")
    assert third.endswith("* kid1 waves")


def test_the_name_of_the_file_says_the_form(asked, tmp_path):
    assert saved(asked, tmp_path / "a.HTML").lines == 3
    assert "Hello *all* &lt;b&gt;" in (tmp_path / "a.HTML").read_text()
    assert saved(asked, tmp_path / "a.json").lines == 3
    told = json.loads((tmp_path / "a.json").read_text())
    assert [line["msgid"] for line in told["sections"][0]["lines"]] == ["r-1", "r-2", "r-3"]
    answer = saved(asked, tmp_path / "a.pdf")
    assert "must end in .html, .txt or .json" in answer.fault
    assert not (tmp_path / "a.pdf").exists()


def test_a_file_that_is_there_stays_and_a_folder_that_is_not_is_told(asked, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("mine")
    assert "is there already" in saved(asked, path).fault
    assert path.read_text() == "mine"
    assert "can't be written" in saved(asked, tmp_path / "no" / "a.txt").fault


@pytest.mark.parametrize("path", ["~nobody-of-that-name/a.txt", "/tmp/a\0b.txt", "/tmp/\ud800.txt"])
def test_no_name_ends_the_thread_that_keeps_what_is_said(asked, path):
    assert saved(asked, path).fault
    assert asked.ask(jobs.LoadPage(SERVER, ROOM, None), jobs.PageLoaded).messages


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_times_that_are_in_no_year_of_ours_are_written_all_the_same(asked, tmp_path, stamp):
    odd = replace(SAID[0], msgid="r-9", sent_at=parse_time(stamp) / 1000)
    asked.cache.submit(jobs.StoreMessages(SERVER, ROOM, (odd,), False))
    answer = saved(asked, tmp_path / "a.txt")
    assert answer.lines >= 4
    assert not answer.fault


def test_a_fault_of_ours_is_an_empty_answer(asked, monkeypatch):
    def fail(*_):
        raise ArithmeticError

    empty = cache_deeds.READS[jobs.LoadPage][1]
    monkeypatch.setitem(cache_deeds.READS, jobs.LoadPage, (fail, empty))
    page = asked.ask(jobs.LoadPage(SERVER, ROOM, None), jobs.PageLoaded)
    assert page.messages == ()
    assert saved(asked, "~nobody-of-that-name/a.txt").fault


def test_what_is_missing_is_said_and_what_was_taken_back_is_gone(asked, tmp_path):
    later = replace(SAID[0], msgid="r-9", sent_at=2_000.0, text="later")
    asked.cache.submit(jobs.StoreMessages(SERVER, ROOM, (later,), continues=False))
    erased = ChatMessage("Ms_Brown", "", 2_001.0, "redact", msgid="r-10", subject="r-1")
    asked.cache.submit(jobs.StoreMarks(SERVER, ROOM, (erased,)))
    saved(asked, tmp_path / "a.txt")
    text = (tmp_path / "a.txt").read_text()
    assert text.index(MISSING) < text.index("<Ms Brown> later")
    assert "Hello" not in text
    assert "deleted a message" in text


def test_a_copy_without_the_beginning_says_so(tmp_path):
    answers = []
    cache = Cache(tmp_path / "cache.sqlite", answers.append)
    cache.start()
    cache.submit(jobs.StoreMessages(SERVER, ROOM, SAID, False))
    cache.submit(jobs.SaveTalk(SERVER, ROOM, "#Lobby", str(tmp_path / "a.txt")))
    cache.submit(jobs.SaveTalk(SERVER, "#never", "#never", str(tmp_path / "b.txt")))
    assert cache.stop(10.0)
    saved_of = {one.target: one for one in answers if isinstance(one, jobs.TalkSaved)}
    assert saved_of == {
        ROOM: jobs.TalkSaved(ROOM, str(tmp_path / "a.txt"), 3),
        "#never": jobs.TalkSaved("#never", str(tmp_path / "b.txt")),
    }


def test_who_speaks_does_not_wait_for_a_long_file(asked, tmp_path):
    may_go_on = threading.Event()
    write = saving.write_export

    def slow(*args):
        assert may_go_on.wait(60)
        return write(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saving, "write_export", slow)
        asked.cache.submit(jobs.SaveTalk(SERVER, ROOM, "#Lobby", str(tmp_path / "a.txt")))
        item = jobs.OutboxItem("r1", ROOM, "hello", "message", 1_000.0)
        kept = asked.ask(jobs.StoreOutbox(SERVER, item), jobs.OutboxKept)
        assert kept == jobs.OutboxKept("r1", True)
        may_go_on.set()
        answer = asked.ask(jobs.LoadOutbox(SERVER), jobs.TalkSaved)
    assert answer.lines == 3


def test_what_is_taken_back_while_a_file_is_written_goes_from_the_disk_after_it(tmp_path):
    asked = Asked(tmp_path / "cache.sqlite")
    said = replace(SAID[0], text="a-word-that-stands-nowhere-else")
    asked.cache.submit(jobs.StoreMessages(SERVER, ROOM, (said,), True, top=True))
    asked.ask(jobs.LoadPage(SERVER, ROOM, None), jobs.PageLoaded)
    reader = connect(tmp_path / "cache.sqlite", read_only=True)
    rows = reader.execute("SELECT text FROM messages UNION ALL SELECT text FROM messages")
    rows.fetchone()
    end = ChatMessage("Ms_Brown", "", 1_009.0, "redact", msgid="r-9", subject=said.msgid)
    asked.cache.submit(jobs.StoreMarks(SERVER, ROOM, (end,)))
    asked.ask(jobs.LoadPage(SERVER, ROOM, None), jobs.PageLoaded)
    assert holding(tmp_path, said.text)
    rows.close()
    reader.close()
    until = time.monotonic() + 30
    while holding(tmp_path, said.text) and time.monotonic() < until:
        time.sleep(0.05)
    assert holding(tmp_path, said.text) == []
    assert asked.cache.stop(10.0)


def holding(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]
