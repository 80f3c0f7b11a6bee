"""Logging out of a relay that hangs: the window goes on, and the next login gets its turn."""

import time
from _tkinter import DONT_WAIT

import pytest

from messenger.gui.app import App
from messenger.gui.front import Front
from messenger.gui.login.view import Filled
from messenger.gui.login.window import LoginWindow
from tests.gui.test_hostile_server import HOST, HostileServer

LOGOUT_S = 1.5
STEP_S = 0.5  # far below what a relay that hangs is given, for a busy machine


@pytest.fixture
def app(root, tmp_path, no_threads_left):
    one = App(Front(root, tmp_path))
    yield one
    one.pump.stop()
    one.connection.close(2.0)
    one._collector.stop()


@pytest.fixture
def deaf():
    """A server that welcomes whoever comes and answers nothing any more."""
    made = HostileServer([])
    yield made
    made.stop()


def test_logging_out_of_a_relay_that_hangs_does_not_stop_the_window(app, deaf, root, until):
    app.entrance.log_in(Filled(f"irc://{HOST}:{deaf.port}", "ann"))
    until(lambda: app.chat is not None)
    client = app.connection._client
    start = time.monotonic()
    app.connection.hang_up(LOGOUT_S)
    assert time.monotonic() - start < STEP_S
    assert client.is_running, "it did not hang"
    app.log_out()
    assert isinstance(app.entrance.window, LoginWindow)
    longest = 0.0
    late = time.monotonic() + 60
    while app.connection._leaving:
        start = time.monotonic()
        assert start < late
        if not root.tk.dooneevent(DONT_WAIT):
            time.sleep(0.001)
        longest = max(longest, time.monotonic() - start)
    assert longest < STEP_S
    until(lambda: not client.is_running)


def test_the_next_login_begins_when_the_one_before_has_gone(app, deaf, relay, until):
    server = relay()
    app.entrance.log_in(Filled(f"irc://{HOST}:{deaf.port}", "ann"))
    until(lambda: app.chat is not None)
    client = app.connection._client
    app.log_out()
    app.entrance.log_in(Filled(f"irc://{HOST}:{server.ports['plain']}", "Ada Okafor"))
    assert client.is_running
    assert not app.connection._client.is_running
    until(lambda: app.chat is not None and app.model.place and app.model.place.members)
    assert not client.is_running


def test_quitting_waits_no_longer_than_it_may(app, deaf, until):
    app.entrance.log_in(Filled(f"irc://{HOST}:{deaf.port}", "ann"))
    until(lambda: app.chat is not None)
    client = app.connection._client
    app.log_out()
    start = time.monotonic()
    app.connection.close(LOGOUT_S)
    assert time.monotonic() - start < 10.0
    assert not client.is_running
