"""Hosting: what the second process says becomes events; it never outlives its window."""

import os
import socket
import ssl
import sys
import threading
import time

import pytest

from messenger.gui.hosting.hosted_relay import (
    HostedRelay,
    HostPortTaken,
    HostReady,
    HostStopped,
    is_free,
)
from messenger.lan import lan_addresses, worth_telling

HEX = "ab" * 32

# A stand-in that says what the relay says, and ends when its standard input does.
SPEAKS = f"""
import os, sys
assert os.environ["MESSENGER_HOSTED"] == "1" and len(os.environ["MESSENGER_HOST_SECRET"]) >= 32
port = sys.argv[sys.argv.index("--tls-port") + 1]
print("listening tls://0.0.0.0:" + ("40001" if port == "0" else port), flush=True)
print("listening plain://127.0.0.1:6667", flush=True)
print("fingerprint sha256:{HEX}", flush=True)
print("ready", flush=True)
sys.stdin.read()
"""
FAILS = "import sys; sys.exit(print('The data folder cannot be read.', file=sys.stderr) or 2)"
DIES_LATER = SPEAKS.replace(
    "sys.stdin.read()", "print('database is gone', file=sys.stderr); sys.exit(1)"
)
REAL = [sys.executable, "-m", "messenger", "relay"]
DEAF = SPEAKS.replace("sys.stdin.read()", "import time; time.sleep(60)")


def host(tmp_path, program):
    command = [sys.executable, "-c", program]
    return HostedRelay(command, dict(os.environ), tmp_path / "relay.log")


def wait(relay, kinds=1, timeout_s=60):
    """Poll as the window does, until so many events came."""
    events, end = [], time.monotonic() + timeout_s
    while len(events) < kinds:
        assert time.monotonic() < end, f"only {events} came"
        events += relay.poll()
        threading.Event().wait(0.005)
    return events


@pytest.fixture
def no_thread_left():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def test_ready_tells_port_certificate_and_addresses(tmp_path, no_thread_left):
    relay = host(tmp_path, SPEAKS)
    relay.start(port=0)
    assert wait(relay) == [HostReady(40001, HEX, lan_addresses())]
    assert relay.running
    assert relay.ready is not None
    relay.close()
    assert not relay.running
    assert relay.poll() == []


def test_a_relay_that_cannot_start_says_why(tmp_path, no_thread_left):
    relay = host(tmp_path, FAILS)
    relay.start(port=0)
    assert wait(relay) == [HostStopped("The data folder cannot be read.", was_ready=False)]
    relay.close()


def test_a_relay_that_dies_is_told_and_can_be_started_again(tmp_path, no_thread_left):
    relay = host(tmp_path, DIES_LATER)
    for _ in range(2):
        relay.start(port=0)
        ready, stopped = wait(relay, 2)
        assert isinstance(ready, HostReady)
        assert stopped == HostStopped("database is gone", was_ready=True)
        assert relay.ready is None
        relay.close()


def test_one_that_does_not_listen_is_ended(tmp_path, no_thread_left):
    relay = host(tmp_path, DEAF)
    relay.start(port=0)
    wait(relay)
    relay.close(patience_s=0.2)
    assert not relay.running


def test_ending_one_that_hangs_keeps_nobody_waiting(tmp_path, no_thread_left):
    relay = host(tmp_path, DEAF)
    relay.start(port=0)
    wait(relay)
    process = relay._process
    assert slowest(lambda: relay.stop(patience_s=2.0), relay.poll) < 1.0
    assert process.poll() is None, "it did not hang"
    assert not relay.running
    assert relay.ready is None
    assert slowest(lambda: relay.start(port=0), relay.poll) < 1.0
    assert not relay.running, "the one before has not ended"
    assert wait(relay) == [HostReady(40001, HEX, lan_addresses())]
    assert process.poll() is not None
    assert relay.running
    relay.close(patience_s=0.2)


def test_a_start_that_waits_is_taken_back_with_the_next_stop(tmp_path, no_thread_left):
    relay = host(tmp_path, DEAF)
    relay.start(port=0)
    wait(relay)
    relay.stop(patience_s=0.2)
    relay.start(port=0)
    relay.stop()
    ending = relay._ending
    ending.wait()
    assert ending.is_over
    assert relay.poll() == []
    assert not relay.running


def test_what_a_stopped_one_still_says_is_not_heard(tmp_path, no_thread_left):
    relay = host(tmp_path, DEAF)
    told = threading.Event()
    relay._on_events = told.set
    relay.start(port=0)
    assert told.wait(60)
    relay.stop(patience_s=0.2)
    assert relay.poll() == []
    assert relay.ready is None
    relay.close()


def slowest(*steps):
    """Seconds that the longest of these steps took."""
    took = []
    for step in steps:
        start = time.monotonic()
        step()
        took.append(time.monotonic() - start)
    return max(took)


def test_a_missing_program_is_told(tmp_path):
    relay = HostedRelay([str(tmp_path / "nothing")], dict(os.environ), tmp_path / "relay.log")
    relay.start(port=0)
    (stopped,) = wait(relay)
    assert isinstance(stopped, HostStopped)
    relay.close()


def test_a_taken_port_is_told_with_a_free_one(tmp_path):
    with socket.create_server(("0.0.0.0", 0)) as other:
        port = other.getsockname()[1]
        relay = host(tmp_path, SPEAKS)
        relay.start(port)
        (taken,) = wait(relay)
        assert isinstance(taken, HostPortTaken)
        assert taken.port == port
        assert taken.free_port == 0 or is_free(taken.free_port)
    assert not relay.running


def test_only_addresses_that_others_can_reach_are_told():
    found = ["192.168.1.5", "127.0.0.1", "169.254.3.4", "192.168.1.5", "10.0.0.2", "0.0.0.0"]
    assert worth_telling(found) == ("192.168.1.5", "10.0.0.2")


def test_the_real_relay_keeps_its_things_in_the_folder_it_was_given(tmp_path):
    relay = HostedRelay([*REAL, "--data", str(tmp_path)], dict(os.environ), tmp_path / "log")
    relay.start(port=0)
    (ready,) = wait(relay)
    relay.close()
    assert isinstance(ready, HostReady), ready
    assert {path.name for path in tmp_path.iterdir()} == {"log", "relay"}
    assert not (tmp_path / "relay" / "relay").exists()


def test_the_host_is_operator_also_in_rooms_that_others_opened(tmp_path):
    relay = HostedRelay([*REAL, "--data", str(tmp_path)], dict(os.environ), tmp_path / "log")
    relay.start(port=0)
    (ready,) = wait(relay)
    assert isinstance(ready, HostReady), ready
    try:
        with visit(ready.port, "NICK guest", "JOIN #boats") as guest:
            assert "@guest" in heard(guest, " 366 ")
            host_lines = (f"PASS host:{relay.secret}", "NICK hanna", "JOIN #boats", "JOIN #lobby")
            with visit(ready.port, *host_lines) as hanna:
                told = heard(hanna, " 366 hanna #lobby")
        names = [line for line in told.splitlines() if " 353 " in line]
        assert len(names) == 2
        assert all("@hanna" in line for line in names)
        with visit(ready.port, "PASS host:wrong", "NICK eve", "JOIN #boats2", "JOIN #lobby") as eve:
            assert "@eve" not in heard(eve, " 366 eve #lobby").rpartition(" 353 ")[2]
    finally:
        relay.close()


def visit(port, *lines):
    """A TLS connection that has said these lines."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    made = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))
    at = next(n for n, line in enumerate(lines) if line.startswith("NICK")) + 1
    said = (*lines[:at], "USER u 0 * :u", *lines[at:])
    made.sendall("".join(f"{line}\r\n" for line in said).encode())
    return made


def heard(sock, until):
    """What came up to the line that holds this."""
    text = ""
    while until not in text:
        more = sock.recv(65536)
        assert more, f"closed after {text}"
        text += more.decode()
    return text
