"""One running `python -m messenger` and its window, used as a person would: by keys."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests import processes

WAIT_S = 60.0


def run(*command: str, check: bool = True) -> str:
    """Run a tool on the screen of this run and give what it wrote."""
    done = subprocess.run(command, check=check, capture_output=True, text=True, timeout=30)
    return done.stdout.strip()


def wait_until(condition, what: str, wait_s: float = WAIT_S) -> None:
    deadline = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < deadline, f"this did not come: {what}"
        time.sleep(0.05)


def put_on_clipboard(text: str) -> None:
    """For whoever pastes next."""
    command = ["xclip", "-selection", "clipboard"]
    subprocess.run(command, input=text.encode(), check=True, timeout=30)


class Desktop:
    """options: of the command line, besides the data folder, which is also its HOME."""

    def __init__(self, data: Path, *options: str) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.stderr_path = data / "stderr.txt"
        self.process = processes.start(
            [sys.executable, "-m", "messenger", "--data", str(data), *options],
            env={**os.environ, "HOME": str(data)},
            stdout=None,
            stderr_path=self.stderr_path,
        )
        self.window = ""
        wait_until(self._find_window, f"a window; {self.said()}")

    def _find_window(self) -> bool:
        assert self.process.poll() is None, self.said()
        pid = str(self.process.pid)
        found = run("xdotool", "search", "--onlyvisible", "--pid", pid, check=False).split()
        self.window = found[-1] if found else ""
        return bool(found)

    def keys(self, *names: str) -> None:
        """Press these keys ("Return", "ctrl+k") in this window."""
        run("xdotool", "windowactivate", "--sync", self.window)
        run("xdotool", "key", "--delay", "30", *names)

    def type(self, text: str) -> None:
        """Type ASCII text into what has the keyboard."""
        run("xdotool", "windowactivate", "--sync", self.window)
        run("xdotool", "type", "--delay", "12", text)

    def paste(self, text: str) -> None:
        """What xdotool can't type comes by the clipboard."""
        put_on_clipboard(text)
        self.keys("ctrl+v")

    def title(self) -> str:
        return run("xdotool", "getwindowname", self.window, check=False)

    def move(self, x: int, y: int, width: int, height: int) -> None:
        run("xdotool", "windowsize", "--sync", self.window, str(width), str(height))
        run("xdotool", "windowmove", self.window, str(x), str(y))

    def picture(self, path: Path) -> None:
        """Keep what the window shows."""
        run("import", "-window", self.window, str(path))

    def close_window(self) -> None:
        """As the window manager's close button does."""
        run("xdotool", "windowactivate", "--sync", self.window)
        run("xdotool", "key", "alt+F4")

    def children(self) -> list[int]:
        """Its child processes, the hosted relay among them."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def said(self) -> str:
        """What it wrote to its standard error and its log."""
        log = self.data / "desk.log"
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in (self.stderr_path, log)
            if path.exists()
        )

    def end(self) -> int:
        """SIGTERM; its exit code."""
        return processes.end(self.process, wait_s=30)
