"""Many at once: a class, thousands of idle people, resets in mid line, and the end of it all.

Threats 19, 41, 42, 44, 49; and what a class behind one address must not notice.
"""

import contextlib
import os
import resource
import socket
import struct
import time
from pathlib import Path

import pytest

from tests.relay.conftest import Client
from tests.relay.test_app import log_in

PUPILS, LINES = 40, 20
IDLE = 10_000
SOURCES = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")
RESETS = 200
AT_THE_END = 1000
MAX_KIB_EACH = 40  # of the relay's memory for an idle connection, before its login


def memory_kib(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0])


def sockets_of(pid):
    """Sockets only: databases are opened when they are first asked, which may be any moment."""
    count = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed since the folder was listed
            count += os.readlink(link).startswith("socket:")
    return count


@pytest.fixture
def many_descriptors():
    """As many open sockets as this user may have, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_class_behind_one_address_notices_no_limit(relay):
    one = relay()
    pupils = [Client(one.ports["plain"]) for _ in range(PUPILS)]
    for number, pupil in enumerate(pupils):
        name = f"pupil{number}"
        pupil.send(f"NICK {name}\r\nUSER {name} 0 * :{name}\r\n".encode())
        pupil.send(b"REGISTER * * a-password-of-mine\r\nJOIN #class\r\nPING in\r\n")
    for pupil in pupils:
        seen = b"\n".join(pupil.until(b":messenger.relay PONG messenger.relay :in"))
        assert b"REGISTER SUCCESS" in seen
        assert b" 366 " in seen
        assert b"FAIL" not in seen
    start = time.monotonic()
    for number, pupil in enumerate(pupils):
        pupil.send(b"".join(b"PRIVMSG #class :%d %d\r\n" % (number, n) for n in range(LINES)))
    for number, pupil in enumerate(pupils):
        heard = {}
        for _ in range(LINES * (PUPILS - 1)):
            while b" PRIVMSG " not in (line := pupil.line()):
                assert line
                assert b"FAIL" not in line
            who, which = line.rpartition(b":")[2].split()
            heard.setdefault(int(who), []).append(int(which))
        assert set(heard) == set(range(PUPILS)) - {number}
        assert all(lines == list(range(LINES)) for lines in heard.values())
    assert time.monotonic() - start < 5.0  # a slowed flood would take longer


@pytest.fixture
def roomy(relay, tmp_path):
    """A relay without a limit for one address."""
    path = tmp_path / "relay.toml"
    path.write_text("[limits]\nconnections_per_address = 0\n")
    return relay("--config", str(path))


def test_ten_thousand_idle_connections_are_carried(roomy, many_descriptors, eventually):
    if many_descriptors < IDLE + 500:
        pytest.skip(f"only {many_descriptors} descriptors are allowed here")
    port = roomy.ports["plain"]
    before, open_before = memory_kib(roomy.pid), sockets_of(roomy.pid)
    idle = []
    try:
        for number in range(IDLE):
            source = (SOURCES[number % len(SOURCES)], 0)
            idle.append(socket.create_connection(("127.0.0.1", port), 10, source))
        start = time.monotonic()
        newcomer = Client(port)
        log_in(newcomer)
        assert time.monotonic() - start < 2.0
        assert (memory_kib(roomy.pid) - before) / IDLE < MAX_KIB_EACH
    finally:
        for sock in idle:
            sock.close()
    eventually(lambda: sockets_of(roomy.pid) <= open_before + 1)


def test_one_too_many_from_an_address_is_told_so(relay, tmp_path):
    path = tmp_path / "relay.toml"
    path.write_text("[limits]\nconnections_per_address = 16\nconnections_exempt = []\n")
    one = relay("--config", str(path))
    here = [Client(one.ports["plain"]) for _ in range(16)]
    log_in(here[-1])
    assert Client(one.ports["plain"]).line() == b"ERROR :Too many connections from your address"
    here[0].close()
    here[-1].send(b"PING x\r\n")
    here[-1].until(b":messenger.relay PONG messenger.relay :x")


def test_resets_in_mid_line_leave_nothing_behind(relay, eventually):
    one = relay()
    ann = Client(one.ports["plain"])
    log_in(ann)
    before = sockets_of(one.pid)
    for number in range(RESETS):
        rude = Client(one.ports["plain"])
        if number % 2:
            log_in(rude, f"rude{number}")
        rude.send(b"PRIVMSG ann :cut in the mid")
        rude.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        rude.close()
    eventually(lambda: sockets_of(one.pid) <= before)
    ann.send(b"LUSERS\r\nPING x\r\n")
    said = b"\n".join(ann.until(b":messenger.relay PONG messenger.relay :x"))
    assert b"I have 1 clients" in said
    assert b"cut in the mid" not in said


@pytest.mark.parametrize("pace", ["silent", "one byte at a time", "chatty"])
def test_who_does_not_log_in_is_closed_at_the_same_time(relay, tmp_path, pace):
    path = tmp_path / "relay.toml"
    path.write_text("[limits]\nregistration_timeout_s = 1\n")
    one = relay("--config", str(path))
    slow = Client(one.ports["plain"])
    slow.sock.settimeout(0.05)
    start = time.monotonic()
    text = b""
    while b"ERROR" not in text and time.monotonic() - start < 6.0:
        try:
            if pace != "silent":
                slow.send(b"C" if pace == "one byte at a time" else b"CAP LS 302\r\n")
            text += slow.sock.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            break
    assert 0.9 < time.monotonic() - start < 3.0


def test_the_end_is_told_to_a_thousand_in_time(roomy, many_descriptors):
    if many_descriptors < AT_THE_END + 500:
        pytest.skip(f"only {many_descriptors} descriptors are allowed here")
    people = [Client(roomy.ports["plain"]) for _ in range(AT_THE_END)]
    for number, one in enumerate(people):
        one.send(f"NICK p{number}\r\nUSER p 0 * :P\r\nPING in\r\n".encode())
    for one in people:
        one.until(b":messenger.relay PONG messenger.relay :in")
    start = time.monotonic()
    roomy.stop()
    assert time.monotonic() - start < 5.0
    for one in people:
        assert one.line() == b"ERROR :The relay is closing"
        one.close()
