"""A desktop window in a process of its own, driven by real key events, seen by screenshots."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests import processes

WINDOW_S = 60.0  # a busy machine builds and tests at the same time; quick ones never wait
TOOL_S = 60.0
KEY_DELAY_MS = "8"
TOOLS = ("xdotool", "xclip", "import")


def missing_tools() -> list[str]:
    """What it takes to drive a window and is not installed."""
    return [name for name in TOOLS if shutil.which(name) is None]


class DesktopProcess:
    """One running desktop. Its keys go to its newest window, which gets the focus first."""

    def __init__(
        self, data: Path, options: Sequence[str] = (), command: Sequence[str] = ()
    ) -> None:
        self.stderr_path = data.parent / f"{data.name}.desktop.stderr"
        base = command or (sys.executable, "-m", "messenger")
        self.process = processes.start(
            [*base, "desk", "--data", str(data), *options],
            stdout=subprocess.DEVNULL,
            stderr_path=self.stderr_path,
        )
        self.window = ""
        try:
            self.wait(lambda: self.windows(), "a window")
            self.window = self.windows()[-1]
        except BaseException:
            processes.end(self.process)
            raise

    @property
    def pid(self) -> int:
        return self.process.pid

    def stderr(self) -> str:
        return self.stderr_path.read_text(encoding="utf-8", errors="replace")

    def windows(self) -> list[str]:
        """Ids of its visible windows that carry a title."""
        searching = ["search", "--onlyvisible", "--pid", str(self.pid), "--name", "."]
        return _xdotool(*searching, check=False).split()

    def title(self) -> str:
        return _xdotool("getwindowname", self.window, check=False).strip()

    def key(self, *keys: str) -> None:
        """Press keys one after the other: key("Tab", "ctrl+a", "Return")."""
        self._focus()
        _xdotool("key", "--delay", KEY_DELAY_MS, *keys)

    def type(self, text: str) -> None:
        """Type ASCII letters."""
        self._focus()
        _xdotool("type", "--delay", KEY_DELAY_MS, "--", text)

    def paste(self, text: str) -> None:
        """Put any text in with the clipboard: xdotool loses letters beyond ASCII."""
        owner = subprocess.Popen(
            ["xclip", "-quiet", "-loops", "1", "-selection", "clipboard"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert owner.stdin
            owner.stdin.write(text.encode())
            owner.stdin.close()
            self.key("ctrl+v")
            owner.wait(TOOL_S)
        finally:
            processes.end(owner)

    def screenshot(self, path: Path) -> Path:
        """Keep a picture of the window."""
        path.parent.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", self.window, str(path)]
        subprocess.run(command, check=True, timeout=TOOL_S, capture_output=True)
        return path

    def wait(self, condition: Callable[[], object], what: str, wait_s: float = WINDOW_S) -> None:
        """Wait until something is so; AssertionError with the desktop's own words if it is not."""
        deadline = time.monotonic() + wait_s
        while not condition():
            code = self.process.poll()
            assert code is None, f"the desktop ended with code {code}\n{self.stderr()}"
            assert time.monotonic() < deadline, f"not seen: {what}\n{self.stderr()}"
            time.sleep(0.02)

    def wait_for_end(self, wait_s: float = WINDOW_S) -> int:
        """The exit code, after the program was told to quit."""
        return self.process.wait(wait_s)

    def close(self) -> None:
        """What every test ends with."""
        processes.end(self.process, wait_s=30)

    def _focus(self) -> None:
        """Without it the window manager may give keys to another desktop of the test."""
        self.window = (self.windows() or [self.window])[-1]
        self.wait(self._has_focus, "the focus in our window")

    def _has_focus(self) -> bool:
        if _xdotool("getactivewindow", check=False).strip() == self.window:
            return True
        _xdotool("windowactivate", self.window, check=False)
        return False


def _xdotool(*words: str, check: bool = True) -> str:
    done = subprocess.run(
        ["xdotool", *words], capture_output=True, text=True, timeout=TOOL_S, env=dict(os.environ)
    )
    assert not check or done.returncode == 0, f"xdotool {words}: {done.stderr}"
    return done.stdout
