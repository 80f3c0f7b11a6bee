"""Answers, reactions, changes and deletions in a real chat window. No network."""

import pytest

from messenger.client import events as ev
from messenger.client.events import ChatMessage
from messenger.client.intents import SendText
from messenger.gui.widgets.emoji_popup import CHOICES, EmojiPopup
from tests.gui.chat.test_window import Desk
from tests.gui.widgets.test_frame_parts import all_words

ROOM = "#lobby"
ALL = frozenset({"reply", "react", "edit", "delete"})


def said(n, sender, text="", **more):
    message = ChatMessage(
        sender, text or f"words {n}", 1_700_000_000.0 + n * 400, msgid=f"relay-{n:x}",
        own=sender == "Ada", **more,
    )  # fmt: skip
    return ev.MessageArrived(ROOM, message)


def mark(n, kind, about, text="", sender="Bob"):
    message = ChatMessage(
        sender, text, 1_700_090_000.0 + n, kind, f"relay-{n + 500:x}",
        subject=f"relay-{about:x}", own=sender == "Ada",
    )  # fmt: skip
    return ev.MessageArrived(ROOM, message)


class Talker(Desk):
    """abilities: of the server."""

    def __init__(self, root, abilities=ALL):
        super().__init__(root)
        self.hear(ev.LinkUp("boathouse", "Boathouse", "Ada", "", False, abilities=abilities))
        self.hear(said(1, "Bob"), said(2, "Cleo"), said(3, "Ada"), said(4, "Bob"))
        self.box = self.chat.centre_column.input
        self.text = self.chat.centre_column.pane.text
        self.widen(900)

    @property
    def sent(self):
        return [
            (one.kind, one.subject, one.text) for one in self.submitted if type(one) is SendText
        ]

    def enter(self, words):
        self.box.text.set_content(words)
        self.box.submit()
        self.root.update()

    def row(self, n):
        return next(row for row in self.model.rows() if getattr(row, "msgid", "") == f"relay-{n:x}")

    def menu(self, n):
        return {entry.text: entry.command for entry in self.chat._answering.entries(self.row(n))}

    def press(self, tag):
        """Press on the first place with this tag."""
        place = self.text.tag_nextrange(tag, "1.0")[0]
        self.text.see(place)
        self.root.update()
        x, y, width, height = self.text.bbox(place)
        at = {"x": x + width // 2, "y": y + height // 2}
        self.text.event_generate("<Motion>", **at)
        self.text.event_generate("<Button-1>", **at)
        self.text.event_generate("<ButtonRelease-1>", **at)
        self.root.update()

    def popup(self):
        return next(one for one in self.root.winfo_children() if isinstance(one, EmojiPopup))


@pytest.fixture
def desk(root):
    one = Talker(root)
    yield one
    one.chat.destroy()


def test_an_answer_says_so_in_the_box_and_bears_what_it_answers(desk):
    desk.menu(2)["Answer"]()
    assert desk.box._strip.words == "Answering Cleo words 2"
    desk.enter("/help")  # a command answers nothing
    assert desk.box.task is None
    desk.menu(2)["Answer"]()
    desk.enter("yes")
    assert desk.sent == [("message", "relay-2", "yes")]
    assert desk.box.task is None
    desk.enter("and this is for all")
    assert desk.sent[-1] == ("message", "", "and this is for all")


def test_the_key_for_answers_goes_from_the_newest_up_and_escape_ends_it(desk):
    desk.box.text.set_content("half a sen")
    for name in ("Bob words 4", "Cleo words 2", "Bob words 1", "Bob words 1"):
        desk.chat.run("answer")
        assert desk.box._strip.words == f"Answering {name}"
    desk.box.text.event_generate("<Escape>")
    desk.root.update()
    assert desk.box.task is None
    assert desk.box.draft == "half a sen"
    desk.chat.run("answer")
    desk.chat.on_escape()
    assert desk.box.task is None


def test_changing_an_own_message_keeps_the_draft_beside(desk):
    desk.box.text.set_content("half a sen")
    desk.chat.run("edit_last")
    assert desk.box.text.content == "words 3"
    assert desk.box.draft == "half a sen"
    desk.enter("/better words")  # no command: these are the message's words
    assert desk.sent == [("edit", "relay-3", "/better words")]
    assert desk.box.text.content == "half a sen"
    desk.chat.run("edit_last")
    desk.enter("words 3")  # nothing changed: nothing is sent
    assert len(desk.sent) == 1
    assert desk.box.text.content == "half a sen"


def test_going_elsewhere_ends_a_change_and_loses_no_draft(desk):
    desk.box.text.set_content("half a sen")
    desk.chat.run("edit_last")
    desk.box.text.set_content("words 3, cha")
    desk.chat.show_place("#boats")
    assert (desk.box.task, desk.box.text.content) == (None, "")
    desk.chat.show_place(ROOM)
    assert desk.box.text.content == "half a sen"
    assert desk.sent == []


def test_an_emptied_message_is_deleted_after_a_question(desk, until):
    desk.chat.run("edit_last")
    desk.enter("")
    sheet = desk.chat._sheets.current
    assert sheet is not None
    assert desk.sent == []
    desk.chat._sheets.close()
    desk.menu(3)["Delete for everybody…"]()
    delete = next(
        one for one in _buttons(desk.chat._sheets.current) if one.cget("text") == "Delete"
    )
    delete.invoke()
    assert desk.sent == [("redact", "relay-3", "")]


@pytest.mark.parametrize(("typed", "reason"), [("/delete", ""), ("/delete a slip", "a slip")])
def test_a_typed_delete_shows_the_message_and_asks(desk, typed, reason):
    desk.enter(typed)
    assert desk.sent == []
    assert desk.box.text.content == ""
    sheet = desk.chat._sheets.current
    assert "words 3" in " ".join(all_words(sheet))
    next(one for one in _buttons(sheet) if one.cget("text") == "Delete").invoke()
    assert desk.sent == [("redact", "relay-3", reason)]


def test_a_typed_delete_can_be_thought_better_of(desk):
    desk.enter("/delete")
    keep = next(one for one in _buttons(desk.chat._sheets.current) if one.cget("text") == "Keep it")
    keep.invoke()
    assert desk.sent == []


def _buttons(widget):
    for child in widget.winfo_children():
        if child.winfo_class() == "TButton":
            yield child
        yield from _buttons(child)


def test_only_what_can_be_done_is_offered(desk, root):
    assert set(desk.menu(3)) == {"React…", "Answer", "Change", "Delete for everybody…"}
    assert set(desk.menu(2)) == {"React…", "Answer", "Delete for everybody…"}  # Ada looks after it
    desk.hear(ev.MembersListed(ROOM, (ev.Member("Ada"), ev.Member("Bob", "@"))))
    assert set(desk.menu(2)) == {"React…", "Answer"}
    desk.hear(ev.LinkUp("elsewhere", "Elsewhere", "Ada", "", False))
    assert desk.menu(3) == {}
    assert {"answer", "react", "edit_last"} <= desk.chat.senseless
    desk.chat.run("answer")
    desk.chat.run("edit_last")
    desk.chat.run("react")
    assert desk.box.task is None


def test_a_press_on_a_reaction_joins_it_and_leaves_it(desk):
    desk.hear(mark(1, "react", 4, "👍"))
    desk.press("pill:0")
    assert desk.sent == [("react", "relay-4", "👍")]
    desk.hear(mark(2, "react", 4, "👍", "Ada"))
    desk.press("pill:0")
    assert desk.sent[-1] == ("unreact", "relay-4", "👍")


def test_a_reaction_is_chosen_by_keys(desk, until):
    desk.chat.run("answer")
    desk.chat.run("react")
    canvas = desk.popup()._canvas
    until(lambda: desk.root.focus_get() is canvas)
    for key in ("<Right>", "<Down>", "<Return>"):
        canvas.event_generate(key)
    desk.root.update()
    assert desk.sent == [("react", "relay-4", CHOICES[7])]
    assert desk.box.task is not None  # the answer is still being written


def test_a_quote_leads_to_its_message_and_follows_it(desk):
    desk.hear(*(said(n, "Bob") for n in range(10, 80)), said(90, "Cleo", subject="relay-1"))
    assert "Bob  words 1" in desk.pane
    desk.hear(mark(1, "edit", 1, "other words"))
    assert "Bob  other words" in desk.pane
    desk.press("act:quote")
    assert not desk.chat.centre_column.pane.following
    shown = desk.text.tag_nextrange("found", "1.0")
    assert "other words" in desk.text.get(*shown)


def test_what_was_quoted_and_is_not_loaded_is_asked_for(desk):
    desk.hear(said(90, "Cleo", subject="relay-0"))
    assert "An earlier message" in desk.pane
    desk.press("act:quote")
    wish = desk.submitted[-1]
    assert (wish.target, wish.before_msgid) == (ROOM, "relay-1")
    desk.hear(ev.HistoryLoaded(ROOM, (said(0, "Bob", "the first").message,), True, True))
    assert "the first" in desk.text.get(*desk.text.tag_nextrange("found", "1.0"))


def test_edited_deleted_and_waiting_rows(desk):
    desk.hear(mark(1, "edit", 1, "better"), mark(2, "redact", 2, sender="Cleo"))
    assert "better  edited" in desk.pane
    assert "Cleo deleted a message" in desk.pane
    assert "words 2" not in desk.pane
    waiting = ChatMessage("Ada", "best", 1.0, "edit", ref="r1", subject="relay-3", own=True)
    desk.hear(ev.MessagePending(ROOM, waiting))
    assert "best" in desk.pane
    desk.hear(ev.MessageFailed(ROOM, "r1", "Too late."))
    assert "words 3" in desk.pane
    assert "The message was not changed: Too late. You wrote: best" in desk.pane


def test_the_bar_at_the_message_under_the_pointer_does_the_quick_deeds(desk, until):
    bar = desk.chat.centre_column.pane._pointer._bar
    place = desk.text.search("words 2", "1.0")
    x, y, *_ = desk.text.bbox(place)
    desk.text.event_generate("<Motion>", x=x + 2, y=y + 2)
    until(bar.winfo_viewable)
    shown = [button for button in bar._buttons if button.winfo_ismapped()]
    assert [button._tip.text for button in shown] == ["React", "Answer", "More"]
    shown[1].event_generate("<Button-1>", x=1, y=1)
    shown[1].event_generate("<ButtonRelease-1>", x=1, y=1)
    assert desk.box._strip.words == "Answering Cleo words 2"
    desk.chat.show_place("#boats")
    desk.root.update()
    assert not bar.winfo_viewable()


def test_the_pointer_on_a_reaction_tells_whose_it_is(desk, until):
    desk.hear(mark(1, "react", 4, "👍"), mark(2, "react", 4, "👍", "Cleo"))
    tip = desk.chat.centre_column.pane._pointer._tip
    place = desk.text.tag_nextrange("pill:0", "1.0")[0]
    desk.text.see(place)
    desk.root.update()
    x, y, *_ = desk.text.bbox(place)
    desk.text.event_generate("<Motion>", x=x + 3, y=y + 8)
    until(tip._label.winfo_viewable)
    assert tip.words == "Bob and Cleo"
    desk.text.event_generate("<Motion>", x=x + 3, y=2)
    until(lambda: not tip._label.winfo_viewable())


def test_a_press_elsewhere_closes_the_grid_and_chooses_nothing(desk):
    desk.chat.run("react")
    popup = desk.popup()
    desk.chat.left_column.event_generate("<Button-1>", x=3, y=3)
    desk.root.update()
    assert not popup.winfo_exists()
    assert desk.sent == []
