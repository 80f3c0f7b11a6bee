"""ClientSession by bytes: whole conversations, foreign servers, hostile ones."""

import re

import pytest

from messenger.client.events import (
    Event,
    HistoryLoaded,
    JoinFailed,
    LinkUp,
    LoginFailed,
    LoginFault,
    Member,
    MembersListed,
    MemberUpdated,
    MessageArrived,
    MessageFailed,
    MessageSettled,
    RoomModesChanged,
    ServerSaid,
)
from messenger.client.intents import LoadOlder, RetryText, SendText
from messenger.client.outbox.outbox import Outbox
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.login import Account
from messenger.client.session.session import ClientSession

NOW = 50.0
ACCOUNT = Account("irc.test", "Ann")
CAPS = (
    "message-tags server-time echo-message labeled-response batch multi-prefix draft/chathistory "
    "draft/multiline=max-bytes=400,max-lines=5"
)
LOGIN = (
    b":irc.test CAP * LS * :" + CAPS.encode() + b"\r\n"
    b":irc.test CAP * LS :away-notify\r\n"
    b":irc.test CAP Ann ACK :batch draft/chathistory echo-message labeled-response\r\n"
)
WELCOME = (
    b":irc.test 001 Ann :Welcome\r\n"
    b":irc.test 005 Ann PREFIX=(ov)@+ NETWORK=Test CASEMAPPING=ascii :are supported\r\n"
    b":irc.test 422 Ann :no motd\r\n"
)
JOINED = (
    b":Ann!ann@host JOIN #lobby\r\n"
    b":irc.test 332 Ann #lobby :Caf\xc3\xa9\r\n"
    b":irc.test 353 Ann = #lobby :@Bob!bob@there Ann\r\n"
    b":irc.test 366 Ann #lobby :end\r\n"
)
TALK = (
    b"@time=2026-11-22T09:00:00.000Z;msgid=m1 "
    b":Bob!bob@there PRIVMSG #lobby :gr\xc3\xbc\xc3\x9fe\r\n"
    b":Bob!bob@there PRIVMSG Ann :\x01ACTION waves\x01\r\n"
    b"BATCH +b draft/multiline #lobby\r\n"
    b"@batch=b :Bob!bob@there PRIVMSG #lobby :one\r\n"
    b"@batch=b;draft/multiline-concat :Bob!bob@there PRIVMSG #lobby :.5\r\n"
    b"@batch=b :Bob!bob@there PRIVMSG #lobby :two\r\n"
    b"BATCH -b\r\n"
    b":Bob!bob@there AWAY :lunch\r\n"
    b":Bob!bob@there MODE #lobby +vt Ann\r\n"
    b":irc.test 999 Ann :whatever\r\n"
    b":irc.test 482 Ann #lobby :no\r\n"
)


class Line:
    """One session and what it said."""

    def __init__(self, bookmarks: Bookmarks | None = None, outbox: Outbox | None = None) -> None:
        self.bookmarks = bookmarks or Bookmarks.of(ACCOUNT)
        self.outbox = outbox or Outbox()
        self.session = ClientSession(ACCOUNT, self.bookmarks, self.outbox, now=NOW)
        self.now = NOW

    def hear(self, data: bytes) -> list[Event]:
        return self.session.receive_data(data, self.now)

    def ask(self, text: str, ref: str, target: str = "#lobby") -> list[Event]:
        return self.session.submit(SendText(target, text, ref), self.now)

    def sent(self) -> list[str]:
        return self.session.data_to_send().decode().split("\r\n")[:-1]

    def tick(self, seconds: float) -> list[Event]:
        """Time passes, a second at a time at most."""
        until, events = self.now + seconds, []
        while self.now < until:
            self.now = min(self.now + 1.0, until)
            events += self.session.tick(self.now)
        return events

    def live(self, seconds: float) -> list[Event]:
        """Time passes, and the server says that it is there, but nothing else."""
        events = []
        for _ in range(round(seconds)):
            events += self.hear(b":irc.test PONG irc.test :alive\r\n") + self.tick(1.0)
        return events


def line_with(caps: str, isupport: str = "PREFIX=(ov)@+", before: Line | None = None) -> Line:
    """Logged in to a server with these capabilities, and in #lobby. before: the line that broke."""
    line = Line(before.bookmarks, before.outbox) if before else Line()
    line.hear(f":irc.test CAP * LS :{caps}\r\n".encode())
    if caps:
        names = " ".join(cap.partition("=")[0] for cap in caps.split())
        line.hear(f":irc.test CAP * ACK :{names}\r\n".encode())
    line.hear(f":irc.test 001 Ann :hi\r\n:irc.test 005 Ann {isupport} :are\r\n".encode())
    line.hear(b":irc.test 376 Ann :end\r\n" + JOINED)
    line.sent()
    return line


WHOLE = LOGIN + WELCOME + JOINED + TALK


def test_first_lines() -> None:
    assert Line().sent() == ["CAP LS 302", "NICK Ann", "USER ann 0 * Ann"]


def test_empty_capability_list_is_answered_with_end() -> None:
    line = Line()
    line.sent()
    line.hear(b":irc.test CAP * LS :\r\n")
    assert line.sent() == ["CAP END"]


def test_a_whole_conversation() -> None:
    events = Line().hear(WHOLE)
    up = next(event for event in events if isinstance(event, LinkUp))
    assert (up.nick, up.network, up.first) == ("Ann", "Test", True)
    members = next(event for event in events if isinstance(event, MembersListed)).members
    assert [(one.nick, one.modes, one.host) for one in members] == [
        ("Bob", "@", "bob@there"),
        ("Ann", "", "ann@host"),
    ]
    arrived = [event for event in events if isinstance(event, MessageArrived)]
    assert [(e.target, e.message.kind, e.message.text) for e in arrived] == [
        ("#lobby", "message", "grüße"),
        ("Bob", "action", "waves"),
        ("#lobby", "message", "one.5\ntwo"),
    ]
    assert arrived[0].message.sent_at == 1795338000.0
    updates = [event.member for event in events if isinstance(event, MemberUpdated)]
    assert [(one.nick, one.away, one.modes) for one in updates] == [
        ("Bob", True, "@"),
        ("Ann", False, "+"),
    ]
    assert [e.modes for e in events if isinstance(e, RoomModesChanged)] == ["+t"]
    assert [(e.code, e.error, e.target) for e in events if isinstance(e, ServerSaid)] == [
        ("999", False, ""),
        ("482", True, "#lobby"),
    ]


@pytest.mark.parametrize("cut", range(len(WHOLE) + 1))
def test_the_same_events_at_every_cut(cut: int) -> None:
    line = Line()
    assert line.hear(WHOLE[:cut]) + line.hear(WHOLE[cut:]) == Line().hear(WHOLE)


def test_the_same_events_byte_by_byte() -> None:
    line = Line()
    events = [event for byte in WHOLE for event in line.hear(bytes([byte]))]
    assert events == Line().hear(WHOLE)


def test_server_without_any_extension_settles_by_ping() -> None:
    line = line_with("")
    line.ask("hello", "r1")
    assert line.sent() == ["PRIVMSG #lobby :hello", "PING m1"]
    (settled,) = line.hear(b":irc.test PONG irc.test :m1\r\n")
    assert isinstance(settled, MessageSettled)
    assert (settled.message.ref, settled.message.own) == ("r1", True)


def test_refusal_comes_before_the_pong_and_can_be_retried() -> None:
    line = line_with("")
    line.ask("hello", "r1")
    line.sent()
    (failed,) = line.hear(b":irc.test 404 Ann #lobby :Cannot send to channel\r\n")
    assert isinstance(failed, MessageFailed)
    assert failed.reason == "Your words do not reach #lobby. (Cannot send to channel)"
    assert line.hear(b":irc.test PONG irc.test :m1\r\n") == []
    line.session.submit(RetryText("r1"), line.now)
    assert line.sent()[0] == "PRIVMSG #lobby :hello"


def test_labels_without_echo_settle_by_ack() -> None:
    line = line_with("labeled-response batch message-tags")
    line.ask("hello", "r1")
    assert line.sent() == ["@label=m1;+messenger.internal/ref=r1 PRIVMSG #lobby :hello"]
    (settled,) = line.hear(b"@label=m1 :irc.test ACK\r\n")
    assert isinstance(settled, MessageSettled)


def test_echo_without_tags_settles_by_its_words() -> None:
    line = line_with("echo-message")
    line.ask("hello", "r1")
    line.ask("hello", "r2")
    events = line.hear(b":Ann!ann@host PRIVMSG #lobby :hello\r\n")
    assert [event.message.ref for event in events if isinstance(event, MessageSettled)] == ["r1"]
    events = line.hear(b":Ann!ann@host PRIVMSG #lobby :from my phone\r\n")
    assert isinstance(events[0], MessageArrived)
    assert events[0].message.own


def test_echo_twice_and_a_wrong_label_show_one_copy() -> None:
    line = line_with("echo-message labeled-response batch message-tags")
    line.ask("hello", "r1")
    echo = b"@label=zzz;+messenger.internal/ref=r1;msgid=%s :Ann!ann@host PRIVMSG #lobby :hello\r\n"
    (settled,) = line.hear(echo % b"x1")
    assert isinstance(settled, MessageSettled)
    assert line.hear(echo % b"x1") == []
    assert line.hear(echo % b"x2") == []


def test_a_server_that_never_echoes() -> None:
    line = line_with("echo-message labeled-response batch message-tags")
    line.ask("hello", "r1")
    events = line.live(31)
    (failed,) = [event for event in events if isinstance(event, MessageFailed)]
    assert (failed.ref, failed.doubtful) == ("r1", True)


@pytest.mark.parametrize("tags", ["", "@msgid=x1;+messenger.internal/ref=r1 "])
def test_an_echo_that_comes_after_the_time_is_up_settles_its_row_all_the_same(tags: str) -> None:
    line = line_with("echo-message message-tags")
    line.ask("hello", "r1")
    line.live(31)
    events = line.hear(f"{tags}:Ann!ann@host PRIVMSG #lobby :hello\r\n".encode())
    assert [event.message.ref for event in events if isinstance(event, MessageSettled)] == ["r1"]
    assert [type(event) for event in events] == [MessageSettled]
    assert "r1" not in line.outbox


def test_uncertain_private_words_are_not_said_twice_on_a_foreign_server() -> None:
    line = line_with("")
    line.ask("hello", "r1", "Bob")
    line.outbox.link_lost()
    again = Line(line.bookmarks, line.outbox)
    again.hear(b":irc.test CAP * LS :\r\n")
    events = again.hear(WELCOME + JOINED)
    assert [event.ref for event in events if isinstance(event, MessageFailed)] == ["r1"]
    assert not any("hello" in text for text in again.sent())


def test_many_lines_without_multiline_go_one_by_one_and_politely() -> None:
    line = line_with("")
    line.ask("\n".join(f"line {number}" for number in range(4)) + "\n\n", "r1")
    for number in range(20):
        line.ask(f"more {number}", f"s{number}")
    sent = [text for text in line.sent() if text.startswith("PRIVMSG")]
    assert sent[:4] == [f"PRIVMSG #lobby :line {number}" for number in range(4)]
    assert len(sent) == 5
    line.tick(1.0)
    assert len([text for text in line.sent() if text.startswith("PRIVMSG")]) == 1


def test_multiline_batches_keep_to_the_servers_limits() -> None:
    line = line_with("batch message-tags draft/multiline=max-bytes=60,max-lines=2")
    line.ask("a\nb\nc", "r1")
    assert [text for text in line.sent() if not text.startswith("PING")] == [
        "@+messenger.internal/ref=r1 BATCH +m3 draft/multiline #lobby",
        "@batch=m3 PRIVMSG #lobby :a",
        "@batch=m3 PRIVMSG #lobby :b",
        "BATCH -m3",
        "@+messenger.internal/ref=r1.3 PRIVMSG #lobby :c",
    ]


def test_a_server_whose_limit_fits_no_letter_is_not_believed() -> None:
    line = line_with("batch draft/multiline=max-bytes=0,max-lines=0")
    line.ask("one\ntwo", "r1")
    assert [text for text in line.sent() if "PRIVMSG" in text]


def test_a_refusal_of_something_else_fails_no_message_that_has_a_label() -> None:
    line = line_with("batch echo-message labeled-response message-tags")
    line.hear(JOINED)
    line.sent()
    line.ask("hello", "r1")
    events = line.hear(b":irc.test 482 Ann #lobby :You are no operator\r\n")
    assert [type(event) for event in events] == [ServerSaid]


def test_no_line_is_longer_than_512_bytes_with_our_own_prefix() -> None:
    line = line_with("")
    line.ask("ж" * 1000, "r1")
    sent = [text for text in line.sent() if text.startswith("PRIVMSG")]
    assert "".join(text.partition(" :")[2] for text in sent) == "ж" * 1000
    longest = max(len(f":Ann!ann@host {text}\r\n".encode()) for text in sent)
    assert 500 < longest <= 512


def test_older_on_a_server_without_history() -> None:
    line = line_with("")
    events = line.session.submit(LoadOlder("#lobby", "", 20), line.now)
    assert events == [HistoryLoaded("#lobby", (), at_top=True, complete=True)]


@pytest.mark.parametrize(("count", "from_start"), [(99, True), (100, False)])
def test_a_first_page_that_is_not_full_is_from_the_start(count: int, from_start: bool) -> None:
    line = Line(Bookmarks.of(ACCOUNT))
    line.hear(b":irc.test CAP * LS :batch draft/chathistory\r\n")
    line.hear(b":irc.test CAP * ACK :batch draft/chathistory\r\n" + WELCOME + JOINED)
    assert "CHATHISTORY LATEST #lobby * 100" in line.sent()
    page = b"".join(
        b"@batch=1;msgid=m%d :bob!b@h PRIVMSG #lobby :line %d\r\n" % (number, number)
        for number in range(count)
    )
    events = line.hear(b"BATCH +1 chathistory #lobby\r\n" + page + b"BATCH -1\r\n")
    (told,) = [event for event in events if isinstance(event, HistoryLoaded)]
    assert (len(told.messages), told.from_start) == (count, from_start)


def test_refused_history_begins_anew_with_a_gap() -> None:
    bookmarks = Bookmarks.of(ACCOUNT)
    bookmarks.newest["#lobby"] = "gone"
    line = Line(bookmarks)
    line.hear(b":irc.test CAP * LS :batch draft/chathistory\r\n")
    line.hear(b":irc.test CAP * ACK :batch draft/chathistory\r\n" + WELCOME + JOINED)
    assert "CHATHISTORY AFTER #lobby msgid=gone 200" in line.sent()
    line.hear(b":irc.test FAIL CHATHISTORY INVALID_PARAMS AFTER #lobby :unknown\r\n")
    assert line.sent() == ["CHATHISTORY LATEST #lobby * 200"]
    events = line.hear(b"BATCH +1 chathistory #lobby\r\nBATCH -1\r\n")
    assert events == [HistoryLoaded("#lobby", (), at_top=False, complete=False)]


def test_a_room_that_does_not_let_us_in_fails_what_waits_for_it() -> None:
    line = Line()
    line.ask("hello", "r1")
    line.hear(b":irc.test CAP * LS :\r\n" + WELCOME)
    events = line.hear(b":irc.test 474 Ann #lobby :Cannot join\r\n")
    assert [type(event) for event in events] == [MessageFailed, JoinFailed]


def test_ctcp_is_answered_once_a_second_with_fixed_words() -> None:
    line = line_with("")
    for _ in range(1000):
        line.hear(b":x!x@x PRIVMSG Ann :\x01VERSION\x01\r\n")
    assert line.sent() == ["NOTICE x :\x01VERSION Messenger\x01"]
    line.now += 2
    assert line.hear(b":x!x@x NOTICE Ann :\x01DCC REJECT SEND a\x01\r\n") == []
    assert line.hear(b":x!x@x PRIVMSG Ann :\x01FINGER\x01\r\n") == []
    assert line.sent() == []
    line.hear(b":x!x@x PRIVMSG Ann :\x01PING " + b"9" * 400 + b"\x01\r\n")
    assert line.sent() == ["NOTICE x :\x01PING " + "9" * 32 + "\x01"]
    line.now += 2
    line.hear(b":x!x@x PRIVMSG Ann :\x01time\x01\r\n")
    assert re.fullmatch(r"NOTICE x :\x01TIME [-0-9]{10}T[:.0-9]{12}Z\x01", line.sent()[0])


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", LoginFault.NOT_A_RELAY),
        (b"SSH-2.0-OpenSSH_9.2\r\n", LoginFault.NOT_A_RELAY),
        (b"220 mail.test ESMTP\r\n", LoginFault.NOT_A_RELAY),
        (b"\x00\xff\x01" * 5000, LoginFault.NOT_A_RELAY),
        (b"x" * 20000 + b"\n", LoginFault.NOT_A_RELAY),
        (b":irc.test 432 * Ann :bad\r\n", LoginFault.NAME_INVALID),
        (b":irc.test 464 * :wrong\r\n", LoginFault.PASSWORD_WRONG),
        (b":irc.test 465 * :you are banned\r\n", LoginFault.BANNED),
        (b"ERROR :full\r\n", LoginFault.OTHER),
    ],
)
def test_what_ends_a_login(answer: bytes, fault: LoginFault) -> None:
    line = Line()
    events = line.hear(answer)
    assert [event.fault for event in events if isinstance(event, LoginFailed)] == [fault]
    assert line.session.finished


def test_a_silent_server_is_given_up() -> None:
    line = Line()
    assert line.tick(9) == []
    (failed,) = line.tick(2)
    assert isinstance(failed, LoginFailed)
    assert failed.fault is LoginFault.NO_ANSWER


def test_a_dead_link_is_found_by_pings() -> None:
    line = line_with("")
    line.tick(19)
    assert line.sent() == []
    line.tick(2)
    assert line.sent() == ["PING alive"]
    line.tick(6)
    assert not line.session.finished
    line.tick(2)
    assert line.session.finished


def test_a_dead_link_is_found_in_seconds_while_an_answer_is_awaited() -> None:
    line = line_with("echo-message labeled-response batch message-tags")
    line.ask("hello", "r1")
    line.sent()
    line.tick(5)
    assert line.sent() == ["PING alive"]
    line.tick(8)
    assert line.session.finished
    assert [letter.tries for letter in line.outbox.waiting()] == []
    line.outbox.link_lost()
    assert [letter.tries for letter in line.outbox.waiting()] == [1]


def test_history_that_does_not_come_makes_silence_suspicious() -> None:
    line = line_with("batch draft/chathistory")
    line.tick(5)
    assert line.sent() == ["PING alive"]


def test_after_a_clock_jump_the_server_is_asked_at_once() -> None:
    line = line_with("")
    line.session.set_wall(300.0)
    assert line.sent() == ["PING alive"]


def test_hostile_floods_stay_within_bounds() -> None:
    line = line_with("batch")
    line.hear(b"".join(b"BATCH +%d chathistory #lobby\r\n" % n for n in range(5000)))
    line.hear(b"BATCH -77777\r\nBATCH +\r\nBATCH -\r\n")
    tokens = b" ".join(b"T%d=1" % n for n in range(1000))
    for _ in range(10):
        line.hear(b":irc.test 005 Ann " + tokens[:8000] + b" :are\r\n")
    line.hear(b"".join(b":Ann!a@b JOIN #r%d\r\n" % n for n in range(2000)))
    line.hear(b"x" * 100_000)
    assert len(line.session.talk.isupport.tokens) <= 300
    assert len(line.session.talk.rooms) <= 500
    assert not line.session.finished


def test_the_list_of_people_is_told_once_however_often_it_ends() -> None:
    line = line_with("")
    line.hear(JOINED)
    ends = b":irc.test 366 Ann #lobby :end\r\n:irc.test 315 Ann #lobby :end\r\n"
    events = line.hear(ends * 100)
    assert [type(event) for event in events] == [MembersListed]
    assert line.hear(b":irc.test 353 Ann = #lobby :Ann Zed\r\n" + ends) == [
        MembersListed("#lobby", (Member("Ann", host="ann@host"), Member("Zed")))
    ]


def test_control_characters_never_reach_an_event() -> None:
    line = line_with("")
    events = line.hear(
        b":B\x1bob\x9b!b@h PRIVMSG #lobby :a\x00b\x1b]52;c;x\x07\xc2\x9b\xed\xa0\x80\r\n"
        b":irc.test 332 Ann #lobby :t\x1b[2J\x02bold\r\n"
    )
    shown = repr(events)
    assert "\\x1b" not in shown
    assert "\\x9b" not in shown
    assert "\\x00" not in shown
    assert "\\ud8" not in shown


@pytest.mark.parametrize(
    "command", ["JOIN", "353", "MODE", "FAIL", "PRIVMSG", "KICK", "354", "CAP"]
)
def test_lines_with_too_few_parameters_are_passed_over(command: str) -> None:
    assert line_with("").hear(f":irc.test {command}\r\n".encode()) == []
