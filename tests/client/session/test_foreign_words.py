"""What other programs and other servers send that has to be told from words."""

import pytest

from messenger.client.events import MessageArrived
from tests.client.session.test_session import line_with

SEND = "offers the file “{}” by DCC, which Messenger doesn't do: ask for a link to it"
CHAT = "offers a direct talk by DCC, which Messenger doesn't do: write to them here"


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        ("SEND cat.png 2130706433 5000 1024", SEND.format("cat.png")),
        ('send "my cat.png" 2130706433 0 1024 7', SEND.format("my cat.png")),
        ("SEND ../../etc/{0}\x1b[2J 1 2 3", SEND.format("{0}[2J")),
        ("SEND C:\\tmp\\" + "x" * 300 + " 1 2 3", SEND.format("x" * 79 + "…")),
        ("CHAT chat 2130706433 5000", CHAT),
        ("RESUME a 1 2", "asks for something by DCC, which Messenger doesn't do"),
        ("", "asks for something by DCC, which Messenger doesn't do"),
    ],
)
def test_an_offer_by_dcc_is_told_and_never_taken(offer: str, words: str) -> None:
    line = line_with("")
    (arrived,) = line.hear(f":Bob!b@there PRIVMSG Ann :\x01DCC {offer}\x01\r\n".encode())
    assert isinstance(arrived, MessageArrived)
    assert (arrived.target, arrived.message.sender) == ("Bob", "Bob")
    assert (arrived.message.kind, arrived.message.text) == ("action", words)
    assert line.sent() == []


def new_words(source: str, tags: str = "") -> bytes:
    return (
        f"@msgid=m2;+messenger.internal/edit=m1{tags} :{source} PRIVMSG #lobby :* new\r\n".encode()
    )


FIRST = b"@msgid=m1 :Bob!b@there PRIVMSG #lobby :old\r\n"
EDITS = "message-tags draft/chathistory batch"


@pytest.mark.parametrize(
    ("isupport", "before", "data", "kind"),
    [
        ("A=1", FIRST, new_words("Bob!b@there"), "edit"),
        ("A=1", FIRST, new_words("Bob!b@elsewhere"), "message"),  # who took the nick
        ("A=1", b"", new_words("Bob!b@there"), "message"),  # said before we came: who knows
        ("A=1", FIRST, new_words("Bob!b@elsewhere", ";account=bob"), "edit"),
        ("messenger.internal/ref", FIRST, new_words("Bob!b@elsewhere"), "edit"),  # it has looked
    ],
)
def test_without_accounts_new_words_are_of_the_same_user_at_the_same_host(
    isupport: str, before: bytes, data: bytes, kind: str
) -> None:
    line = line_with(EDITS, isupport)
    line.hear(before)
    (arrived,) = line.hear(data)
    assert isinstance(arrived, MessageArrived)
    assert arrived.message.kind == kind
    assert arrived.message.text == ("new" if kind == "edit" else "* new")
