"""Answers that come late, names that change, and who somebody is."""

import pytest

from messenger.client.events import (
    HistoryLoaded,
    LinkUp,
    MessageArrived,
    MessageSettled,
    PersonDescribed,
)
from messenger.client.intents import AskWhois, ChangeNick, SendText
from messenger.client.session.bookmarks import Bookmarks, Realnames
from messenger.client.session.catchup import ANSWER_WAIT_S
from tests.client.session.test_session import ACCOUNT, JOINED, WELCOME, Line, line_with


def page(label: str, *messages: str) -> bytes:
    """A batch of history: the messages' ids are their texts."""
    tag = f"@label={label} " if label else ""
    lines = [f"{tag}BATCH +h chathistory #lobby"]
    lines += [f"@batch=h;msgid={text} :Bob!b@h PRIVMSG #lobby :{text}" for text in messages]
    return "".join(f"{line}\r\n" for line in [*lines, "BATCH -h"]).encode()


def behind(caps: str) -> Line:
    """In #lobby with a bookmark, after what was missed was asked for, and the private talks."""
    bookmarks = Bookmarks.of(ACCOUNT)
    bookmarks.newest["#lobby"] = "known"
    line = Line(bookmarks)
    line.hear(f":irc.test CAP * LS :{caps}\r\n:irc.test CAP * ACK :{caps}\r\n".encode())
    line.hear(WELCOME + JOINED)
    line.hear(b"BATCH +t draft/chathistory-targets\r\nBATCH -t\r\n")
    return line


def history(events) -> list[tuple[list[str], bool]]:
    return [
        ([message.text for message in event.messages], event.complete)
        for event in events
        if isinstance(event, HistoryLoaded)
    ]


def questions(line: Line) -> list[str]:
    """About rooms and people."""
    asked = [sent for sent in line.sent() if "CHATHISTORY" in sent]
    return [sent for sent in asked if "TARGETS" not in sent]


@pytest.mark.parametrize("order", ["late first", "late last"])
def test_a_late_answer_is_not_taken_for_that_of_the_next_question(order: str) -> None:
    line = behind("batch draft/chathistory labeled-response message-tags")
    (missed,) = questions(line)
    line.live(ANSWER_WAIT_S + 2)
    (newest,) = questions(line)
    assert "AFTER" in missed
    assert "LATEST" in newest
    late, wanted = (asked.split()[0].removeprefix("@label=") for asked in (missed, newest))
    answers = [page(late, "old"), page(wanted, "new", "newer")]
    if order == "late last":
        answers.reverse()
    assert history(line.hear(b"".join(answers))) == [(["new", "newer"], False)]
    assert line.bookmarks.newest["#lobby"] == "newer"


def test_without_labels_answers_are_known_by_their_order() -> None:
    line = behind("batch draft/chathistory message-tags")
    line.live(ANSWER_WAIT_S + 2)
    assert [asked.split()[1] for asked in questions(line)] == ["AFTER", "LATEST"]
    assert history(line.hear(page("", "old") + page("", "new"))) == [(["new"], False)]


def test_a_page_is_told_whole_though_some_of_it_came_live() -> None:
    line = behind("batch draft/chathistory message-tags")
    line.hear(b"@msgid=two :Bob!b@h PRIVMSG #lobby :two\r\n")
    assert history(line.hear(page("", "one", "two", "three"))) == [(["one", "two", "three"], True)]


def test_what_a_page_settles_is_told_behind_the_page() -> None:
    line = behind("batch draft/chathistory message-tags")
    line.outbox.add(SendText("#lobby", "mine", "r1"), 0.0)
    (letter,) = line.outbox.waiting()
    line.outbox.mark_sent(letter)
    line.outbox.link_lost()
    tags = b"@batch=h;msgid=m2;+messenger.internal/ref=r1"
    last = tags + b" :Ann!ann@host PRIVMSG #lobby :mine\r\n"
    mine = page("", "one").replace(b"BATCH -h", last + b"BATCH -h")
    loaded, settled = [
        event for event in line.hear(mine) if isinstance(event, HistoryLoaded | MessageSettled)
    ]
    assert [(message.text, message.own) for message in loaded.messages] == [
        ("one", False),
        ("mine", True),
    ]
    assert (settled.message.ref, settled.message.msgid) == ("r1", "m2")


def test_newest_that_never_come_are_a_gap() -> None:
    line = behind("batch draft/chathistory message-tags")
    line.live(ANSWER_WAIT_S + 2)
    assert history(line.live(ANSWER_WAIT_S + 2)) == [([], False)]
    assert not line.session.is_catching_up("#lobby")


def test_a_new_name_is_the_nick_and_the_display_name() -> None:
    line = line_with("setname")
    line.session.submit(ChangeNick("Grace Hopper"), line.now)
    assert line.sent() == ["NICK Grace_Hopper"]
    line.hear(b":Ann!ann@host NICK Grace_Hopper\r\n")
    assert line.sent() == ["SETNAME :Grace Hopper"]
    line.session.submit(ChangeNick("Grace_Hopper"), line.now)
    assert line.sent() == ["SETNAME Grace_Hopper"]


def test_a_server_without_display_names_gets_the_nick_only() -> None:
    line = line_with("")
    line.session.submit(ChangeNick("Grace Hopper"), line.now)
    line.hear(b":Ann!ann@host NICK Grace_Hopper\r\n")
    assert line.sent() == ["NICK Grace_Hopper"]


def test_after_a_reconnect_the_new_name_is_told_again() -> None:
    bookmarks = Bookmarks.of(ACCOUNT)
    bookmarks.logged_in_before, bookmarks.realname = True, "Ann!"
    line = Line(bookmarks)
    line.hear(b":irc.test CAP * LS :setname\r\n:irc.test CAP * ACK :setname\r\n" + WELCOME)
    assert "SETNAME Ann!" in line.sent()


def test_what_somebody_says_bears_their_name_even_in_private() -> None:
    line = line_with("setname")
    line.hear(b":irc.test 352 Ann #lobby bob there irc.test Bob H :0 Bob\r\n")
    line.hear(b":Bob!b@h SETNAME :Bob  B\xc3\xb6\r\n")
    (arrived,) = line.hear(b":Bob!b@h PRIVMSG Ann :psst\r\n")
    assert isinstance(arrived, MessageArrived)
    assert arrived.message.realname == "Bob  Bö"
    assert line.bookmarks.realnames.take_fresh() == (("Bob", "Bob  Bö"),)
    assert line.bookmarks.realnames.take_fresh() == ()


def test_names_of_people_are_bounded_and_news_is_not_overwritten_by_what_was_kept() -> None:
    known = Realnames(most=2)
    known.learn("a", "A")
    known.recall("A", "old")
    known.learn("b", "B")
    known.learn("c", "C")
    assert [known.of(nick) for nick in "abc"] == ["", "B", "C"]
    known.learn("b", "B")
    assert len(known.take_fresh()) == 2


def test_our_own_relay_is_known_by_its_token() -> None:
    for token, ours in (("messenger.internal/ref", True), ("EXCEPTS", False)):
        line = Line()
        events = line.hear(
            f":irc.test CAP * LS :\r\n:irc.test 001 Ann :hi\r\n"
            f":irc.test 005 Ann {token} :are\r\n:irc.test 422 Ann :no\r\n".encode()
        )
        assert [event.own_relay for event in events if isinstance(event, LinkUp)] == [ours]


def test_who_somebody_is_in_plain_words() -> None:
    line = line_with("")
    line.session.set_wall(1_000_000.0 - line.now)
    line.session.submit(AskWhois("Grace_M"), line.now)
    start = b":irc.test %s Ann Grace_M "
    events = line.hear(
        b"".join(
            start % number + rest + b"\r\n"
            for number, rest in (
                (b"311", b"gm 127.0.0.1 * :Grace M"),
                (b"319", b":@#lobby +#boats"),
                (b"312", b"irc.test :a relay"),
                (b"378", b":is connecting from *@127.0.0.1"),
                (b"379", b":is using modes +o"),
                (b"330", b"grace :is logged in as"),
                (b"317", b"150 992800 :idle"),
                (b"318", b":end"),
            )
        )
    )
    assert events == [
        PersonDescribed(
            "Grace_M",
            (
                "Grace M (nick: Grace_M)",
                "Host: 127.0.0.1",
                "Rooms: #lobby, #boats",
                "Account: grace",
                "Silent for 2 minutes",
                "Here for 2 hours",
            ),
        )
    ]


@pytest.mark.parametrize(("behind_s", "is_kept"), [(0.02, True), (3600.0, False)])
def test_where_the_server_tells_no_times_what_comes_later_is_never_older(
    behind_s: float, is_kept: bool
) -> None:
    """Unless the system's clock was set back."""
    line = line_with("")
    said: list[MessageArrived] = []
    for offset in (1_000_000.0, 1_000_000.0 - behind_s):
        line.session.set_wall(offset)
        events = line.hear(b":Bob!b@h PRIVMSG #lobby :hi\r\n")
        said += [event for event in events if isinstance(event, MessageArrived)]
    first, second = (event.message.sent_at for event in said)
    assert (second >= first) is is_kept
