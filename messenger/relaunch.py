"""Starting this program once more, and other programs, also from a frozen build."""

import os
import sys
from collections.abc import Mapping

# A frozen build puts its own libraries first; other programs fail to load theirs with these.
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")


def is_frozen() -> bool:
    """True in a program made by build/make.py."""
    return bool(getattr(sys, "frozen", False))


def own_command(*arguments: str) -> list[str]:
    """The command that starts Messenger again: own_command("relay", "--tls-port", "0")."""
    if is_frozen():
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "messenger", *arguments]


def child_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment as it was before a frozen build changed it, for any program we start.

    environment: os.environ for None. Our own program gets on with it too: it unpacks for itself
    instead of leaning on files that go away with this process.
    """
    child = dict(os.environ if environment is None else environment)
    for name in _LIBRARY_PATHS:
        original = child.pop(f"{name}_ORIG", None)
        if original is not None:
            child[name] = original
        elif is_frozen():
            child.pop(name, None)
    if is_frozen():
        child["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    return child
