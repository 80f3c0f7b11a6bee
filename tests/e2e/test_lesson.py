"""A lesson with a real relay: the teacher's desktop, a pupil with our client, one with plain IRC.

The relay is killed in the middle; all that was said about who speaks holds afterwards.
"""

import pytest

from messenger.client.client import Client
from messenger.client.events import LinkUp, MessageHeld, MessageSettled
from messenger.client.intents import ReconnectNow, SendText
from messenger.client.lesson_intents import MoveHand
from messenger.client.model.model import Model
from messenger.client.session.login import Account
from messenger.client.text.typed_input import parse
from messenger.gui.app import App
from messenger.gui.front import Front
from messenger.gui.login.view import Filled
from tests.e2e.people import IrcPerson
from tests.processes import RelayProcess

CONFIG = '[[operators]]\nname = "teacher"\npassword = "chalk and board"\n'
pytestmark = pytest.mark.timeout(120)


class Pupil:
    """Our client without a window."""

    def __init__(self, port, name, folder):
        self.client = Client(Account(f"irc://127.0.0.1:{port}", name), folder / "cache.sqlite3")
        self.model, self.events = Model(name), []
        self.client.start()

    def look(self):
        events = self.client.poll()
        self.model.apply_all(events)
        self.events += events

    def told(self, kind):
        self.look()
        return [event for event in self.events if isinstance(event, kind)]


class _Kept:
    """The run's one root, without its destroy: other tests need it."""

    def __init__(self, root):
        self._root = root

    def __getattr__(self, name):
        return getattr(self._root, name)

    def destroy(self):
        for child in self._root.winfo_children():
            child.destroy()
        self._root.protocol("WM_DELETE_WINDOW", "")


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "relay.toml"
    path.write_text(CONFIG, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def server(relay, tmp_path, config):
    return relay("--config", str(config), data=tmp_path / "relay")


@pytest.fixture
def teacher(root, tmp_path, server, until):
    app = App(Front(root, tmp_path / "teacher"))
    app.root = _Kept(root)
    app.entrance.log_in(Filled(f"irc://127.0.0.1:{server.ports['plain']}", "Hanna Weber"))
    until(lambda: app.chat is not None and app.model.place and app.model.place.members)
    app.chat.say("/quote OPER teacher :chalk and board")
    until(lambda: app.model.lesson.told.operator)
    yield app
    app.quit()


@pytest.fixture
def ada(server, tmp_path, until):
    (tmp_path / "ada").mkdir()
    pupil = Pupil(server.ports["plain"], "Ada", tmp_path / "ada")
    until(lambda: pupil.look() or (pupil.model.place and pupil.model.place.members))
    yield pupil
    pupil.client.stop()


def press(app, words):
    """A button or check mark of the open sheet."""
    stack = [app.sheets.current]
    while stack:
        widget = stack.pop()
        stack += widget.winfo_children()
        if "text" in (widget.keys() or ()) and widget.cget("text") == words:
            widget.invoke()
            return
    pytest.fail(f"there is no {words!r} on the sheet")


def test_a_lesson(teacher, ada, server, tmp_path, config, until):
    with IrcPerson(server.ports["plain"], "bob") as bob:
        teacher.chat.run("host")
        press(teacher, "Hold first messages until I approve them")
        press(teacher, "Let nobody new in")
        until(lambda: set("Ai") <= set(teacher.model.place.modes))
        ada.client.submit(SendText("#lobby", "is it Friday?", "r1"))
        bob.say("hello from irssi")
        bob.expect("NOTICE #lobby :Your first message here waits")
        until(lambda: len(teacher.model.lesson.held) == 2 and ada.told(MessageHeld))
        server.kill()
    again = RelayProcess(
        tmp_path / "relay",
        ["--config", str(config), "--plain-port", str(server.ports["plain"])],
    )
    try:
        _after_the_kill(teacher, ada, again, until)
    finally:
        again.close()


def _after_the_kill(teacher, ada, server, until):
    model = teacher.model
    teacher.chat.submit(ReconnectNow())
    ada.client.submit(ReconnectNow())
    until(lambda: len(ada.told(LinkUp)) == 2 and model.link.phase.name == "UP", 30)
    teacher.sheets.close()
    teacher.chat.say("/quote OPER teacher :chalk and board")
    until(lambda: model.lesson.told.operator and len(model.lesson.held) == 2, 30)
    until(lambda: len(ada.told(MessageHeld)) == 2)
    with IrcPerson(server.ports["plain"], "carl", room="") as carl:
        carl.send("JOIN #lobby")
        carl.expect(" 473 carl #lobby ")
        with IrcPerson(server.ports["plain"], "bob") as bob:  # was inside when the room closed
            teacher.chat.run("host")
            press(teacher, "Approve")
            press(teacher, "Mute everybody but me")
            until(lambda: ada.look() or ada.model.lesson.told.all_muted)
            bob.expect("NOTICE #lobby :The host has muted everybody. You can read on.")
            bob.say("may I?")
            bob.expect(" 404 bob #lobby :The host has muted everybody")
            assert "muted everybody" in parse("hello", "#lobby", ada.model).error
            ada.client.submit(MoveHand(True))
            until(lambda: len(model.lesson.hands) == 1)
            press(teacher, "Let speak")
            until(lambda: ada.look() or ada.model.lesson.told.spared)
            until(lambda: not model.lesson.hands)
            press(teacher, "Mute everybody but me")
            press(teacher, "Close private messages, but to me")
            bob.expect("NOTICE #lobby :Private messages are closed")
            bob.say("psst", "carl")
            bob.expect(" 531 bob carl :Private messages are closed")
            until(lambda: len(model.lesson.held) == 1)
            press(teacher, "Approve")
            until(lambda: not model.lesson.held and ada.told(MessageSettled))
            bob.synchronise()
            assert "PRIVMSG #lobby :is it Friday?" in bob.text
