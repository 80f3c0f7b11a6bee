"""The terminal client as a real process: through a pipe, in a terminal, and against bad servers."""

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.e2e import tmux
from tests.e2e.people import HOST, IrcPerson
from tests.processes import end, start

WAIT_S = 40.0


class Piped:
    """`messenger terminal` with pipes on all sides."""

    def __init__(self, folder, server, name, *options):
        self.stderr_path = folder / f"{name}.stderr"
        command = [sys.executable, "-m", "messenger", "terminal", "--line-mode"]
        command += ["--server", server, "--name", name, "--data", str(folder / name), *options]
        self.process = start(command, stdin=subprocess.PIPE, stderr_path=self.stderr_path)
        self.text = b""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        end(self.process)

    @property
    def stderr(self):
        return self.stderr_path.read_text()

    def type(self, *lines):
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def finish(self, wait_s=WAIT_S):
        """End the input; returns the exit code."""
        self.process.stdin.close()
        return self.process.wait(wait_s)

    def expect(self, text, wait_s=WAIT_S):
        """Wait until standard output holds this text."""
        deadline = time.monotonic() + wait_s
        output = self.process.stdout.fileno()
        while text.encode() not in self.text:
            ready = select.select([output], [], [], max(0.0, deadline - time.monotonic()))[0]
            more = os.read(output, 65536) if ready else b""
            assert more, f"{text!r} is not there, but {self.text!r}\n{self.stderr}"
            self.text += more


@pytest.fixture
def port(relay):
    return relay().ports["plain"]


@pytest.fixture
def server(port):
    return f"irc://{HOST}:{port}"


def test_two_processes_talk_through_pipes(port, server, tmp_path):
    with IrcPerson(port, "ines") as ines, Piped(tmp_path, server, "bob") as bob:
        ines.expect(r"^:bob!\S+ JOIN :?#lobby")
        with Piped(tmp_path, server, "ann") as ann:
            ann.type(*(f"n{number} Grüße" for number in range(40)))
            assert ann.finish() == 0
        bob.expect("".join(f"ann: n{number} Grüße\n" for number in range(40)))
        ines.expect(r"^:ann!\S+ QUIT")
        ines.say("\x1b[2Jno escapes")
        bob.expect("no escapes\n")
        bob.type("and back")
        ines.hears("bob", "and back")
        assert bob.finish() == 0
        assert b"\x1b" not in bob.text
        assert b"\r" not in bob.text


def test_another_room_may_be_named_without_its_sign(port, server, tmp_path):
    with IrcPerson(port, "ines", "#tea") as ines:
        with Piped(tmp_path, server, "Ann Okafor", "--room", "tea") as ann:
            ann.type("in the tea room")
            assert ann.finish() == 0
        ines.hears("Ann_Okafor", "in the tea room", "#tea")


def test_a_relay_that_dies_leaves_lines_unconfirmed(relay, tmp_path):
    one = relay()
    with Piped(tmp_path, f"irc://{HOST}:{one.ports['plain']}", "ann") as ann:
        with IrcPerson(one.ports["plain"], "ines") as ines:
            ann.type("first")
            ines.hears("ann", "first")
        one.process.send_signal(signal.SIGSTOP)
        try:
            ann.type("second")
            ann.process.send_signal(signal.SIGINT)
            assert ann.process.wait(WAIT_S) != 0
        finally:
            one.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("make_server", "words"),
    [
        (lambda port: "irc://no-such-host.invalid", "no-such-host.invalid"),
        (lambda port: f"irc://{HOST}:1", "port 1"),
        (lambda port: f"{HOST}:{port}", "secure"),  # TLS to a plain port
        (lambda port: "http://x", "http"),
    ],
)
def test_no_way_in_is_told_in_one_line(port, tmp_path, make_server, words):
    with Piped(tmp_path, make_server(port), "ann") as ann:
        assert ann.finish() not in (0, 1)
        assert words in ann.stderr
        assert "Traceback" not in ann.stderr
        assert ann.process.stdout.read() == b""


def test_a_taken_name_is_told_with_free_ones(port, server, tmp_path):
    with IrcPerson(port, "ann"), Piped(tmp_path, server, "Ann") as ann:
        assert ann.finish() not in (0, 1)
        assert "Ann2" in ann.stderr


def test_a_changed_certificate_stops_until_it_is_trusted(relay, tmp_path):
    def announce(data):
        return relay("--tls-port", str(tls_port), "--tls-host", HOST, data=tmp_path / data)

    with socket.create_server((HOST, 0)) as free:
        tls_port = free.getsockname()[1]
    first = announce("first")
    server = f"{HOST}:{tls_port}"
    with Piped(tmp_path, server, "ann") as ann:
        ann.type("hello")
        assert ann.finish() == 0, ann.stderr
    first.stop()
    announce("second")
    with Piped(tmp_path, server, "ann") as ann:
        assert ann.finish() not in (0, 1)
        new_words = ann.stderr.partition('--trust "')[2].partition('"')[0]
    assert len(new_words.split()) == 3
    with Piped(tmp_path, server, "ann", "--trust", new_words) as ann:
        ann.type("hello again")
        assert ann.finish() == 0, ann.stderr
    with Piped(tmp_path, server, "ann") as ann:
        assert ann.finish() == 0, ann.stderr


@pytest.mark.skipif(not tmux.is_installed(), reason=tmux.NO_TMUX)
def test_the_prompt_stays_below_and_lines_come_above(port, server, tmp_path):
    command = [sys.executable, "-m", "messenger", "terminal"]
    command += ["--server", server, "--name", "Ann Okafor", "--data", str(tmp_path / "ann")]
    with IrcPerson(port, "ines") as ines, tmux.Terminal(tmp_path, command) as terminal:
        terminal.expect(r"^\[#lobby\]")
        ines.say("Grüße \x1b]0;owned\x07\x1b[31mred 👋")
        terminal.expect(r"^\d\d:\d\d ines: Grüße ␛?\]0;owned␇?␛?\[31mred 👋")
        assert "\x1b]" not in terminal.screen(escapes=True)
        terminal.type("hello from the prompt")
        ines.hears("Ann_Okafor", "hello from the prompt")
        terminal.expect(r"^\d\d:\d\d Ann Okafor: hello from the prompt")
        terminal.key("i", "n", "Tab")
        terminal.expect(r"^\[#lobby\] ines:")
        terminal.type("look at that")
        ines.hears("Ann_Okafor", "ines: look at that")
        terminal.type("/me waves")
        ines.hears("Ann_Okafor", "\x01ACTION waves\x01")
        ines.say("psst", "Ann_Okafor")
        terminal.expect(r"^\d\d:\d\d \[ines\] ines: psst")
        terminal.type("/help all")
        terminal.expect(r"/whois NAME")
        assert terminal.screen().count("hello from the prompt") == 1
        terminal.key("C-d")
        assert terminal.exit_code() == 0
        ines.expect(r"^:Ann_Okafor!\S+ QUIT")


@pytest.mark.skipif(not tmux.is_installed(), reason=tmux.NO_TMUX)
def test_ctrl_c_ends_it_all(port, server, tmp_path):
    command = [sys.executable, "-m", "messenger", "terminal"]
    command += ["--server", server, "--name", "ann", "--data", str(tmp_path / "ann")]
    with tmux.Terminal(tmp_path, command) as terminal:
        terminal.expect(r"^\[#lobby\]")
        terminal.key("C-c")
        assert terminal.exit_code() == 130


@pytest.mark.skipif(not tmux.is_installed("bash"), reason=tmux.NO_TMUX)
def test_what_is_typed_fast_stays_in_order_and_ctrl_z_gives_the_shell(port, server, tmp_path):
    with IrcPerson(port, "ines") as ines, tmux.Terminal(tmp_path, ["bash", "--norc"]) as terminal:
        terminal.type(
            f"{sys.executable} -m messenger terminal --server {server} --name ann "
            f"--data {tmp_path / 'ann'}"
        )
        terminal.expect(r"^\[#lobby\]")
        for text in ("one", "two", "/msg ines three", "four"):
            terminal.type(text)
        terminal.expect(r"ann: one\n(.*\n)*.*ann: four")
        shown = terminal.screen()
        assert re.findall(r"ann: (\w+)$", shown, re.MULTILINE) == ["one", "two", "three", "four"]
        after = shown.partition("── ines ──")[2]
        assert re.search(r"ann: three\n.*ann: four", after)
        for text in ("three", "four"):
            ines.hears("ann", text, "ines")
        terminal.key("C-z")
        terminal.expect(r"Stopped")
        terminal.type("fg")
        terminal.expect(r"^\[ines\]")
        terminal.type("back again")
        ines.hears("ann", "back again", "ines")


def pid_of(data):
    """The process of the terminal client with this data folder, not of its shell."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_text().split("\0")
            if words[0] == sys.executable and data in words:
                return int(path.parent.name)
    raise AssertionError("it does not run")


@pytest.mark.skipif(not tmux.is_installed(), reason=tmux.NO_TMUX)
def test_what_was_typed_without_a_relay_outlives_the_kill_of_both(relay, tmp_path):
    first = relay(data=tmp_path / "relay")
    port = first.ports["plain"]
    command = [sys.executable, "-m", "messenger", "terminal"]
    command += ["--server", f"irc://{HOST}:{port}", "--name", "ann", "--data", str(tmp_path / "a")]
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with tmux.Terminal(folders[0], command) as terminal:
        terminal.expect(r"^\[#lobby\]")
        terminal.type("before")
        terminal.expect(r"ann: before")
        first.kill()
        terminal.expect(r"The link was lost")
        terminal.type("in the dark")
        terminal.expect(r"Waiting to be sent: in the dark")  # it is on the disk
        os.kill(pid_of(str(tmp_path / "a")), signal.SIGKILL)
        terminal.exit_code()
    relay("--plain-port", str(port), data=tmp_path / "relay")
    with IrcPerson(port, "ines") as ines, tmux.Terminal(folders[1], command) as terminal:
        ines.hears("ann", "in the dark", wait_s=30.0)
        terminal.expect(r"ann: before\n(.*\n)*.*ann: in the dark")
        assert len(re.findall(r"ann: in the dark", terminal.screen())) == 1


class HostileServer:
    """Speaks just enough to be believed, then sends what it was given."""

    def __init__(self, greeting):
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._greeting = greeting
        self._thread = threading.Thread(target=self._serve, name="hostile-server")
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._listener.close()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()

    def _serve(self):
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(WAIT_S)
            try:
                heard = b""
                while b"USER " not in heard or not heard.endswith(b"\n"):
                    if not (more := connection.recv(4096)):
                        return
                    heard += more
                for piece in self._greeting:
                    connection.sendall(piece)
                while (more := connection.recv(65536)) and b"QUIT" not in more:
                    pass
            except OSError:
                return


WELCOME = (
    b":evil CAP * LS :\r\n:evil 001 ann :hi\r\n:evil 376 ann :x\r\n"
    b":ann!a@h JOIN #lobby\r\n:evil 353 ann = #lobby :ann\r\n:evil 366 ann #lobby :end\r\n"
)
SAYS = b":bob!b@h PRIVMSG #lobby :"
CURSES = {
    "escapes": SAYS + b"\x1b]52;c;aGk=\x07\x9b2J\xc2\x9b2J\x1bPq\x1b\\\r\n",
    "endless line": b"x" * 20_000_000 + b"\r\n",
    "many joins": b"".join(b":u%d!u@h JOIN #lobby\r\n" % n for n in range(20_000)),
    "many names": b":evil 353 ann = #lobby :"
    + b" ".join(b"n%d" % n for n in range(1500))
    + b"\r\n",
    "many rooms": b"".join(b":ann!a@h JOIN #r%d\r\n" % n for n in range(5_000)),
    "005 of 100,000 tokens": b"".join(
        b":evil 005 ann " + b" ".join(b"K%d=v" % (12 * line + n) for n in range(12)) + b" :x\r\n"
        for line in range(8_000)
    ),
    "open batches": b"".join(b":evil BATCH +b%d chathistory #lobby\r\n" % n for n in range(20_000)),
    "odd batches": b":evil BATCH -none\r\n:evil BATCH\r\n:evil BATCH +\r\n@batch=none PING x\r\n",
    "numerics": b"".join(b":evil %03d\r\n:evil %03d ann\r\n" % (n, n) for n in range(1000)),
    "noise": bytes(range(256)) * 500 + b"\r\n",
    "times": b"@time=9999-99-99T00:00:00Z " + SAYS + b"a\r\n@time=x;msgid= " + SAYS + b"b\r\n",
    "bare commands": b"".join(
        command + b"\r\n"
        for command in b"JOIN PART KICK NICK MODE TOPIC PRIVMSG QUIT PING CAP BATCH INVITE "
        b"AWAY CHGHOST SETNAME ACCOUNT FAIL TAGMSG NOTICE AUTHENTICATE".split()
    ),
}


@pytest.mark.parametrize("name", CURSES)
def test_a_hostile_server_neither_kills_nor_fills_the_client(tmp_path, name):
    greeting = [WELCOME, CURSES[name], b"\r\n" + SAYS + b"still here\r\n"]
    with (
        HostileServer(greeting) as evil,
        Piped(tmp_path, f"irc://{HOST}:{evil.port}", "ann") as ann,
    ):
        ann.expect("bob: still here\n", 30.0)
        status = Path(f"/proc/{ann.process.pid}/status").read_text()
        assert int(status.split("VmRSS:")[1].split()[0]) < 150_000  # kB
        assert not {0x1B, 0x07, 0x9B, 0x00} & set(ann.text.replace(b"\xc2\x9b", b"\x9b"))
        ann.process.send_signal(signal.SIGINT)
        ann.process.wait(WAIT_S)
        assert "Traceback" not in ann.stderr
