"""A lesson with two of our clients and the real relay's core: what each is told, and shows."""

import dataclasses
import shutil

import pytest

from messenger.client import lesson_events as le
from messenger.client import lesson_intents as li
from messenger.client.events import (
    HeldArrived,
    LinkUp,
    MessageArrived,
    MessageFailed,
    RoomJoined,
    ServerSaid,
)
from messenger.client.intents import ChangeNick, LeaveRoom, RetryText, SendRaw, SendText, SetMode
from messenger.client.model.model import Model
from messenger.client.model.timeline import State
from messenger.client.text import lesson_words
from messenger.client.text.typed_input import parse
from messenger.config import HistoryConfig, OperatorConfig, RelayConfig
from messenger.irc.lesson import CAPABILITY
from tests.client.pair import Pair

CONFIG = dataclasses.replace(
    RelayConfig(history=HistoryConfig(memory_only=True)),
    operators=(OperatorConfig("teacher", "secret"),),
)


@pytest.fixture
def pair():
    return Pair(CONFIG)


UP = LinkUp("relay.test:6697", "relay.test", "Hanna", "a b c", first=True)


def teacher_of(pair):
    teacher = pair.enter("Hanna")
    teacher.submit(SendRaw("OPER teacher secret"))
    return teacher


@pytest.fixture
def teacher(pair):
    return teacher_of(pair)


@pytest.fixture
def ada(pair, teacher):
    return pair.enter("Ada")


@pytest.fixture
def bob(pair, teacher):
    return pair.enter("Bob")


def model_of(desk):
    model = Model(desk.account.display_name)
    model.apply_all(desk.events)
    return model


def row_states(desk, room="#lobby"):
    entries = model_of(desk).places[room].timeline.entries
    return [(entry.message.text, entry.state) for entry in entries if entry.message.own]


def why(desk, target="#lobby"):
    return parse("hello", target, model_of(desk)).error


def test_who_hosts_is_told_at_the_login_what_is_still_closed():
    model = Model("Hanna")
    model.show("#lobby")

    def notes():
        return [entry.message.text for entry in model.places["#lobby"].timeline.entries]

    state = le.LessonTold(operator=True, all_muted=True, talks_closed=True)
    model.apply_all([UP, RoomJoined("#lobby"), state])
    still = (
        "Everybody but the hosts is still muted. Private messages still reach the hosts only. "
        "The shield above the messages (F8) changes it."
    )
    assert notes().count(still) == 1
    model.apply_all([dataclasses.replace(state, all_muted=False), state])  # by the shield
    model.apply_all([UP, state])  # another connection, nothing new
    assert len([note for note in notes() if "muted" in note]) == 1


def test_a_mute_of_all_closes_the_box_and_opens_it_again(teacher, ada):
    teacher.submit(li.MuteEverybody(True))
    assert why(ada) == (
        "The host has muted everybody. You can read on; your text stays in the box."
    )
    assert why(teacher) is None
    assert parse("/topic", "#lobby", model_of(ada)).error is None
    ada.submit(SendText("#lobby", "pushed through", "r1"))
    assert "The host has muted everybody" in ada.told(MessageFailed)[0].reason
    teacher.submit(li.MutePerson("Ada", False))
    assert why(ada) is None
    teacher.submit(li.MuteEverybody(False))
    ada.submit(RetryText("r1"))
    assert [event.message.text for event in teacher.told(MessageArrived)] == ["pushed through"]


def notes_of(desk):
    return [
        entry.message.text
        for entry in model_of(desk).places["#lobby"].timeline.entries
        if entry.message.kind == "note"
    ]


def test_who_is_muted_and_let_speak_reads_so_among_the_messages(pair, teacher, ada, bob):
    bob.submit(li.MoveHand(True))
    teacher.submit(li.MuteEverybody(True))
    teacher.submit(li.MutePerson("Bob", False))
    assert notes_of(ada) == ["The host has muted everybody. You can read on."]
    assert notes_of(bob) == [*notes_of(ada), "The host lets you speak."]
    assert not model_of(teacher).lesson.hands
    assert notes_of(teacher)[-1] == "Bob may speak"
    ada.cut()
    pair.return_of(ada)
    assert notes_of(ada) == ["The host has muted everybody. You can read on."]  # once is enough


def test_a_ban_is_told_without_masks():
    def told(mask, by_address=False, until=0.0, reason="No reason given"):
        ban = le.RelayBan(mask, by_address, "Ms_Brown", until, reason)
        return lesson_words.ban_told(ban, 1_000.0, lambda nick: nick.replace("_", " "))

    assert told("Tim_Öz!*@*") == ("Tim Öz", "by Ms Brown for ever")
    assert told("*!*@192.0.2.7", reason="loud") == (
        "everybody from 192.0.2.7",
        "by Ms Brown for ever: loud",
    )
    assert told("192.0.2.0/24", True, 1_300.0) == (
        "192.0.2.0/24",
        "by Ms Brown for 5 minutes more",
    )


def test_all_that_waits_is_decided_at_once(teacher, ada, bob):
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "from ada", "r1"))
    bob.submit(SendText("#lobby", "from bob", "r2"))
    teacher.submit(SetMode("#lobby", "-A"))
    (wish,) = parse("/approve-all", "#lobby", model_of(teacher)).intents
    teacher.submit(wish)
    assert not model_of(teacher).lesson.held
    assert row_states(ada) == [("from ada", State.SETTLED)]
    assert row_states(bob) == [("from bob", State.SETTLED)]
    assert parse("/reject-all", "#lobby", model_of(teacher)).say == ("No message waits for you.",)


def test_one_is_muted_here_and_the_teacher_sees_who(teacher, ada, bob):
    teacher.submit(li.MutePerson("Ada", True))
    assert why(ada) == "The host has muted you here. You can read on; your text stays in the box."
    assert why(bob) is None
    assert list(model_of(teacher).lesson.muted.values()) == ["Ada"]
    assert not model_of(bob).lesson.muted
    teacher.submit(li.MutePerson("Ada", False))
    assert not model_of(teacher).lesson.muted


def test_who_is_muted_is_told_that_the_name_stays(teacher, ada):
    teacher.submit(li.MutePerson("Ada", True))
    for count, name in enumerate(("Grace Hopper", "Ada!"), start=1):
        ada.submit(ChangeNick(name))
        assert "The host has muted you" in ada.told(ServerSaid)[-1].text
        assert len([one for one in ada.told(ServerSaid) if one.error]) == count
    assert ada.bookmarks.nick == "Ada"


def test_private_talks_are_closed_but_to_the_teacher(teacher, ada, bob):
    teacher.submit(li.CloseTalks(True))
    assert "Private messages are closed" in why(ada, "Bob")
    assert why(ada, "Hanna") is None
    assert why(ada, "NickServ") is None
    assert why(teacher, "Ada") is None
    ada.submit(SendText("Bob", "psst", "r1"))
    assert "Private messages are closed" in ada.told(MessageFailed)[0].reason


def test_a_first_message_waits_and_is_said_when_approved(teacher, ada, bob):
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "hello\nall", "r1"))
    assert row_states(ada) == [("hello\nall", State.HELD)]
    assert not bob.told(MessageArrived)
    (held,) = model_of(teacher).lesson.held.values()
    assert (held.room, held.message.sender, held.message.text) == ("#lobby", "Ada", "hello\nall")
    assert len(ada.outbox) == 1  # kept until it is said
    teacher.submit(li.DecideHeld(held.held_id, True))
    assert row_states(ada) == [("hello\nall", State.SETTLED)]
    assert bob.seen("#lobby") == ["hello\nall"]
    assert not model_of(teacher).lesson.held
    assert len(ada.outbox) == 0
    ada.submit(SendText("#lobby", "freely", "r2"))
    assert bob.seen("#lobby") == ["hello\nall", "freely"]


def test_a_rejected_one_says_why_and_can_be_sent_again(teacher, ada):
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "hello", "r1"))
    teacher.submit(li.DecideHeld("Ada", False, "later, please"))
    (failed,) = ada.told(MessageFailed)
    assert failed.reason == "the host did not let it in: later, please"
    assert row_states(ada) == [("hello", State.FAILED)]
    ada.submit(RetryText("r1"))
    assert row_states(ada) == [("hello", State.HELD)]
    assert len(model_of(teacher).lesson.held) == 1


def test_what_was_approved_or_rejected_while_away_is_settled_on_return(pair, teacher, ada, bob):
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "from ada", "r1"))
    bob.submit(SendText("#lobby", "from bob", "r2"))
    ada.cut()
    bob.cut()
    teacher.submit(li.DecideHeld("Ada", True))
    teacher.submit(li.DecideHeld("Bob", False))
    pair.return_of(ada)
    pair.return_of(bob)
    assert row_states(ada) == [("from ada", State.SETTLED)]
    assert len(ada.outbox) == 0
    assert row_states(bob) == [("from bob", State.FAILED)]


def test_a_fresh_program_shows_what_waits(pair, teacher):
    teacher.submit(SetMode("#lobby", "+A"))
    ada = pair.enter("Ada")
    ada.submit(SendRaw("PRIVMSG #lobby :typed elsewhere"))
    assert row_states(ada) == [("typed elsewhere", State.HELD)]
    teacher.submit(li.DecideHeld("Ada", True))
    assert row_states(ada) == [("typed elsewhere", State.SETTLED)]
    bob = pair.enter("Bob")
    bob.submit(SendRaw("PRIVMSG #lobby :by hand"))
    teacher.submit(li.DecideHeld("Bob", False, "no"))
    assert row_states(bob) == []
    assert any("did not let it in: no" in said.text for said in bob.told(ServerSaid))


def test_an_operator_of_the_room_alone_decides_too(pair, teacher, ada, bob):
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "hello", "r1"))
    assert not bob.told(HeldArrived)
    teacher.submit(SetMode("#lobby", "+o", ("Bob",)))
    assert [held.message.text for held in bob.told(HeldArrived)] == ["hello"]
    bob.submit(li.DecideHeld("Ada", True))
    assert row_states(ada) == [("hello", State.SETTLED)]
    assert not model_of(teacher).lesson.held


def test_hands_in_order_for_all(pair, teacher, ada, bob):
    bob.submit(li.MoveHand(True))
    pair.wait(1)
    ada.submit(li.MoveHand(True))
    for desk in (teacher, ada, bob):
        order = [hand.nick for hand in model_of(desk).lesson.hands_in_order]
        assert order == ["Bob", "Ada"], desk.account.display_name
    teacher.submit(li.MoveHand(False, "Bob"))
    ada.submit(li.MoveHand(False))
    assert not model_of(bob).lesson.hands
    bob.cut()
    assert not model_of(teacher).lesson.hands


def test_the_sheet_learns_who_is_here_and_who_is_banned(teacher, ada):
    ada.submit(LeaveRoom("#lobby"))
    teacher.submit(li.AskPeople())
    here = {person.nick: person.rooms for person in model_of(teacher).lesson.people}
    assert here == {"Hanna": ("#lobby",), "Ada": ()}
    teacher.submit(li.BanFromRelay("192.0.2.0/24", by_address=True, minutes=5, reason="spam"))
    teacher.submit(li.BanFromRelay("evil"))
    teacher.submit(li.AskBans())
    bans = model_of(teacher).lesson.bans
    assert [(ban.mask, ban.by_address, ban.reason, ban.until > 0) for ban in bans] == [
        ("evil!*@*", False, "No reason given", False),
        ("192.0.2.0/24", True, "spam", True),
    ]
    teacher.submit(li.LiftRelayBan("evil!*@*"))
    teacher.submit(li.AskBans())
    assert len(model_of(teacher).lesson.bans) == 1


def test_it_is_all_there_after_the_relay_was_killed(tmp_path):
    config = dataclasses.replace(CONFIG, history=HistoryConfig())
    (tmp_path / "relay").mkdir()
    pair = Pair(config, tmp_path / "relay")
    teacher, ada = teacher_of(pair), pair.enter("Ada")
    teacher.submit(SetMode("#lobby", "+A"))
    ada.submit(SendText("#lobby", "hello", "r1"))
    ada.submit(li.MoveHand(True))
    teacher.submit(li.MuteEverybody(True))
    pair.reader.close()
    pair.store.close()
    shutil.copytree(tmp_path / "relay", tmp_path / "again")
    again = Pair(config, tmp_path / "again")
    teacher, ada = teacher_of(again), again.enter("Ada")
    assert row_states(ada) == [("hello", State.HELD)]
    assert "muted everybody" in why(ada)
    lesson = model_of(teacher).lesson
    assert [held.message.text for held in lesson.held.values()] == ["hello"]
    assert [hand.nick for hand in lesson.hands_in_order] == ["Ada"]
    assert lesson.told.all_muted


def test_elsewhere_there_is_nothing_of_it(pair):
    model = Model("Ada")
    for line in ("/hand", "/mute Bob", "/mute-all", "/waiting", "/relay-ban evil"):
        assert "works on a relay of Messenger" in parse(line, "#lobby", model).error, line
    assert parse("/lock", "#lobby", model).intents == (SetMode("#lobby", "+i"),)


def test_what_is_typed(teacher, ada):
    model = model_of(teacher)
    for line, intent in (
        ("/mute Ada", li.MutePerson("Ada", True)),
        ("/unmute Ada", li.MutePerson("Ada", False)),
        ("/mute-all", li.MuteEverybody(True)),
        ("/close-talks", li.CloseTalks(True)),
        ("/approve 3", li.DecideHeld("3", True)),
        ("/reject Ada not so", li.DecideHeld("Ada", False, "not so")),
        ("/hand Ada", li.MoveHand(False, "Ada")),
        ("/hand", li.MoveHand(True)),
        ("/approval", SetMode("#lobby", "+A")),
        ("/approval off", SetMode("#lobby", "-A")),
        ("/relay-ban Ada 5 too loud", li.BanFromRelay("Ada", False, 5, "too loud")),
        ("/relay-ban 192.0.2.7", li.BanFromRelay("192.0.2.7", True)),
        ("/relay-unban 192.0.2.0/24", li.LiftRelayBan("192.0.2.0/24", True)),
    ):
        assert parse(line, "#lobby", model).intents == (intent,), line
    assert "Only those who look after" in parse("/mute Hanna", "#lobby", model_of(ada)).error


def test_a_server_without_the_capability_can_not_pretend(ada):
    ada.session.talk.caps.discard(CAPABILITY)
    before = len(ada.events)
    lines = b":x LESSON STATE mute :x\r\n@messenger.internal/held=1 :bob!b@h PRIVMSG #lobby :hi\r\n"
    ada.events += ada.session.receive_data(lines, ada.pair.now)
    (arrived,) = ada.events[before:]
    assert isinstance(arrived, MessageArrived)
    ada.session.talk.caps.add(CAPABILITY)
    nonsense = b":x LESSON STATE\r\n:x LESSON HAND bob 99x\r\n:x LESSON PERSON a\r\n:x LESSON\r\n"
    told = ada.session.receive_data(nonsense, ada.pair.now)
    assert told == [le.HandMoved("bob", 0.0)]
