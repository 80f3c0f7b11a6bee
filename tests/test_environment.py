"""The set-up of the checks: what it finds out, and what it says when it can't go on."""

import pytest

from tests import environment, system_packages
from tests.system_packages import SetupError


@pytest.fixture
def bare(monkeypatch):
    """A system without any of the programs, where nothing may be installed."""
    monkeypatch.setattr(system_packages, "_is_there", lambda package, program: False)
    monkeypatch.setattr(system_packages, "_root_prefix", lambda: None)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")


def test_only_what_is_not_there_is_missing():
    asked = {"a-shell": "sh", "nothing": "no-such-program-anywhere"}
    assert system_packages.missing_of(asked) == ["nothing"]


def test_without_screen_and_rights_it_says_what_to_install(bare, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(SetupError, match=r"no screen and no Xvfb.*xvfb openbox xdotool xclip"):
        system_packages.provide_for_tests()


def test_with_a_screen_it_goes_on_and_names_what_is_missing(bare, monkeypatch, capsys):
    monkeypatch.setenv("DISPLAY", ":0")
    system_packages.provide_for_tests()
    said = capsys.readouterr().out
    assert "irssi" in said
    assert "sudo apt-get install" in said


def test_an_unknown_package_does_not_keep_the_others_away(monkeypatch):
    installed = []

    def run(command):
        packages = command[command.index("-y") + 2 :] if "install" in command else []
        if "unknown" in packages:
            return False
        installed.extend(packages)
        return True

    monkeypatch.setattr(system_packages, "_run", run)
    monkeypatch.setattr(system_packages, "_root_prefix", list)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: name)
    assert system_packages.install(["xvfb", "unknown", "openbox"]) == (
        "apt-get could not install unknown"
    )
    assert installed == ["xvfb", "openbox"]


def test_without_any_python_that_fits_it_says_so(monkeypatch):
    monkeypatch.setattr(environment, "_works", lambda python: False)
    monkeypatch.setattr(environment, "install", lambda packages: "no right to install")
    with pytest.raises(SetupError, match=r"Python 3\.11 or newer with tkinter and venv.*no right"):
        environment._base_interpreter()


def test_an_interpreter_that_is_none_does_not_work(tmp_path):
    (tmp_path / "python").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    assert not environment._works(str(tmp_path / "python"))
    assert not environment._works(str(tmp_path / "missing"))


def test_the_environment_is_entered_only_once(monkeypatch):
    monkeypatch.setattr(environment.sys, "prefix", str(environment.VENV))
    monkeypatch.setattr(environment, "STAMP", environment.PROJECT / "pyproject.toml")
    monkeypatch.setattr(environment, "prepare", lambda: pytest.fail("prepared again"))
    environment.enter("tests.bench")
