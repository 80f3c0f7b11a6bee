"""A lesson in the window, on a model of its own: the strip, hands, and the host's sheet."""

from tkinter import ttk

import pytest

from messenger.client import events as ev
from messenger.client import lesson_events as le
from messenger.client import lesson_intents as li
from messenger.client.intents import SendText, SetMode
from messenger.client.model.model import Model
from messenger.gui.chat.place_items import person_items
from messenger.gui.chat.window import ChatCalls, ChatWindow
from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look

START = (
    ev.LinkUp("school.local:6697", "School", "Ada", "copper lantern drift", True),
    ev.RoomJoined("#lobby"),
    ev.MembersListed("#lobby", (ev.Member("Hanna", "@"), ev.Member("Ada"), ev.Member("Bob"))),
)
NOTHING = le.LessonTold(operators=("Hanna",))
TEACHER = le.LessonTold(operator=True, operators=("Ada",))


class Desk:
    def __init__(self, root):
        self.submitted = []
        self.model = Model("Ada")
        self.model.apply_all(START)
        look = Look(root)
        deeds = {name: lambda: None for name in ("zoom_in", "settings", "quit")}
        calls = ChatCalls(
            self.submitted.append, lambda url: None, lambda: None, lambda *title: None, deeds, tuple
        )
        self.sheets = Sheets(look)
        self.chat = ChatWindow(root, look, self.model, self.sheets, calls)
        self.chat.pack(fill="both", expand=True)
        self.root = root
        root.update()

    def take(self, *events):
        self.chat.take(self.model.apply_all(events))
        self.root.update()

    @property
    def centre(self):
        return self.chat.centre_column

    def open_sheet(self, page="Now"):
        self.chat.run("host")
        sheet = self.chat._lesson._sheet
        sheet.open(page)
        self.submitted.clear()
        self.root.update()
        return sheet

    def press(self, words):
        self.found(words).invoke()
        self.root.update()

    def found(self, words):
        return next(one for one in buttons(self.sheets.current) if one.cget("text") == words)


def buttons(widget):
    for child in widget.winfo_children():
        if isinstance(child, ttk.Button | ttk.Checkbutton):
            yield child
        yield from buttons(child)


@pytest.fixture
def desk(root):
    made = Desk(root)
    yield made
    made.sheets.close()
    made.chat.destroy()


def test_the_strip_says_why_and_the_text_stays(desk):
    assert not desk.centre.closed.winfo_ismapped()
    desk.take(le.LessonTold(all_muted=True, operators=("Hanna",)))
    assert desk.centre.closed.winfo_ismapped()
    assert desk.centre.closed.text == (
        "The host has muted everybody. You can read on; your text stays in the box."
    )
    desk.centre.input.type_in("my answer")
    desk.centre.input.submit()
    assert desk.centre.input.draft == "my answer"
    assert not any(isinstance(one, SendText) for one in desk.submitted)
    desk.take(NOTHING)
    assert not desk.centre.closed.winfo_ismapped()
    desk.centre.input.submit()
    assert [one.text for one in desk.submitted if isinstance(one, SendText)] == ["my answer"]


def test_a_room_with_mode_m_and_a_closed_talk_have_their_own_words(desk):
    desk.take(NOTHING, ev.RoomModesChanged("#lobby", "+mnt"))
    assert "people with a voice" in desk.centre.closed.text
    desk.take(ev.MemberUpdated("#lobby", ev.Member("Ada", "+")))
    assert not desk.centre.closed.winfo_ismapped()
    desk.take(le.LessonTold(talks_closed=True, operators=("Hanna",)))
    desk.chat.show_place("Bob")
    desk.root.update()
    assert "Private messages are closed" in desk.centre.closed.text
    desk.chat.show_place("Hanna")
    desk.root.update()
    assert not desk.centre.closed.winfo_ismapped()


def test_there_is_a_hand_only_where_the_relay_knows_of_hands(desk):
    button = desk.centre.header.lesson.hand_button
    assert not button.winfo_ismapped()
    assert "hand" in desk.chat.senseless
    desk.chat.run("hand")
    assert not desk.submitted
    desk.take(NOTHING)
    assert button.winfo_ismapped()
    button.invoke()
    desk.take(le.HandMoved("Ada", 10.0))
    desk.chat.run("hand")
    assert desk.submitted == [li.MoveHand(True), li.MoveHand(False)]


def test_raised_hands_stand_first_and_in_order(desk):
    desk.take(NOTHING, le.HandMoved("Bob", 10.0), le.HandMoved("Ada", 20.0))
    items = person_items(desk.model, desk.model.place)
    assert [(item.nick, item.section) for item in items] == [
        ("Bob", "hand"),
        ("Ada", "hand"),
        ("Hanna", "host"),
    ]


def test_a_host_with_a_hand_up_stays_among_the_hosts(desk):
    desk.take(NOTHING, le.HandMoved("Hanna", 10.0))
    items = {item.nick: item for item in person_items(desk.model, desk.model.place)}
    assert (items["Hanna"].section, items["Hanna"].hand) == ("host", True)
    assert (items["Bob"].section, items["Bob"].hand) == ("online", False)


def test_people_stand_as_one_looks_for_them(desk):
    for nick in ("kid10", "Kid2", "kid1"):
        desk.take(ev.MemberJoined("#lobby", ev.Member(nick), 5.0))
    items = person_items(desk.model, desk.model.place)
    assert [item.name for item in items][-3:] == ["kid1", "Kid2", "kid10"]


def test_the_list_shows_a_lock_while_the_room_is_closed_and_no_longer(desk):
    desk.take(NOTHING)

    def locked():
        return [place.private for place in desk.chat.left_column._places]

    for modes, closed in (("+Ant", False), ("+int", True), ("+nt", False), ("+kl k 5", True),
                          ("+l i", False)):  # fmt: skip
        desk.take(ev.RoomModesChanged("#lobby", modes))
        assert locked() == [closed], modes


def test_what_waits_is_decided_at_once_also_after_approval_is_off(desk):
    desk.take(TEACHER, ev.RoomModesChanged("#lobby", "+Ant"))
    sheet = desk.open_sheet()
    desk.take(ev.HeldArrived("#lobby", ev.ChatMessage("Bob", "hello", 10.0), "7"))
    all_of_them = desk.found("Approve all")
    assert not all_of_them.winfo_ismapped()
    desk.take(ev.HeldArrived("#lobby", ev.ChatMessage("Hanna", "hi", 10.0), "8"))
    assert all_of_them.winfo_ismapped()
    assert all_of_them in sheet.sheet._held
    why = sheet.page._queue._why
    assert not why.winfo_ismapped()
    desk.take(ev.RoomModesChanged("#lobby", "+nt"))
    assert why.winfo_ismapped()
    assert why.cget("text") == "Approval is off in #lobby. What came before still waits."
    desk.press("Approve all")
    desk.press("Reject all")
    assert desk.submitted == [li.DecideHeld("7,8", True), li.DecideHeld("7,8", False)]


def test_nobody_else_has_the_sheet(desk):
    desk.take(NOTHING)
    assert not desk.centre.header.lesson.host_button.winfo_ismapped()
    desk.chat.run("host")
    assert not desk.sheets.is_open


def test_the_switches_show_what_holds_not_what_was_clicked(desk):
    desk.take(TEACHER)
    desk.open_sheet()
    desk.press("Mute everybody but me")
    assert desk.submitted == [li.MuteEverybody(True)]
    assert "selected" not in desk.found("Mute everybody but me").state()
    desk.take(le.LessonTold(operator=True, all_muted=True, operators=("Ada",)))
    assert "selected" in desk.found("Mute everybody but me").state()
    desk.press("Mute everybody but me")
    desk.press("Let nobody new in")
    assert desk.submitted[1:] == [li.MuteEverybody(False), SetMode("#lobby", "+i")]


def test_waiting_messages_and_hands_come_and_go_and_are_decided(desk):
    desk.take(TEACHER)
    sheet = desk.open_sheet()
    held = ev.ChatMessage("Bob", "hello", 10.0)
    desk.take(ev.HeldArrived("#lobby", held, "7"), le.HandMoved("Bob", 5.0))
    assert desk.centre.header.lesson._state.wanted == 2
    desk.press("Approve")
    desk.press("Reject")
    desk.press("Lower")
    assert desk.submitted == [
        li.DecideHeld("7", True),
        li.DecideHeld("7", False),
        li.MoveHand(False, "Bob"),
    ]
    desk.found("Approve").focus_force()
    desk.root.update()
    desk.take(le.HeldSettled("#lobby", "7"))
    assert not any(one.cget("text") == "Approve" for one in buttons(desk.sheets.current))
    assert desk.root.focus_lastfor() in sheet.sheet._held


def test_people_are_found_muted_sent_out_and_banned(desk):
    desk.take(TEACHER, ev.MemberUpdated("#lobby", ev.Member("Ada", "@")))
    desk.open_sheet("People")
    people = [
        le.PersonHere(nick, "", f"192.0.2.{number}", ("#lobby",), nick)
        for number, nick in enumerate(("Ada", "Bob", "Hanna"))
    ]
    desk.take(le.PeopleListed(tuple(people)))
    page = desk.chat._lesson._sheet.page
    page.field.insert(0, "bo")
    page.refresh()
    desk.root.update()
    for words in ("Mute", "Send out", "Ban name", "Ban address"):
        desk.press(words)
    asked = [one for one in desk.submitted if not isinstance(one, li.AskPeople | li.AskBans)]
    assert [type(one).__name__ for one in asked] == [
        "MutePerson",
        "KickMember",
        "BanFromRelay",
        "BanFromRelay",
    ]
    assert asked[3] == li.BanFromRelay("192.0.2.1", True)
    desk.take(le.PersonMuted("Bob", True))
    desk.press("Unmute")
    assert desk.submitted[-1] == li.MutePerson("Bob", False)


def test_bans_are_made_and_lifted(desk):
    desk.take(TEACHER)
    sheet = desk.open_sheet("Bans")
    desk.take(le.BansListed((le.RelayBan("karl!*@*", False, "Ada", 0, "loud"),)))
    desk.take(ev.MemberJoined("#lobby", ev.Member("Tim_Öz", realname="Tim Öz"), 5.0))
    sheet.page.field.insert(0, "Tim Öz too loud")
    desk.press("Ban")
    assert li.BanFromRelay("Tim_Öz", False, reason="too loud") in desk.submitted
    sheet.page.field.insert(0, "192.0.2.0/24 too many")
    desk.press("Ban")
    desk.press("Lift")
    assert li.BanFromRelay("192.0.2.0/24", True, reason="too many") in desk.submitted
    assert li.LiftRelayBan("karl!*@*") in desk.submitted


def test_on_a_foreign_server_a_room_s_operator_has_only_what_works_there(desk):
    desk.take(ev.MemberUpdated("#lobby", ev.Member("Ada", "@")))
    desk.open_sheet()
    words = {one.cget("text") for one in buttons(desk.sheets.current)}
    assert {"Let nobody new in", "Only people with a voice speak", "Now", "People"} <= words
    assert not words & {"Bans", "Mute everybody but me"}
    assert not any("first message" in each for each in words)
