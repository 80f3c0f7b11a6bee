"""A text that a server takes only in parts: each is confirmed, refused or in doubt by itself."""

import pytest

from messenger.client.events import Event, MessageFailed, MessagePending, MessageSettled
from messenger.client.intents import RetryText
from tests.client.session.test_session import Line, line_with


def refs(events: list[Event], kind: type) -> list[str]:
    """Of all events of a kind that bear a message."""
    return [event.message.ref for event in events if isinstance(event, kind)]


def texts(line: Line) -> dict[str, str]:
    """What is not confirmed yet, by ref."""
    letters = [line.outbox.get(ref) for ref in ("r1", "r1.3", "r1.6")]
    return {letter.ref: letter.text for letter in letters if letter}


NO_MULTILINE = "echo-message labeled-response batch message-tags"
ECHO = ":Ann!ann@host PRIVMSG #lobby :{}\r\n"


def test_each_part_of_a_long_text_is_confirmed_or_refused_by_itself() -> None:
    line = line_with(NO_MULTILINE)
    events = line.ask("one\ntwo\nsix", "r1")
    assert refs(events, MessagePending) == ["r1", "r1", "r1.3", "r1.6"]
    labels = [text[7:9] for text in line.sent()]
    events = line.hear(f"@label={labels[0]} {ECHO.format('one')}".encode())
    assert refs(events, MessageSettled) == ["r1"]
    events = line.hear(f"@label={labels[1]} :irc.test 404 Ann #lobby :Muted\r\n".encode())
    assert [event.ref for event in events if isinstance(event, MessageFailed)] == ["r1.3"]
    events = line.hear(f"@label={labels[2]} {ECHO.format('six')}".encode())
    assert refs(events, MessageSettled) == ["r1.6"]
    assert texts(line) == {"r1.3": "two"}
    line.session.submit(RetryText("r1.3"), line.now)
    assert [text.rpartition(":")[2] for text in line.sent()] == ["two"]


def test_a_part_that_waits_for_approval_is_not_confirmed_by_the_others() -> None:
    line = line_with(NO_MULTILINE)
    line.ask("one\ntwo", "r1")
    line.session.talk.post.held("r1", "")
    echo = f"@+messenger.internal/ref=r1.3 {ECHO.format('two')}"
    assert refs(line.hear(echo.encode()), MessageSettled) == ["r1.3"]
    assert texts(line) == {"r1": "one"}
    said = f"@+messenger.internal/ref=r1 {ECHO.format('one')}"
    assert refs(line.hear(said.encode()), MessageSettled) == ["r1"]
    assert texts(line) == {}


@pytest.mark.parametrize(
    ("caps", "said_again"), [("echo-message", []), (f"{NO_MULTILINE} draft/chathistory", ["two"])]
)
def test_after_a_cut_only_the_parts_that_nobody_confirmed_are_in_doubt(caps, said_again) -> None:
    line = line_with(caps)
    if said_again:
        line.hear(b"BATCH +h chathistory #lobby\r\nBATCH -h\r\n")
    line.ask("one\ntwo\nsix", "r1")
    line.hear(ECHO.format("one").encode())
    line.outbox.link_lost()
    assert texts(line) == {"r1.3": "two", "r1.6": "six"}
    line.bookmarks.newest["#lobby"] = "m1"
    again = line_with(caps, before=line)
    # The server's history has what it did not tell us any more.
    events = again.hear(
        b"BATCH +h chathistory #lobby\r\n"
        b"@batch=h;msgid=m3 :Ann!ann@host PRIVMSG #lobby :six\r\n"
        b"BATCH -h\r\n"
    )
    again.tick(5.0)
    sent = [text.rpartition(":")[2] for text in again.sent() if "PRIVMSG" in text]
    assert sent == said_again
    if said_again:
        assert refs(events, MessageSettled) == ["r1.6"]
    else:
        assert all(letter.is_doubtful for letter in again.outbox.doubtful())
        assert len(list(again.outbox.doubtful())) == 2
