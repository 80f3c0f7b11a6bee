"""A real relay: what is said is found, and what is taken back is in no file, nor in a backup."""

import contextlib

from tests.relay.conftest import Client
from tests.relay.test_app import log_in
from tests.relay.upkeep.test_backup import run

MARKER = "zweitschlusselwort"
CAPS = (
    b"CAP REQ :batch message-tags echo-message soju.im/search draft/chathistory "
    b"draft/message-redaction\r\n"
)


def said(client, line):
    """The msgid of what was said."""
    client.send(line.encode() + b"\r\n")
    while b" PRIVMSG #lobby :" not in (answer := client.line()):
        assert answer
    return answer.split(b"msgid=")[1].split(b" ")[0].split(b";")[0].decode()


def found(client, text):
    client.send(f"SEARCH text={text};in=#lobby\r\nPING end\r\n".encode())
    lines = client.until(b":messenger.relay PONG messenger.relay :end")
    return [line.rpartition(b" :")[2].decode() for line in lines if b" PRIVMSG " in line]


def test_from_the_first_word_to_a_restored_relay(relay, tmp_path, eventually):
    one = relay("--tls-port", "0")
    ann = Client(one.ports["plain"])
    log_in(ann)
    ann.send(CAPS + b"JOIN #lobby\r\n")
    said(ann, "PRIVMSG #lobby :東京都 and Kornberg")
    msgid = said(ann, f"PRIVMSG #lobby :{MARKER}")
    words = one.data / "relay" / "relay.sqlite3-words"

    def holding(folder=one.data):
        found = set()
        for path in folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # SQLite's own beside it come and go
                if path.is_file() and MARKER.encode() in path.read_bytes():
                    found.add(path.name)
        return found

    eventually(lambda: {words.name, f"{words.name}-wal"} & holding())
    assert found(ann, "schlussel") == [MARKER]
    assert found(ann, "京都") == found(ann, "KORNBERG") == ["東京都 and Kornberg"]
    ann.send(f"REDACT #lobby {msgid}\r\n".encode())
    eventually(lambda: holding() == set())
    assert found(ann, MARKER) == []
    code, told = run("backup", "--data", one.data, tmp_path / "copy")
    assert code == 0, told
    one.stop()
    assert holding() == set()
    assert MARKER.encode() not in (tmp_path / "copy").read_bytes()
    code, told = run("restore", "--data", tmp_path / "again", tmp_path / "copy")
    assert code == 0, told
    two = relay("--tls-port", "0", data=tmp_path / "again")
    bob = Client(two.ports["plain"])
    log_in(bob, "bob")
    bob.send(CAPS + b"JOIN #lobby\r\n")
    assert found(bob, "berg") == ["東京都 and Kornberg"]
