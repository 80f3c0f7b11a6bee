"""The input box, driven by key events in one real Tk."""

import pytest

from messenger.gui.widgets.completion import Choice
from messenger.gui.widgets.growing_text import MOST_LINES
from messenger.gui.widgets.input_box import InputActions, InputBox


class Writer:
    """A box with the keyboard, and what it told."""

    def __init__(self, root, look):
        self.sent, self.scrolled, self.choices = [], [], []
        self.accept = True
        actions = InputActions(
            on_submit=self._submit,
            on_complete=lambda before: self.choices,
            on_scroll_key=lambda key: self.scrolled.append(key) or True,
            on_edit=lambda: None,
        )
        self.box = InputBox(root, look, actions)
        self.box.pack(side="bottom", fill="x")
        self.root = root
        root.update()
        self.box.text.focus_force()
        root.update()

    def _submit(self, text):
        self.sent.append(text)
        return self.accept

    def press(self, *keys):
        for key in keys:
            self.box.text.event_generate(f"<{key}>")
            self.root.update()

    def type(self, text):
        self.box.insert(text)
        self.root.update()


@pytest.fixture
def writer(root, look):
    return Writer(root, look)


def test_enter_sends_and_empties_the_box(writer):
    writer.type("hello")
    writer.press("Return")
    assert writer.sent == ["hello"]
    assert writer.box.draft == ""


def test_shift_enter_breaks_the_line(writer):
    writer.type("one")
    writer.press("Shift-Return")
    writer.type("two")
    writer.press("Return")
    assert writer.sent == ["one\ntwo"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_not_sent(writer, text):
    writer.type(text)
    writer.press("Return")
    assert writer.sent == []


def test_what_was_refused_stays_in_the_box(writer):
    writer.accept = False
    writer.type("/nonsense")
    writer.press("Return")
    assert writer.box.draft == "/nonsense"


def test_up_and_down_walk_through_what_was_sent(writer):
    for text in ("first", "second"):
        writer.type(text)
        writer.press("Return")
    writer.press("Up", "Up")
    assert writer.box.draft == "first"
    writer.press("Down")
    assert writer.box.draft == "second"
    writer.press("Down")
    assert writer.box.draft == ""


def test_up_in_an_own_text_only_moves_the_cursor(writer):
    writer.type("sent")
    writer.press("Return")
    writer.type("a new text")
    writer.press("Up")
    assert writer.box.draft == "a new text"


def test_tab_takes_the_only_choice(writer):
    writer.choices = [Choice("Mira: ", 2, "Mira")]
    writer.type("mi")
    writer.press("Tab")
    assert writer.box.draft == "Mira: "


def test_tab_with_several_choices_lets_one_choose(writer):
    writer.choices = [Choice("Mira ", 2, "Mira"), Choice("Milo ", 2, "Milo")]
    writer.type("ask mi")
    writer.press("Tab", "Down", "Return")
    assert writer.box.draft == "ask Milo "
    assert writer.sent == []


def test_escape_closes_the_choices_and_keeps_the_text(writer):
    writer.choices = [Choice("Mira ", 2, "Mira"), Choice("Milo ", 2, "Milo")]
    writer.type("mi")
    writer.press("Tab", "Escape")
    assert not writer.box.close_popup()
    assert writer.box.draft == "mi"


def test_the_box_grows_to_eight_lines(writer):
    heights = []
    for lines in (1, 3, 30):
        writer.box.set_draft("\n".join("x" * lines))
        writer.root.update()
        heights.append(int(writer.box.text.cget("height")))
    assert heights == [1, 3, MOST_LINES]


def test_page_keys_scroll_the_messages_and_home_does_in_an_empty_box(writer):
    writer.press("Prior", "Home")
    writer.type("text")
    writer.press("Home", "Next")
    assert writer.scrolled == ["Prior", "Home", "Next"]


def test_a_draft_comes_back_as_it_was(writer):
    writer.box.set_draft("half a\nthought")
    assert writer.box.draft == "half a\nthought"
    writer.press("Return")
    assert writer.sent == ["half a\nthought"]


def test_tab_in_an_empty_box_moves_the_keyboard_on(writer):
    writer.press("Tab")
    assert writer.box.draft == ""
    assert writer.root.focus_get() is not writer.box.text


@pytest.mark.parametrize("key", ["Alt-Up", "Control-Prior"])
def test_keys_of_the_window_pass_through(writer, key):
    pressed = []
    writer.type("sent")
    writer.press("Return")
    writer.root.bind(f"<{key}>", lambda event: pressed.append(key))
    writer.press(key)
    assert pressed == [key]
    assert writer.box.draft == ""
    assert writer.scrolled == []
