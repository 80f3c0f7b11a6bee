"""The wall clock jumps by days: nothing times out by it, and history stays in order.

Threat 48. Needs libfaketime; the monotonic clock is left alone.
"""

import os
from pathlib import Path

import pytest

from messenger.irc.message import Message
from messenger.irc.stamps import parse_time
from tests.processes import RelayProcess
from tests.relay.conftest import Client
from tests.relay.test_app import log_in

LIBRARIES = (
    Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
    Path("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
)
JUMPS = ("+0", "+2d", "-2d", "+0", "-30d")


@pytest.fixture
def library():
    found = next((path for path in LIBRARIES if path.exists()), None)
    if found is None:
        pytest.skip("there is no libfaketime here")
    return found


def test_a_clock_that_jumps_drops_nobody_and_mixes_nothing_up(tmp_path, library, monkeypatch):
    clock = tmp_path / "clock"
    clock.write_text("+0")
    for name, value in (
        ("LD_PRELOAD", str(library)), ("FAKETIME_TIMESTAMP_FILE", str(clock)),
        ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ):  # fmt: skip
        monkeypatch.setitem(os.environ, name, value)
    one = RelayProcess(tmp_path / "data", ())
    ann, bob = Client(one.ports["plain"]), Client(one.ports["plain"])
    bob.send(b"CAP REQ :server-time message-tags\r\nCAP END\r\n")
    for client, name in ((ann, "ann"), (bob, "bob")):
        log_in(client, name)
        client.send(b"JOIN #lobby\r\n")
    times, ids = [], []
    for jump in JUMPS:
        clock.write_text(jump)
        ann.send(b"PRIVMSG #lobby :after %s\r\n" % jump.encode())
        while not (line := bob.line()).endswith(b":after " + jump.encode()):
            assert line, "bob was dropped"
        message = Message.parse(line.decode())
        times.append(parse_time(message.tags["time"]))
        ids.append(int(message.tags["msgid"].rpartition("-")[2], 16))
    assert times == sorted(times)
    assert times[-1] - times[0] > 86_400_000
    assert ids == sorted(set(ids))
    one.close()
