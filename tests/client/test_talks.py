"""Private talks that went on while our link was dead, and nobody knew: fetched, nothing twice."""

from pathlib import Path

import pytest

from messenger.client.events import (
    ChatMessage,
    HistoryLoaded,
    LinkUp,
    MessageArrived,
    MessageFailed,
    MessageSettled,
)
from messenger.client.intents import SendText
from messenger.client.session.device_key import NO_KEY
from messenger.client.session.login import Account
from tests.client.pair import WALL_S, Desk, Pair


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(folder=tmp_path)


def known(pair: Pair, name: str) -> Desk:
    """Somebody whose name is theirs, and who is logged in to it."""
    desk = pair.admit(Account("pair.test", name, rooms=("#lobby",)), NO_KEY)
    desk.cut()
    pair.return_of(desk)
    return desk


def go_dead(desk: Desk) -> None:
    """The line is dead, and the relay does not notice: what it writes is lost."""
    desk.is_cut = True
    desk.events += desk.session.receive_eof(desk.pair.now)
    desk.outbox.link_lost()


def test_what_was_said_into_a_dead_line_is_fetched(pair: Pair) -> None:
    ann, bob, cleo = (known(pair, name) for name in ("Ann", "Bob", "Cleo"))
    bob.submit(SendText("Ann", "before", "b0"))
    cleo.submit(SendText("Ann", "long ago", "c0"))
    pair.wait(10)
    bob.submit(SendText("Ann", "just now", "b1"))
    go_dead(ann)
    for number in range(250):  # more than a page
        bob.submit(SendText("Ann", f"missed {number}", f"m{number}"))
        pair.wait(number % 5 == 0)  # not so fast that it is a flood
    pair.return_of(ann)
    bob.submit(SendText(ann.told(LinkUp)[-1].nick, "after", "b2"))
    missed = [f"missed {number}" for number in range(250)]
    assert ann.seen("Bob") == ["before", "just now", *missed, "after"]
    asked = {event.target for event in ann.told(HistoryLoaded)}
    assert "Cleo" not in asked  # nothing new from her: nothing is asked


def test_who_wrote_first_while_the_line_was_dead_is_heard(pair: Pair) -> None:
    ann, bob = known(pair, "Ann"), known(pair, "Bob")
    go_dead(ann)
    bob.submit(SendText("Ann", "are you there?", "b1"))
    pair.return_of(ann)
    assert ann.seen("Bob") == ["are you there?"]


def test_a_talk_whose_pages_were_cut_off_is_asked_for_again(pair: Pair) -> None:
    ann, bob = known(pair, "Ann"), known(pair, "Bob")
    bob.submit(SendText("Ann", "before", "b0"))
    go_dead(ann)
    bob.submit(SendText("Ann", "missed", "b1"))
    pair.wait(10)
    ann.connect()
    fetching = "CHATHISTORY AFTER Bob"
    while fetching not in (sent := b"".join(ann.session.talk.lines_out).decode()):
        assert "missed" not in str(ann.told(HistoryLoaded))
        pair.step()
    ann.session.talk.lines_out.clear()  # the question is lost
    bob.submit(SendText("#lobby", "said in the room", "b2"))
    pair.run()
    go_dead(ann)
    assert sent
    pair.wait(10)
    pair.return_of(ann)
    assert ann.seen("Bob") == ["before", "missed"]


def test_a_servers_clock_far_behind_ours_hides_no_talk(pair: Pair) -> None:
    ann, bob = known(pair, "Ann"), known(pair, "Bob")
    bob.submit(SendText("Ann", "before", "b0"))
    go_dead(ann)
    bob.submit(SendText("Ann", "missed", "b1"))
    ann.bookmarks.talks_until = 0.0  # the program starts anew, and finds what it has kept
    ann.bookmarks.kept_until = max(one.sent_at for one in messages(ann, "Bob"))
    ann.connect()
    ann.session.set_wall(WALL_S + 400 * 86_400)
    pair.run()
    assert ann.seen("Bob") == ["before", "missed"]


def messages(desk: Desk, target: str) -> list[ChatMessage]:
    return [one.message for one in desk.told(MessageArrived) if one.target == target]


def test_private_words_that_did_arrive_are_settled_by_the_talks_own_history(pair: Pair) -> None:
    ann, bob = known(pair, "Ann"), known(pair, "Bob")
    ann.submit(SendText("Bob", "hello", "r0"))
    ann.lose_sight(SendText("Bob", "did it arrive?", "r1"))
    ann.submit(SendText("Bob", "and now?", "r2"))
    pair.return_of(ann)
    # The old link may still hold the name: then the last words come under another.
    assert bob.seen("Ann") + bob.seen("Ann2") == ["hello", "did it arrive?", "and now?"]
    assert [event.message.ref for event in ann.told(MessageSettled)] == ["r0", "r1", "r2"]
    assert ann.told(MessageFailed) == []
    assert ann.seen("Bob") == ["hello", "did it arrive?", "and now?"]
