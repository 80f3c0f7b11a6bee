"""Starting ourselves again, from source and from a frozen build."""

import subprocess
import sys

from messenger import __version__, relaunch


def freeze(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/messenger/messenger")


def test_from_source_it_is_the_module():
    done = subprocess.run(
        relaunch.own_command("--version"),
        env=relaunch.child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"Messenger {__version__}"


def test_from_source_the_environment_stays():
    assert relaunch.child_environment({"LD_LIBRARY_PATH": "/x"}) == {"LD_LIBRARY_PATH": "/x"}


def test_frozen_it_is_the_program(monkeypatch):
    freeze(monkeypatch)
    assert relaunch.own_command("relay") == ["/opt/messenger/messenger", "relay"]


def test_frozen_the_library_path_is_put_back(monkeypatch):
    freeze(monkeypatch)
    changed = {"LD_LIBRARY_PATH": "/opt/messenger/_internal", "LD_LIBRARY_PATH_ORIG": "/mine"}
    assert relaunch.child_environment(changed)["LD_LIBRARY_PATH"] == "/mine"
    assert "LD_LIBRARY_PATH_ORIG" not in relaunch.child_environment(changed)


def test_frozen_a_library_path_of_our_own_is_dropped(monkeypatch):
    freeze(monkeypatch)
    child = relaunch.child_environment({"LD_LIBRARY_PATH": "/opt/messenger/_internal", "A": "b"})
    assert child == {"A": "b", "PYINSTALLER_RESET_ENVIRONMENT": "1"}
