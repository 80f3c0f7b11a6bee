"""A real terminal for programs that want one: a tmux server of the test's own."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

WAIT_S = 40.0
LONGEST_S = 120  # the program ends itself by then, even if the test run was killed
NO_TMUX = "tmux is not installed"


def is_installed(*programs: str) -> bool:
    return all(shutil.which(name) for name in ("tmux", "timeout", *programs))


class Terminal:
    """One program in one pane; what it shows can be waited for."""

    def __init__(self, folder: Path, command: Sequence[str], columns: int = 100) -> None:
        self._socket = folder / "tmux.socket"
        self._exit_code = folder / "exit-code"  # tmux 3.3 itself loses it now and then
        self._environment = {
            **{key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ},
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        size = ["-x", str(columns), "-y", "40"]
        start = ["set", "-g", "remain-on-exit", "on", ";", "new-session", "-d", *size, "--"]
        limited = ["timeout", "--foreground", str(LONGEST_S), *command]
        noted = ["sh", "-c", '"$@"; echo $? >"$0"', str(self._exit_code), *limited]
        self._tmux("-f", "/dev/null", *start, *noted)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server")  # of our own socket

    def type(self, text: str) -> None:
        """Key by key, and Enter."""
        self._tmux("send-keys", "-l", "--", text)
        self.key("Enter")

    def key(self, *names: str) -> None:
        """Keys by tmux's names: "C-d", "Tab"."""
        self._tmux("send-keys", *names)

    def screen(self, escapes: bool = False) -> str:
        """What it shows, with what scrolled away; long lines are joined."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-500", *(["-e"] if escapes else []))

    def expect(self, pattern: str, wait_s: float = WAIT_S) -> re.Match[str]:
        """Wait until it shows this."""
        deadline = time.monotonic() + wait_s
        while not (found := re.search(pattern, self.screen(), re.MULTILINE)):
            if time.monotonic() > deadline:
                raise AssertionError(f"{pattern!r} is not shown:\n{self.screen().rstrip()}")
            time.sleep(0.03)
        return found

    def exit_code(self, wait_s: float = WAIT_S) -> int:
        """Wait until the program has ended."""
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            if self._exit_code.exists() and (code := self._exit_code.read_text().strip()):
                return int(code)
            time.sleep(0.03)
        raise AssertionError(f"it is still running:\n{self.screen().rstrip()}")

    def _tmux(self, *words: str) -> str:
        return subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *words],
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
        ).stdout
