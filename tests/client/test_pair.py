"""Two clients and the real relay's core, without I/O."""

import pytest

from messenger.client.events import (
    HistoryLoaded,
    LinkUp,
    LoginFailed,
    LoginFault,
    MemberJoined,
    MemberLeft,
    MembersListed,
    MessageArrived,
    MessageFailed,
    MessagePending,
    MessageSettled,
    NickChanged,
    PersonDescribed,
    RoomLeft,
    RoomsListed,
    TopicChanged,
)
from messenger.client.intents import (
    AskWhois,
    ChangeNick,
    DiscardText,
    KickMember,
    ListRooms,
    LoadOlder,
    SendText,
    SetTopic,
)
from tests.client.pair import Desk, Pair


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_login_ends_in_the_lobby_with_the_members_listed(pair: Pair) -> None:
    ann = pair.enter("Ann Okafor")
    assert ann.told(LinkUp)[0].nick == "Ann_Okafor"
    (listed, *_) = ann.told(MembersListed)
    assert [member.nick for member in listed.members] == ["Ann_Okafor"]
    assert ann.told(MembersListed)[-1].members[0].realname == "Ann Okafor"


def test_a_message_is_pending_then_settled_once_and_arrives_once(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.submit(SendText("#lobby", "hello", "r1"))
    assert [event.message.ref for event in ann.told(MessagePending)] == ["r1"]
    (settled,) = ann.told(MessageSettled)
    (arrived,) = bob.told(MessageArrived)
    assert settled.message.msgid == arrived.message.msgid != ""
    assert (arrived.message.sender, arrived.message.text, arrived.message.own) == (
        "Ann",
        "hello",
        False,
    )
    assert arrived.message.realname == "Ann"
    assert ann.told(MessageArrived) == []
    assert len(ann.outbox) == 0


def test_actions_notices_and_many_lines(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.submit(SendText("#lobby", "waves", "r1", kind="action"))
    ann.submit(SendText("#lobby", "one\n\ntwo", "r2"))
    ann.submit(SendText("#lobby", "é" * 700, "r3"))
    got = [(event.message.kind, event.message.text) for event in bob.told(MessageArrived)]
    assert got == [("action", "waves"), ("message", "one\n\ntwo"), ("message", "é" * 700)]
    assert [event.message.text for event in ann.told(MessageSettled)] == [text for _, text in got]


def test_private_words_have_the_other_ones_nick_as_target(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.submit(SendText("Bob", "psst", "r1"))
    assert ann.told(MessageSettled)[0].target == "Bob"
    assert bob.told(MessageArrived)[0].target == "Ann"


def test_words_to_nobody_fail_in_plain_words(pair: Pair) -> None:
    ann = pair.enter("Ann")
    ann.submit(SendText("Nobody", "hello?", "r1"))
    (failed,) = ann.told(MessageFailed)
    assert (failed.ref, failed.target) == ("r1", "Nobody")
    assert "Nobody" in failed.reason


def test_coming_going_and_new_names(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    assert [event.member.nick for event in ann.told(MemberJoined)] == ["Bob"]
    bob.submit(ChangeNick("Robert"))
    assert [(e.old, e.new, e.own) for e in ann.told(NickChanged)] == [("Bob", "Robert", False)]
    assert [(e.new, e.own) for e in bob.told(NickChanged)] == [("Robert", True)]
    bob.cut()
    assert [(e.nick, e.kind) for e in ann.told(MemberLeft)] == [("Robert", "quit")]


def test_kick(pair: Pair) -> None:
    ann, bob = pair.enter("Ann", ("#den",)), pair.enter("Bob", ("#den",))
    ann.submit(KickMember("#den", "Bob", "enough"))
    assert [(e.room, e.reason, e.kicked_by) for e in bob.told(RoomLeft)] == [
        ("#den", "enough", "Ann")
    ]
    assert [(e.nick, e.kind, e.by) for e in ann.told(MemberLeft)] == [("Bob", "kick", "Ann")]
    bob.cut()
    pair.return_of(bob)
    assert bob.session.talk.room("#den") is None


def test_topic_list_and_whois(pair: Pair) -> None:
    ann, bob = pair.enter("Ann", ("#den",)), pair.enter("Bob", ("#den",))
    ann.submit(SetTopic("#den", "boats"))
    assert bob.told(TopicChanged)[-1].topic == "boats"
    bob.submit(ListRooms())
    assert ("#den", 2, "boats") in [
        (room.room, room.people, room.topic) for room in bob.told(RoomsListed)[0].rooms
    ]
    bob.submit(AskWhois("ann"))
    assert "Ann" in bob.told(PersonDescribed)[0].lines[0]
    bob.submit(AskWhois("Nobody"))
    assert bob.told(PersonDescribed)[-1].lines == ()


def test_a_taken_name_fails_the_first_login_with_free_ones(pair: Pair) -> None:
    pair.enter("Ann")
    pair.enter("Ann2")
    late = pair.enter("Ann")
    (failed,) = late.told(LoginFailed)
    assert failed.fault is LoginFault.NAME_TAKEN
    assert failed.free_nicks[:2] == ("Ann3", "Ann4")
    assert late.session.finished


def test_after_a_cut_what_was_missed_comes_and_nothing_twice(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    for number in range(5):
        ann.submit(SendText("#lobby", f"before {number}", f"a{number}"))
    bob.cut()
    for number in range(450):  # more than two pages
        ann.submit(SendText("#lobby", f"missed {number}", f"b{number}"))
    pair.wait(30)
    pair.return_of(bob)
    ann.submit(SendText("#lobby", "after", "c"))
    expected = [
        *(f"before {number}" for number in range(5)),
        *(f"missed {number}" for number in range(450)),
        "after",
    ]
    assert bob.seen("#lobby") == expected
    assert ann.seen("#lobby") == expected
    assert bob.told(LinkUp)[1].first is False


def test_a_message_whose_receipt_was_lost_is_there_once(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.say_into_the_wire(SendText("#lobby", "did it arrive?", "r1"))
    ann.events += ann.session.submit(SendText("#lobby", "second", "r2"), pair.now)
    assert ann.told(MessageSettled) == []
    pair.return_of(ann)
    assert [event.message.ref for event in ann.told(MessageSettled)] == ["r1", "r2"]
    assert bob.seen("#lobby") == ["did it arrive?", "second"]
    assert ann.seen("#lobby") == ["did it arrive?", "second"]
    assert len(ann.outbox) == 0


def test_older_messages_page_by_page(pair: Pair) -> None:
    ann = pair.enter("Ann")
    for number in range(130):
        ann.submit(SendText("#lobby", str(number), f"r{number}"))
    pair.wait(5)
    bob = pair.enter("Bob")
    (newest,) = bob.told(HistoryLoaded)
    # The page held 99 words and Bob's coming in, which is no news.
    assert [one.text for one in newest.messages] == [str(number) for number in range(31, 130)]
    bob.submit(LoadOlder("#lobby", newest.messages[0].msgid, 20))
    bob.submit(LoadOlder("#lobby", bob.told(HistoryLoaded)[-1].messages[0].msgid, 20))
    page, last = bob.told(HistoryLoaded)[1:]
    assert [one.text for one in page.messages] == [str(number) for number in range(11, 31)]
    assert (page.at_top, page.complete, last.complete) == (True, False, True)
    assert len(last.messages) == 11


def test_after_a_reconnect_a_taken_name_is_won_back(pair: Pair) -> None:
    ann = pair.enter("Ann")
    ann.cut()
    thief: Desk = pair.enter("Ann")
    pair.return_of(ann)
    assert ann.told(LinkUp)[-1].nick == "Ann2"
    thief.cut()
    assert ann.session.talk.nick == "Ann"


def test_a_burst_of_lines_arrives_in_order(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    for number in range(500):
        ann.events += ann.session.submit(SendText("#lobby", str(number), f"r{number}"), pair.now)
    pair.wait(60)
    assert bob.seen("#lobby") == [str(number) for number in range(500)]
    assert ann.seen("#lobby") == [str(number) for number in range(500)]


def test_a_paste_of_thousands_of_lines_is_paced_and_confirmed(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    text = "\n".join(f"line {number}" for number in range(3_000))
    ann.submit(SendText("#lobby", text, "r1"))
    pair.wait(200)
    assert "\n".join(bob.seen("#lobby")) == text
    assert ann.told(MessageFailed) == []
    assert len(ann.outbox) == 0


def test_what_is_discarded_half_way_goes_no_further(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.submit(SendText("#lobby", "\n".join(str(number) for number in range(3_000)), "r1"))
    for ref in {letter.ref for letter in ann.outbox.waiting()}:
        ann.submit(DiscardText(ref))
    pair.wait(60)
    assert bob.seen("#lobby")[-1].split("\n")[-1] != "2999"
    assert ann.session.drained


def test_while_the_old_link_holds_our_name_nothing_is_said_twice(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.lose_sight(SendText("#lobby", "did it arrive?", "r1"))
    pair.return_of(ann)
    assert ann.told(LinkUp)[-1].nick == "Ann2"
    assert bob.seen("#lobby") == ["did it arrive?"]
    (settled,) = ann.told(MessageSettled)
    assert (settled.message.ref, settled.message.sender, settled.message.own) == ("r1", "Ann", True)
    assert len(ann.outbox) == 0


def test_private_words_are_uncertain_while_the_old_link_holds_our_name(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.lose_sight(SendText("Bob", "psst", "r1"))
    pair.return_of(ann)
    assert bob.seen("Ann") == ["psst"]
    assert [event.ref for event in ann.told(MessageFailed)] == ["r1"]


def test_words_are_no_request_to_the_others_programs(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    ann.submit(SendText("#lobby", "\x01VERSION\x01", "r1"))
    assert bob.seen("#lobby") == ["VERSION"]
    assert [event.message.ref for event in ann.told(MessageSettled)] == ["r1"]


def test_the_first_page_says_that_it_is_all_there_is(pair: Pair) -> None:
    ann = pair.enter("Ann")
    first = [event for event in ann.told(HistoryLoaded) if event.target == "#lobby"]
    assert [(event.messages, event.from_start) for event in first] == [((), True)]
    for number in range(3):
        ann.submit(SendText("#lobby", f"line {number}", f"r{number}"))
    bob = pair.enter("Bob")
    pages = [event for event in bob.told(HistoryLoaded) if event.target == "#lobby"]
    assert [event.from_start for event in pages] == [True]
