"""`python -m messenger relay` as a process: what it says, how it starts, how it ends."""

import contextlib
import os
import re
import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from messenger import fingerprint
from tests import processes
from tests.relay.conftest import Client

RELAY = (sys.executable, "-m", "messenger", "relay")
OFF = ("--tls-port", "off", "--plain-port", "0")


def log_in(client, nick="ann"):
    client.send(f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nPING in\r\n".encode())
    while not client.line().endswith(b"in"):
        pass


def refused(*options, env=None, cwd=None):
    """Start a relay that must not start; returns the one sentence it says."""
    done = subprocess.run(
        [*RELAY, *options], capture_output=True, text=True, timeout=20, env=env, cwd=cwd
    )
    assert done.returncode not in (0, 1)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("messenger: ")
    return done.stderr


def test_it_tells_where_it_listens_and_nothing_else(tmp_path):
    process = processes.start(
        [*RELAY, "--data", str(tmp_path), "--tls-host", "127.0.0.1", "--tls-port", "0",
         "--plain-port", "0", "--classic-port", "0"]
    )  # fmt: skip
    lines = [process.stdout.readline().decode() for _ in range(7)]
    shape = (
        r"listening tls://127\.0\.0\.1:\d+\nlistening plain://127\.0\.0\.1:\d+\n"
        r"listening classic://127\.0\.0\.1:\d+\nfingerprint sha256:([0-9a-f]{64})\n"
        r"Only programs on this computer can join, at 127\.0\.0\.1:\d+\.\n"
        r"The words of this relay are: (\w+ \w+ \w+)\. Whoever sees the same is right\.\nready\n"
    )
    found = re.fullmatch(shape, "".join(lines))
    assert found
    assert found[2] == fingerprint.words(found[1])
    process.terminate()
    assert process.stdout.read() == b""
    assert processes.end(process) == 0


def test_it_tells_the_clients_before_it_ends(relay):
    one = relay()
    clients = [Client(one.ports["plain"]) for _ in range(20)]
    for number, client in enumerate(clients):
        log_in(client, f"ann{number}")
    one.stop()
    for client in clients:
        *_, last = iter(client.line, b"")
        assert last.startswith(b"ERROR :")


def test_ctrl_c_ends_it_too(relay):
    one = relay()
    os.kill(one.pid, signal.SIGINT)
    assert one.process.wait(30) == 0
    assert one.stderr() == ""


def test_a_hosted_relay_ends_with_its_window(tmp_path):
    process = processes.start(
        [*RELAY, "--data", str(tmp_path), *OFF],
        env={**os.environ, "MESSENGER_HOSTED": "1"},
        stdin=subprocess.PIPE,
    )
    while process.stdout.readline() != b"ready\n":
        assert process.poll() is None
    process.stdin.close()
    assert process.wait(30) == 0
    processes.end(process)


def test_a_taken_port_is_one_sentence(relay, tmp_path):
    port = relay().ports["plain"]
    text = refused("--data", str(tmp_path), "--tls-port", "off", "--plain-port", str(port))
    assert f"Port {port} on 127.0.0.1 is taken" in text


def test_a_second_relay_on_the_same_data_is_one_sentence(relay):
    one = relay()
    assert "Another relay is running" in refused("--data", str(one.data), *OFF)


def test_a_damaged_database_is_one_sentence_and_stays(tmp_path):
    folder = tmp_path / "relay"
    folder.mkdir(mode=0o700)
    database = folder / "relay.sqlite3"
    database.write_bytes(b"noise" * 1000)
    assert "damaged" in refused("--data", str(tmp_path), *OFF)
    assert database.read_bytes() == b"noise" * 1000


def test_all_listeners_off_is_one_sentence(tmp_path):
    text = refused("--data", str(tmp_path), "--tls-port", "off", "--plain-port", "off")
    assert "open at least one" in text


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX files")
def test_all_it_keeps_is_its_owners_only(tmp_path):
    data = tmp_path / "data"
    old = os.umask(0)
    try:
        process = processes.start([*RELAY, "--data", str(data), *OFF, "--tls-port", "0"])
    finally:
        os.umask(old)
    while process.stdout.readline() != b"ready\n":
        assert process.poll() is None
    modes = []
    for path in (data, *data.rglob("*")):
        with contextlib.suppress(FileNotFoundError):  # a journal of SQLite's that has just gone
            modes.append(path.stat().st_mode)
    assert {oct(stat.S_IMODE(mode)) for mode in modes if stat.S_ISDIR(mode)} == {"0o700"}
    assert {oct(stat.S_IMODE(mode)) for mode in modes if stat.S_ISREG(mode)} == {"0o600"}
    assert processes.end(process) == 0


def limited(kind, value):
    """Start python with a limit on a resource, then become the relay."""
    code = (
        f"import os, resource, sys; resource.setrlimit(resource.{kind}, ({value}, {value}));"
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    return (sys.executable, "-c", code, "-m", "messenger")


def test_without_descriptors_newcomers_wait_and_history_is_still_written(tmp_path):
    one = processes.RelayProcess(tmp_path / "data", (), limited("RLIMIT_NOFILE", 64))
    crowd = [socket.create_connection(("127.0.0.1", one.ports["plain"]), 5) for _ in range(100)]
    for sock in crowd:
        sock.close()
    ann = Client(one.ports["plain"])
    log_in(ann)
    ann.send(b"JOIN #lobby\r\nPRIVMSG #lobby :still here\r\nPING said\r\n")
    while not ann.line().endswith(b"said"):
        pass
    one.stop()
    conn = sqlite3.connect(one.data / "relay" / "relay.sqlite3")
    assert conn.execute("SELECT text FROM history WHERE command = 'PRIVMSG'").fetchall() == [
        ("still here",)
    ]
    conn.close()
    one.close()


def test_with_few_descriptors_somebody_comes_in_and_the_host_is_told(tmp_path):
    one = processes.RelayProcess(tmp_path / "data", (), limited("RLIMIT_NOFILE", 40))
    crowd = [socket.create_connection(("127.0.0.1", one.ports["plain"]), 5) for _ in range(3)]
    ann = Client(one.ports["plain"])
    log_in(ann)
    assert "only 40 files may be open" in one.stderr()
    for sock in crowd:
        sock.close()
    one.close()


def test_a_full_disk_refuses_the_sender_and_ends_nothing(tmp_path):
    one = processes.RelayProcess(tmp_path / "data", (), limited("RLIMIT_FSIZE", 600_000))
    ann, bob = Client(one.ports["plain"]), Client(one.ports["plain"])
    for client, nick in ((ann, "ann"), (bob, "bob")):
        log_in(client, nick)
        client.send(b"JOIN #lobby\r\nPING in\r\n")
        while not client.line().endswith(b"in"):
            pass
    refusals = 0
    for number in range(3000):
        ann.send(b"PRIVMSG #lobby :%d %s\r\nPING said\r\n" % (number, b"x" * 300))
        while not (line := ann.line()).endswith(b"said"):
            assert line
            refusals += b"FAIL" in line
        if refusals:
            break
    assert refusals
    bob.send(b"PING alive\r\n")
    heard = []
    while not (line := bob.line()).endswith(b"alive"):
        assert line
        heard += [int(line.split(b" :")[1].split()[0])] if b"PRIVMSG" in line else []
    assert heard == list(range(number))  # all but the refused one
    one.stop()
    one.close()
    conn = sqlite3.connect(one.data / "relay" / "relay.sqlite3")
    kept = conn.execute("SELECT text FROM history WHERE command = 'PRIVMSG' ORDER BY serial")
    assert [int(text.split()[0]) for (text,) in kept][: len(heard)] == heard
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    conn.close()


def test_a_memory_only_relay_leaves_no_database(relay, tmp_path):
    settings = Path(tmp_path / "relay.toml")
    settings.write_text("[history]\nmemory_only = true\n")
    one = relay("--config", str(settings))
    ann = Client(one.ports["plain"])
    log_in(ann)
    one.stop()
    assert list(one.data.rglob("*.sqlite3")) == []


def test_the_descriptor_limit_is_raised(relay):
    one = relay()
    limits = Path(f"/proc/{one.pid}/limits")
    if not limits.exists():
        pytest.skip("no /proc here")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    line = next(text for text in limits.read_text().splitlines() if "open files" in text)
    assert int(line.split()[3]) == hard
