"""The chat window on a model of its own: folding, counts, banner, talks. No network."""

from datetime import date

import pytest

from messenger.client import events as ev
from messenger.client.intents import ReconnectNow, RetryText, SaveTalk, SetAway
from messenger.client.model.model import Model
from messenger.gui.chat import saving
from messenger.gui.chat.layout import Fold
from messenger.gui.chat.place_items import person_items
from messenger.gui.chat.window import ChatCalls, ChatWindow
from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look

START = (
    ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada", "copper lantern drift", True),
    ev.RoomJoined("#lobby"),
    ev.MembersListed("#lobby", (ev.Member("Ada", "@"), ev.Member("Bob"), ev.Member("Cleo"))),
    ev.RoomJoined("#boats"),
    ev.MembersListed("#boats", (ev.Member("Ada"), ev.Member("Bob"))),
)


class Desk:
    def __init__(self, root):
        self.root, self.submitted, self.titles = root, [], []
        self.model = Model("Ada")
        self.model.apply_all(START)
        look = Look(root)
        nothing = {name: lambda: None for name in ("zoom_in", "settings", "quit")}
        calls = ChatCalls(
            self.submitted.append,
            lambda url: None,
            lambda: None,
            lambda place, wanted: self.titles.append((place, wanted)),
            nothing,
            tuple,
        )
        self.chat = ChatWindow(root, look, self.model, Sheets(look), calls)
        self.chat.pack(fill="both", expand=True)
        root.update()

    def hear(self, *events):
        self.chat.take(self.model.apply_all(events))
        self.root.update()

    def widen(self, width):
        self.root.geometry(f"{width}x700")
        for _ in range(3):
            self.root.update()

    @property
    def pane(self):
        return self.chat.centre_column.pane.text.get("1.0", "end")


@pytest.fixture
def desk(root):
    one = Desk(root)
    yield one
    one.chat.destroy()


def said(target, text, sender="Bob", number=1):
    message = ev.ChatMessage(sender, text, 1_700_000_000.0 + number, msgid=f"m{number}")
    return ev.MessageArrived(target, message)


def pending(ref):
    message = ev.ChatMessage("Ada", "mine", 1_700_000_005.0, ref=ref, own=True)
    return ev.MessagePending("#lobby", message)


def texts(widget):
    """All words inside."""
    own = str(widget.cget("text")) if "text" in widget.keys() else ""  # noqa: SIM118
    return " ".join([own, *(texts(child) for child in widget.winfo_children())])


def test_what_is_said_here_is_shown_and_elsewhere_counted(desk):
    desk.hear(said("#lobby", "good morning"), said("#boats", "Ada: the oars?", number=2))
    assert "good morning" in desk.pane
    assert "oars" not in desk.pane
    assert desk.titles[-1] == ("lobby", 1)
    desk.chat.show_place("#boats")
    assert "oars" in desk.pane
    assert desk.titles[-1] == ("boats", 0)


@pytest.mark.parametrize(
    ("width", "fold"), [(1100, Fold.WIDE), (860, Fold.MEDIUM), (600, Fold.NARROW)]
)
def test_columns_fold_with_the_window(desk, until, width, fold):
    desk.widen(width)
    until(lambda: desk.chat.columns.fold is fold)
    assert desk.chat.left_column.winfo_viewable() == (fold is not Fold.NARROW)
    assert desk.chat.view.people.winfo_viewable() == (fold is Fold.WIDE)


def test_drawers_open_by_their_buttons_and_close_by_escape(desk, until):
    desk.widen(600)
    until(lambda: desk.chat.columns.fold is Fold.NARROW)
    desk.chat.centre_column.header.menu_button.invoke()
    until(desk.chat.left_column.winfo_viewable)
    desk.chat.run("people")
    until(desk.chat.view.people.winfo_viewable)
    desk.chat.on_escape()
    until(lambda: not desk.chat.view.people.winfo_viewable())


def test_a_private_talk_opens_from_the_list_and_has_no_people(desk, until):
    desk.widen(1100)
    until(desk.chat.view.people.winfo_viewable)
    desk.chat.show_place("Bob")
    desk.root.update()
    assert desk.model.current == "bob"
    assert not desk.chat.view.people.winfo_viewable()


def test_a_lost_link_shows_the_banner_until_it_is_back(desk):
    desk.hear(ev.LinkDown("no answer", 4.0))
    banner = desk.chat.centre_column.banners.reconnecting
    assert banner.winfo_viewable()
    desk.hear(ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada", "", False))
    assert not banner.winfo_viewable()


def test_the_banner_tells_what_waits_while_it_tries(desk):
    desk.hear(ev.LinkDown("no answer", 4.0))
    desk.hear(pending("r1"), ev.LinkProgress(ev.LinkStage.CONNECTING))
    safe = desk.chat.centre_column.banners.reconnecting._safe
    assert "1 message waiting. It is kept and will be sent." in safe.whole


def test_a_full_disk_is_told_until_all_is_kept_again(desk):
    banner = desk.chat.centre_column.banners.stuck
    desk.hear(ev.CopyStuck("the disk is full"))
    assert banner.winfo_viewable()
    assert banner._what.cget("text") == "Nothing can be kept here: the disk is full."
    assert "What you say is still sent." in banner._safe.whole
    desk.hear(pending("r1"), ev.LinkDown("no answer", 4.0))
    assert "1 message waits, lost if you close this." in banner._safe.whole
    desk.hear(ev.CopyStuck(""))
    assert not banner.winfo_viewable()
    assert desk.chat.centre_column.banners.reconnecting.winfo_viewable()


def test_after_a_cut_a_note_tells_what_was_sent_and_what_is_new(desk, until):
    desk.hear(said("#lobby", "before", number=1))
    desk.hear(ev.LinkDown("no answer", 4.0), pending("r1"), pending("r2"))
    desk.hear(ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada", "", False))
    settled = ev.ChatMessage("Ada", "mine", 1_700_000_009.0, msgid="s1", ref="r1", own=True)
    desk.hear(ev.MessageSettled("#lobby", settled))
    missed = tuple(said("#lobby", "missed", number=n).message for n in (2, 3))
    desk.hear(ev.HistoryLoaded("#lobby", missed, False, True))
    until(lambda: "Connected again. 1 message sent, 2 new." in texts(desk.chat.centre_column.notes))


def test_people_look_absent_while_nobody_knows(desk):
    desk.hear(ev.LinkDown("no answer", 4.0))
    shown = person_items(desk.model, desk.model.place)
    assert {person.presence for person in shown} == {"off"}
    desk.hear(ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada", "", False))
    assert {p.presence for p in person_items(desk.model, desk.model.place)} == {"online"}


def test_what_is_typed_before_a_room_is_open_stays(desk):
    desk.chat.close_place("#boats")
    desk.chat.close_place("#lobby")
    box = desk.chat.centre_column.input
    box.insert("early")
    desk.hear(ev.RoomJoined("#lobby"))
    desk.chat.show_place("#lobby")
    assert box.draft == "early"


def test_an_empty_place_says_so_until_something_is_said(desk):
    empty = desk.chat.centre_column.pane._empty
    desk.chat.show_place("Cleo")
    desk.root.update()
    assert "between you and Cleo" in empty.cget("text")
    assert empty.winfo_viewable()
    desk.hear(said("Cleo", "hi", sender="Cleo"))
    assert not empty.winfo_viewable()


def test_a_draft_is_there_when_a_command_leads_to_it(desk):
    box = desk.chat.centre_column.input
    desk.chat.show_place("#boats")
    box.insert("half a thought")
    desk.chat.show_place("#lobby")
    box.insert("/join #boats")
    box.submit()
    assert desk.model.current == "#boats"
    assert box.draft == "half a thought"


def test_the_pencil_is_for_drafts_that_wait_elsewhere(desk):
    def pencils():
        return [item.key for item in desk.chat.left_column._places if item.draft]

    desk.chat.show_place("#boats")
    box = desk.chat.centre_column.input
    box.insert("half a thought")
    desk.chat.view.keep_draft()
    desk.chat.view.show_places()
    assert pencils() == []
    desk.chat.show_place("#lobby")
    assert pencils() == ["#boats"]
    desk.chat.show_place("#boats")
    box.submit()
    assert pencils() == []
    desk.chat.show_place("#lobby")
    assert pencils() == []


def test_a_room_is_offered_as_it_will_be_called(desk):
    desk.chat.run("join")
    browser = desk.chat._deeds._browser
    browser.field.insert(0, "my new room")
    browser._find()
    (item,) = browser.found
    assert (item.label, item.value) == ("Go into #my-new-room", "#my-new-room")
    assert item.detail == "names have no spaces"
    desk.chat._sheets.close()


def test_what_was_said_is_saved_under_the_name_that_one_takes(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "_folder", lambda: tmp_path)
    desk.chat.show_place("#boats")
    (tmp_path / f"boats {date.today()}.html").touch()
    desk.chat.run("save")
    sheet = desk.chat._sheets.current
    (field,) = [part for part in sheet.top.winfo_children() if part.winfo_class() == "TEntry"]
    free = str(tmp_path / f"boats {date.today()} 2.html")
    assert field.get() == free
    field.focus_force()
    desk.root.update()
    field.event_generate("<Return>")
    desk.root.update()
    assert desk.submitted[-1] == SaveTalk("#boats", free, "#boats")


def test_ctrl_l_finds_in_the_list_of_rooms_also_in_a_narrow_window(desk, until):
    desk.widen(600)
    until(lambda: desk.chat.columns.fold is Fold.NARROW)
    desk.chat.run("find")
    until(desk.chat.left_column.winfo_viewable)
    assert desk.root.focus_get() is desk.chat.left_column.search.entry


def test_try_now_asks_the_client(desk):
    desk.hear(ev.LinkDown("no answer", 4.0))
    desk.chat.centre_column.banners.reconnecting._act.invoke()
    assert ReconnectNow() in desk.submitted


def test_away_again_means_back(desk):
    desk.hear(ev.AwayChanged(True, "lunch"))
    desk.chat.run("away")
    assert SetAway("") in desk.submitted


def test_no_timer_is_left_when_it_goes_during_a_countdown(desk, root):
    desk.hear(ev.LinkDown("no answer", 4.0))
    desk.chat.centre_column.destroy()
    left = root.tk.splitlist(root.tk.call("after", "info"))
    assert not any("_tick" in str(root.tk.call("after", "info", timer)) for timer in left)


def test_a_message_refused_again_is_told_in_a_note(desk):
    centre, failure = desk.chat.centre_column, ev.MessageFailed("#lobby", "r1", "You are muted.")
    desk.hear(pending("r1"), failure)
    centre.note_refusals([failure])
    assert texts(centre.notes).strip() == ""  # the row itself says so
    desk.chat.centre_column._retry("r1")
    assert desk.submitted[-1] == RetryText("r1")
    centre.note_refusals([failure])
    assert "Tried again. Not sent: You are muted." in texts(centre.notes)


def test_alt_down_follows_the_order_of_the_sidebar(desk):
    desk.chat.show_place("Bob")
    desk.hear(ev.RoomJoined("#late"))
    seen = []
    for _ in range(4):
        desk.chat.run("next_place")
        seen.append(desk.model.current)
    assert seen == ["#lobby", "#boats", "#late", "bob"]


KEPT = "What is said here is kept for 30 days; then it is erased"


def test_how_long_things_are_kept_stands_in_an_empty_room_and_above_the_oldest(desk):
    up = ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada", "a b c", False, kept=KEPT)
    desk.hear(up)
    desk.chat.show_place("#boats")
    empty = desk.chat.centre_column.pane._empty
    assert KEPT in empty.cget("text")
    older = tuple(ev.ChatMessage("Bob", f"{n}", float(n), msgid=f"x-{n}") for n in (5, 6))
    for _ in range(2):
        desk.hear(ev.HistoryLoaded("#boats", older, at_top=True, complete=True))
    assert desk.pane.count(f"This is the oldest that is left. {KEPT}.") == 1
    assert desk.pane.index("the oldest") < desk.pane.index("Bob")
