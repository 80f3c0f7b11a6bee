"""The real window, filled from lists instead of a socket."""

import _tkinter
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from messenger.client import events as ev
from messenger.client.session.login import Account
from messenger.gui.app import App
from messenger.gui.front import Front
from messenger.gui.pump import Source
from messenger.gui.root_window import Root

LINES = 5_000
STARTED = time.time()
_WAIT_S = 60.0
_QUIET_S = 1.0  # a long list rests longer between two drawings
_LOOK_S = 0.0005  # a look into an empty queue takes less


class Window:
    """In #lobby, with 50 others."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.root = Root()
        self.app = app = App(Front(self.root, folder))
        app.connection.open = lambda account: None  # type: ignore[method-assign,assignment]
        app.entrance.account = Account("127.0.0.1", "Ada")
        app.connect(app.entrance.account)
        app.connection._client = _Silent()  # type: ignore[assignment]
        waiting = self._feed(_first())
        self.work_until(lambda: app.chat is not None and "#lobby" in app.model.places)
        app.pump.remove(waiting)
        self.root.update()

    def burst(self) -> tuple[float, float, bool]:
        """(longest tick in ms, seconds for all, whether the last line is on the screen)."""
        assert self.app.chat
        self.app.pump.longest_s = 0.0
        lines = [_line(number) for number in range(LINES)]
        began = time.perf_counter()
        waiting = self._feed(lines)
        last = f"line {LINES - 1} "
        pane = self.app.chat.centre_column.pane.text
        shown = self.work_until(lambda: last in pane.get("end-9l", "end"))
        whole_s = time.perf_counter() - began
        self.app.pump.remove(waiting)
        return self.app.pump.longest_s * 1000, whole_s, shown

    def say(self, count: int) -> None:
        """Some lines, until they are on the screen."""
        assert self.app.chat
        pane = self.app.chat.centre_column.pane.text
        waiting = self._feed([_line(number) for number in range(-count, 0)])
        assert self.work_until(lambda: "line -1 " in pane.get("end-9l", "end"))
        self.app.pump.remove(waiting)

    def show_older(self, page: Sequence[ev.ChatMessage]) -> float:
        """Seconds from the older messages' arrival, at the top, until they are drawn."""
        assert self.app.chat
        pane = self.app.chat.centre_column.pane.text
        pane.yview_moveto(0)
        self.root.update()
        began = time.perf_counter()
        self.app.handle([ev.HistoryLoaded("#lobby", tuple(page), at_top=True, complete=False)])
        self.root.update()
        passed_s = time.perf_counter() - began
        assert page[0].text.split(" with ")[0] in pane.get("1.0", "9.0"), "not drawn"
        return passed_s

    def flood(self, events: Sequence[Any]) -> tuple[float, float]:
        """(the longest single step of Tk's thread in ms, seconds until all is shown).

        Processor time is counted, not the clock: other programs may run in between.
        """
        waiting = self._feed(events)
        longest_s, began = 0.0, time.perf_counter()
        quiet_since = began
        while time.perf_counter() - quiet_since < _QUIET_S:
            before_s = time.thread_time()
            if not self.root.tk.dooneevent(_tkinter.DONT_WAIT):
                time.sleep(0.001)
                continue
            took_s = time.thread_time() - before_s
            longest_s = max(longest_s, took_s)
            if took_s > _LOOK_S:
                quiet_since = time.perf_counter()
        self.app.pump.remove(waiting)
        return longest_s * 1000, quiet_since - began

    def idle_cpu(self, seconds: float) -> float:
        """The part of a processor that is used while nothing happens."""
        self.root.after(500, self.root.quit)
        self.root.mainloop()
        began, used = time.perf_counter(), time.process_time()
        self.root.after(int(seconds * 1000), self.root.quit)
        self.root.mainloop()
        return (time.process_time() - used) / (time.perf_counter() - began)

    def close(self) -> None:
        self.app.quit()

    def work_until(self, condition: Callable[[], bool]) -> bool:
        deadline = time.perf_counter() + _WAIT_S
        while not condition():
            if time.perf_counter() > deadline:
                return False
            self.root.update()
            time.sleep(0.001)
        return True

    def _feed(self, events: Sequence[Any]) -> "Source[Any]":
        source: Source[Any] = Source(_from(events), self.app.handle)
        self.app.connection._source = source
        self.app.pump.add(source)
        return source


class _Silent:
    """A client that says nothing."""

    is_running = False

    def submit(self, intent: object) -> None:
        return

    def stop(self, timeout_s: float) -> bool:
        return True


def _from(items: Sequence[Any]) -> Callable[[int], Sequence[Any]]:
    """A poll that hands out a list, some at a time."""
    rest = list(items)

    def poll(most: int) -> Sequence[Any]:
        taken = rest[:most]
        del rest[:most]
        return taken

    return poll


def _first() -> list[Any]:
    members = tuple(ev.Member(f"person{number}") for number in range(50))
    return [
        ev.LinkUp("127.0.0.1:6697", "Boathouse", "Ada", "", True),
        ev.RoomJoined("#lobby"),
        ev.MembersListed("#lobby", (ev.Member("Ada"), *members)),
    ]


def _line(number: int) -> ev.MessageArrived:
    text = f"line {number} with https://example.org/{number} and *bold* words for you to read"
    said = ev.ChatMessage(f"person{number // 3 % 50}", text, STARTED + number, msgid=f"m{number}")
    return ev.MessageArrived("#lobby", said)
