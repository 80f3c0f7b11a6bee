"""Catching up over a page that holds what was said about its messages much later."""

from pathlib import Path

from messenger.client.events import HistoryLoaded, MessageArrived, MessageSettled
from messenger.client.intents import JoinRoom, SendRaw, SendText
from messenger.client.session.catchup import PAGE
from tests.client.pair import Pair


def test_a_late_wording_in_a_full_page_lets_nothing_be_skipped(tmp_path: Path) -> None:
    pair = Pair(folder=tmp_path)
    ann, bob = pair.enter("Ann"), pair.enter("Bob")
    for desk in (ann, bob):
        desk.submit(JoinRoom("#lobby"))
    bob.submit(SendText("#lobby", "hello", "first"))
    ann.cut()
    count = 2 * PAGE
    for number in range(count):
        bob.submit(SendText("#lobby", f"line {number}", f"ref{number}"))
        pair.now += 3
        pair.run()
    said = [one.message for one in bob.events if isinstance(one, MessageSettled)]
    assert len(said) == count + 1
    last = said[PAGE].msgid  # the last of the first page
    bob.submit(SendRaw(f"@+messenger.internal/edit={last} PRIVMSG #lobby :* new words"))
    ann.connect()
    pair.run()
    pages = [one for one in ann.events if isinstance(one, HistoryLoaded)]
    got = {message.msgid for page in pages for message in page.messages}
    got |= {one.message.msgid for one in ann.events if isinstance(one, MessageArrived)}
    assert {one.msgid for one in said} <= got
