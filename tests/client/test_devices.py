"""Two programs of one person at the real relay's core: the same rooms, words and read positions."""

from pathlib import Path

import pytest

from messenger.client.account_events import AccountAnswered, AccountDescribed
from messenger.client.events import (
    LinkUp,
    LoginFailed,
    LoginFault,
    MessageArrived,
    MessageFailed,
    MessageSettled,
    NickChanged,
    ReadMarked,
    RoomJoined,
    RoomLeft,
    ServerSaid,
)
from messenger.client.intents import (
    AskAccount,
    ChangeNick,
    JoinRoom,
    LeaveRoom,
    MarkRead,
    SendText,
    SetStaying,
)
from messenger.client.model.model import Model
from messenger.client.model.timeline import SPOKEN
from messenger.client.session.attaching import SETTLED_S
from messenger.client.session.device_key import NO_KEY
from messenger.client.session.login import Account
from messenger.relay.registry.waiting import NOT_HERE
from tests.client.pair import Desk, Pair

ANN = Account("pair.test", "Ann")


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(folder=tmp_path)


@pytest.fixture
def bob(pair: Pair) -> Desk:
    return pair.enter("Bob")


@pytest.fixture
def desk(pair: Pair, bob: Desk) -> Desk:
    return pair.admit(ANN, NO_KEY)


@pytest.fixture
def laptop(pair: Pair, desk: Desk) -> Desk:
    return pair.admit(ANN, desk.key)


def shown(desk: Desk, target: str) -> list[tuple[str, bool]]:
    """Texts and whether they are one's own, as a window shows them."""
    model = Model("Ann")
    model.apply_all(desk.events)
    entries = model.places[target].timeline.entries
    return [(one.message.text, one.message.own) for one in entries if one.message.kind in SPOKEN]


def rooms(desk: Desk) -> list[str]:
    model = Model("Ann")
    model.apply_all(desk.events)
    return sorted(key for key in model.places if key.startswith("#"))


def test_the_second_comes_in_under_the_same_name(desk: Desk, laptop: Desk, bob: Desk) -> None:
    assert [event.nick for event in laptop.told(LinkUp)] == ["Ann"]
    assert laptop.peer.person is desk.peer.person
    assert [event.room for event in laptop.told(RoomJoined)] == ["#lobby"]
    assert [event.nick for event in bob.told(LinkUp)] == ["Bob"]


def test_without_the_key_the_name_is_taken_and_others_are_offered(pair: Pair, desk: Desk) -> None:
    pair.enter("Ann2")
    (failed,) = pair.admit(ANN, NO_KEY).told(LoginFailed)
    assert failed.fault is LoginFault.NAME_TAKEN
    assert failed.free_nicks == ("Ann3", "Ann4", "Ann5")


def test_what_one_says_the_other_shows_once_as_own(desk: Desk, laptop: Desk, bob: Desk) -> None:
    desk.submit(SendText("#lobby", "hello", "r1"))
    laptop.submit(SendText("#lobby", "hello", "r2"))
    desk.submit(SendText("Bob", "psst", "r3"))
    bob.submit(SendText("Ann", "hey", "r4"))
    for one in (desk, laptop):
        assert shown(one, "#lobby") == [("hello", True)] * 2
        assert shown(one, "bob") == [("psst", True), ("hey", False)]
    assert len(desk.told(MessageSettled)) == 2
    assert len([one for one in laptop.told(MessageArrived) if one.message.own]) == 2


def test_who_writes_to_somebody_absent_is_told_so_once(pair: Pair, desk: Desk, bob: Desk) -> None:
    desk.cut()
    bob.submit(SendText("Ann", "hello", "r1"))
    bob.submit(SendText("Ann", "you?", "r2"))
    told = [event for event in bob.told(ServerSaid) if event.target == "Ann"]
    assert [event.text for event in told] == [f"Ann is away: {NOT_HERE}"]
    pair.return_of(desk)
    assert shown(desk, "bob") == [("hello", False), ("you?", False)]
    desk.cut()
    bob.submit(SendText("Ann", "gone again?", "r3"))
    assert len([event for event in bob.told(ServerSaid) if event.target == "Ann"]) == 2


def test_what_is_said_to_a_service_is_settled(pair: Pair, desk: Desk) -> None:
    desk.submit(SendText("NickServ", "SET always-on yes", "r1"))
    pair.wait(40)
    assert [event.message.ref for event in desk.told(MessageSettled)] == ["r1"]
    assert not desk.told(MessageFailed)
    desk.cut()
    assert pair.core.hub.people.find("Ann") is desk.peer.person


def test_staying_is_asked_for_at_the_desk(pair: Pair, desk: Desk) -> None:
    desk.submit(AskAccount())
    desk.submit(SetStaying(True))
    desk.submit(AskAccount())
    assert [event.stays for event in desk.told(AccountDescribed)] == [False, True]
    assert [event.fault for event in desk.told(AccountAnswered)] == [""]
    desk.cut()
    assert pair.core.hub.people.find("Ann") is not None


def test_rooms_come_and_go_on_both(desk: Desk, laptop: Desk) -> None:
    desk.submit(JoinRoom("#den"))
    assert rooms(laptop) == ["#den", "#lobby"]
    laptop.submit(LeaveRoom("#lobby"))
    assert rooms(desk) == rooms(laptop) == ["#den"]
    assert [event.room for event in desk.told(RoomLeft)] == ["#lobby"]


def test_a_new_name_is_on_both(pair: Pair, desk: Desk, laptop: Desk) -> None:
    desk.submit(ChangeNick("Anna"))
    assert [event.new for event in laptop.told(NickChanged)] == ["Anna"]
    pair.wait(30)
    assert laptop.session.talk.nick == desk.session.talk.nick == "Anna"


def test_who_comes_later_takes_the_name_that_is_in_use(pair: Pair, desk: Desk) -> None:
    desk.submit(ChangeNick("Anna"))
    laptop = pair.admit(ANN, desk.key)
    pair.wait(30)
    assert laptop.session.talk.nick == desk.session.talk.nick == "Anna"


def test_read_positions_go_over(desk: Desk, laptop: Desk, bob: Desk) -> None:
    bob.submit(SendText("#lobby", "news", "r1"))
    bob.submit(SendText("Ann", "psst", "r2"))
    for target in ("#lobby", "Bob"):
        newest = [one.message for one in desk.told(MessageArrived) if one.target == target][-1]
        desk.submit(MarkRead(target, newest.msgid, newest.sent_at))
        (mark,) = [one for one in laptop.told(ReadMarked) if one.target == target]
        assert mark.sent_at == pytest.approx(newest.sent_at)


def test_a_position_is_known_at_the_next_login(pair: Pair, desk: Desk, bob: Desk) -> None:
    bob.submit(SendText("#lobby", "one", "r1"))
    newest = desk.told(MessageArrived)[-1].message
    desk.submit(MarkRead("#lobby", newest.msgid, newest.sent_at))
    bob.submit(SendText("#lobby", "two", "r2"))
    model = Model("Ann")
    model.attending = False
    model.apply_all(pair.admit(ANN, desk.key).events)
    assert model.places["#lobby"].unread == 1


def test_who_was_away_learns_how_far_private_talks_were_read(
    pair: Pair, desk: Desk, laptop: Desk, bob: Desk
) -> None:
    """One that it knew (Bob's), and one that began meanwhile (Cat's)."""
    cat = pair.enter("Cat")
    bob.submit(SendText("Ann", "known", "r1"))
    laptop.cut()
    cat.submit(SendText("Ann", "new", "r2"))
    for target in ("Bob", "Cat"):
        newest = [one.message for one in desk.told(MessageArrived) if one.target == target][-1]
        desk.submit(MarkRead(target, newest.msgid, newest.sent_at))
    cat.submit(SendText("Ann", "newer", "r3"))
    model = Model("Ann")
    model.attending = False
    model.apply_all(laptop.events)
    assert model.places["bob"].unread == 1
    told = len(laptop.events)
    pair.return_of(laptop)
    model.apply_all(laptop.events[told:])
    assert model.places["bob"].unread == 0
    assert model.places["cat"].unread == 1
    model.close("Bob")
    pair.wait(10)
    bob.submit(SendText("#lobby", "later", "r4"))  # so that his talk is surely not fetched again
    laptop.cut()
    told = len(laptop.events)
    pair.return_of(laptop)
    assert "bob" in [one.target for one in laptop.events[told:] if isinstance(one, ReadMarked)]
    model.apply_all(laptop.events[told:])
    assert "bob" not in model.places, "what was taken off the list stays off it"


def test_what_the_other_left_meanwhile_is_not_entered_again(pair: Pair, desk: Desk) -> None:
    desk.submit(JoinRoom("#den"))
    laptop = pair.admit(ANN, desk.key)
    pair.wait(SETTLED_S + 1)
    laptop.cut()
    desk.submit(LeaveRoom("#lobby"))
    desk.submit(JoinRoom("#new"))
    pair.return_of(laptop)
    assert rooms(laptop) == rooms(desk) == ["#den", "#new"]
    assert "#lobby" not in laptop.bookmarks.rooms


def test_a_room_that_was_asked_for_is_entered_in_any_case(pair: Pair, desk: Desk) -> None:
    pair.wait(SETTLED_S + 1)
    laptop = pair.admit(Account("pair.test", "Ann", rooms=("#asked",)), desk.key)
    assert rooms(laptop) == rooms(desk) == ["#asked", "#lobby"]


def test_after_a_restart_of_the_relay_both_enter_what_they_had(pair: Pair, desk: Desk) -> None:
    desk.submit(JoinRoom("#den"))
    laptop = pair.admit(ANN, desk.key)
    pair.wait(SETTLED_S + 1)
    desk.cut()
    laptop.cut()
    pair.return_of(laptop)
    pair.return_of(desk)
    assert rooms(desk) == rooms(laptop) == ["#den", "#lobby"]
    assert not desk.told(RoomLeft)
