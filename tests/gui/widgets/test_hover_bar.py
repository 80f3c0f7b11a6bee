"""The bar beside the message under the pointer, while rows move and nobody moves the pointer."""

from dataclasses import replace

import pytest

from messenger.client.model.rows import Splice
from messenger.gui.widgets.message_pane import MessagePane
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.popup_menu import MenuEntry
from tests.gui.rows import messages


class Hand:
    """A pane, a pointer that rests on one of its rows, and what was answered."""

    def __init__(self, root, look, until):
        self.root, self.until = root, until
        self.answered = []
        nothing = lambda *_: None  # noqa: E731
        self.pane = MessagePane(
            root, look, PaneActions(nothing, nothing, nothing, nothing, nothing, entries=self.deeds)
        )
        self.text, self.bar = self.pane.text, self.pane._pointer._bar
        self.pane.show(messages(0, 60))
        self.pane.place(x=0, y=0, width=600, height=300)
        root.update()

    def deeds(self, row):
        return [MenuEntry("Answer", lambda: self.answered.append(row.key), "reply")]

    def rest_on(self, number):
        x, y, *_ = self.text.bbox(self.text.search(f"words {number}", "1.0"))
        self.text.event_generate("<Motion>", x=x + 2, y=y + 2)
        self.until(self.bar.winfo_viewable)

    def press(self):
        self.bar._buttons[0].event_generate("<Button-1>", x=1, y=1)

    def release(self):
        self.bar._buttons[0].event_generate("<ButtonRelease-1>", x=1, y=1)

    @property
    def is_bare(self):
        """No row is tinted, no bar and no time stand beside one."""
        parts = self.bar, self.pane._pointer._time
        return not self.text.tag_ranges("hover") and not any(part.winfo_manager() for part in parts)


@pytest.fixture
def hand(root, look, until):
    return Hand(root, look, until)


def test_a_click_answers_the_row_that_the_bar_stands_beside(hand):
    hand.rest_on(58)
    hand.press()
    hand.release()
    assert hand.answered == ["m58"]


MOVES = {
    "a new row": lambda hand: hand.pane.append(messages(60, 61)),
    "many new rows": lambda hand: hand.pane.append(messages(60, 400)),
    "a jump": lambda hand: hand.pane.show_row("m10"),
    "the end": lambda hand: hand.pane.splice(Splice(("m59",), (), (), "")),
    "its own end": lambda hand: hand.pane.splice(Splice(("m58",), (), (), "")),
    "a lower window": lambda hand: hand.pane.place(height=240),
    "another place": lambda hand: hand.pane.show(messages(100, 160)),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_rows_that_move_on_their_own_leave_no_bar_behind(hand, move):
    hand.rest_on(58)
    move(hand)
    hand.root.update()
    assert hand.is_bare


@pytest.mark.parametrize("name", [name for name in MOVES if name != "a lower window"])
def test_a_click_in_the_moment_of_the_move_acts_on_nothing(hand, name):
    hand.rest_on(58)
    hand.press()
    MOVES[name](hand)
    hand.release()
    hand.root.update()
    hand.release()
    assert hand.answered == []


def test_the_bar_comes_back_beside_the_row_that_the_pointer_moves_on(hand):
    hand.rest_on(58)
    hand.pane.append(messages(60, 62))
    hand.root.update()
    hand.rest_on(59)
    hand.press()
    hand.release()
    assert hand.answered == ["m59"]
    line = hand.text.dlineinfo(hand.pane._rows.index.mark("m59"))
    assert hand.bar.winfo_y() <= line[1] < hand.bar.winfo_y() + hand.bar.winfo_height()


def test_rows_that_stay_keep_their_bar(hand):
    hand.pane.show_row("m10")
    hand.root.update()
    hand.rest_on(10)
    hand.pane.append(messages(60, 62))
    hand.root.update()
    assert hand.bar.winfo_viewable()


def test_a_row_written_anew_is_tinted_anew_with_its_new_deeds(hand):
    hand.rest_on(58)
    row = next(row for row in hand.pane.rows if row.key == "m58")
    hand.pane.splice(Splice((), (replace(row, text="else"),), (), ""))
    hand.until(hand.bar.winfo_viewable)
    tinted = hand.text.tag_ranges("hover")
    assert "words 58" in hand.text.get(*tinted)
