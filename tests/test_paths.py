"""Where things lie, and what is said when they can't lie there."""

import os

import pytest

from messenger import paths
from messenger.errors import UserError


def mode(path):
    return path.stat().st_mode & 0o777


def test_an_asset_is_found():
    assert paths.asset("words.txt").is_file()


def test_a_missing_asset_says_so():
    with pytest.raises(UserError, match=r"no-such\.png"):
        paths.asset("no-such.png")


def test_the_default_profile_is_the_folder_itself(tmp_path):
    assert paths.data_dir(str(tmp_path / "a"), "default") == tmp_path / "a"


def test_profiles_are_apart(tmp_path):
    ann, bob = (paths.data_dir(str(tmp_path), name) for name in ("ann", "bob"))
    assert ann != bob
    assert ann.is_dir()
    assert bob.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_folders_are_for_their_owner_only_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        folder = paths.relay_dir(paths.data_dir(str(tmp_path / "deep" / "data"), "ann"))
    finally:
        os.umask(before)
    made = [folder, *(part for part in folder.parents if tmp_path in part.parents)]
    assert {mode(part) for part in made} == {0o700}
    assert len(made) == 5


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "../x", "a b", ".hidden", "ä", "x" * 65])
def test_a_profile_name_can_not_lead_elsewhere(tmp_path, name):
    with pytest.raises(UserError, match="profile"):
        paths.data_dir(str(tmp_path), name)


def test_a_file_in_the_way_is_one_clear_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match=r"data folder .*file.* can't be used .*--data"):
        paths.data_dir(str(tmp_path / "file"), "default")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_rights_is_one_clear_sentence(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(UserError, match="can't be used"):
        paths.data_dir(str(tmp_path / "locked"), "default")


@pytest.mark.skipif(os.name != "posix", reason="HOME")
def test_the_system_place_is_used_without_an_override(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert paths.data_dir(None) == tmp_path / "messenger"


@pytest.mark.skipif(os.name != "posix", reason="HOME")
def test_without_a_home_it_says_what_to_do(monkeypatch):
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    with pytest.raises(UserError, match="--data"):
        paths.data_dir(None)
