"""kill -9 of the desktop program, at any moment between Enter and the echo: what was said is said
once, in its order, and what was typed is typed. Real processes, real keys."""

import os
import shutil
import signal
import sqlite3
import sys
import time

import pytest

from tests.e2e.desktop import Desktop, wait_until
from tests.e2e.people import IrcPerson

TOOLS = ("Xvfb", "openbox", "xdotool", "xclip", "import")
missing = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drives an X server"),
    pytest.mark.timeout(240),
]


@pytest.fixture(autouse=True)
def tools(display):
    assert not missing, f"install {', '.join(missing)}, or run `python -m tests`"


class Stage:
    """One relay, one person who listens, and a desktop that is killed and started again."""

    def __init__(self, server, listener, folder):
        self.server, self.listener, self.folder = server, listener, folder
        self.desktop = None

    def start(self):
        address = f"127.0.0.1:{self.server.ports['tls']}"
        self.desktop = Desktop(self.folder, "--server", address, "--name", "Ada")
        self.desktop.keys("Return")
        wait_until(lambda: self.desktop.title().endswith("– lobby"), "the lobby's window")

    def kill(self):
        self.desktop.process.kill()
        self.desktop.process.wait(30)

    def say(self, text):
        self.desktop.type(text)
        self.desktop.keys("Return")

    def on_disk(self, question):
        conn = sqlite3.connect(f"file:{self.folder / 'cache.sqlite3'}?mode=ro", uri=True)
        try:
            return [row[0] for row in conn.execute(question)]
        finally:
            conn.close()

    def unsent(self):
        return self.on_disk("SELECT text FROM outbox ORDER BY id")

    def drafts(self):
        return self.on_disk("SELECT draft FROM places WHERE draft != ''")

    def heard(self):
        """What the listener heard of Ada, in order, when all that is under way has come."""
        self.listener.synchronise()
        lines = [line for line in self.listener.text.splitlines() if " PRIVMSG #lobby :" in line]
        return [line.split(" PRIVMSG #lobby :")[1] for line in lines if line.startswith(":Ada")]


@pytest.fixture
def stage(relay, tmp_path):
    server = relay("--tls-port", "0")
    with IrcPerson(server.ports["plain"], "ines") as listener:
        stage = Stage(server, listener, tmp_path / "ada")
        stage.start()
        yield stage
        os.kill(server.pid, signal.SIGCONT)
        if stage.desktop.process.poll() is None:
            assert stage.desktop.end() == 0
        assert "Traceback" not in stage.desktop.said(), stage.desktop.said()


def test_killed_before_the_echo_nothing_is_lost_or_doubled(stage):
    stage.say("before")
    wait_until(lambda: stage.heard() == ["before"], "the first words")
    os.kill(stage.server.pid, signal.SIGSTOP)  # it takes bytes, and answers nothing
    for text in ("one", "two", "three"):
        stage.say(text)
    wait_until(lambda: stage.unsent() == ["one", "two", "three"], "three lines on the disk")
    stage.kill()
    os.kill(stage.server.pid, signal.SIGCONT)
    stage.start()
    stage.say("after")
    wait_until(lambda: "after" in stage.heard(), "the last words")
    assert stage.heard() == ["before", "one", "two", "three", "after"]
    wait_until(lambda: stage.unsent() == [], "an empty outbox")


def test_killed_while_the_server_is_away_all_waits_for_it(stage, output):
    os.kill(stage.server.pid, signal.SIGSTOP)
    stage.say("one")
    time.sleep(13.0)  # by now the dead line is noticed
    stage.desktop.keys("o", "shift+Return", "k", "Return")
    wait_until(lambda: stage.unsent() == ["one", "o\nk"], "both on the disk")
    stage.desktop.picture(output / "cut_off.png")
    stage.kill()
    os.kill(stage.server.pid, signal.SIGCONT)
    stage.start()
    wait_until(lambda: stage.heard()[-1:] == ["k"], "all of it")
    assert stage.heard() == ["one", "o", "k"]


def test_killed_at_the_moment_of_enter(stage):
    """However early: what is on the disk or was heard is heard once; else it is still typed."""
    for number, delay_s in enumerate((0.0, 0.005, 0.02, 0.06)):
        text = f"words {number}"
        stage.desktop.type(text)
        wait_until(lambda text=text: stage.drafts() == [text], "the draft on the disk")
        stage.desktop.keys("Return")
        time.sleep(delay_s)
        stage.kill()
        typed, unsent, heard = stage.drafts(), stage.unsent(), stage.heard()
        assert text in typed + unsent + heard
        stage.start()
        if text in typed and text not in unsent + heard:
            stage.desktop.keys("Return")  # it stands in the box again
        elif typed:
            stage.desktop.keys("ctrl+a", "BackSpace")
        wait_until(lambda text=text: text in stage.heard(), f"{text} in the room")
        wait_until(lambda: stage.unsent() == [] == stage.drafts(), "nothing left to do")
    assert stage.heard() == [f"words {number}" for number in range(4)]


def test_a_draft_is_there_again_after_a_kill(stage):
    stage.desktop.type("half a sentence")
    wait_until(lambda: stage.drafts() == ["half a sentence"], "the draft on the disk")
    stage.kill()
    stage.start()
    stage.desktop.type(", and the rest")
    stage.desktop.keys("Return")
    wait_until(lambda: stage.heard() == ["half a sentence, and the rest"], "the whole sentence")
