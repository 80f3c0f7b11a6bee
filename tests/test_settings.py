"""Settings survive, and a broken file harms nobody."""

import os
import stat
import sys

import pytest

from messenger import settings
from messenger.settings import Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / settings.FILE_NAME


def test_what_is_kept_comes_back(path):
    kept = Settings(("a", "b"), "Ada Okafor \ud83d", "dark", 1.25, "900x600+1+2", "host")
    assert settings.save(path, kept) == ""
    assert settings.load(path) == (kept, "")
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="rights are not in the mode there")
def test_only_the_owner_can_read_them(path):
    settings.save(path, Settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_there_are_defaults_and_no_warning(path):
    assert settings.load(path) == (Settings(), "")


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b" " * (1 << 21)])
def test_a_broken_file_is_kept_aside(path, broken):
    path.write_bytes(broken)
    found, warning = settings.load(path)
    aside = path.with_name(path.name + ".broken")
    assert found == Settings()
    assert str(aside) in warning
    assert aside.read_bytes() == broken
    assert not path.exists()


@pytest.mark.parametrize(
    "wrong",
    ['"zoom": 50', '"zoom": NaN', '"zoom": true', '"zoom": "1"', '"theme": "pink"', '"theme": []',
     '"recent_servers": "a"', '"recent_servers": [1]', '"geometry": null'],
)  # fmt: skip
def test_one_wrong_value_leaves_the_others(path, wrong):
    path.write_text(f'{{"name": "Ada", "newer": 1, {wrong}}}')
    found, warning = settings.load(path)
    assert found == Settings(name="Ada")
    assert wrong.split('"')[1] in warning
    assert path.exists()


def test_the_last_server_comes_first_and_only_some_are_kept():
    found = Settings()
    for number in range(20):
        found = found.with_server(f"host{number}")
    found = found.with_server("host15")
    assert found.recent_servers[:2] == ("host15", "host19")
    assert len(found.recent_servers) == settings.MAX_RECENT
    assert len(set(found.recent_servers)) == settings.MAX_RECENT


def test_settings_that_can_t_be_kept_say_so(tmp_path):
    assert settings.save(tmp_path / "no" / "folder.json", Settings()) != ""
