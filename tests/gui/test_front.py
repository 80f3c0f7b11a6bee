"""The login form is there before the rest of the program, and waits for it when it must."""

import gc
import subprocess
import sys
from dataclasses import fields

import pytest

from messenger.__main__ import DESK_PIECES, _rest_of_desk
from messenger.gui import root_window
from messenger.gui.app import App
from messenger.gui.front import Front
from messenger.gui.login.pages import ProgressPage
from messenger.gui.login.view import Filled
from messenger.gui.login.window import LoginCalls

# What takes long to import, or what only a login needs.
LATE = ("ssl", "sqlite3", "cryptography", "keyring", "linkify_it", "secrets")
LATE_OURS = ("client.client", "client.events", "client.session", "client.cache", "client.model")


@pytest.fixture
def front(root, tmp_path):
    yield Front(root, tmp_path, "boathouse.local", "Ada")
    gc.enable()


def noting(notes):
    """Calls that only note which one it was, and with what."""
    names = [field.name for field in fields(LoginCalls)]
    return LoginCalls(
        **{name: lambda *words, name=name: notes.append((name, *words)) for name in names}
    )


def loaded_by(module):
    """The names of all modules that it takes to import this one, in a Python of its own."""
    code = f"import sys; import {module}; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_the_form_takes_no_module_that_takes_long():
    loaded = loaded_by("messenger.gui.front")
    late = (*LATE, *(f"messenger.{name}" for name in LATE_OURS), "messenger.gui.chat")
    assert [name for name in late if name in loaded] == []


def test_the_pieces_are_what_the_app_takes():
    assert set(DESK_PIECES) - loaded_by("messenger.gui.front") == set(DESK_PIECES)
    assert set(DESK_PIECES) <= loaded_by("messenger.gui.app")


def test_the_rest_comes_when_the_form_is_drawn_and_events_come_in_between(front, root, until):
    seen = []

    def rest():
        for _ in range(3):
            seen.append(("step", front.login.winfo_viewable()))
            root.event_generate("<<Between>>", when="tail")
            yield

    root.bind("<<Between>>", lambda _: seen.append(("event", True)))
    front.go_on(rest())
    assert seen == []
    until(lambda: len(seen) == 6)
    assert seen == [("step", True), ("event", True)] * 3


def test_the_form_has_the_keyboard_before_any_event_is_taken(root, tmp_path):
    root.focus_force()
    root.update()
    front = Front(root, tmp_path, "", "Ada")
    try:
        root.event_generate("<Key>", keysym="b")
        root.event_generate("<Tab>")
        root.event_generate("<Key>", keysym="c")
        assert front.login.filled == Filled("b", "c")  # Tab marks what is there
    finally:
        gc.enable()


def test_the_rest_comes_for_a_window_that_nobody_sees(front, root, until):
    root.withdraw()
    steps = []
    front.go_on(steps.append(number) or number for number in range(3))
    until(lambda: len(steps) == 3)


def test_who_is_quicker_than_the_rest_has_it_read_at_once(front):
    notes = []

    def rest():
        notes.append("read")
        yield
        front.login.calls = noting(notes)

    front.go_on(rest())
    front.login.submit()
    assert notes == ["read", ("log_in", front.login.filled)]
    front.login.submit()
    assert len(notes) == 3


def test_the_app_takes_the_form_over_as_it_was_filled_meanwhile(front, root):
    page = front.login.page
    page.put_name("Ada Okafor")
    app = App(front)
    try:
        assert app.entrance.window is front.login
        assert front.login.page is page
        app.connection.open = lambda account: None
        page._name.focus_force()
        root.update()
        page._name.event_generate("<Return>")
        root.update()
        assert app.entrance.account.display_name == "Ada Okafor"
        assert isinstance(front.login.page, ProgressPage)
    finally:
        app.root = Kept(root)
        app.quit()


def test_a_rest_that_can_t_be_read_ends_the_window_and_is_told(front, root, until):
    front.root = Kept(root)

    def rest():
        yield
        raise ImportError("no such library")

    front.go_on(rest())
    until(lambda: front.fault is not None)
    assert str(front.fault) == "no such library"
    assert front.root.destroyed
    front.login.submit()  # nobody is there to hear it


class Kept:
    """A root that other tests need: it only notes that it would be gone."""

    def __init__(self, root):
        self._root, self.destroyed = root, False

    def __getattr__(self, name):
        return getattr(self._root, name)

    def destroy(self):
        self.destroyed = True


def test_a_signal_that_comes_before_the_rest_is_heeded_by_it(front, monkeypatch):
    told = []
    monkeypatch.setattr(root_window, "tell_signals", told.append)
    front.on_signal()
    for _ in _rest_of_desk(front):
        pass
    (on_signal,) = told
    app = on_signal.__self__
    assert app._asked_to_end
    app.pump.stop()
    app._collector.stop()
