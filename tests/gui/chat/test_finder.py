"""Search in messages: the sheet shows what the copy answers, and the window goes to the message."""

import tkinter as tk

import pytest

from messenger.client import events as ev
from messenger.client.intents import FindMessages, LoadOlder
from messenger.gui.chat.finder import NONE_FOUND, snippet
from messenger.gui.chat.jumping import NOT_THERE, TOO_FAR
from messenger.gui.widgets.pane_tags import FOUND
from tests.gui.chat.test_window import Desk


@pytest.fixture
def desk(root):
    one = Desk(root)
    yield one
    one.chat.destroy()


def said(number, text=""):
    return ev.ChatMessage("Bob", text or f"line {number}", float(number), msgid=f"id-{number:x}")


def page(first, last, room="#boats", top=False):
    messages = tuple(said(number) for number in range(first, last))
    return ev.HistoryLoaded(room, messages, at_top=True, complete=top)


def found(*numbers, text="line", target="#boats"):
    return ev.MessagesFound(text, tuple(ev.FoundMessage(target, said(n)) for n in numbers), True)


def search(desk, text="line"):
    desk.chat.run("search")
    finder = desk.chat._deeds._finder
    finder.field.insert(0, text)
    finder._on_key("e")
    desk.root.update()
    return finder


def noted(desk):
    """The words of the note above the input box."""
    found, widgets = [], [desk.chat.centre_column.notes]
    while widgets:
        widget = widgets.pop()
        widgets += widget.winfo_children()
        if isinstance(widget, tk.Label):
            found.append(str(widget.cget("text")))
    return " ".join(" ".join(found).split())


def marked(desk):
    text = desk.chat.centre_column.pane.text
    ranges = text.tag_ranges(FOUND)
    return text.get(*ranges) if ranges else ""


def test_what_is_typed_is_asked_and_the_answer_is_shown(desk):
    finder = search(desk)
    assert desk.submitted[-1] == FindMessages("line")
    desk.hear(found(9, 3))
    assert [item.label for item in finder.found] == ["line 9", "line 3"]
    assert finder.found[0].detail.startswith("Bob · #boats · ")
    desk.hear(found(5, text="an older question"))
    assert len(finder.found) == 2
    desk.hear(found())
    assert finder._none.cget("text") == NONE_FOUND


def test_enter_goes_to_a_message_that_is_there(desk):
    desk.hear(page(0, 400))
    finder = search(desk)
    desk.hear(found(20))
    finder._take()
    desk.root.update()
    assert desk.model.current == "#boats"
    assert "line 20" in marked(desk)
    pane = desk.chat.centre_column.pane
    assert not pane.following
    assert pane.text.dlineinfo(pane.text.tag_ranges(FOUND)[0])


def test_older_rows_are_loaded_until_it_is_there(desk):
    desk.hear(page(300, 350))
    desk.chat.go_to_message(ev.FoundMessage("#boats", said(120)))
    for first in (200, 100):
        assert isinstance(desk.submitted[-1], LoadOlder)
        assert marked(desk) == ""
        desk.hear(page(first, first + 100))
    assert "line 120" in marked(desk)


@pytest.mark.parametrize("top", [True, False])
def test_what_is_not_there_is_told(desk, top):
    desk.hear(page(300, 350))
    desk.chat.go_to_message(ev.FoundMessage("#boats", said(120)))
    if top:
        desk.hear(page(250, 300, top=True))
    else:
        desk.hear(page(100, 119))  # passed: it was taken back meanwhile
    assert NOT_THERE in noted(desk)


def test_what_is_too_far_back_is_told(desk, monkeypatch):
    monkeypatch.setattr("messenger.gui.chat.jumping.KEPT", 60)
    desk.hear(page(300, 350))
    desk.chat.go_to_message(ev.FoundMessage("#boats", said(1)))
    desk.hear(page(250, 300))
    assert TOO_FAR in noted(desk)


def test_who_goes_elsewhere_is_not_called_back(desk):
    desk.hear(page(300, 350))
    desk.chat.go_to_message(ev.FoundMessage("#boats", said(120)))
    desk.chat.show_place("#lobby")
    desk.hear(page(100, 300))
    assert desk.model.current == "#lobby"
    assert marked(desk) == ""


def test_a_typed_search_opens_the_sheet(desk):
    desk.chat.say("/search line")
    assert desk.submitted[-1] == FindMessages("line")
    desk.hear(found(3))
    finder = desk.chat._deeds._finder
    assert finder.field.get() == "line"
    assert [item.label for item in finder.found] == ["line 3"]


def test_a_long_text_is_shown_from_where_it_fits():
    text = "x " * 40 + "the \x02fox\nruns"
    assert snippet(text, "fox").startswith("…")
    assert snippet(text, "fox").endswith("the fox runs")
    assert snippet("short fox", "fox") == "short fox"
    assert snippet("the *big* fox,\n`code` and **all**", "fox") == "the big fox, code and all"
