"""The ledger with a real cache: what it writes down never hides that something is missing."""

import queue
from dataclasses import replace

import pytest

from messenger.client.cache import ledger as module
from messenger.client.cache.ledger import Ledger
from messenger.client.events import (
    ChatMessage,
    Event,
    HistoryLoaded,
    JoinFailed,
    LinkUp,
    MessageArrived,
    MessageFailed,
    MessagePending,
    MessageSettled,
    RoomJoined,
    RoomLeft,
    ServerSaid,
)
from messenger.client.intents import JoinRoom, LeaveRoom, LoadOlder, SaveTalk, SendText
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.login import Account

ROOM = "#den"
WAIT_S = 40.0
UP = LinkUp("boathouse", "Boathouse", "ann", "", False)


def page(start: int, end: int, at_top: bool = False, complete: bool = True) -> HistoryLoaded:
    messages = tuple(
        ChatMessage("bob", f"line {n}", 1_000.0 + n, msgid=f"relay-{n:x}")
        for n in range(start, end)
    )
    return HistoryLoaded(ROOM, messages, at_top, complete)


class Run:
    """One run of the program."""

    def __init__(self, path):
        self._woken = queue.SimpleQueue()
        self.bookmarks = Bookmarks.of(Account("boathouse", "Ann"))
        self.ledger = Ledger(path, "boathouse:6697", lambda: self._woken.put(None))
        self.outbox = self.ledger.unsent.outbox
        self.events = self.ledger.start(self.bookmarks)

    def keep(self, *events: Event) -> None:
        self.ledger.keep(events, lambda target: False, has_history=True)

    def late(self, kind: type) -> Event:
        """The first event of a kind, from the start or after it."""
        while not (found := [event for event in self.events if isinstance(event, kind)]):
            self.wake()
        return found[0]

    def wake(self) -> None:
        """Wait for the cache, and take what it says."""
        self._woken.get(timeout=WAIT_S)
        self.events += self.ledger.answers()[0]

    def older(self, before: int) -> list[str] | None:
        """Texts from the cache; None when the relay is asked."""
        while not self._woken.empty():
            self._woken.get()
        self.ledger.answers()
        assert self.ledger.older(LoadOlder(ROOM, f"relay-{before:x}", 50)) is None
        while True:
            self._woken.get(timeout=WAIT_S)
            events, questions = self.ledger.answers()
            if questions:
                return None
            if events:
                return [message.text for message in events[0].messages]


@pytest.fixture
def run(tmp_path):
    runs = []

    def begin() -> Run:
        if runs:
            runs[-1].ledger.stop()
        runs.append(Run(tmp_path / "cache.sqlite"))
        return runs[-1]

    yield begin
    runs[-1].ledger.stop()


def said(number: int, kind: type = MessageArrived) -> Event:
    return kind(ROOM, page(number, number + 1).messages[0])


def test_what_came_live_is_written_behind_the_page_that_was_on_its_way(run, monkeypatch):
    """Else a program that is killed in between would go on from behind a hole."""
    desk, jobs = run(), []
    monkeypatch.setattr(desk.ledger._cache, "submit", jobs.append)
    desk.keep(UP, said(7), page(0, 6), said(5, MessageSettled))
    kept = [[message.text for message in job.messages] for job in jobs]
    assert kept == [[f"line {n}" for n in range(6)], ["line 7"]]


def test_what_a_page_settles_hides_no_gap_before_it(run):
    desk = run()
    desk.keep(UP, page(0, 10))
    desk.keep(page(100, 110, complete=False), said(100, MessageSettled))
    assert desk.older(100) is None


def test_what_came_live_while_no_history_came_has_a_gap_before_it(run):
    desk = run()
    desk.keep(UP, page(0, 10))
    desk.ledger.keep([said(50)], lambda target: True, has_history=True)
    desk.keep(HistoryLoaded(ROOM, (), at_top=False, complete=False))
    assert desk.older(50) is None


def test_more_than_can_be_held_leaves_a_gap(run, monkeypatch):
    monkeypatch.setattr(module, "MAX_HELD", 3)
    desk = run()
    desk.keep(UP, page(0, 10))
    for number in range(12, 20):
        desk.ledger.keep([said(number)], lambda target: True, has_history=True)
    desk.keep(page(10, 12))
    desk.keep(said(20))
    assert desk.older(20) is None
    desk.keep(said(21))
    assert desk.older(21) == ["line 20"]


def test_what_was_kept_is_gone_on_from_after_a_restart(run):
    run().keep(UP, page(0, 10))
    again = run()
    assert again.bookmarks.newest[ROOM] == "relay-9"
    again.keep(UP, page(10, 20))
    assert again.older(10) == [f"line {n}" for n in range(10)]


def test_a_room_entered_again_after_a_restart_has_a_gap(run):
    first = run()
    first.keep(UP, page(0, 10))
    first.ledger.forget(LeaveRoom(ROOM))
    again = run()
    assert ROOM not in again.bookmarks.newest
    again.keep(UP, page(150, 250))  # the newest; those in between were never asked for
    assert again.older(150) is None


def test_an_older_page_belongs_to_the_question_of_its_own_link(run):
    first = run()
    first.keep(UP, page(100, 110))
    assert first.older(100) is None  # the link breaks before the answer
    first.keep(UP, page(300, 310, complete=False))
    assert first.older(300) is None
    first.keep(page(290, 300, at_top=True, complete=False))
    assert first.older(300) == [f"line {n}" for n in range(290, 300)]
    assert first.older(100) is None


def test_a_slow_disk_delays_what_is_unsent_and_known_but_loses_nothing(run, monkeypatch):
    first = run()
    first.keep(UP, page(0, 10))
    first.outbox.add(SendText(ROOM, "later", "r1"), 2_000.0)
    monkeypatch.setattr(module, "PRELOAD_S", 0.0)
    slow = run()
    pending = slow.late(MessagePending)
    assert (pending.target, pending.message.text) == (ROOM, "later")
    assert [letter.ref for letter in slow.outbox.waiting()] == ["r1"]
    known = slow.late(HistoryLoaded)
    assert known.messages[-1].text == "line 9"


def test_a_message_is_on_the_disk_before_it_is_shown_and_says_so_before_it_goes(run):
    desk = run()
    letter = desk.outbox.add(SendText(ROOM, "hello", "r1"), 2_000.0)
    assert (letter.is_kept, letter.may_go) == (False, False)
    assert desk.late(MessagePending).message.ref == "r1"
    assert (letter.is_kept, desk.outbox.let_go(letter)) == (True, False)
    while not letter.may_go:
        desk.wake()
    assert len([event for event in desk.events if isinstance(event, MessagePending)]) == 1


@pytest.mark.parametrize(("went", "tries"), [(False, 0), (True, 1)])
def test_the_next_run_knows_whether_a_message_may_have_been_sent(run, went, tries):
    first = run()
    first.outbox.is_open = went  # the link was up: it would have gone out at once
    first.outbox.add(SendText(ROOM, "hello", "r1"), 2_000.0)
    first.late(MessagePending)
    (letter,) = run().outbox.waiting()
    assert (letter.tries, letter.may_go) == (tries, went)


def test_what_was_taken_apart_is_found_so_at_its_turn_after_a_restart(run):
    first = run()
    for ref in ("r1", "r2", "r3"):
        first.outbox.add(SendText(ROOM, "one\ntwo\nsix", ref), 2_000.0)
    first.outbox.take_apart(first.outbox.get("r2"), ["one", "two", "six"])
    parts = [("r2", "one"), ("r2.3", "two"), ("r2.6", "six")]
    whole = "one\ntwo\nsix"
    found = [(letter.ref, letter.text) for letter in run().outbox.waiting()]
    assert found == [("r1", whole), *parts, ("r3", whole)]


def test_doubt_outlives_the_program(run):
    first = run()
    letter = first.outbox.add(SendText(ROOM, "hello", "r1"), 2_000.0)
    first.outbox.fail(letter, "no answer", doubtful=True)
    again = run()
    assert again.late(MessageFailed) == MessageFailed(ROOM, "r1", "no answer", doubtful=True)
    assert [letter.ref for letter in again.outbox.doubtful()] == ["r1"]


def enter(run: Run, *rooms: str) -> None:
    """Go into rooms, as the session and the events of it tell."""
    for room in rooms:
        run.bookmarks.rooms[room] = (room, f"key of {room}" if room == "#secret" else "")
        run.keep(RoomJoined(room))


def test_rooms_are_entered_again_in_their_old_order_those_left_are_not(run):
    first = run()
    enter(first, "#lobby", "#den", "#secret", "#left", "#kicked", "#closed", "#boats")
    first.ledger.forget(LeaveRoom("#left"))
    first.keep(RoomLeft("#kicked", "", "bob"), JoinFailed("#closed", "474", "banned"))
    second = run()
    enter(second, "#boats", "#lobby")  # the relay answers in another order
    again = run()
    assert list(again.bookmarks.rooms.values()) == [
        ("#lobby", ""),
        ("#den", ""),
        ("#secret", "key of #secret"),
        ("#boats", ""),
    ]
    opened = [event.target for event in again.events if isinstance(event, HistoryLoaded)]
    assert opened == ["#lobby", "#den", "#secret", "#boats"]


def test_a_room_left_and_entered_again_stands_last(run):
    first = run()
    enter(first, "#lobby", "#den", "#boats")
    first.keep(RoomLeft("#den"))
    enter(first, "#den")
    assert list(run().bookmarks.rooms) == ["#lobby", "#boats", "#den"]


def test_a_room_that_is_asked_for_anew_comes_before_those_that_were_kept(run):
    enter(run(), "#den")
    assert list(run().bookmarks.rooms) == ["#lobby", "#den"]


def test_rooms_that_a_slow_disk_tells_late_are_entered_then(run, monkeypatch):
    enter(run(), "#den")
    monkeypatch.setattr(module, "PRELOAD_S", 0.0)
    again, asked = run(), []
    while not asked and "#den" not in again.bookmarks.rooms:  # the disk may be fast all the same
        again._woken.get(timeout=WAIT_S)
        asked = again.ledger.answers()[1]
    assert asked in ([], [JoinRoom("#den", "")])


def test_names_of_people_are_known_before_the_link_is_up(run):
    first = run()
    first.keep(UP, page(0, 2))
    first.bookmarks.realnames.learn("bob", "Bob")
    first.keep(UP)
    first.bookmarks.realnames.learn("bob", "Bob the Second")
    first.keep(UP)
    again = run()
    assert again.bookmarks.realnames.of("BOB") == "Bob the Second"
    pages = [event for event in again.events if isinstance(event, HistoryLoaded)]
    assert {message.realname for message in pages[-1].messages} == {"Bob the Second"}
    assert again.bookmarks.realnames.take_fresh() == ()


def test_a_talk_is_saved_and_told_in_its_place(run, tmp_path):
    first = run()
    first.keep(page(0, 3))
    path = tmp_path / "den.txt"
    assert first.ledger.save(SaveTalk(ROOM, str(path), ROOM)) == []
    told = first.late(ServerSaid)
    assert (told.target, told.error) == (ROOM, False)
    assert told.text == (
        f"Saved 3 lines in {path}. "
        "Older ones are not on this computer: scroll up to fetch them first."
    )
    first.events.clear()
    first.ledger.save(SaveTalk(ROOM, str(path), ROOM))
    assert first.late(ServerSaid).error


def test_a_talk_that_is_here_from_its_beginning_is_saved_as_a_whole(run, tmp_path):
    first = run()
    first.keep(replace(page(0, 3), from_start=True))
    path = tmp_path / "den.txt"
    first.ledger.save(SaveTalk(ROOM, str(path), ROOM))
    assert first.late(ServerSaid).text == f"Saved 3 lines in {path}."


def test_all_that_a_server_still_has_does_not_hide_what_it_forgot(run, tmp_path):
    first = run()
    first.keep(page(0, 3))
    first.ledger.forget(LeaveRoom(ROOM))
    again = run()
    again.keep(replace(page(6, 8), from_start=True))
    path = tmp_path / "den.txt"
    again.ledger.save(SaveTalk(ROOM, str(path), ROOM))
    assert "Older ones are not on this computer" in again.late(ServerSaid).text
    text = path.read_text()
    assert text.index("line 2") < text.index("missing here") < text.index("line 6")


def test_what_is_said_in_an_empty_room_is_its_beginning(run, tmp_path):
    first = run()
    first.keep(HistoryLoaded(ROOM, (), at_top=False, complete=True, from_start=True))
    first.keep(*(MessageArrived(ROOM, message) for message in page(0, 2).messages))
    path = tmp_path / "den.txt"
    first.ledger.save(SaveTalk(ROOM, str(path), ROOM))
    assert first.late(ServerSaid).text == f"Saved 2 lines in {path}."


def test_without_a_copy_nothing_is_saved(tmp_path):
    ledger = Ledger(None, "boathouse:6697", lambda: None)
    (told,) = ledger.save(SaveTalk(ROOM, str(tmp_path / "den.txt"), ROOM))
    assert (told.target, told.error) == (ROOM, True)
