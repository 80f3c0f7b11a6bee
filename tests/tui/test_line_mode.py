"""Lines in, lines out, and an exit code that says whether all was confirmed."""

import io
import os

import pytest

from messenger.client import events as ev
from messenger.client.intents import JoinRoom, TrustCertificate
from messenger.client.model.model import Model
from messenger.errors import UserError
from messenger.irc.framing import TOO_LONG
from messenger.tui import line_mode
from messenger.tui.line_mode import LineMode
from messenger.tui.typed_lines import MAX_LINE_BYTES, TypedLines
from tests.tui.people import LOBBY, LOGIN, UP, Lines, ScriptedClient, arrived


def run(client, lines=(), *, ends=True, commands=False, trust=""):
    """(exit code, what stood on standard output, on standard error)."""
    mode = LineMode(client, Model("ada"), LOBBY, trust)
    out, err = io.StringIO(), io.StringIO()
    code = mode.run(Lines(lines, ends), out, err, commands)
    return code, out.getvalue(), err.getvalue()


def test_lines_go_out_in_order_and_are_confirmed():
    client = ScriptedClient(*LOGIN)
    lines = [f"line {n}" for n in range(250)]
    assert run(client, lines)[:2] == (0, "")
    assert client.said == [(LOBBY, line) for line in lines]


def test_nothing_is_said_before_we_are_in_the_room():
    client = ScriptedClient(UP, ev.RoomJoined("#other"), ev.RoomJoined("#LOBBY"))
    run(client, ["hello"])
    assert client.said == [(LOBBY, "hello")]


def test_others_are_printed_with_their_names():
    happened = (
        arrived("hi"),
        arrived("waves", kind="action"),
        arrived("psst", target="bob"),
        arrived("mine, from the phone", sender="ada", own=True),
        ev.MemberJoined(LOBBY, ev.Member("eve"), 1000.0),
    )
    code, out, _err = run(ScriptedClient(*LOGIN, *happened))
    assert code == 0
    assert out == "bob: hi\nbob: * waves\n[bob] bob: psst\n"


def test_no_line_can_be_written_in_anothers_name():
    happened = (arrived("a\nroot: b"), arrived("\x1b[2J\rroot: c", sender="b\x9bob"))
    assert run(ScriptedClient(*LOGIN, *happened))[1] == (
        "bob: a\nbob: root: b\nb\\x9bob: ␛[2J␍root: c\n"
    )


def test_old_messages_are_not_news_but_missed_ones_are():
    def page(*texts):
        return tuple(
            ev.ChatMessage("bob", text, 1000.0 + n, msgid=f"r-{text}")
            for n, text in enumerate(texts)
        )

    happened = (
        ev.HistoryLoaded(LOBBY, page("old"), at_top=False, complete=True),
        arrived("live", msgid="r-live"),
        ev.LinkDown("gone", 0.1),
        ev.HistoryLoaded(LOBBY, page("old", "live", "missed"), at_top=False, complete=True),
    )
    assert run(ScriptedClient(*LOGIN, *happened))[1] == "bob: live\nbob: missed\n"


def test_a_refused_line_is_told_and_gives_code_1():
    code, _out, err = run(ScriptedClient(*LOGIN, answer="fail"), ["hello"])
    assert code == 1
    assert [line for line in err.splitlines() if "ot sent" in line] == ["not sent (no): hello"]


def test_a_line_that_waits_for_approval_is_told_and_gives_code_1():
    code, out, err = run(ScriptedClient(*LOGIN, answer="hold"), ["hello", "again"])
    assert (code, out) == (1, "")
    assert "held for approval: hello\nheld for approval: again\n" in err
    assert "nobody else has seen it" in err


def test_a_line_that_is_approved_while_we_listen_is_said():
    code, _out, err = run(ScriptedClient(*LOGIN, answer="approve"), ["hello"])
    assert code == 0
    assert "approval: hello" not in err


def test_a_line_that_nobody_confirms_gives_code_1_after_a_while(monkeypatch):
    monkeypatch.setattr(line_mode, "STUCK_S", 0.1)
    client = ScriptedClient(*LOGIN, answer="silence")
    code, _out, err = run(client, [f"line {n}" for n in range(line_mode.UNCONFIRMED + 5)])
    assert code == 1
    assert len(client.said) == line_mode.UNCONFIRMED
    assert "not confirmed: line 0\n" in err


def test_a_line_that_is_too_long_gives_code_1_and_the_others_go():
    client = ScriptedClient(*LOGIN)
    code, _out, err = run(client, ["a", TOO_LONG, "b"])
    assert code == 1
    assert client.said == [(LOBBY, "a"), (LOBBY, "b")]
    assert "64 KiB" in err


def test_in_a_pipe_a_slash_is_a_text():
    client = ScriptedClient(*LOGIN)
    assert run(client, ["/usr/bin/x: not found", "", "  "])[0] == 0
    assert client.said == [(LOBBY, "/usr/bin/x: not found")]


def test_a_person_may_use_commands():
    client = ScriptedClient(*LOGIN)
    code, _out, err = run(client, ["/help whois", "/join tea", "/nonsense", "/quit"], commands=True)
    assert code == 0
    assert JoinRoom("#tea") in client.intents
    assert "/whois NAME" in err
    assert "nonsense" in err


def test_the_end_of_the_link_ends_the_run():
    client = ScriptedClient(*LOGIN, ev.LinkClosed("You were sent away"))
    code, _out, err = run(client, [], ends=False)
    assert code == 1
    assert "You were sent away" in err


@pytest.mark.parametrize(
    "event",
    [
        ev.LoginFailed(ev.LoginFault.NAME_TAKEN, "relay.test:6697", free_nicks=("ada2",)),
        ev.JoinFailed(LOBBY, "475", "no"),
    ],
)
def test_no_way_in_is_an_error_for_the_person(event):
    with pytest.raises(UserError) as caught:
        run(ScriptedClient(UP, event), ["x"])
    assert len(str(caught.value)) > 20


def test_a_room_that_never_opens_is_not_waited_for_forever(monkeypatch):
    monkeypatch.setattr(line_mode, "STUCK_S", 0.1)
    with pytest.raises(UserError, match="#lobby"):
        run(ScriptedClient(UP), ["x"])


CHANGED = ev.CertificateChanged("relay.test:6697", "aa", "old old old", "bb", "new new words")


def test_a_changed_certificate_stops_with_both_words():
    client = ScriptedClient(CHANGED)
    for trust in ("", "old old old"):
        with pytest.raises(UserError) as caught:
            run(client if not trust else ScriptedClient(CHANGED), ["x"], trust=trust)
        assert "old old old" in str(caught.value)
        assert '--trust "new new words"' in str(caught.value)
    assert client.intents == []


def test_a_changed_certificate_is_taken_by_its_words():
    client = ScriptedClient(CHANGED, *LOGIN)
    assert run(client, ["x"], trust=" New new  words ")[0] == 0
    assert client.intents[0] == TrustCertificate("bb")


def read_all(lines):
    found = []
    while not lines.ended:
        line = lines.next()
        if line is not None:
            found.append(line)
    return found


def test_typed_lines_come_cut_anyhow_and_the_last_needs_no_end(no_threads_left):
    reading, writing = os.pipe()
    lines = TypedLines(reading)
    for piece in (b"a\nGr\xc3", b"\xbc\xc3\x9fe\r\n\n", b"x" * MAX_LINE_BYTES, b"\nlast \xff"):
        os.write(writing, piece)
    os.close(writing)
    assert read_all(lines) == ["a", "Grüße", TOO_LONG, "last \ufffd"]
    os.close(reading)
