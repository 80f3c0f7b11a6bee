"""kill -9 of a relay in full flow: what anybody has received is in the history afterwards, under
the same msgid and in the same order."""

import re
import sqlite3
import threading

from tests.relay.conftest import Client

KILLS = 4
LINES_BEFORE_KILL = 400
MESSAGE = re.compile(rb"(?:@(\S+) )?:(\S+) PRIVMSG #lobby :(.*)")


class Talker(threading.Thread):
    """Logs in, joins #lobby, talks without pause, and notes what it receives until the end."""

    def __init__(self, port, nick):
        super().__init__(name=f"talker-{nick}")
        self.nick = nick
        self.received = []  # (msgid, text)
        self.enough = threading.Event()
        self.client = Client(port)
        self.client.send(
            b"CAP REQ :message-tags server-time echo-message\r\n"
            + f"NICK {nick}\r\nUSER {nick} 0 * :{nick}\r\nCAP END\r\nJOIN #lobby\r\n".encode()
            + b"PING in\r\n"
        )
        while not (line := self.client.line()).endswith(b"in"):
            assert line

    def run(self):
        sender = threading.Thread(target=self._talk, name=f"sender-{self.nick}")
        sender.start()
        while line := self.client.line():
            if message := MESSAGE.fullmatch(line):
                self.received.append((_msgid(message[1]), message[3].decode()))
                if len(self.received) >= LINES_BEFORE_KILL:
                    self.enough.set()
        sender.join()
        self.client.close()

    def _talk(self):
        try:
            for number in range(10**9):
                self.client.send(f"PRIVMSG #lobby :{self.nick} {number}\r\n".encode())
        except OSError:
            pass  # the relay was killed


def _msgid(tags):
    return dict(tag.split("=", 1) for tag in tags.decode().split(";") if "=" in tag)["msgid"]


def history(folder):
    """Every stored message of the lobby: (msgid, text), in the order of the history."""
    conn = sqlite3.connect(folder / "relay" / "relay.sqlite3")
    try:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (relay_id,) = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()
        rows = conn.execute(
            "SELECT serial, text FROM history WHERE target = '#lobby' AND command = 'PRIVMSG' "
            "ORDER BY serial"
        )
        return [(f"{relay_id}-{serial:x}", text) for serial, text in rows]
    finally:
        conn.close()


def test_what_anybody_received_survives_kill_9(relay, tmp_path):
    folder = tmp_path / "data"
    settings = tmp_path / "relay.toml"
    settings.write_text("[limits]\nenabled = false\n[history]\nreplay_on_join = 0\n")
    before = []
    for life in range(KILLS):
        one = relay("--config", str(settings), data=folder)
        talkers = [Talker(one.ports["plain"], f"{name}{life}") for name in ("ann", "bob", "cleo")]
        for talker in talkers:
            talker.start()
        assert all(talker.enough.wait(30) for talker in talkers)
        one.kill()
        for talker in talkers:
            talker.join(10)
        kept = history(folder)
        assert kept[: len(before)] == before, "a restart changed the past"
        place = {message: number for number, message in enumerate(kept)}
        for talker in talkers:
            assert len(talker.received) >= LINES_BEFORE_KILL
            places = [place[message] for message in talker.received]  # KeyError: it was lost
            assert places == sorted(set(places)), "out of order, or twice"
        before = kept
