"""Whether the desktop around us is light or dark."""

import os
import shutil
import subprocess
import sys

from messenger.relaunch import child_environment

WAIT_S = 0.5  # a settings service that hangs must not hold up the window
COMMANDS = {
    "linux": ("gsettings", "get", "org.gnome.desktop.interface", "color-scheme"),
    "darwin": ("defaults", "read", "-g", "AppleInterfaceStyle"),
}


def system_mode() -> str:
    """ "dark" or "light"; light where nobody can tell."""
    if sys.platform == "win32":
        return _windows_mode()
    command = COMMANDS.get(sys.platform)
    if command is None or shutil.which(command[0]) is None:
        return "light"
    if sys.platform == "linux" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return "light"  # gsettings would try to start a bus of its own
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=WAIT_S, env=child_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return "light"
    return "dark" if "dark" in done.stdout.lower() else "light"


def _windows_mode() -> str:
    if sys.platform != "win32":
        return "light"
    import winreg

    path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return "light" if winreg.QueryValueEx(key, "AppsUseLightTheme")[0] else "dark"
    except OSError:
        return "light"
