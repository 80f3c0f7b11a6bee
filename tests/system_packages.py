"""What tests need from the system: asked of Debian's packages, installed where we may.

Only the standard library, and readable for any Python 3: this runs before anything is set up.
"""

from __future__ import annotations

import os
import shutil
import subprocess

# The program that shows a package is there (or None: ask dpkg) and what it is for.
SCREEN = {"xvfb": "Xvfb", "openbox": "openbox", "xdotool": "xdotool", "xclip": "xclip"}
NEEDED = {
    **SCREEN,
    "binutils": "objdump",  # PyInstaller reads libraries with it
    "imagemagick": "import",  # screenshots
    "fonts-noto-core": None,  # the width of text decides what fits
    "fonts-dejavu-core": None,
    "fonts-noto-color-emoji": None,
}
FOREIGN_CLIENTS = {
    "irssi": "irssi",
    "weechat-curses": "weechat",
    "netcat-openbsd": "nc",
    "tmux": "tmux",
}
APT_WAIT_S = 900


class SetupError(Exception):
    """The checks can't be set up; the text says what is missing and what to do."""


def provide_for_tests() -> None:
    """Install what is missing if we may; stop only when no window could be opened."""
    missing = missing_of({**NEEDED, **FOREIGN_CLIENTS})
    if not missing:
        return
    problem = install(missing)
    left = missing_of({**NEEDED, **FOREIGN_CLIENTS})
    if left:
        say(
            f"missing from this system: {', '.join(left)} ({problem or 'not installed by apt-get'})"
        )
    if "xvfb" in left and not os.environ.get("DISPLAY"):
        raise SetupError(
            f"There is no screen and no Xvfb to make one: install {' '.join(missing_of(SCREEN))}."
        )


def missing_of(packages: dict[str, str | None]) -> list[str]:
    """The packages that are not there."""
    return [name for name, program in packages.items() if not _is_there(name, program)]


def _is_there(package: str, program: str | None) -> bool:
    if program is not None:
        return shutil.which(program) is not None
    if not shutil.which("dpkg-query"):
        return True  # another system: its fonts have other names
    asking = ["dpkg-query", "-W", "-f=${Status}", package]
    answer = subprocess.run(asking, capture_output=True, text=True, check=False)
    return "ok installed" in answer.stdout


def install(packages: list[str]) -> str:
    """Install Debian packages; returns why that was not possible, "" when it was."""
    rights = _root_prefix()
    if not shutil.which("apt-get"):
        return "this system has no apt-get: install them by hand"
    if rights is None:
        return f"no right to install: sudo apt-get install {' '.join(packages)}"
    say(f"installing {' '.join(packages)}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    apt += ["-o", "DPkg::Lock::Timeout=300"]
    _run([*apt, "update"])
    adding = [*apt, "install", "-y", "--no-install-recommends"]
    if _run([*adding, *packages]):
        return ""
    # One unknown package must not keep the others away.
    failed = [name for name in packages if not _run([*adding, name])]
    return f"apt-get could not install {' '.join(failed)}" if failed else ""


def _root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None when we may not."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asking = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asking.returncode == 0:
            return ["sudo", "-n"]
    return None


def _run(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=APT_WAIT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(str(error))
        return False
    return done.returncode == 0


def say(text: str) -> None:
    """One line about the set-up, at once."""
    print(f"tests: {text}", flush=True)
