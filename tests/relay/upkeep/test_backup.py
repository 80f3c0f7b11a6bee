"""Backup and restore as commands, of a relay in full swing."""

import subprocess
import sys
import threading

from tests.relay.conftest import Client
from tests.relay.test_app import log_in


def run(*words):
    done = subprocess.run(
        [sys.executable, "-m", "messenger", *map(str, words)],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_backup_of_a_busy_relay_holds_all_that_was_heard_before(relay, tmp_path):
    one = relay("--tls-port", "0")
    ann = Client(one.ports["plain"])
    log_in(ann)
    ann.send(b"JOIN #lobby\r\nPRIVMSG #lobby :before the backup\r\nPING said\r\n")
    while not ann.line().endswith(b"said"):
        pass
    enough = threading.Event()

    def talk():
        while not enough.is_set():
            ann.send(b"PRIVMSG #lobby :on and on\r\nPING more\r\n")
            while not ann.line().endswith(b"more"):
                pass

    talker = threading.Thread(target=talk)
    talker.start()
    code, said = run("backup", "--data", one.data, tmp_path / "copy")
    enough.set()
    talker.join()
    assert code == 0, said
    one.stop()
    code, said = run("restore", "--data", tmp_path / "again", tmp_path / "copy")
    assert code == 0, said
    two = relay("--tls-port", "0", data=tmp_path / "again")
    assert two.fingerprint == one.fingerprint
    bob = Client(two.ports["plain"])
    log_in(bob, "bob")
    bob.send(b"CAP REQ :draft/chathistory\r\nJOIN #lobby\r\n")
    bob.send(b"CHATHISTORY AFTER #lobby timestamp=2000-01-01T00:00:00.000Z 5\r\nPING x\r\n")
    heard = bob.until(b":messenger.relay PONG messenger.relay :x")
    assert any(line.endswith(b":before the backup") for line in heard)


def test_a_damaged_relay_is_named_as_such_and_not_the_backup(tmp_path):
    (tmp_path / "relay").mkdir()
    database = tmp_path / "relay" / "relay.sqlite3"
    database.write_bytes(b"\x07" * 9000)
    for words in (("backup",), ("export", "room", "lobby")):
        code, said = run(*words, "--data", tmp_path, tmp_path / "copy")
        assert code == 2
        assert said.startswith(f"messenger: The database {database} is damaged")
    assert not (tmp_path / "copy").exists()


def test_mistakes_are_one_sentence(tmp_path):
    for words in (
        ("backup", "--data", tmp_path, tmp_path / "copy"),
        ("restore", "--data", tmp_path, tmp_path / "none"),
    ):
        code, said = run(*words)
        assert code not in (0, 1)
        assert said.startswith("messenger: ")
        assert said.count("\n") == 1
