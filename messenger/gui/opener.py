"""Opening links with the system's own program: one argument, no shell, only known schemes."""

import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

from messenger.relaunch import child_environment

SCHEMES = frozenset({"http", "https", "irc", "ircs", "mailto"})
PROGRAMS = {"linux": "xdg-open", "darwin": "open"}


def is_allowed(url: str) -> bool:
    """Tell whether this link may leave the program: a known scheme and no control characters."""
    if not url.isprintable() or url != url.strip():
        return False
    try:
        return urlsplit(url).scheme.lower() in SCHEMES
    except ValueError:
        return False


class Opener:
    """Starts the system's opener and keeps its process until it has ended, so none is a zombie."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def open(self, url: str) -> bool:
        """Open the link; False when it is not allowed or this system has no opener."""
        self._running = [process for process in self._running if process.poll() is None]
        if not is_allowed(url):
            return False
        if sys.platform == "win32":
            os.startfile(url)
            return True
        program = shutil.which(PROGRAMS.get(sys.platform, "xdg-open"))
        if program is None:
            return False
        self._running.append(
            subprocess.Popen(
                [program, url],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )
        )
        return True
