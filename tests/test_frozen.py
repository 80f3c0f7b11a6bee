"""The built program, run: a relay without a window, and a whole visit in the window."""

import contextlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from messenger import __version__
from tests.desktop import DesktopProcess, missing_tools
from tests.plain_client import PlainClient
from tests.processes import RelayProcess

PROJECT = Path(__file__).resolve().parent.parent
BUILD_S = 300
MESSAGE = "hello from a built program"
SEEN_PIXELS = 120  # of a new row: a small grey one has some 200, and nothing else moves there
ASKS_S = 15.0  # what has not ended by then has asked a question
SEEN_STEP = 40  # how far a pixel's grey must move to count

pytestmark = [
    pytest.mark.timeout(BUILD_S + 60),
    pytest.mark.skipif(
        importlib.util.find_spec("PyInstaller") is None, reason="PyInstaller is not installed"
    ),
    pytest.mark.skipif(
        sys.platform == "linux" and not shutil.which("objdump"),
        reason="objdump (Debian: binutils) is not installed, which PyInstaller needs",
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Built into a folder with a space and letters beyond ASCII, as people have them."""
    out = tmp_path_factory.mktemp("Ünser Programm")
    work = tmp_path_factory.mktemp("work")
    making = [sys.executable, "build/make.py", "--out", str(out), "--work", str(work)]
    done = subprocess.run(making, cwd=PROJECT, capture_output=True, text=True, timeout=BUILD_S)
    assert done.returncode == 0, done.stdout + done.stderr
    yield out / "messenger" / ("messenger.exe" if sys.platform == "win32" else "messenger")
    shutil.rmtree(out)
    shutil.rmtree(work)


def test_it_tells_its_version(program):
    done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30)
    assert done.stdout == f"Messenger {__version__}\n"


def test_it_needs_nothing_of_the_source(program):
    held = {path.name for path in program.parent.rglob("*")}
    assert {"words.txt", "icon.png", "GPL-3.0.txt", "messenger.png"} <= held
    assert not any(str(PROJECT) in str(path.resolve()) for path in program.parent.rglob("*"))


@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are Linux's")
def test_its_desktop_entry_starts_this_program(program):
    entry = (program.parent / "messenger.desktop").read_text(encoding="utf-8").splitlines()
    assert f'Exec="{program}"' in entry
    assert f"Icon={program.parent / 'messenger.png'}" in entry


def test_it_is_a_relay_too(program, tmp_path):
    relay = RelayProcess(tmp_path / "data", ["--tls-port", "0"], [str(program)])
    try:
        ada = PlainClient(relay.ports["tls"], "Ada", tls=True)
        ada.join()
        ada.send(f"PRIVMSG #lobby :{MESSAGE}", "PING done")
        ada.wait_for("PONG")
        bob = PlainClient(relay.ports["plain"], "Bob")
        bob.join()
        assert bob.wait_for(MESSAGE).startswith(":Ada!")
        ada.close()
        bob.close()
    finally:
        relay.close()


@pytest.mark.skipif(missing_tools() != [], reason=f"not installed: {missing_tools()}")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the relay in /proc")
def test_host_log_in_send_see_and_quit(program, display, output, tmp_path):
    desktop = DesktopProcess(tmp_path / "data", ["--name", "Ada"], [str(program)])
    try:
        relay = host_by_keyboard(desktop)
        look = MessageArea(desktop, tmp_path)
        bob = PlainClient(port_of(relay), "Bob", tls=True)
        bob.join()
        look.wait_for_new_row("that Bob came")
        desktop.type(MESSAGE)
        desktop.key("Return")
        assert bob.wait_for(MESSAGE).startswith(":Ada!")
        look.wait_for_new_row("the own message")
        bob.send("PRIVMSG #lobby :and hello to you, Ada")
        look.wait_for_new_row("the answer")
        desktop.screenshot(output / "frozen.png")
        bob.quit()  # or the window would ask before it leaves a guest alone
        look.wait_for_new_row("that Bob left")
        assert quit_by_keyboard(desktop) == 0, desktop.stderr()
        assert not Path(f"/proc/{relay}").exists()
    finally:
        desktop.close()


def host_by_keyboard(desktop):
    """From the server field to "Host on this computer", on another port where the usual one is
    taken; returns the relay's process id."""
    desktop.key("Tab", "Tab", "Tab", "space")
    desktop.wait(lambda: any(word in desktop.title() for word in ("lobby", "taken")), "an answer")
    if "taken" in desktop.title():
        desktop.key("Tab", "Return")  # the second choice: another port
    desktop.wait(lambda: "lobby" in desktop.title(), "the lobby")
    return relays_of(desktop)[0]


def quit_by_keyboard(desktop):
    """As often as it takes: it asks as long as it does not know that its guest left."""
    desktop.key("ctrl+q")
    for _ in range(5):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return desktop.wait_for_end(ASKS_S)
        desktop.key("Escape", "ctrl+q")
    return desktop.wait_for_end()


def relays_of(desktop):
    return [pid for pid in children(desktop.pid) if "relay" in words_of(pid)]


def port_of(relay):
    words = words_of(relay)
    return int(words[words.index("--tls-port") + 1])


def words_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def children(pid):
    """The processes that a process started."""
    return [
        int(word)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for word in (task / "children").read_text().split()
    ]


class MessageArea:
    """Tells by its pixels whether the pane of messages shows a row more than before."""

    BOX = (260, 62, 930, 660)  # between the columns, below the topic, above the input box

    def __init__(self, desktop, folder):
        self.desktop, self.path = desktop, folder / "area.png"
        self.steady = self._settle()

    def wait_for_new_row(self, what):
        self.desktop.wait(lambda: changed_pixels(self.steady, self._shot()) > SEEN_PIXELS, what)
        self.steady = self._settle()

    def _shot(self):
        with Image.open(self.desktop.screenshot(self.path)) as shot:
            return shot.convert("L").crop(self.BOX)

    def _settle(self):
        """Two pictures in a row without a difference: what was to be drawn is drawn."""
        shots = [self._shot(), self._shot()]

        def is_still():
            shots[:] = [shots[1], self._shot()]
            return changed_pixels(*shots) == 0

        self.desktop.wait(is_still, "a still picture")
        return shots[1]


def changed_pixels(first, second):
    return sum(ImageChops.difference(first, second).histogram()[SEEN_STEP:])
