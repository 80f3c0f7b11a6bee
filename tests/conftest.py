"""What tests stand on: a screen, the run's one Tk, real relays, and a watch over threads.

tkinter is imported late, so that tests without windows run where there is no Tk.
"""

import gc
import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import display as test_display
from tests.processes import RelayProcess

WAIT_S = 40.0
THREADS_END_S = 30.0
OUTPUT = Path(__file__).parent / "output"
Condition = Callable[[], Any]
# The keyring of whoever runs the tests stays as it is, also in the processes they start.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# Started in the background by a shell, this run ignores SIGINT, and what it starts would too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The screen of this run, also for processes that inherit os.environ."""
    try:
        with test_display.screen() as name:
            yield name
    except RuntimeError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def output() -> Path:
    """Where screenshots are kept after the run."""
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT


@pytest.fixture(scope="session")
def session_root(display: str) -> Iterator[Any]:
    """One root a process: a second one aborts CPython 3.11 when a worker thread frees it."""
    from ttkthemes import ThemedTk

    root = ThemedTk(theme="arc", className="Messenger")
    root.withdraw()
    yield root
    root.update_idletasks()
    root.destroy()


@pytest.fixture
def root(session_root: Any) -> Iterator[Any]:
    """The run's one Tk, mapped and empty; the test fails if a callback raised."""
    failures: list[BaseException] = []
    tidy = _tidier(session_root)
    session_root.report_callback_exception = lambda kind, error, trace: failures.append(error)
    session_root.geometry("1000x700")
    session_root.deiconify()
    session_root.update()
    yield session_root
    tidy()
    gc.collect()  # pictures in cycles, before another test's thread finds them
    if failures:
        raise failures[0]


def _tidier(root: Any) -> Callable[[], None]:
    """Remember how the root is now; the answer puts it back so for the next test."""
    import tkinter

    bindings = set(root.bind())
    everywhere = set(root.bind_all())

    def tidy() -> None:
        root.withdraw()
        for child in list(root.winfo_children()):
            child.destroy()
        # Afterwards: widgets cancel their own timers as they go, and must find them.
        for timer in root.tk.splitlist(root.tk.call("after", "info")):
            try:
                root.after_cancel(timer)
            except tkinter.TclError:
                continue  # it ran meanwhile
        for sequence in set(root.bind()) - bindings:
            root.unbind(sequence)
        for sequence in set(root.bind_all()) - everywhere:
            root.unbind_all(sequence)
        root.configure(menu="")
        root.title("Messenger")
        root.protocol("WM_DELETE_WINDOW", "")
        root.minsize(1, 1)
        root.update()

    return tidy


@pytest.fixture
def until(root: Any) -> Callable[..., None]:
    """until(condition, wait_s=40): let Tk work until the condition holds, else fail."""

    def pump(condition: Condition, wait_s: float = WAIT_S) -> None:
        _wait(condition, root.update, wait_s)

    return pump


@pytest.fixture
def eventually() -> Callable[..., None]:
    """The same as `until` for tests without a window."""

    def wait(condition: Condition, wait_s: float = WAIT_S) -> None:
        _wait(condition, lambda: None, wait_s)

    return wait


def _wait(condition: Condition, work: Callable[[], Any], wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        work()
        if condition():
            return
        if time.monotonic() > deadline:
            pytest.fail(f"this did not come true within {wait_s} s: {condition}")
        time.sleep(0.005)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Callable[..., RelayProcess]]:
    """relay(*options, data=None): start a real relay; plain port free, TLS off unless asked for.

    At the end of the test each one must end by SIGTERM with code 0 within 3 s.
    """
    started: list[RelayProcess] = []
    numbers = itertools.count(1)

    def start(*options: str, data: Path | None = None) -> RelayProcess:
        one = RelayProcess(data or tmp_path / f"relay{next(numbers)}", options)
        started.append(one)
        return one

    yield start
    for one in started:
        one.close()


@pytest.fixture
def no_threads_left() -> Iterator[None]:
    """Fails if a thread that the test started is still there a little after it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREADS_END_S
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"still running: {sorted(thread.name for thread in left)}"
