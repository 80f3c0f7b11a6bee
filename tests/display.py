"""A screen for tests: Xvfb with a small window manager, or the screen that is there."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests import processes

SIZE = "1280x900x24"
MANAGER_START_S = 60.0


@contextmanager
def screen(size: str = SIZE) -> Iterator[str]:
    """A display of our own, named in os.environ while it lasts.

    Without Xvfb the present screen is taken; RuntimeError when there is none either.
    """
    server = shutil.which("Xvfb")
    if server is None:
        if sys.platform == "linux" and not os.environ.get("DISPLAY"):
            raise RuntimeError("neither Xvfb nor a screen: install xvfb, or run `python -m tests`")
        yield os.environ.get("DISPLAY", "")
        return
    before = {name: os.environ.pop(name, None) for name in ("DISPLAY", "WAYLAND_DISPLAY")}
    display, xvfb = _start_server(server, size)
    os.environ["DISPLAY"] = display
    manager = None
    try:
        manager = _start_manager()
        yield display
    finally:
        for process in (manager, xvfb):
            if process is not None:
                processes.end(process, wait_s=5)
        del os.environ["DISPLAY"]
        os.environ.update({name: value for name, value in before.items() if value is not None})


def _start_server(server: str, size: str) -> tuple[str, "subprocess.Popen[bytes]"]:
    reading, writing = os.pipe()
    options = ["-screen", "0", size, "-dpi", "96", "-nolisten", "tcp", "-noreset"]
    process = processes.start(
        [server, "-displayfd", str(writing), *options],
        stdout=subprocess.DEVNULL,
        pass_fds=[writing],
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()  # to the newline: Xvfb dies of a pipe closed earlier
    if not number:
        raise RuntimeError(f"Xvfb did not start (code {process.wait(5)})")
    return f":{number}", process


def _start_manager() -> "subprocess.Popen[bytes] | None":
    """Without a manager windows get no focus from `focus_set`; wait until it rules."""
    openbox = shutil.which("openbox")
    if openbox is None:
        return None
    process = processes.start([openbox, "--sm-disable"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + MANAGER_START_S
    while not _is_managed() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    return process


def _is_managed() -> bool:
    asking = ["xdotool", "get_num_desktops"]  # answered from a property that the manager sets
    return bool(shutil.which("xdotool")) and (
        subprocess.run(asking, capture_output=True, timeout=10).returncode == 0
    )
