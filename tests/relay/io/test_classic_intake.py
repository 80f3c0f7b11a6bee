import pytest

from messenger.relay.io.classic_intake import READ_BYTES, ClassicIntake
from messenger.relay.ports import Door


class Heard:
    """Collects what the intake tells the core."""

    def __init__(self):
        self.said = []

    def classic_login(self, peer, name, now):
        self.said.append(("name", name))

    def classic_say(self, peer, text, now):
        self.said.append(text)


def said(*reads, release=True):
    core, intake = Heard(), ClassicIntake()
    for read in reads:
        intake.feed(core, None, read, 0.0)
    if release and intake.holds:
        intake.release(core, None, 0.0)
    return core.said


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ((b"ann", b"hello", b"again"), [("name", "ann"), "hello", "again"]),
        ((b"ann\n", b"hello\n"), [("name", "ann"), "hello"]),
        ((b"ann\r\nhello\r\n",), [("name", "ann"), "hello"]),
        ((b"\n", b" \n", b"ann\n", b"\n\nhello\n"), [("name", "ann"), "hello"]),
        ((b"ann", b"a\nb\nc\n"), [("name", "ann"), "a", "b", "c"]),
        ((b"ann", b"a\nb", b"c\nd\n"), [("name", "ann"), "a", "bc", "d"]),
        ((b"ann", b"a\nb"), [("name", "ann"), "a", "b"]),
        ((b"ann", "grö".encode()[:-1], "ö!".encode()[1:]), [("name", "ann"), "gr", "ö!"]),
        ((b"ann", b"a\xffb"), [("name", "ann"), "a\ufffdb"]),
        ((b"ann", b"x" * READ_BYTES, b"yz"), [("name", "ann"), "x" * READ_BYTES + "yz"]),
    ],
)
def test_reads_become_lines(reads, expected):
    assert said(*reads) == expected


def test_an_endless_line_is_cut():
    reads = [b"x" * READ_BYTES] * 100
    assert [len(text) for text in said(b"ann", *reads)[1:]] == [8192] * 12 + [4096]


def test_a_lecture_client_and_an_irc_client_talk(running):
    old, new = running.connect(Door.CLASSIC), running.connect()
    old.send(b"ann")
    assert old.line() == b"hello ann"
    new.sync()
    old.send(b"first")
    assert new.line() == b"ann first"
    old.send(b"second\nthird")
    assert new.line() == b"ann second"
    assert new.line() == b"ann third"
    new.send(b"SAY welcome\r\n")
    assert old.until(b"p2 welcome") == [b"ok first", b"ok second", b"ok third"]
