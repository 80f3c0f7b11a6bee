"""What is there first: the window with the login form, before the rest of the program is read.

Reading all modules takes longer than all else of a start. So the form is drawn with as few of
them as it needs, and `go_on` reads the others a piece at a time, keys and clicks in between.
"""

import argparse
import gc
import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from messenger import log, paths
from messenger.gui.login.view import Filled, FormContent
from messenger.gui.login.window import LoginCalls, LoginWindow
from messenger.gui.look.look import Look
from messenger.gui.preferences import Preferences
from messenger.gui.root_window import Root, set_up_root, tell_signals
from messenger.gui.text_keys import bind_text_keys
from messenger.gui.widgets.keys import take_keyboard

SEEN_MS = 200  # the form is drawn by then, or nobody sees the window
DRAWN_MS = 30  # after the last part of it was asked to draw itself
_END = object()
_ASKS = tuple(field.name for field in fields(LoginCalls))


class Front:
    """The root, its look, the settings and the login form. data: the profile's folder.

    server, name: fill the form instead of what was used last.
    `fault`: what went wrong while the rest was read, if anything.
    """

    def __init__(self, root: tk.Tk, data: Path, server: str = "", name: str = "") -> None:
        gc.disable()  # modules are no garbage; `Collector` looks for some later
        self.root, self.data = root, data
        self.fault: Exception | None = None
        self.asked_to_end = False  # a signal came; only the flag is set in its handler
        self.preferences = Preferences(data)
        self.look = Look(root, self.preferences.mode, self.preferences.current.zoom)
        set_up_root(root, self.look, self.preferences.current.geometry)
        bind_text_keys(root)
        self._rest: Iterator[object] = iter(())
        self._timer = ""
        calls: dict[str, Callable[..., None]] = {ask: partial(self._ask, ask) for ask in _ASKS}
        self._calls = LoginCalls(**calls)
        self.login = self.make_login(self._calls, self.preferences.filled(server, name))
        root.protocol("WM_DELETE_WINDOW", self._calls.quit)

    def make_login(self, calls: LoginCalls, filled: Filled) -> LoginWindow:
        """The form, in the window."""
        kept = self.preferences.current
        content = FormContent(filled, kept.recent_servers, kept.last_choice == "host")
        login = LoginWindow(self.root, self.look, calls, content)
        login.pack(fill="both", expand=True)
        if login.page.first is not None:  # its window is seen before the form is, and has keys then
            take_keyboard(login.page.first)
        return login

    def go_on(self, rest: Iterator[object]) -> None:
        """Once the form is drawn, take the steps of `rest`; the last gives `login` its calls."""
        self._rest = rest
        self._wait(SEEN_MS)
        self.root.bind("<Expose>", lambda _: self._wait(DRAWN_MS))  # of all that is inside, too

    def on_signal(self) -> None:
        """In a signal handler, while there is no `App`: who has read the rest sees the flag."""
        self.asked_to_end = True

    def _wait(self, wait_ms: int) -> None:
        if self._timer:
            self.root.after_cancel(self._timer)
        self._timer = self.root.after(wait_ms, self._step)

    def _step(self) -> None:
        self._timer = ""
        self.root.unbind("<Expose>")
        if self._take_step():
            self._wait(1)

    def _take_step(self) -> bool:
        """False when there was none left, or it failed: then the window is gone."""
        try:
            return next(self._rest, _END) is not _END
        except Exception as fault:  # of whatever is read; who waits for the main loop raises it
            self.fault = fault
            self.root.destroy()
            return False

    def _ask(self, name: str, *words: Any) -> None:
        """Somebody was quicker than the rest of the program: read it now."""
        while self._take_step():
            pass
        if self.login.calls is not self._calls:
            getattr(self.login.calls, name)(*words)


def open_front(options: argparse.Namespace) -> Front:
    """The window of the command line's `desk`."""
    data = paths.data_dir(options.data, options.profile)
    log.setup(data / "desk.log")
    front = Front(Root(), data, options.server or "", options.name or "")
    tell_signals(front.on_signal)
    return front
