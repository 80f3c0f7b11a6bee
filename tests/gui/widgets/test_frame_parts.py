"""What stands around the messages: headers, profile, banner, search field, scrollbar."""

import pytest

from messenger.gui.widgets.banner import Banner
from messenger.gui.widgets.elided import ElidedWords
from messenger.gui.widgets.header import (
    Header,
    HeaderActions,
    NetworkHeader,
    PlaceTitle,
    ProfileRow,
)
from messenger.gui.widgets.plain import Panel
from messenger.gui.widgets.scrollbar import ThinScrollbar
from messenger.gui.widgets.search_field import SearchField


def all_words(widget):
    own = [str(widget.cget("text"))] if widget.winfo_class() in ("Label", "TButton") else []
    shown = own if widget.winfo_ismapped() else []
    return shown + [word for child in widget.winfo_children() for word in all_words(child)]


@pytest.fixture
def told():
    return []


@pytest.fixture
def header(root, look, told):
    actions = HeaderActions(
        lambda: told.append("menu"),
        lambda: told.append("topic"),
        lambda: told.append("people"),
        lambda widget: told.append("more"),
        lambda: told.append("hand"),
        lambda: told.append("host"),
    )
    made = Header(root, look, actions)
    made.place(x=0, y=0, width=500)
    root.update()
    return made


def test_a_room_shows_name_topic_and_people(header, root):
    header.show(PlaceTitle("#lobby", True, "All welcome", 12))
    root.update()
    shown = all_words(header)
    assert "lobby" in shown
    assert "All welcome" in shown
    assert " 12" in shown


def test_a_talk_has_no_count_of_people(header, root):
    header.show(PlaceTitle("Jun", False, presence="away"))
    root.update()
    assert not header.people_button.winfo_ismapped()


def test_only_a_topic_we_may_change_can_be_clicked(header, root, told):
    header.show(PlaceTitle("#lobby", True, "All welcome", 12))
    root.update()
    topic = next(w for w in _all(header) if _says(w, "All welcome"))
    topic.event_generate("<Button-1>")
    assert told == []
    header.show(PlaceTitle("#lobby", True, "All welcome", 12, topic_editable=True))
    topic.event_generate("<Button-1>")
    assert told == ["topic"]


def _all(widget):
    yield widget
    for child in widget.winfo_children():
        yield from _all(child)


def _says(widget, words):
    return widget.winfo_class() == "Label" and str(widget.cget("text")) == words


def test_the_menu_button_shows_only_in_a_narrow_window(header, root):
    header.show(PlaceTitle("#lobby", True))
    header.show_menu_button(True, 6)
    root.update()
    assert header.menu_button.winfo_ismapped()
    header.show_menu_button(False)
    root.update()
    assert not header.menu_button.winfo_ismapped()


def test_buttons_are_pressed_by_enter(header, root, told):
    header.more_button.focus_force()
    root.update()
    header.more_button.event_generate("<Return>")
    assert told == ["more"]


def test_long_words_are_cut_and_come_back(root, look):
    words = ElidedWords(root, look)
    words.place(x=0, y=0, width=80)
    words.say("a very long topic that does not fit")
    root.update()
    assert str(words.cget("text")).endswith("…")
    words.place(width=600)
    root.update()
    assert str(words.cget("text")) == words.whole == "a very long topic that does not fit"


def test_left_column_parts_tell_who_and_where(root, look, told):
    network = NetworkHeader(root, look, lambda widget: told.append("menu"), lambda: None)
    profile = ProfileRow(root, look, lambda: told.append("away"), lambda widget: None)
    for part in (network, profile):
        part.pack(fill="x")
    network.show("Boathouse", "Connected", "online")
    profile.show("Ada", "In the workshop", "away")
    root.update()
    assert {"Boathouse", "Connected"} <= set(all_words(network))
    assert {"Ada", "In the workshop"} <= set(all_words(profile))
    for part, word in ((network, "Boathouse"), (profile, "Ada")):
        next(w for w in _all(part) if _says(w, word)).event_generate("<Button-1>")
    assert told == ["menu", "away"]


def test_a_banner_says_what_and_acts(root, look, told):
    banner = Banner(root, look, "Try now", lambda: told.append("now"))
    banner.place(x=0, y=0, width=700)
    banner.say("Reconnecting in 4 s…", "2 messages waiting.")
    root.update()
    assert {"Reconnecting in 4 s…", "2 messages waiting."} <= set(all_words(banner))
    next(w for w in _all(banner) if w.winfo_class() == "TButton").invoke()
    assert told == ["now"]


def test_the_search_field_tells_each_letter_enter_and_escape(root, look, told):
    field = SearchField(
        root, look, told.append, lambda: told.append("open"), lambda: told.append("leave")
    )
    field.pack(fill="x")
    root.update()
    field.entry.focus_force()
    root.update()
    for key in ("k", "i", "Return", "Escape"):
        field.entry.event_generate(f"<Key-{key}>")
        field.entry.event_generate(f"<KeyRelease-{key}>")
    assert told == ["k", "ki", "open", "", "leave"]
    assert field.text == ""


def test_the_scrollbar_hides_when_all_fits(root, look):
    bar = ThinScrollbar(root, look, lambda *how: None)
    bar.set(0.2, 0.6)
    root.update()
    assert bar.winfo_ismapped()
    bar.set(0.0, 1.0)
    root.update()
    assert not bar.winfo_ismapped()


def test_the_thumb_of_a_scrollbar_is_as_long_as_what_is_seen_and_can_be_dragged(root, look):
    moved = []
    panel = Panel(root, look)
    panel.place(x=0, y=0, width=200, height=300)
    bar = ThinScrollbar(panel, look, lambda *how: moved.append(how))
    bar.set(0.3, 0.5)
    root.update()
    thumb = [y for y in range(bar.winfo_height()) if bar.identify(5, y).endswith("thumb")]
    assert 70 < thumb[0] < 100 < thumb[-1] < 170
    bar.event_generate("<Button-1>", x=5, y=120)
    bar.event_generate("<B1-Motion>", x=5, y=180)
    bar.event_generate("<ButtonRelease-1>", x=5, y=180)
    assert moved[-1][0] == "moveto"
    assert 0.4 < float(moved[-1][1]) < 0.6
    panel.destroy()
