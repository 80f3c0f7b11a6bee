"""Two desktop programs, each a process with a real window, driven by keys, over a real relay.

A plain IRC client of a few lines watches the room from outside.
"""

import contextlib
import os
import shutil
import signal
import socket
import sys

import pytest

from tests.e2e.desktop import Desktop, put_on_clipboard, run, wait_until

END_S = 60.0
NOTHING_YET = "nothing is copied yet"
TOOLS = ("Xvfb", "openbox", "xdotool", "xclip", "import")
missing = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drives an X server"),
    pytest.mark.timeout(180),
]


@pytest.fixture(autouse=True)
def tools(display):
    assert not missing, f"install {', '.join(missing)}, or run `python -m tests`"


class Watcher:
    """An IRC client in the room that only listens and, when told, speaks."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.settimeout(0.1)
        self.heard = ""
        self.send("NICK watcher", "USER w 0 * :w", "JOIN #lobby")
        wait_until(lambda: " 366 " in self.listen(), "the watcher's join")

    def send(self, *lines):
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def listen(self):
        with contextlib.suppress(TimeoutError):
            self.heard += self.socket.recv(65536).decode("utf-8", "replace")
        return self.heard

    def waits_for(self, part):
        wait_until(lambda: part in self.listen(), f"{part!r} in the room; heard {self.heard!r}")


@pytest.fixture
def desktops(tmp_path):
    started = []

    def start(name, *options):
        one = Desktop(tmp_path / name, *options)
        started.append(one)
        return one

    yield start
    for one in started:
        one.end()
        assert "Traceback" not in one.said(), one.said()


@pytest.fixture
def watcher(relay):
    server = relay("--tls-port", "0")
    one = Watcher(server.ports["plain"])
    one.server = server
    yield one
    one.socket.close()


def test_two_people_talk_with_the_keyboard_alone(desktops, watcher, output):
    address = f"127.0.0.1:{watcher.server.ports['tls']}"
    ada = desktops("ada", "--server", address, "--name", "Ada Okafor")
    bob = desktops("bob", "--server", address, "--name", "Bob Miller")
    ada.move(0, 0, 1180, 760)
    come_in(ada)
    come_in(bob)
    ada.type("hello, this is Ada")
    ada.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :hello, this is Ada")
    bob.paste("grüße, 你好 😀")
    bob.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :grüße, 你好 😀")
    bob.type("@Ada_Okafor look here")
    bob.keys("Return")
    wait_until(lambda: ada.title() == "(1) Messenger – lobby", f"the count in {ada.title()!r}")
    ada.keys("F6", "F6")  # the window has the keyboard again: what was said is seen now
    wait_until(lambda: ada.title() == "Messenger – lobby", f"no count in {ada.title()!r}")
    ada.picture(output / "two_desktops_ada.png")
    bob.picture(output / "two_desktops_bob.png")


def test_messages_are_there_again_after_a_restart(desktops, watcher, output, tmp_path):
    address = f"127.0.0.1:{watcher.server.ports['tls']}"
    ada = desktops("ada", "--server", address, "--name", "Ada")
    come_in(ada)
    ada.type("remember this line")
    ada.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :remember this line")
    assert ada.end() == 0
    again = desktops("ada", "--server", address, "--name", "Ada")  # her name: only from her home
    come_in(again)
    copied = lambda: "remember this line" in copy_messages(again)  # noqa: E731
    wait_until(copied, "the old line in the new window")
    again.picture(output / "after_a_restart.png")


def test_one_person_at_two_desktops(desktops, watcher, output, tmp_path):
    address = f"127.0.0.1:{watcher.server.ports['tls']}"
    desk = desktops("desk", "--server", address, "--name", "Ada Okafor")
    come_in(desk)
    keys = tmp_path / "desk" / "keys.json"
    claimed = lambda: keys.exists() and '"claimed": true' in keys.read_text()  # noqa: E731
    wait_until(claimed, "the name's key")
    (tmp_path / "laptop").mkdir()
    shutil.copy(keys, tmp_path / "laptop" / "keys.json")
    laptop = desktops("laptop", "--server", address, "--name", "Ada Okafor")
    come_in(laptop)
    desk.type("said at the desk")
    desk.keys("Return")
    laptop.type("said at the laptop")
    laptop.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :said at the laptop")
    watcher.send("PRIVMSG Ada_Okafor :for you alone")
    both = [f"said at the {place}" for place in ("desk", "laptop")]
    for one in (desk, laptop):
        shown = lambda one=one: [*map(copy_messages(one).count, both)] == [1, 1]  # noqa: E731
        wait_until(shown, "both messages at both, once each")
    desk.type("/join #den")
    desk.keys("Return")
    wait_until(lambda: desk.title().endswith("– den"), "the new room")
    laptop.move(0, 0, 1180, 760)
    desk.picture(output / "one_person_desk.png")
    laptop.keys("F6", "F6")  # in front again
    laptop.picture(output / "one_person_laptop.png")
    assert watcher.heard.count(" JOIN #lobby") == 2, "the watcher, and Ada once"


def come_in(desktop):
    """Press Enter in the filled form and wait for the lobby."""
    desktop.keys("Return")
    wait_until(lambda: desktop.title().endswith("– lobby"), "the lobby's window")


def copy_messages(desktop):
    """All the text of the message pane, as a person copies it; not what another copied before."""
    put_on_clipboard(NOTHING_YET)
    desktop.keys("shift+F6", "ctrl+a", "ctrl+c", "Escape")
    text = NOTHING_YET

    def is_copied():
        nonlocal text
        text = run("xclip", "-selection", "clipboard", "-o", check=False)
        return text != NOTHING_YET

    wait_until(is_copied, "a copy of the messages")
    return text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_window_relay_and_process(desktops, number, output):
    host = desktops("host", "--name", "Hanna")
    host.keys("Tab", "Tab", "Return")  # from the address over the name to Log in …
    host.keys("Escape")
    host.keys("Tab")
    host.picture(output / f"host_form_{number}.png")
    host.process.send_signal(number)
    assert host.process.wait(END_S) == 0, host.said()


@pytest.fixture
def usual_port_taken():
    """Whoever has port 6697, it is not free, so that every run takes the same way."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("0.0.0.0", 6697)))
        yield


def test_hosting_beside_a_taken_port_and_the_question_before_leaving(
    desktops, output, usual_port_taken
):
    host = desktops("host", "--name", "Hanna")
    host.keys("Tab", "Tab", "Tab", "Return")
    wait_until(lambda: host.title() == "Messenger – Port 6697 is taken", "the choice of a port")
    host.picture(output / "port_taken.png")
    host.keys("Tab", "Return")  # the second choice: another port
    wait_until(lambda: host.title().endswith("– lobby"), "the lobby")
    (relay_pid,) = host.children()
    port = hosted_port(host)
    assert port != "6697"
    guest = desktops("guest", "--server", f"127.0.0.1:{port}", "--name", "Gustav")
    come_in(guest)
    wait_until(lambda: "Gustav" in copy_messages(host), "the guest's coming")
    host.type("welcome")
    host.keys("Return")
    wait_until(lambda: "welcome" in copy_messages(guest), "the host's word")
    host.picture(output / "host.png")
    host.keys("ctrl+q")
    host.picture(output / "host_asks.png")
    # All keys as fast as they can be pressed: each is for the question, seen already or not.
    host.keys("Return")  # Keep hosting is the default
    host.type("still here")
    host.keys("Return")
    wait_until(lambda: "still here" in copy_messages(guest), "a word after the question")
    host.keys("ctrl+q", "Tab", "Return")  # Stop
    assert host.process.wait(END_S) == 0, host.said()
    assert not os.path.exists(f"/proc/{relay_pid}")


def hosted_port(desktop):
    """Where the hosted relay listens, as the greeting tells."""
    text = ""

    def told():
        nonlocal text
        text = copy_messages(desktop)
        return "You are hosting" in text

    wait_until(told, "the greeting")
    words = [word.rstrip(".").partition(":") for word in text.split()]
    return next((port for host, _, port in words if "." in host and port.isdigit()), "6697")


def test_answer_react_change_and_delete_by_keys(desktops, watcher, output):
    address = f"127.0.0.1:{watcher.server.ports['tls']}"
    ada = desktops("ada", "--server", address, "--name", "Ada Okafor")
    bob = desktops("bob", "--server", address, "--name", "Bob Miller")
    ada.move(0, 0, 1180, 760)
    come_in(ada)
    come_in(bob)
    watcher.send("PRIVMSG #lobby :who brings cake?")
    wait_until(lambda: "who brings cake?" in copy_messages(ada), "the question")
    ada.keys("ctrl+r")
    ada.type("I do, two of thm")
    ada.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :I do, two of thm")
    wait_until(lambda: copy_messages(bob).count("who brings cake?") == 2, "the quote")
    ada.keys("ctrl+e", "BackSpace", "BackSpace")
    ada.type("hem")
    ada.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :* I do, two of them")
    wait_until(lambda: "I do, two of them  edited" in copy_messages(bob), "the new words")
    bob.keys("ctrl+m", "Right", "Right", "Right", "Return")
    bob.type("no cake for me")
    bob.keys("Return")
    watcher.waits_for("PRIVMSG #lobby :no cake for me")
    bob.picture(output / "marks_bob.png")
    bob.keys("ctrl+e", "ctrl+a", "BackSpace", "Return", "Tab", "Return")  # and says Delete
    wait_until(lambda: "Bob Miller deleted a message" in copy_messages(ada), "the end")
    assert "no cake for me" not in copy_messages(ada)
    ada.picture(output / "marks_ada.png")
