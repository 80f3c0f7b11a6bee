"""Where the pane goes to show one row, and that it is drawn whole there."""

import pytest

from messenger.gui.widgets.message_pane import MessagePane
from messenger.gui.widgets.pane_actions import PaneActions
from tests.gui.rows import messages


@pytest.fixture
def pane(root, look):
    def nothing(*_):
        pass

    one = MessagePane(root, look, PaneActions(nothing, nothing, nothing, nothing, nothing))
    one.place(x=0, y=0, width=600, height=300)
    root.update()
    return one


@pytest.mark.parametrize("number", [8, 97, 200, 301, 390])
@pytest.mark.parametrize("start", ["top", "end"])
def test_a_found_message_stands_near_the_middle(root, pane, number, start):
    pane.show(messages(0, 400))
    if start == "top":
        pane.show_row("m0")
    pane.show_row(f"m{number}")
    root.update()
    _, y, _, height, _ = pane.text.dlineinfo(pane.text.search(f"words {number}", "1.0"))
    assert abs(y + height / 2 - pane.text.winfo_height() / 2) <= 2 * height


def test_a_jump_copies_nothing_from_where_a_sheet_just_closed(root, pane):
    """What a Text copies from its own picture it does not draw, and Tk can tell what it drew."""
    pane.show(messages(0, 60))
    pane.show_row("m14")
    root.update()
    pane.text.debug(True)
    try:
        pane.show_row("m12")
        root.update()
        drawn = root.tk.eval("set tk_textRedraw").split()
    finally:
        pane.text.debug(False)
    shown = int(pane.text.count("@0,0", "@0,9999", "lines")[0])
    assert len([line for line in drawn if line[0].isdigit()]) > shown - 1


@pytest.mark.parametrize(("count", "offered"), [(3, False), (400, True)])
def test_the_way_to_the_newest_is_offered_only_where_that_is_out_of_view(
    root, pane, count, offered
):
    pane.show(messages(0, count))
    pane.show_row("m1")
    root.update()
    assert pane.following is not offered
    assert bool(pane._jump.winfo_ismapped()) is offered
