"""Every event has a handler, and what it becomes reads well."""

import dataclasses
from typing import get_args

import pytest

from messenger.client import events as ev
from messenger.client import lesson_events as le
from messenger.client.model.model import Model
from messenger.tui.line import Line
from messenger.tui.look import pieces
from messenger.tui.transcript import HANDLERS, Transcript
from tests.tui.people import LOBBY, LOGIN, UP, arrived

ADA, BOB = ev.Member("ada"), ev.Member("bob", realname="Bob")


@pytest.fixture
def transcript():
    transcript = Transcript(Model("ada"))
    transcript.take((*LOGIN, ev.MembersListed(LOBBY, (ADA, BOB))))
    return transcript


def test_every_event_has_a_handler():
    assert set(HANDLERS) == set(get_args(ev.Event))


@pytest.mark.parametrize(
    ("event", "kind", "text"),
    [
        (arrived("hi"), "message", "hi"),
        (ev.MemberJoined(LOBBY, ev.Member("eve"), 1.0), "happening", "eve came in"),
        (ev.MemberLeft(LOBBY, "bob", "quit", "tea", 1.0), "happening", "Bob left (tea)"),
        (
            ev.MemberLeft(LOBBY, "bob", "kick", "", 1.0, by="ada"),
            "happening",
            "ada removed Bob",
        ),
        (ev.NickChanged("bob", "rob", 1.0, False), "happening", "Bob is now called rob"),
        (ev.NickChanged("ada", "eda", 1.0, True), "happening", "You are now called eda"),
        (
            ev.TopicChanged(LOBBY, "tea", "bob", 1.0),
            "happening",
            "Bob changed the topic to: tea",
        ),
        (ev.RoomLeft(LOBBY, "", ""), "note", "You left #lobby."),
        (ev.MessageFailed(LOBBY, "r", "too long"), "error", "Not sent: too long"),
        (ev.RoomsListed((ev.RoomInfo("#a", 3, "tea"),)), "note", "#a (3) tea"),
        (ev.RoomsListed(()), "note", "There are no rooms to see."),
        (ev.PersonDescribed("eve", ()), "error", "Nobody here is called eve."),
        (ev.ServerSaid("no", error=True), "error", "no"),
        (ev.AwayChanged(True, "tea"), "note", "You are away."),
        (
            ev.RoomModesChanged(LOBBY, "+t", "+t", "bob"),
            "happening",
            "Bob let only operators change the topic",
        ),
    ],
)
def test_what_an_event_reads_like(transcript, event, kind, text):
    lines = transcript.take([event])
    assert [(line.kind, line.text) for line in lines] == [(kind, text)]


@pytest.mark.parametrize(
    "event",
    [
        ev.ReadMarked(LOBBY, 1.0),
        ev.MemberUpdated(LOBBY, BOB),
        ev.RoomModesChanged(LOBBY, "+nt"),
        ev.TopicChanged(LOBBY, ""),
        ev.MessagePending(LOBBY, ev.ChatMessage("ada", "x", 1.0, ref="r", own=True)),
    ],
)
def test_what_says_nothing_new_is_silent(transcript, event):
    assert transcript.take([event]) == []


def test_what_is_said_without_a_link_is_shown_as_waiting(transcript):
    transcript.take([ev.LinkDown("cut", 2.0)])
    pending = ev.MessagePending(LOBBY, ev.ChatMessage("ada", "x", 1.0, ref="r", own=True))
    assert transcript.take([pending])[0].text == "Waiting to be sent: x"


def test_a_relay_that_is_away_for_long_is_told_once(transcript):
    """The status line counts the tries: hours of them would bury the talk."""
    (line,) = transcript.take([ev.LinkDown("cut", 2.0)])
    assert line.text.startswith("The link was lost (cut)")
    tries = [ev.LinkProgress(ev.LinkStage.CONNECTING), ev.LinkDown("refused", 4.0)] * 3
    assert transcript.take(tries) == []
    back = dataclasses.replace(UP, first=False)
    assert [line.text for line in transcript.take([back])] == ["You are connected again."]
    assert len(transcript.take([ev.LinkDown("cut", 2.0)])) == 1


def test_a_message_is_shown_once_however_often_it_comes(transcript):
    message = ev.ChatMessage("bob", "hi", 5.0, msgid="r-1")
    assert len(transcript.take([ev.MessageArrived(LOBBY, message)])) == 1
    assert transcript.take([ev.MessageArrived(LOBBY, message)]) == []
    assert transcript.take([ev.HistoryLoaded(LOBBY, (message,), False, True)]) == []


def test_ones_own_hand_is_told_and_that_of_others_to_operators(transcript):
    up, down = le.HandMoved("ADA", 5.0), le.HandMoved("ada", 0.0)
    assert [line.text for line in transcript.take([le.HandMoved("bob", 4.0), up, up, down])] == [
        "Your hand is up (number 2).",
        "Your hand is down.",
    ]
    transcript.take([le.LessonTold(True, False, False, False, False, ("ada",))])
    told = transcript.take([le.HandMoved("bob", 0.0), le.HandMoved("bob", 6.0)])
    assert [line.text for line in told] == ["Bob raises a hand (number 1)."]


def test_a_host_sees_what_its_switches_did(transcript):
    told = [
        le.LessonTold(operator=True),
        le.LessonTold(operator=True, all_muted=True),
        le.LessonTold(operator=True, all_muted=True, talks_closed=True),
        le.LessonTold(operator=True, talks_closed=True),
        le.LessonTold(operator=True),
    ]
    assert [line.text for line in transcript.take(told)] == [
        "Everybody but the hosts is muted.",
        "Private messages reach the hosts only.",
        "Everybody may speak.",
        "Private messages are open again.",
    ]


def test_who_is_there_is_told_once():
    listed = ev.MembersListed(LOBBY, (ADA, BOB))
    lines = Transcript(Model("ada")).take((*LOGIN, listed, listed))
    assert [line.text for line in lines][1:] == ["Here (2): ada, Bob"]


def test_the_look_is_clean_and_names_the_place_elsewhere():
    line = Line("message", "a\x1b[2J\nb", "#tea", "bob", "B\x07ob", 1.0, mention=True)
    text = "".join(text for _style, text in pieces(line, LOBBY))
    assert text[6:] == "[#tea] B␇ob: a␛[2J\n      b\n"
    assert "[#tea]" not in "".join(text for _style, text in pieces(line, "#tea"))
    assert ("class:place", "[Tea room] ") in pieces(line, LOBBY, {"#tea": "Tea room"}.get)


@pytest.mark.parametrize("at", [0.0, -1e30, 1e30, float("inf"), float("nan")])
def test_a_time_that_no_calendar_has_does_no_harm(at):
    assert pieces(Line("note", "x", at=at), "")[-1] == ("class:note", "x\n")


def mark(kind, text, msgid, subject="m1", **more):
    return ev.ChatMessage("bob", text, 1001.0, kind, msgid, subject=subject, **more)


def test_marks_are_told_in_a_line_each(transcript):
    transcript.take([ev.MessageArrived(LOBBY, ev.ChatMessage("bob", "helo", 1000.0, msgid="m1"))])
    told = [
        transcript.take([ev.MessageArrived(LOBBY, one)])
        for one in (
            mark("edit", "hello", "m2"),
            mark("react", "👍", "m3"),
            mark("unreact", "👍", "m4"),
            mark("redact", "", "m5"),
        )
    ]
    assert [(line.kind, line.text) for lines in told for line in lines] == [
        ("message", "* hello"),
        ("happening", 'Bob reacted with 👍 to "hello"'),
        ("happening", "Bob took 👍 back"),
        ("happening", "Bob deleted a message"),
    ]


def test_a_page_is_told_with_its_newest_words_once(transcript):
    words = ev.ChatMessage("bob", "hello", 1000.0, msgid="m1")
    page = (words, mark("edit", "hello", "m2"), mark("react", "👍", "m3"))
    missed = (mark("edit", "hello all", "m4"), mark("redact", "", "m5", subject="m0"))
    lines = transcript.take([ev.HistoryLoaded(LOBBY, page, False, True)])
    lines += transcript.take([ev.HistoryLoaded(LOBBY, missed, False, True)])
    assert [line.text for line in lines] == ["hello", "* hello all", "Bob deleted a message"]
