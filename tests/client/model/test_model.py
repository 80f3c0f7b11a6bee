"""Events in, places and changes out."""

from dataclasses import replace
from datetime import UTC
from typing import get_args

import pytest

from messenger.client import events as ev
from messenger.client.events import ChatMessage, Member
from messenger.client.intents import LoadOlder, MarkRead
from messenger.client.model.applying import HANDLERS
from messenger.client.model.changes import (
    CurrentChanged,
    LinkChanged,
    MembersChanged,
    PlacesChanged,
    RowsAppended,
    RowsChanged,
    RowsInserted,
    RowsRemoved,
    RowsReset,
)
from messenger.client.model.closing import CLOSED_AT_ONCE, MAX_OPEN
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, PlaceKind
from messenger.client.model.rows import FoldRow, MessageRow, NewRow, NoteRow
from messenger.client.model.timeline import KEPT, TRIM_AT, State
from messenger.client.text import words
from messenger.client.text.richtext import Style

ADA = Member("Ada_Okafor", realname="Ada Okafor")
BOB = Member("bob", "@", realname="https://example.org")


def line(n: int, text: str = "", sender: str = "bob") -> ChatMessage:
    return ChatMessage(sender, text or f"line {n}", 1_000.0 + n, msgid=f"relay-{n:x}")


def arrived(n: int, target: str = "#lobby", text: str = "", sender: str = "bob"):
    return ev.MessageArrived(target, line(n, text, sender))


@pytest.fixture
def model() -> Model:
    model = Model("Ada Okafor", UTC)
    model.apply_all(
        [
            ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada_Okafor", "", True),
            ev.RoomJoined("#lobby"),
            ev.MembersListed("#lobby", (ADA, BOB)),
        ]
    )
    return model


def test_every_event_has_a_handler():
    assert set(HANDLERS) == set(get_args(ev.Event))


def test_the_first_room_joined_is_shown():
    model = Model("Ada")
    changes = model.apply(ev.RoomJoined("#Lobby"))
    assert CurrentChanged("#lobby") in changes
    assert model.place is not None
    assert model.place.name == "#Lobby"


def test_a_burst_is_one_change(model):
    changes = model.apply_all(arrived(n) for n in range(5_000))
    assert [type(change) for change in changes] == [RowsAppended]
    assert len(model.rows()) == 5_001  # and the day


def test_what_a_view_keeps_is_what_the_model_says(model):
    """The changes, obeyed blindly, give the same rows as asking anew."""
    shown = list(model.rows())
    own = ChatMessage("Ada_Okafor", "mine", 1_003.5, ref="R", own=True)
    history = ev.HistoryLoaded("#lobby", tuple(line(n) for n in range(-20, 3)), True, True)
    for batch in (
        [arrived(1), arrived(3)],
        [ev.MemberJoined("#lobby", Member("sven"), 1_003.1)],
        [ev.MemberJoined("#lobby", Member("ines"), 1_003.2)],
        [ev.MessagePending("#lobby", own)],
        [arrived(4)],
        [ev.MessageSettled("#lobby", replace(own, msgid="relay-44", sent_at=1_010.0))],
        [ev.MemberLeft("#lobby", "sven", "quit", "", 1_011.0)],
        [history],
        [history],
    ):
        for change in model.apply_all(batch):
            shown = obey(shown, change)
    assert tuple(shown) == model.rows()
    assert [row.text for row in shown if isinstance(row, FoldRow)] == [
        "sven and ines came in",
        "sven left",
    ]


def obey(shown: list, change) -> list:
    keys = [row.key for row in shown]
    if isinstance(change, RowsRemoved):
        return [row for row in shown if row.key not in change.keys]
    if isinstance(change, RowsChanged):
        new = {row.key: row for row in change.rows}
        return [new.get(row.key, row) for row in shown]
    if isinstance(change, RowsAppended):
        return shown + list(change.rows)
    if isinstance(change, RowsInserted):
        place = keys.index(change.before)
        return shown[:place] + list(change.rows) + shown[place:]
    assert not isinstance(change, RowsReset)
    return shown


def test_a_gap_is_told_once_and_only_where_something_is_known(model):
    model.apply(ev.RoomJoined("#new"))
    model.apply(ev.GapFound("#new", 900.0, 1_000.0))
    assert model.places["#new"].timeline.entries == []
    own = ChatMessage("Ada_Okafor", "hello", 1_000.0, msgid="relay-1", own=True)
    model.apply(ev.MessageSettled("#lobby", own))
    for at in (1_100.0, 1_200.0):
        model.apply(ev.GapFound("#lobby", 1_050.0, at))
    told = [entry.message.text for entry in model.places["#lobby"].timeline.entries]
    assert [text.startswith(words.GAP) for text in told] == [False, True]


def test_what_was_typed_before_is_typed_again(model):
    model.apply(ev.DraftFound("bob", "half a"))
    assert model.places["bob"].draft == "half a"


def test_an_own_message_is_one_row_pending_then_settled(model):
    own = ChatMessage("Ada_Okafor", "hello", 1_000.0, ref="R", own=True)
    model.apply(ev.MessagePending("#lobby", own))
    key = model.rows()[-1].key
    assert model.waiting == 1
    model.apply(ev.MessageFailed("#lobby", "R", "too long"))
    assert (model.rows()[-1].state, model.rows()[-1].reason) == (State.FAILED, "too long")
    changes = model.apply(ev.MessageSettled("#lobby", replace(own, msgid="relay-9")))
    assert [type(change) for change in changes] == [RowsChanged]
    assert (model.rows()[-1].key, model.rows()[-1].state) == (key, State.SETTLED)
    assert model.waiting == 0


def test_unread_and_wanted_count_elsewhere_and_vanish_when_shown(model):
    model.apply(ev.RoomJoined("#kitchen"))
    model.apply_all(
        [
            arrived(1, "#kitchen"),
            arrived(2, "#kitchen", "ada okafor: soup?"),
            arrived(3, "#kitchen", "@Ada really"),
            arrived(4, "#kitchen", "Adamant"),
        ]
    )
    kitchen = model.places["#kitchen"]
    assert (kitchen.unread, kitchen.wanted, model.wanted) == (4, 2, 2)
    assert model.show("#kitchen") == MarkRead("#kitchen", "relay-4", 1_004.0)
    assert (kitchen.unread, kitchen.wanted) == (0, 0)
    assert isinstance(model.rows()[1], NewRow)
    assert model.show("#kitchen") is None


def test_a_private_message_opens_a_talk_and_is_wanted(model):
    changes = model.apply(arrived(1, "Bob", "psst"))
    assert PlacesChanged() in changes
    assert model.places["bob"].wanted == 1


def test_words_that_arrive_while_the_reader_is_away_get_the_new_line(model):
    model.apply(arrived(1))
    model.attend(False)
    model.apply(arrived(2))
    assert [type(row) for row in model.rows()][-2:] == [NewRow, MessageRow]
    assert model.places["#lobby"].unread == 1
    assert model.attend(True) == MarkRead("#lobby", "relay-2", 1_002.0)
    assert model.places["#lobby"].unread == 0


def test_there_is_only_one_new_line(model):
    shown = list(model.rows())
    for n in range(1, 9, 2):
        model.attend(True)
        for change in (*model.take_changes(), *model.apply(arrived(n))):
            shown = obey(shown, change)
        model.attend(False)
        for change in model.apply(arrived(n + 1)):
            shown = obey(shown, change)
    assert tuple(shown) == model.rows()
    assert [type(row) for row in shown].count(NewRow) == 1
    assert type(shown[-2]) is NewRow


def test_what_was_said_before_the_first_visit_is_not_unread(model):
    model.apply(ev.RoomJoined("#kitchen"))
    model.apply(ev.HistoryLoaded("#kitchen", (line(1), line(2)), False, True))
    assert model.places["#kitchen"].unread == 0
    model.apply(ev.HistoryLoaded("#kitchen", (line(3),), False, True))
    assert model.places["#kitchen"].unread == 1


@pytest.mark.parametrize("mark_first", [True, False])
def test_a_read_mark_decides_what_is_unread(model, mark_first):
    model.apply(ev.RoomJoined("#kitchen"))
    page = ev.HistoryLoaded("#kitchen", tuple(line(n) for n in range(5)), False, True)
    mark = ev.ReadMarked("#kitchen", 1_002.0)
    model.apply_all([mark, page] if mark_first else [mark, page, mark])
    assert model.places["#kitchen"].unread == 2


def test_older_rows_are_asked_for_once_and_come_above(model):
    model.apply(arrived(50))
    assert model.load_older("#lobby") == LoadOlder("#lobby", "relay-32")
    assert model.load_older("#lobby") is None
    page = tuple(line(n) for n in range(10))
    changes = model.apply(ev.HistoryLoaded("#lobby", page, True, True))
    assert [type(change) for change in changes] == [RowsRemoved, RowsChanged, RowsInserted]
    assert model.load_older("#lobby") is None  # complete


def test_a_gap_after_a_reconnect_leaves_no_hole(model):
    model.apply_all(arrived(n) for n in range(3))
    page = tuple(line(n) for n in range(90, 95))
    model.apply(ev.HistoryLoaded("#lobby", page, False, False))
    assert [entry.message for entry in model.places["#lobby"].timeline.entries] == list(page)
    assert model.load_older("#lobby") == LoadOlder("#lobby", "relay-5a")


def test_memory_is_bounded_while_the_reader_follows(model):
    for start in range(0, TRIM_AT + 400, 100):
        model.apply_all(arrived(n) for n in range(start, start + 100))
    entries = model.places["#lobby"].timeline.entries
    assert KEPT <= len(entries) <= TRIM_AT
    assert len(model.rows()) == len(entries) + 1


def test_a_reader_who_scrolled_up_keeps_the_rows_until_something_new_comes(model):
    model.attend(False)
    model.apply_all(arrived(n) for n in range(TRIM_AT + 400))
    assert len(model.rows()) > TRIM_AT
    model.attend(True)
    assert model.take_changes() == (PlacesChanged(),)
    changes = model.apply(arrived(TRIM_AT + 400))
    assert [type(change) for change in changes][:2] == [RowsAppended, RowsRemoved]
    assert len(model.rows()) < KEPT + 5


def test_memory_is_bounded_where_nobody_looks(model):
    model.apply_all(arrived(n, "#kitchen") for n in range(TRIM_AT + 400))
    assert len(model.places["#kitchen"].timeline.entries) <= TRIM_AT
    assert model.places["#kitchen"].unread == TRIM_AT + 400


@pytest.mark.parametrize(
    "event",
    [
        lambda n: ev.MemberJoined("#den", Member(f"p{n}"), 1_000.0 + n),
        lambda n: ev.ServerSaid(f"notice {n}", "#den"),
        lambda n: ev.TopicChanged("#den", f"topic {n}", "bob", 1_000.0 + n),
    ],
)
def test_happenings_and_notes_do_not_fill_memory_either(model, event):
    model.apply(arrived(0, "#den"))
    for start in range(0, TRIM_AT + 500, 250):
        model.apply_all(event(n) for n in range(start, start + 250))
    assert len(model.places["#den"].timeline.entries) <= TRIM_AT


def test_display_names_are_shown_where_nobody_is_taken_for_another(model):
    assert model.display("Ada_Okafor") == "Ada Okafor"
    assert model.display("bob") == "bob"  # other programs put anything into the realname
    model.apply(ev.MemberJoined("#lobby", Member("ada_okafor_", realname="Ada Okafor"), 1.0))
    assert model.display("Ada_Okafor") == "Ada Okafor"
    assert model.display("ada_okafor_") == "ada_okafor_"
    model.apply(ev.MemberJoined("#lobby", Member("Аda_Okafor", realname="Аda Okafor"), 1.0))
    assert model.display("Ada_Okafor") == "Ada_Okafor"  # that one begins with a Cyrillic letter
    model.apply(ev.MemberLeft("#lobby", "Аda_Okafor", "part", "", 2.0))
    assert model.display("Ada_Okafor") == "Ada Okafor"
    model.apply(ev.MemberJoined("#lobby", Member("mallory", realname="Ada Okafor"), 3.0))
    assert model.display("mallory") == "mallory"
    assert model.display("Ada_Okafor") == "Ada Okafor"


def test_a_new_nick_moves_members_and_talks(model):
    model.apply(arrived(1, "bob", "psst"))
    assert [place.kind for place in model.places.values()] == [PlaceKind.ROOM, PlaceKind.TALK]
    changes = model.apply(ev.NickChanged("bob", "Robert", 1_002.0, False))
    assert MembersChanged("#lobby") in changes
    assert model.places["#lobby"].members["robert"].modes == "@"
    assert "bob" not in model.places
    assert model.places["robert"].unread == 1


def test_our_own_new_nick_is_what_mentions_us(model):
    model.apply(ev.NickChanged("Ada_Okafor", "Zoe", 1_002.0, True))
    assert model.nick == "Zoe"
    assert model.mentions("zoe, look")
    assert not model.mentions("Ada_Okafor, look")


def test_the_links_state_is_told(model):
    assert model.apply(ev.LinkDown("gone", 4.0)) == (LinkChanged(),)
    assert (model.link.phase, model.link.retry_in_s) == (LinkPhase.DOWN, 4.0)
    assert model.places["#lobby"].joined
    model.apply(ev.LinkClosed("bye"))
    assert not model.places["#lobby"].joined


def test_leaving_takes_the_room_off_and_shows_another(model):
    model.apply(ev.RoomJoined("#kitchen"))
    changes = model.apply(ev.RoomLeft("#lobby"))
    assert list(model.places) == ["#kitchen"]
    assert CurrentChanged("#kitchen") in changes


def test_being_removed_keeps_the_room_and_says_why(model):
    model.apply(ev.RoomLeft("#lobby", "noise", "bob"))
    assert not model.places["#lobby"].joined
    assert "bob removed you from #lobby (noise)" in model.rows()[-1].text


def test_words_of_the_program_stand_in_the_current_place(model):
    model.apply(ev.ServerSaid("no such thing", "", True, "401"))
    (row,) = model.rows()
    assert isinstance(row, NoteRow)
    assert row.error
    model.say("", ["one", "two"], 2_000.0)
    assert model.rows()[-1].text == "one\ntwo"


def test_clearing_empties_the_window_and_older_rows_can_come_again(model):
    model.apply_all(arrived(n) for n in range(3))
    model.clear("#lobby")
    assert model.rows() == ()
    assert model.load_older("#lobby") == LoadOlder("#lobby", "")


GRACE = Member("Grace_Müller", realname="Grace Müller")


def names(model: Model) -> list[str]:
    return [row.name for row in model.rows() if isinstance(row, MessageRow)]


def test_a_name_that_becomes_known_is_shown_in_the_rows_that_stand_already(model):
    model.apply_all([arrived(1, sender="Grace_Müller"), arrived(2)])
    assert names(model) == ["Grace_Müller", "bob"]
    changes = model.apply(ev.MembersListed("#lobby", (ADA, BOB, GRACE)))
    (changed,) = [change for change in changes if isinstance(change, RowsChanged)]
    assert [row.name for row in changed.rows] == ["Grace Müller"]
    model.apply(ev.MemberLeft("#lobby", "Grace_Müller", "quit", "", 1_010.0))
    assert names(model) == ["Grace Müller", "bob"]


def test_a_private_talk_knows_the_name_of_its_person(model):
    model.apply(ev.MembersListed("#lobby", (ADA, BOB, GRACE)))
    model.apply(arrived(1, "Grace_Müller", sender="Grace_Müller"))
    model.show("Grace_Müller")
    assert names(model) == ["Grace Müller"] == [model.display("Grace_Müller")]


def test_the_people_of_talks_come_and_go_in_the_list_of_places(model):
    model.apply(arrived(1, "Grace_Müller", sender="Grace_Müller"))
    model.show("#lobby")
    for event in (
        ev.MembersListed("#lobby", (ADA, BOB, GRACE)),
        ev.MemberUpdated("#lobby", replace(GRACE, away=True)),
        ev.MemberLeft("#lobby", "Grace_Müller", "part", "", 1_010.0),
        ev.MemberJoined("#lobby", GRACE, 1_011.0),
    ):
        assert PlacesChanged() in model.apply(event)
    assert PlacesChanged() not in model.apply(ev.MemberUpdated("#lobby", replace(BOB, away=True)))


def test_words_of_a_name_are_guessed_on_our_own_relay_only_and_never_for_a_second_one(model):
    model.apply(arrived(1, sender="Ines_Sol"))
    assert names(model) == ["Ines_Sol"]
    model.known.made_by_us = True
    model.show("#lobby")
    assert names(model) == ["Ines Sol"]
    model.apply(ev.MemberJoined("#lobby", Member("Ines_Sol2", realname="Ines Sol"), 1_020.0))
    model.apply(ev.MessageArrived("#lobby", ChatMessage("Ines_Sol2", "I too", 1_030.0)))
    model.show("#lobby")
    assert names(model) == ["Ines Sol", "Ines_Sol2"]


def test_a_renaming_is_told_by_the_names_that_people_have(model):
    model.apply(ev.MemberJoined("#lobby", GRACE, 1_001.0))
    model.known.made_by_us = True
    model.apply(ev.NickChanged("Grace_Müller", "Grace_Hopper", 1_002.0, own=False))
    model.apply(ev.MemberUpdated("#lobby", Member("Grace_Hopper", realname="Grace Hopper")))
    (row,) = [row for row in model.rows() if isinstance(row, FoldRow)]
    assert row.details[-1][1] == "Grace Müller is now called Grace Hopper"


def test_our_own_new_name_is_sought_as_a_mention(model):
    model.apply(ev.NickChanged("Ada_Okafor", "Grace_Hopper", 1_002.0, own=True))
    model.apply(ev.MemberUpdated("#lobby", Member("Grace_Hopper", realname="Grace Hopper")))
    assert model.own_name == "Grace Hopper"
    assert model.mentions("hello Grace Hopper")
    assert not model.mentions("hello Ada Okafor")


def test_a_refusal_is_not_said_twice_in_a_row(model):
    for text in ("no", "no", "no way", "no"):
        model.say("", (text,), 5.0, error=True)
    model.say("", ("a note",), 5.0)
    model.say("", ("a note",), 5.0)
    said = [row.text for row in model.rows() if isinstance(row, NoteRow)]
    assert said == ["no", "no way", "no", "a note", "a note"]


def test_what_is_known_of_a_person_is_shown_to_the_letter(model):
    model.apply(ev.PersonDescribed("bob", ("Host: *@127.0.0.1 *b* @127",)))
    row = model.rows()[-1]
    assert [(span.text, span.style) for span in row.spans] == [(row.text, Style.PLAIN)]


def test_a_flood_of_private_messages_opens_a_bounded_number_of_talks(model):
    model.apply(ev.MessagePending("friend", ChatMessage("Ada", "wait", 1.0, ref="r", own=True)))
    model.show("current")
    for n in range(3_000):
        model.apply(ev.MessageArrived(f"x{n}", line(n, sender=f"x{n}")))
    assert len(model.places) <= MAX_OPEN + CLOSED_AT_ONCE
    assert {"#lobby", "friend", "current", "x2999"} <= model.places.keys()
    assert "x0" not in model.places


def test_places_that_want_nothing_are_closed_before_those_that_do(model):
    for n in range(MAX_OPEN):
        model.open(f"quiet{n}")
    model.apply(arrived(1, "wanting", sender="wanting"))
    for n in range(CLOSED_AT_ONCE):
        model.open(f"more{n}")
    assert "wanting" in model.places
    assert "quiet0" not in model.places


def test_a_room_keeps_its_underscores(model):
    model.known.made_by_us = True
    model.open("#my_room")
    assert model.display("#my_room", "#my_room") == "#my_room"


def test_who_is_gone_after_a_break_is_gone_in_the_list_of_places_too(model):
    model.apply(ev.MembersListed("#lobby", (ADA, BOB, GRACE)))
    model.apply(arrived(1, "Grace_Müller", sender="Grace_Müller"))
    up = ev.LinkUp("boathouse.local:6697", "Boathouse", "Ada_Okafor", "", False)
    model.apply_all([ev.LinkDown("gone", 1.0), up, ev.RoomJoined("#lobby")])
    assert PlacesChanged() in model.apply(ev.MembersListed("#lobby", (ADA, BOB)))


def test_a_room_that_does_not_let_us_in_again_says_nothing_of_its_people(model):
    model.apply(arrived(1, "bob"))
    assert PlacesChanged() in model.apply(ev.JoinFailed("#lobby", "474", "banned"))
    assert not model.places["#lobby"].members
    assert not model.places["#lobby"].joined
