"""`python -m tests.bench desktop`: how fast the window comes, and how it bears a burst.

Two figures against their targets (needs a screen; takes Xvfb if there is one):
- start: from `python -m messenger` to the drawn window, ≤ 0.5 s
- burst: 5,000 lines from the queue to the pane; the longest tick of the after loop, ≤ 50 ms
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests import display, processes

LINES = 5000
STARTS = 5
TICK_MS = 50.0
START_S = 0.5
STARTED = time.time()


def main(words: Sequence[str] = ()) -> int:
    """words: none are known."""
    with display.screen():
        starts = [start_s() for _ in range(STARTS)]
        middle = statistics.median(starts)
        print(f"start: median {middle:.2f} s of {STARTS}, worst {max(starts):.2f} s")
        longest_ms, whole_s, shown = burst()
        print(f"burst of {LINES}: longest tick {longest_ms:.1f} ms, {whole_s:.2f} s in all")
    good = longest_ms <= TICK_MS and middle <= START_S and shown
    print("within the targets" if good else "NOT within the targets")
    return 0 if good else 1


def start_s() -> float:
    """One start of the program with an empty folder, until its window is on the screen."""
    folder = tempfile.mkdtemp()
    began = time.perf_counter()
    process = processes.start(
        [sys.executable, "-m", "messenger", "--data", folder], env={**os.environ, "HOME": folder}
    )
    # Not --sync: it looks every half second only.
    search = ["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)]
    try:
        while not subprocess.run(search, capture_output=True, timeout=20).stdout:
            assert process.poll() is None, "the program ended without a window"
        return time.perf_counter() - began
    finally:
        processes.end(process, wait_s=8)
        shutil.rmtree(folder, ignore_errors=True)


def burst() -> tuple[float, float, bool]:
    """(longest tick in ms, seconds for all, whether the last line is on the screen)."""
    from messenger.client import events as ev
    from messenger.client.session.login import Account
    from messenger.gui.app import App
    from messenger.gui.pump import Source
    from messenger.gui.root_window import Root

    folder = Path(tempfile.mkdtemp())
    root = Root()
    app = App(root, folder)
    app.connection.open = lambda account: None
    app.entrance.account = Account("127.0.0.1", "Ada")
    app.connect(app.entrance.account)
    app.connection._client = _Silent()  # the burst comes from a list, not from a socket
    app.connection._source = waiting = Source(list_of(first(ev)), app.handle)
    app.pump.add(waiting)
    work_until(root, lambda: app.chat is not None and "#lobby" in app.model.places)
    app.pump.remove(waiting)
    root.update()
    app.pump.longest_s = 0.0
    lines = [message(ev, number) for number in range(LINES)]
    began = time.perf_counter()
    app.connection._source = waiting = Source(list_of(lines), app.handle)
    app.pump.add(waiting)
    last = f"line {LINES - 1} "
    pane = app.chat.centre_column.pane.text
    shown = work_until(root, lambda: last in pane.get("end-9l", "end"))
    whole_s = time.perf_counter() - began
    longest_ms = app.pump.longest_s * 1000
    app.quit()
    shutil.rmtree(folder, ignore_errors=True)
    return longest_ms, whole_s, shown


class _Silent:
    """A client that says nothing."""

    is_running = False

    def submit(self, intent: object) -> None:
        return

    def stop(self, timeout_s: float) -> bool:
        return True


def list_of(items):
    """A poll that hands out a list, some at a time."""
    rest = list(items)

    def poll(most):
        taken = rest[:most]
        del rest[:most]
        return taken

    return poll


def first(ev):
    members = tuple(ev.Member(f"person{number}") for number in range(50))
    return [
        ev.LinkUp("127.0.0.1:6697", "Boathouse", "Ada", "", True),
        ev.RoomJoined("#lobby"),
        ev.MembersListed("#lobby", (ev.Member("Ada"), *members)),
    ]


def message(ev, number):
    text = f"line {number} with https://example.org/{number} and *bold* words for you to read"
    said = ev.ChatMessage(f"person{number // 3 % 50}", text, STARTED + number, msgid=f"m{number}")
    return ev.MessageArrived("#lobby", said)


def work_until(root, condition, wait_s=30.0) -> bool:
    deadline = time.perf_counter() + wait_s
    while not condition():
        if time.perf_counter() > deadline:
            return False
        root.update()
        time.sleep(0.001)
    return True


if __name__ == "__main__":
    sys.exit(main())
