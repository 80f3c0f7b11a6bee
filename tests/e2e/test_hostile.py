"""Hostile bytes over real sockets: the relay lives on, serves others, and stays small."""

import random
import time
from pathlib import Path

import pytest

from tests.e2e.people import IrcPerson, Talker

MAX_GROWTH_BYTES = 8 << 20  # of the relay's memory: what Python's allocator keeps, no more
NOISE = random.Random(7).randbytes(200_000)
TAGS = ";".join(f"+{n:x}" for n in range(4000)).encode()
# All that is sent is to be worked on within the test, not at the pace of a slowed-down flood.
FAST = "[limits]\nflood_burst_lines = 1000000\n"
# Sent before a login, and once more after one.
RUDE = {
    "noise": NOISE,
    "noise in lines": NOISE.replace(b"\x00", b"\n"),
    "empty lines": b"\r\n" * 20_000 + b" \r\n:\r\n@\r\n@a\r\n:x\r\n  :  \r\n",
    "NUL": b"PRIVMSG #lobby :a\0b\r\n\0\0\0\r\nNICK a\0b\r\n",
    "cut UTF-8": b"PRIVMSG #lobby :\xe2\x82\r\nNICK \xf0\x9f\r\nJOIN #\xc3\r\n",
    "surrogates": b"PRIVMSG #lobby :\xed\xa0\x80\r\nNICK \xed\xa0\x80\r\n",
    "bare CR": b"PRIVMSG #lobby :a\rQUIT :forged\r\n",
    "HTTP": b"POST / HTTP/1.1\r\nHost: relay\r\nContent-Length: 12\r\n\r\nNICK eve\r\n\r\n",
    "TLS hello": bytes.fromhex("16030100c8010000c40303") + NOISE[:200],
    "4,000 tags": b"@" + TAGS[:4000] + b" PRIVMSG #lobby :x\r\n" + b"@" + TAGS + b" PING a\r\n",
    "many parameters": b"PRIVMSG" + b" a" * 250 + b"\r\nMODE" + b" +o" * 160 + b"\r\n",
    "unknown commands": b"".join(b"CMD%d x\r\n" % n for n in range(300)),
    "batches": b"".join(b"BATCH +%d draft/multiline #lobby\r\n" % n for n in range(300)),
    "stars": b"MODE #lobby +b " + b"*a" * 150 + b"\r\nWHO " + b"*a" * 150 + b"\r\n",
}


def rss_bytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


def push(rude, data):
    """Send as much as the relay takes, reading along; it may close at any time."""
    try:
        for start in range(0, len(data), 16384):
            rude.send_bytes(data[start : start + 16384])
            rude.receive(0.0)
    except OSError:
        rude.ended = True


@pytest.fixture
def served(relay, tmp_path):
    """The relay with two people in it who must not notice anything."""
    config = tmp_path / "relay.toml"
    config.write_text(FAST)
    one = relay("--config", str(config))
    with (
        IrcPerson(one.ports["plain"], "ines") as ines,
        IrcPerson(one.ports["plain"], "karl") as karl,
    ):
        yield one, ines, karl


def still_serves(ines, karl, text):
    karl.say(text)
    ines.hears("karl", text, wait_s=30.0)


@pytest.mark.parametrize("name", RUDE)
def test_rude_bytes_harm_nobody_else(served, name):
    relay, ines, karl = served
    before = rss_bytes(relay.pid)
    with Talker(relay.ports["plain"]) as stranger:
        push(stranger, RUDE[name])
        still_serves(ines, karl, "before its login")
    with IrcPerson(relay.ports["plain"], "rude", caps="message-tags batch draft/multiline") as rude:
        push(rude, RUDE[name])
        still_serves(ines, karl, "after its login")
    ines.saw(r"^:(rude|eve)!\S+ QUIT")
    ines.received.decode("utf-8")  # nothing broken was passed on
    assert b"forged" not in ines.received
    assert rss_bytes(relay.pid) - before < MAX_GROWTH_BYTES
    assert "Traceback" not in relay.stderr()


@pytest.mark.parametrize("logged_in", [False, True])
def test_ten_megabytes_without_a_newline_cost_one_buffer(served, logged_in):
    relay, ines, karl = served
    before = rss_bytes(relay.pid)
    port = relay.ports["plain"]
    with IrcPerson(port, "rude") if logged_in else Talker(port) as rude:
        push(rude, b"x" * 10_000_000)
        still_serves(ines, karl, "meanwhile")
        assert rss_bytes(relay.pid) - before < MAX_GROWTH_BYTES


def test_one_byte_at_a_time_is_as_good_as_one_packet(served):
    relay, ines, _karl = served
    with IrcPerson(relay.ports["plain"], "slow") as slow:
        for byte in "PRIVMSG #lobby :Grüße 👋\r\n".encode():
            slow.send_bytes(bytes([byte]))
        ines.hears("slow", "Grüße 👋")
        slow.send_bytes(b"".join(b"PRIVMSG #lobby :n%d\r\n" % n for n in range(15)))
        for n in range(15):
            ines.hears("slow", f"n{n}")


def test_nobody_forges_a_source_or_a_second_line(served):
    relay, ines, _karl = served
    with IrcPerson(relay.ports["plain"], "rude", caps="message-tags") as rude:
        rude.send(":karl!k@k PRIVMSG #lobby :said as karl")
        rude.send("@+x\0:karl!k@k\0PRIVMSG\0#lobby\0:by\0tag PRIVMSG #lobby :plain words")
        rude.send("@msgid=fake-1;time=2001-01-01T00:00:00.000Z PRIVMSG #lobby :stamped")
    ines.expect(r"^:rude!\S+ QUIT")
    for line in ines.text.splitlines():
        if "PRIVMSG" in line:
            assert ":karl!" not in line
            assert "fake-1" not in line


def test_many_strangers_who_vanish_leave_nothing_behind(served):
    relay, ines, karl = served
    descriptors = Path(f"/proc/{relay.pid}/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(60):
        with Talker(relay.ports["plain"]) as stranger:
            stranger.send_bytes(b"NICK a\r\nUSER a")
    still_serves(ines, karl, "after them")
    deadline = time.monotonic() + 5.0
    while len(list(descriptors.iterdir())) > before and time.monotonic() < deadline:
        ines.synchronise()
    assert len(list(descriptors.iterdir())) <= before
