"""What the journals of the fault harness tell of somebody whose disk was full."""

import json

from messenger.client.events import ChatMessage, CopyStuck, MessagePending
from tests.faults import person
from tests.faults.habits import ROOM, Habit
from tests.faults.journal import read


def test_a_warning_holds_for_the_life_in_which_it_was_given(tmp_path):
    lines = [
        (1, "start"), (2, "stuck", "the disk is full"), (3, "entered", "ann#1"),
        (4, "mark", "e1", "react", "r-1", "!"), (5, "start"), (6, "stuck", "the disk is full"),
        (7, "entered", "ann#2"), (8, "mark", "e2", "react", "r-1", "?"), (9, "stuck", ""),
        (10, "start"),
    ]  # fmt: skip
    path = tmp_path / "journal.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    account = read(path)
    assert account.warned == {"ann#1"}
    assert [ref for ref, mark in account.marks.items() if mark.is_warned] == ["e1"]


def test_a_program_begun_anew_within_the_same_process_is_another_life(tmp_path, monkeypatch):
    """One that could not log in is let go of, and with it what it had in memory only: a full disk
    took nothing, and that it takes something again says nothing of what was entered before."""

    entered = MessagePending(ROOM, ChatMessage("ann", "ann#1 hello", 1.0, ref="r"))

    class Program:
        is_running, told = False, [CopyStuck("the disk is full"), entered]

        def __init__(self, *_):
            pass

        def start(self):
            pass

        def stop(self):
            pass

        def poll(self, _):
            told, Program.told = Program.told, [CopyStuck("")]
            return told

    monkeypatch.setattr(person, "Client", Program)
    ann = person.Person(tmp_path, "irc://nowhere", 1, Habit("ann", ()))
    for now in (1.0, 2.0, 3.0, 4.0):
        ann._running(now)
    assert read(tmp_path / "journal.jsonl").warned == {"ann#1"}
