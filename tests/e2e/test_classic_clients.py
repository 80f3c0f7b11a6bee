"""The lecture's two clients and nc at the classic door, talking with somebody on IRC."""

import shutil
import subprocess

import pytest

from tests.e2e.people import HOST, IrcPerson, OldClient, Talker
from tests.processes import end, start


@pytest.fixture
def ports(relay):
    return relay("--classic-port", "0").ports


def test_an_old_client_and_an_irc_person_talk(ports):
    with IrcPerson(ports["plain"], "ines") as ines, OldClient(ports["classic"], "old") as old:
        ines.expect(r"^:old!\S+ JOIN :?#lobby")
        old.say("hello from the lecture")
        ines.hears("old", "hello from the lecture")  # its own "old: " is cut off
        ines.say("welcome, Grüße")
        old.expect(r"^ines: welcome, Grüße\n")
        assert "old: hello" not in old.text  # no echo


def test_an_old_client_sees_who_comes_and_goes(ports):
    with OldClient(ports["classic"], "one") as one:
        one.expect(r"one: enter to the room\.--SERVER MESSAGE--\n")
        with OldClient(ports["classic"], "two") as two:
            one.expect(r"^two: enter to the room\.--SERVER MESSAGE--\n")
            two.say("hi")
            one.expect(r"^two: hi\n")
        one.expect(r"^two: left the room\.--SERVER MESSAGE--\n")
        with IrcPerson(ports["plain"], "ines") as ines:
            one.expect(r"^ines: enter to the room\.--SERVER MESSAGE--\n")
            ines.send("QUIT :tea")
            one.expect(r"^ines: left the room\.--SERVER MESSAGE--\n")


def test_a_name_that_is_taken_gets_a_free_one(ports):
    with IrcPerson(ports["plain"], "ines") as ines, OldClient(ports["classic"], "ines") as old:
        found = ines.expect(r"^:(ines\S+)!\S+ JOIN :?#lobby")
        given = found[1].decode()
        old.expect(rf"\b{given}\b")  # is told so
        old.say("who am I?")  # its program still says "ines: "
        ines.expect(rf"^:{given}!\S+ PRIVMSG #lobby :(ines: )?who am I\?")


def test_a_text_of_several_reads_and_letters_cut_in_two_arrive_whole(ports):
    with IrcPerson(ports["plain"], "ines") as ines, OldClient(ports["classic"], "old") as old:
        ines.expect(r"^:old!\S+ JOIN")
        old.send_bytes(b"old: caf\xc3")
        old.send_bytes(b"\xa9\n")
        ines.expect(r"PRIVMSG #lobby :caf")
        ines.synchronise()
        assert "�" not in ines.text


def test_nc_talks_with_an_irc_person(ports):
    if not shutil.which("nc"):
        pytest.skip("nc is not installed (Debian: netcat-openbsd)")
    with IrcPerson(ports["plain"], "ines") as ines:
        nc = start(["nc", HOST, str(ports["classic"])], stdin=subprocess.PIPE)
        try:
            assert nc.stdin
            assert nc.stdout
            nc.stdin.write(b"netty\n")
            nc.stdin.flush()
            ines.expect(r"^:netty!\S+ JOIN :?#lobby")
            nc.stdin.write(b"two\nlines\n")
            nc.stdin.flush()
            ines.hears("netty", "two")
            ines.hears("netty", "lines")
            ines.say("hello nc")
            while nc.stdout.readline() != b"ines: hello nc\n":
                assert nc.poll() is None
        finally:
            end(nc)
            nc.stdin.close()
        ines.expect(r"^:netty!\S+ (QUIT|PART)")


def test_no_escape_reaches_a_bare_terminal(ports):
    with IrcPerson(ports["plain"], "ines") as ines, Talker(ports["classic"]) as bare:
        bare.send_bytes(b"bare\n")
        ines.expect(r"^:bare!\S+ JOIN")
        ines.say("\x1b]0;owned\x07\x9b2J end")
        bare.expect(r"^ines: .*end\n")
        assert not {"\x1b", "\x07", "\x9b"} & set(bare.text)
