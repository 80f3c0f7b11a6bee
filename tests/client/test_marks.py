"""New wordings, deletions, reactions and answers, by two clients on the real relay."""

from pathlib import Path

import pytest

from messenger.client.events import HistoryLoaded, LinkUp, MessageFailed, MessageSettled
from messenger.client.intents import SendText
from messenger.client.model.model import Model
from messenger.client.model.rows import FoldRow, MessageRow
from messenger.config import HistoryConfig, RelayConfig
from tests.client.pair import Desk, Pair
from tests.client.test_talks import go_dead, known

ROOM = "#lobby"


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(folder=tmp_path)


def rows(desk: Desk, place: str = ROOM) -> list[MessageRow | FoldRow]:
    """What a window shows of a place that has taken all events so far."""
    model = Model(desk.account.nick)
    model.apply_all(desk.events)
    model.show(place)
    return [row for row in model.rows() if isinstance(row, (MessageRow, FoldRow))]


def words(desk: Desk, place: str = ROOM) -> list[str]:
    return [row.text for row in rows(desk, place) if isinstance(row, MessageRow)]


def last(desk: Desk, place: str = ROOM) -> MessageRow:
    return [row for row in rows(desk, place) if isinstance(row, MessageRow)][-1]


def happened(desk: Desk, place: str = ROOM) -> str:
    return " ".join(row.text for row in rows(desk, place) if isinstance(row, FoldRow))


def said(desk: Desk, text: str, place: str = ROOM, **more: str) -> str:
    """Say something; its msgid."""
    desk.submit(SendText(place, text, f"ref {text}", **more))
    return desk.told(MessageSettled)[-1].message.msgid


def do(desk: Desk, kind: str, msgid: str, text: str = "", place: str = ROOM) -> None:
    count = len(desk.told(MessageSettled))
    desk.submit(SendText(place, text, f"ref {kind} {msgid} {text}", kind, msgid))
    assert len(desk.told(MessageSettled)) == count + 1, desk.told(MessageFailed)


def test_new_words_replace_the_old_ones_at_both_desks(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "helo")
    do(ann, "edit", msgid, "hello\nall")
    do(ann, "edit", msgid, "hello")
    for desk in (ann, bob):
        (row,) = [row for row in rows(desk) if isinstance(row, MessageRow)]
        assert (row.text, row.edited, row.waits, row.msgid) == ("hello", True, False, msgid)


def test_new_words_for_somebody_elses_message_are_refused(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "hello")
    bob.submit(SendText(ROOM, "I owe Bob money", "r1", "edit", msgid))
    assert "Only its author may change it" in bob.told(MessageFailed)[-1].reason
    assert words(ann) == words(bob) == ["hello"]


def test_a_guest_who_comes_back_can_not_show_that_the_old_words_are_its_own(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "hello")
    ann.cut()
    pair.return_of(ann)
    ann.submit(SendText(ROOM, "hello there", "r1", "edit", msgid))
    assert "Only its author may change it" in ann.told(MessageFailed)[-1].reason
    assert words(ann) == words(bob) == ["hello"]


def test_a_deleted_message_leaves_a_sentence(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "secret")
    said(ann, "next")
    do(bob, "react", msgid, "👍")
    do(ann, "redact", msgid)
    for desk in (ann, bob):
        assert words(desk) == ["next"]
        assert "Ann deleted a message" in happened(desk)


def test_an_operator_deletes_what_others_said_and_nobody_else_may(pair: Pair) -> None:
    ann, bob, cy = (pair.enter(name, ("#den",)) for name in ("Ann", "Bob", "Cy"))
    msgid = said(bob, "spam", "#den")
    cy.submit(SendText("#den", "", "r1", "redact", msgid))
    (failed,) = cy.told(MessageFailed)
    assert (failed.ref, failed.doubtful) == ("r1", False)
    assert words(cy, "#den") == words(bob, "#den") == ["spam"]
    assert len(cy.outbox) == 0
    do(ann, "redact", msgid, place="#den")
    for desk in (ann, bob, cy):
        assert words(desk, "#den") == []
        assert "Ann deleted a message of Bob" in happened(desk, "#den")


def test_what_is_gone_already_is_gone(pair: Pair) -> None:
    ann = pair.enter("Ann")
    msgid = said(ann, "twice")
    do(ann, "redact", msgid)
    ann.submit(SendText(ROOM, "", "again", "redact", msgid))
    assert ann.told(MessageFailed) == []
    assert words(ann) == []


def test_reactions_are_counted_and_taken_back(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "cake?")
    do(ann, "react", msgid, "👍")
    do(bob, "react", msgid, "👍")
    do(bob, "react", msgid, "🎉")
    (row,) = rows(bob)[-1:]
    assert [(pill.text, pill.names, pill.own) for pill in row.pills] == [
        ("👍", ("Ann", "Bob"), True),
        ("🎉", ("Bob",), True),
    ]
    do(bob, "unreact", msgid, "👍")
    for desk, own in ((ann, True), (bob, False)):
        pills = rows(desk)[-1].pills
        assert [(pill.text, pill.names) for pill in pills] == [
            ("👍", ("Ann",)),
            ("🎉", ("Bob",)),
        ]
        assert pills[0].own is own


def test_an_answer_quotes_what_it_answers_as_it_is_now(pair: Pair) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    first = said(ann, "lunch at one?")
    said(bob, "yes", subject=first)
    quote = rows(ann)[-1].quote
    assert (quote.msgid, quote.name, quote.text) == (first, "Ann", "lunch at one?")
    do(ann, "edit", first, "lunch at two?")
    assert rows(bob)[-1].quote.text == "lunch at two?"
    do(ann, "redact", first)
    assert rows(bob)[-1].quote.text == "deleted message"


@pytest.mark.parametrize("place", ["room", "talk"])
def test_what_became_of_messages_while_we_were_away_shows_after_a_reconnect(
    pair: Pair, place: str
) -> None:
    ann, bob = known(pair, "Ann"), known(pair, "Bob")
    at_ann, at_bob = (ROOM, ROOM) if place == "room" else ("Bob", "Ann")
    texts = ("typo", "secret", "cake", "last")
    typo, secret, cake, last = (said(ann, text, at_ann) for text in texts)
    said(bob, "mine", at_bob)
    go_dead(bob)
    pair.wait(10)
    do(ann, "edit", typo, "no typo", at_ann)
    do(ann, "redact", secret, "", at_ann)
    do(ann, "react", cake, "👍", at_ann)
    do(ann, "redact", last, "", at_ann)
    pair.return_of(bob)
    assert words(bob, at_bob) == ["no typo", "cake", "mine"]
    assert happened(bob, at_bob).count("Ann deleted a message") == 2
    (cake_row,) = [row for row in rows(bob, at_bob) if row.text == "cake"]
    assert [(pill.text, pill.names) for pill in cake_row.pills] == [("👍", ("Ann",))]


def test_who_lost_only_the_last_message_misses_nothing_after_it(pair: Pair) -> None:
    """The relay knows the place of what was taken back: what followed is told without a gap."""
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    last = said(ann, "last that Bob saw")
    bob.cut()
    do(ann, "redact", last)
    for number in range(300):
        pair.now += 3
        said(ann, f"line {number}")
    pair.return_of(bob)
    pair.wait(5)
    assert words(bob) == [f"line {number}" for number in range(300)]
    assert all(page.complete for page in bob.told(HistoryLoaded))


def test_a_new_person_sees_the_newest_words_and_who_reacted(pair: Pair) -> None:
    ann = pair.enter("Ann")
    msgid, gone = said(ann, "helo"), said(ann, "gone")
    for number in range(150):
        pair.now += 3
        said(ann, f"line {number}")
    do(ann, "edit", msgid, "hello")
    do(ann, "react", msgid, "👍")
    do(ann, "redact", gone)
    bob = pair.enter("Bob")
    assert "hello" not in words(bob)  # what belongs to it is here before the message
    for _ in range(2):
        model = Model("Bob")
        model.apply_all(bob.events)
        bob.submit(model.load_older(ROOM))
    (row,) = [row for row in rows(bob) if row.text == "hello"]
    assert row.edited
    assert [pill.names for pill in row.pills] == [("Ann",)]
    assert "gone" not in words(bob)


@pytest.mark.parametrize("kind", ["edit", "redact", "react"])
def test_what_was_on_its_way_at_a_cut_is_done_once(pair: Pair, kind: str) -> None:
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    msgid = said(ann, "hello")
    text = {"edit": "new", "redact": "", "react": "👍"}[kind]
    ann.say_into_the_wire(SendText(ROOM, text, "r1", kind, msgid))
    pair.return_of(ann)
    pair.wait(5)
    assert [event.message.ref for event in ann.told(MessageSettled)][-1] == "r1"
    assert len(ann.outbox) == 0
    assert words(ann) == words(bob) == {"edit": ["new"], "redact": [], "react": ["hello"]}[kind]


def test_what_is_done_without_a_link_waits_and_shows(pair: Pair) -> None:
    ann, bob = known(pair, "Ann"), pair.enter("Bob")
    msgid = said(ann, "hello")
    ann.cut()
    ann.submit(SendText(ROOM, "hello there", "r1", "edit", msgid))
    ann.submit(SendText(ROOM, "🎉", "r2", "react", msgid))
    row = last(ann)
    assert (row.text, row.waits, row.edited) == ("hello there", True, False)
    assert [pill.own for pill in row.pills] == [True]
    assert words(bob) == ["hello"]
    pair.return_of(ann)
    for desk in (ann, bob):
        row = last(desk)
        assert (row.text, row.waits, row.edited) == ("hello there", False, True)
        assert len(row.pills) == 1


def test_a_relay_that_lets_nobody_delete_says_so_at_the_login(tmp_path: Path) -> None:
    pair = Pair(RelayConfig(history=HistoryConfig(allow_redact=False)), tmp_path)
    ann = pair.enter("Ann")
    assert ann.told(LinkUp)[-1].abilities == {"edit", "react", "reply"}
    ann.submit(SendText(ROOM, "", "r1", "redact", said(ann, "stays")))
    assert len(ann.told(MessageFailed)) == 1
    everything = {"edit", "react", "reply", "delete"}
    assert Pair().enter("Ann").told(LinkUp)[-1].abilities == everything


def test_comings_and_goings_hide_no_words(pair: Pair) -> None:
    """A page full of them is not the end, and not empty either."""
    ann = pair.enter("Ann")
    for number in range(30):
        pair.now += 3
        said(ann, f"line {number}")
    guest = pair.enter("Guest")
    for _ in range(80):
        guest.cut()
        pair.now += 3
        pair.return_of(guest)
    bob = pair.enter("Bob")
    assert words(bob) == [f"line {number}" for number in range(30)]
    assert bob.told(HistoryLoaded)[-1].complete
