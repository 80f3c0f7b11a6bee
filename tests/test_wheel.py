"""The wheel: built, installed away from the source, and started from there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from messenger import __version__
from tests.desktop import DesktopProcess, missing_tools
from tests.processes import RelayProcess

PROJECT = Path(__file__).resolve().parent.parent


def call(*command, cwd, **environment):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built with the tools of the environment, so that no network is needed."""
    out = tmp_path_factory.mktemp("wheel")
    call(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, PROJECT),
        cwd=out,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder that holds nothing but our package; its libraries are those of the environment."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    call(*pip, "--target", folder, wheel, cwd=folder)
    return folder


@pytest.fixture
def outside(installed, tmp_path, monkeypatch):
    """Work away from the source, with the installed package first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(installed))
    return tmp_path


def test_it_holds_the_package_and_its_assets_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    packaged = {name for name in names if not name.startswith("messenger-")}
    source = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "messenger").rglob("*.py")
        if path.is_file()
    }
    assets = {
        "messenger/_assets/" + path.relative_to(PROJECT / "assets").as_posix()
        for path in (PROJECT / "assets").rglob("*")
        if path.is_file()
    }
    assert packaged >= source | {"messenger/_assets/words.txt", "messenger/_assets/icon.png"}
    assert packaged <= source | assets


def test_its_licence_travels_with_it(wheel):
    archive = zipfile.ZipFile(wheel)
    names = archive.namelist()
    assert any(name.endswith("licences/GPL-3.0.txt") and "dist-info" in name for name in names)
    metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "License-Expression: GPL-3.0-or-later" in metadata


def test_assets_are_found_in_it(outside, installed):
    code = "from messenger import paths; print(paths.asset('words.txt'))"
    found = call(sys.executable, "-c", code, cwd=outside).strip()
    assert Path(found) == installed / "messenger" / "_assets" / "words.txt"


def test_its_script_starts(outside, installed):
    assert call(installed / "bin" / "messenger", "--version", cwd=outside) == (
        f"Messenger {__version__}\n"
    )


def test_a_relay_starts_from_it(outside):
    relay = RelayProcess(outside / "data", ["--tls-port", "0"])
    try:
        assert set(relay.ports) == {"tls", "plain"}
        assert len(relay.fingerprint) == 64
    finally:
        relay.close()


@pytest.mark.skipif(missing_tools() != [], reason=f"not installed: {missing_tools()}")
def test_a_window_opens_from_it(outside, display):
    desktop = DesktopProcess(outside / "data")
    try:
        assert desktop.title() == "Messenger"
        desktop.process.terminate()
        assert desktop.wait_for_end() == 0, desktop.stderr()
    finally:
        desktop.close()
