"""How far was read: what the server did not answer is told again at the next login."""

from messenger.client.intents import MarkRead
from messenger.client.session.offline import submit_offline
from tests.client.session.test_session import Line, line_with

CAP = "draft/read-marker"
STAMP = "timestamp=2026-11-22T09:00:0{}.000Z"
AT = 1_795_338_000.0


def told(line: Line) -> list[str]:
    return [text for text in line.sent() if text.startswith("MARKREAD")]


def log_in(before: Line) -> list[str]:
    """What of it the next session tells."""
    again = Line(before.bookmarks, before.outbox)
    again.hear(f":irc.test CAP * LS :{CAP}\r\n:irc.test CAP * ACK :{CAP}\r\n".encode())
    again.hear(b":irc.test 001 Ann :hi\r\n:irc.test 376 Ann :end\r\n")
    return told(again)


def test_what_was_read_without_a_link_is_told_at_the_next_login() -> None:
    line = line_with(CAP)
    for second in (2.0, 1.0):
        submit_offline(MarkRead("#lobby", "m1", AT + second), line.bookmarks, line.outbox, 0.0)
    assert log_in(line) == [f"MARKREAD #lobby {STAMP.format(2)}"]


def test_what_the_server_has_answered_is_not_told_again() -> None:
    line = line_with(CAP)
    for room in ("#lobby", "#other"):
        line.session.submit(MarkRead(room, "m1", AT + 3), line.now)
    assert told(line) == [f"MARKREAD {room} {STAMP.format(3)}" for room in ("#lobby", "#other")]
    line.hear(f":irc.test MARKREAD #lobby {STAMP.format(1)}\r\n".encode())
    line.hear(f":irc.test MARKREAD #lobby {STAMP.format(3)}\r\n".encode())
    assert log_in(line) == [f"MARKREAD #other {STAMP.format(3)}"]


def test_a_server_that_keeps_no_such_thing_is_told_nothing() -> None:
    line = line_with("")
    line.session.submit(MarkRead("#lobby", "m1", AT), line.now)
    assert told(line) == []


def test_what_a_killed_program_had_read_is_told_once_if_the_server_knows_less() -> None:
    for known, is_told in (("*", True), (STAMP.format(1), True), (STAMP.format(2), False)):
        line = line_with(CAP)
        line.bookmarks.reads_kept["#lobby"] = round((AT + 2) * 1000)
        line.hear(b":Ann!a@h JOIN #lobby\r\n")
        for _ in range(2):
            line.hear(f":irc.test MARKREAD #lobby {known}\r\n".encode())
        assert told(line) == [f"MARKREAD #lobby {STAMP.format(2)}"] * is_told
