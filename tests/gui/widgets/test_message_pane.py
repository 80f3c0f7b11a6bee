"""The message pane: rows in, what the reader sees and does out. One real Tk."""

import random
from dataclasses import replace

import pytest

from messenger.client.model.rows import Splice
from messenger.client.model.timeline import State
from messenger.client.text.richtext import Span, Style
from messenger.gui.widgets.message_pane import MessagePane
from messenger.gui.widgets.pane_actions import PaneActions
from messenger.gui.widgets.pane_rows import MOST_DRAWN, PAGE
from tests.gui.rows import DAY, FOLD, LINK, NEW, NOTE, message, messages


class Reader:
    """A pane and what it told."""

    def __init__(self, root, look):
        self.told = []
        self.look = look
        actions = PaneActions(
            on_reach_top=lambda: self.told.append("top"),
            on_link=lambda address: self.told.append(("link", address)),
            on_retry=lambda ref: self.told.append(("retry", ref)),
            on_discard=lambda ref: self.told.append(("discard", ref)),
            on_type=lambda letter: self.told.append(("type", letter)),
        )
        self.pane = MessagePane(root, self.look, actions)
        self.text = self.pane.text
        self.root = root

    def open(self):
        self.pane.place(x=0, y=0, width=600, height=300)
        self.root.update()
        return self

    @property
    def words(self):
        return self.text.get("1.0", "end")

    @property
    def shown(self):
        """Which messages stand in the text, in order."""
        return [int(part.split()[0]) for part in self.words.split("words ")[1:]]

    @property
    def top_line(self):
        top = self.text.index("@0,0")
        return self.text.get(f"{top} linestart", f"{top} lineend").strip()

    def click(self, words):
        place = self.text.search(words, "1.0")
        self.text.see(place)
        self.root.update()
        x, y, width, height = self.text.bbox(place)
        at = {"x": x + width // 2, "y": y + height // 2}
        self.text.event_generate("<Motion>", **at)
        self.text.event_generate("<Button-1>", **at)
        self.text.event_generate("<ButtonRelease-1>", **at)
        self.root.update()


@pytest.fixture
def reader(root, look):
    return Reader(root, look)


def test_rows_from_before_the_window_opened_are_followed(reader):
    reader.pane.append(messages(0, 100))
    reader.open()
    assert reader.pane.shows_end


def test_new_rows_are_followed_until_the_reader_scrolls_up(reader):
    reader.open().pane.show(messages(0, 60))
    reader.pane.scroll_by_key("Prior")
    reader.root.update()
    before = reader.top_line
    reader.pane.append(messages(60, 90))
    reader.root.update()
    assert not reader.pane.following
    assert reader.top_line == before
    reader.pane.jump_to_end()
    reader.root.update()
    assert reader.pane.shows_end
    assert reader.pane.following


def test_shrinking_the_window_keeps_the_end_in_sight(reader):
    reader.open().pane.show(messages(0, 60))
    reader.root.update()
    reader.pane.place(width=250, height=120)
    reader.root.update()
    assert reader.pane.shows_end


def test_older_rows_above_do_not_move_what_is_read(reader):
    reader.open().pane.show(messages(50, 110))
    for _ in range(9):
        reader.pane.scroll_by_key("Prior")
    reader.root.update()
    before = reader.top_line
    reader.pane.splice(Splice((), (), tuple(messages(0, 50)), "m50"))
    reader.root.update()
    assert reader.top_line == before
    assert reader.shown == list(range(110))


def test_the_reader_at_the_top_asks_for_older_rows(reader):
    reader.open().pane.show(messages(0, 60))
    reader.told.clear()
    reader.pane.scroll_by_key("Home")
    assert reader.told == ["top"]


def test_a_long_place_is_drawn_page_by_page(reader):
    reader.open().pane.show(messages(0, 1000))
    assert reader.shown == list(range(1000 - PAGE, 1000))
    reader.told.clear()
    while "top" not in reader.told:
        reader.pane.scroll_by_key("Home")
        reader.root.update()
    assert reader.shown == list(range(1000))


def test_many_rows_that_nobody_reads_are_undrawn_but_kept(reader):
    reader.open().pane.show([])
    for start in range(0, MOST_DRAWN + 200, 100):
        reader.pane.append(messages(start, start + 100))
    assert len(reader.shown) <= MOST_DRAWN
    assert reader.shown[-1] == MOST_DRAWN + 199
    assert [row.key for row in reader.pane.rows] == [f"m{n}" for n in range(MOST_DRAWN + 200)]


def test_a_pending_row_settles_in_its_place(reader):
    rows = [message(0), message(1, own=True, state=State.PENDING, ref="r"), message(2)]
    reader.open().pane.show(rows)
    settled = message(1, own=True, msgid="id", ref="r")
    reader.pane.splice(Splice((), (settled,), (), ""))
    assert reader.shown == [0, 1, 2]
    assert reader.pane.rows == [rows[0], settled, rows[2]]
    assert "pending" not in reader.text.tag_names(reader.text.search("words 1", "1.0"))


def test_any_splices_leave_text_and_rows_in_one_order(reader):
    chance = random.Random(7)
    reader.open().pane.show(messages(0, 150))
    expected = list(range(150))
    for number in range(1000, 1120):
        if number % 3 == 0:
            gone = chance.choice(expected)
            expected.remove(gone)
            reader.pane.splice(Splice((f"m{gone}",), (), (), ""))
        at = chance.randrange(len(expected) + 1)
        before = f"m{expected[at]}" if at < len(expected) else ""
        expected.insert(at, number)
        changed = (message(chance.choice(expected[:at] or [number])),) if at else ()
        reader.pane.splice(Splice((), changed, (message(number),), before))
        assert [row.key for row in reader.pane.rows] == [f"m{n}" for n in expected]
    drawn = reader.shown
    assert drawn == expected[-len(drawn) :]


def test_a_link_opens_and_its_tag_goes_with_its_row(reader):
    reader.open().pane.show([message(0, "see ", LINK)])
    reader.click("boathouse")
    assert reader.told[-1] == ("link", "http://boathouse.local")
    reader.pane.splice(Splice(("m0",), (), (), ""))
    assert not [tag for tag in reader.text.tag_names() if tag.startswith("href:")]


def test_a_failed_message_offers_to_try_again_and_to_delete(reader):
    row = message(0, own=True, state=State.FAILED, reason="too long", ref="r7")
    reader.open().pane.show([row])
    assert "too long" in reader.words
    reader.click("Try again")
    reader.click("Delete")
    assert reader.told[-2:] == [("retry", "r7"), ("discard", "r7")]


def test_an_uncertain_message_offers_to_send_it_again_and_to_leave_it(reader):
    row = message(0, own=True, state=State.UNCERTAIN, reason="the connection broke", ref="r7")
    reader.open().pane.show([row])
    assert "Not certain that this arrived: the connection broke." in reader.words
    reader.click("Send again")
    reader.click("Leave it")
    assert reader.told[-2:] == [("retry", "r7"), ("discard", "r7")]


def test_a_fold_shows_and_hides_its_details(reader):
    reader.open().pane.show([FOLD, message(0)])
    reader.click("Show")
    assert "Sven came in" in reader.words
    reader.click("Hide")
    assert "Sven came in" not in reader.words


def test_a_single_happening_needs_no_unfolding(reader):
    reader.open().pane.show([replace(FOLD, text="Sven came in", details=FOLD.details[:1])])
    assert "Sven came in" in reader.words
    assert "09:11" in reader.words
    assert "Show" not in reader.words


@pytest.mark.parametrize(("removals", "icon"), [(False, "enter"), (True, "trash")])
def test_a_line_of_deletions_has_a_sign_of_its_own(reader, removals, icon):
    reader.open().pane.show([replace(FOLD, removals=removals)])
    image = reader.text.image_cget("fold.first", "image")
    assert image == str(reader.look.pictures.icon(icon, 16, "muted"))


def test_every_kind_of_row_and_span_is_drawn(reader):
    spans = [Span(style.name, style) for style in Style if style is not Style.BLOCK]
    card = message(2, Span("if 1:\n  pass", Style.BLOCK))
    reader.open().pane.show([DAY, NOTE, FOLD, NEW, message(1, *spans), card])
    for style in Style:
        assert style in (Style.BLOCK, Style.OWN) or style.name in reader.words
    assert len(reader.text.window_names()) == 1
    assert "22 November" in reader.words
    assert "New messages" in reader.words


HOSTILE = ["\0", "\ud800 lone", "a\x07b\x1b[0m", "𝔘𝔫𝔦 🎉" * 50, "x" * 20_000, "\u202eabc", "\r\n"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_harms_tk(reader, text):
    reader.open().pane.show([message(0, text, sender=text, reason=text, state=State.FAILED)])
    reader.pane.append([message(1)])
    reader.pane.splice(Splice((), (message(0, "plain"),), (), ""))
    reader.root.update()
    assert reader.shown == [1]


def test_copied_text_has_no_tabs_of_ours(reader):
    reader.open().pane.show([message(0)])
    reader.text.tag_add("sel", "1.0", "end-1c")
    reader.text.event_generate("<<Copy>>")
    assert reader.root.clipboard_get() == "Mira Lindqvist  09:12\nwords 0\n"


def test_what_is_drawn_as_a_picture_is_copied_as_words(reader):
    said = "👨‍👩‍👧‍👦👨‍👩‍👧‍👦 and 🇩🇪 to "
    reader.open().pane.show([message(0, said, Span("@Ada", Style.OWN), Span("😀", Style.CODE))])
    reader.text.tag_add("sel", "1.0", "end-1c")
    reader.text.event_generate("<<Copy>>")
    assert reader.root.clipboard_get() == f"Mira Lindqvist  09:12\n{said}@Ada😀\n"
    assert "@Ada" not in reader.words  # the chip is a picture


def test_letters_typed_over_the_messages_are_handed_on(reader):
    reader.open().pane.show([message(0)])
    reader.text.focus_force()
    reader.root.update()
    reader.text.event_generate("<Key>", keysym="h")
    assert reader.told[-1] == ("type", "h")
    assert reader.shown == [0]


def test_theme_and_zoom_change_under_a_full_pane(reader):
    reader.open().pane.show([message(0, Span("x = 1", Style.BLOCK)), *messages(1, 40)])
    reader.look.switch("dark", 2.0)
    reader.root.update()
    assert reader.pane.shows_end
    assert reader.shown == list(range(1, 40))
    assert str(reader.text.cget("background")) == reader.look.tokens.pane


def test_a_row_written_anew_before_another_group_looks_as_it_did(reader):
    """Pictures between two rows take over what both have in common."""
    reader.open().pane.show([message(0), message(3), message(6)])
    before = reader.text.dump("1.0", "end", tag=True)
    shown = [name for kind, name, _ in before if kind == "tagon"]
    reader.pane.splice(Splice((), (message(0), message(3)), (), ""))
    after = [name for kind, name, _ in reader.text.dump("1.0", "end", tag=True) if kind == "tagon"]
    assert after == shown
    lines = [reader.text.dlineinfo(f"{number}.0") for number in range(1, 7)]
    assert [line[3] for line in lines[::2]] == [lines[0][3]] * 3
    assert [line[3] for line in lines[1::2]] == [lines[1][3]] * 3
