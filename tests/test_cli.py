"""The command line: what it understands, and one clear sentence when something is missing."""

import os
import socket
import subprocess
import sys

import pytest

from messenger import __main__ as cli
from messenger import __version__, paths
from messenger.errors import UserError
from messenger.relay.registry import room_json
from messenger.relay.state import Room
from messenger.store.history import open_relay_store
from messenger.store.rows import RoomRow


def parse(*words):
    return cli.build_parser().parse_args(cli.with_command(list(words)))


def run(*words, env=None, code=None):
    """Run Messenger in a process of its own; code: Python to run in place of `-m messenger`."""
    start = ["-c", code] if code else ["-m", "messenger"]
    return subprocess.run(
        [sys.executable, *start, *words],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_one_sentence(done, word):
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert word in done.stderr


def test_the_desktop_is_the_default():
    options = parse("--server", "boathouse.local", "--name", "Ada Okafor")
    assert options == parse("desk", "--server", "boathouse.local", "--name", "Ada Okafor")
    assert (options.server, options.name, options.profile) == (
        "boathouse.local",
        "Ada Okafor",
        "default",
    )
    assert parse().server is None


def test_the_relay_listens_as_the_issue_says():
    options = parse("relay")
    assert (options.tls_host, options.tls_port) == ("0.0.0.0", 6697)
    assert (options.plain_host, options.plain_port) == ("127.0.0.1", 6667)
    assert (options.classic_host, options.classic_port) == ("127.0.0.1", None)


def test_ports_can_be_chosen_and_switched_off():
    options = parse("relay", "--tls-port", "off", "--plain-port", "0", "--classic-port")
    assert (options.tls_port, options.plain_port, options.classic_port) == (None, 0, 8888)
    assert parse("relay", "--classic-port", "off").classic_port is None
    assert parse("relay", "--classic-port", "9000").classic_port == 9000


@pytest.mark.parametrize("port", ["-1", "65536", "x", "", "1.5", "٣"])
def test_what_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit) as caught:
        parse("relay", f"--tls-port={port}")
    assert caught.value.code == 2
    assert "port" in capsys.readouterr().err


def test_the_terminal_needs_a_server_and_a_name():
    options = parse("terminal", "--server", "a", "--name", "b")
    assert (options.room, options.line_mode, options.trust) == ("lobby", False, "")
    with pytest.raises(SystemExit):
        parse("terminal", "--name", "b")


def test_help_names_every_option_of_every_command():
    done = run("--help")
    assert done.returncode == 0
    for option in (
        *("--version", "--server", "--name", "--profile", "--data", "--config"),
        *("--tls-host", "--tls-port", "--plain-host", "--plain-port"),
        *("--classic-host", "--classic-port", "--room", "--line-mode", "--trust"),
    ):
        assert f" {option}" in done.stdout
    for action in ("account add", "account revoke", "room list", "room drop"):
        assert f"usage: messenger {action} [-h] [--data DIR]" in done.stdout


def test_every_option_is_explained():
    subparsers = next(
        action for action in cli.build_parser()._actions if isinstance(action.choices, dict)
    )
    for name, parser in subparsers.choices.items():
        for action in parser._actions:
            assert action.help, f"{name} {action.option_strings}"


def test_version():
    assert run("--version").stdout == f"Messenger {__version__}\n"


def test_an_old_python_is_told_what_is_needed():
    cli.check_python((3, 11, 0))
    with pytest.raises(UserError, match=r"3\.11 or newer; this is Python 3\.9"):
        cli.check_python((3, 9, 2))


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd14"])
def test_a_missing_tkinter_is_told_with_its_remedy(platform):
    code = (
        f"import sys; sys.platform = {platform!r}; sys.modules['tkinter'] = None\n"
        "from messenger.__main__ import main; sys.exit(main(['desk']))"
    )
    done = run(code=code)
    assert_one_sentence(done, "tkinter")
    assert ("python3-tk" in done.stderr) == (platform == "linux")


def test_an_error_of_the_person_is_a_sentence_and_its_code(monkeypatch, capsys):
    def fail(options):
        raise UserError("The port 6697 is taken: choose another with --tls-port.")

    monkeypatch.setattr(cli, "build_parser", lambda: FakeParser(fail))
    assert cli.main(["relay"]) == UserError.exit_code
    assert capsys.readouterr().err == (
        "messenger: The port 6697 is taken: choose another with --tls-port.\n"
    )


def test_an_interrupt_is_no_traceback(monkeypatch, capsys):
    def interrupt(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build_parser", lambda: FakeParser(interrupt))
    assert cli.main(["relay"]) == cli.EXIT_INTERRUPTED
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("relay --data=", "--data needs a folder"),
        ("relay --tls-port off --plain-port off", "All listeners are off"),
        (
            "relay --tls-port off --plain-port 0 --plain-host 192.0.2.1",
            "choose another with --plain-host",
        ),
        ("relay --tls-port off --plain-port {taken}", "is taken by another program"),
        ("relay --config {data}/none.toml", "can't be read: No such file"),
        ("account list", "There is no relay in {data}"),
        ("terminal --server irc://127.0.0.1:1 --name a --room a,b", "can't be a room"),
        ("terminal --server irc://127.0.0.1:1 --name a --room #", "can't be a room"),
        ("terminal --server irc://127.0.0.1:99999 --name a", "is not a port"),
        ("terminal --server irc://127.0.0.1:1 --name !!!", "can't be used as a name"),
        ("terminal --server irc://127.0.0.1:1 --name a --profile a/b", "The profile name"),
        (
            "terminal --server a --name a --password-file {data}/none",
            "can't be read from {data}/none (No such file or directory).",
        ),
    ],
)
def test_a_wrong_word_is_one_sentence_with_a_remedy(tmp_path, capsys, words, said):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        known = {"taken": taken.getsockname()[1], "data": tmp_path}
        wanted = words.format(**known).split()
        if "--data=" not in wanted:
            wanted += ["--data", str(tmp_path)]
        assert cli.main(wanted) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("messenger: ")
    assert said.format(**known) in complaint
    assert complaint.count("\n") == 1


class FakeParser:
    """A command line whose one command is a function of the test."""

    def __init__(self, command):
        self.run = command

    def parse_args(self, words):
        return self


def test_a_command_that_does_not_exist_is_answered_with_those_that_do(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["bogus"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "bogus" in said
    assert "terminal" in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("relay", "--print-config"), ("room", "list")])
def test_output_that_has_no_room_is_one_sentence(tmp_path, words):
    store = open_relay_store(paths.relay_dir(paths.data_dir(str(tmp_path))))
    room = Room("#a", "#a", 1, founder="id")
    store.write([RoomRow(room.key, room_json.to_json(room))])
    store.close()
    with open("/dev/full", "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "messenger", *words, "--data", str(tmp_path)],
            stdout=output, stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"messenger: The output can't be written (No space left")
    assert done.stderr.count(b"\n") == 1


def test_output_that_nobody_reads_is_no_traceback():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "messenger", "relay", "--print-config"],
            stdout=output, stderr=subprocess.PIPE, timeout=30, check=False,
        )  # fmt: skip
    assert done.returncode == 141
    assert done.stderr == b""
