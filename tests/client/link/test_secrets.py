"""Keys for names: in a file of the owner's only, or in a keyring, which may be slow or broken."""

import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from messenger.client.link import keyring as keyrings
from messenger.client.link.key_desk import KeyDesk
from messenger.client.link.keyring import Keyring
from messenger.client.link.secrets import ABOUT, LOCKED, Secrets
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.errors import UserError

KEY = DeviceKey("device:one", is_claimed=True)
OTHER = DeviceKey("device:two")


class Drawer:
    """A keyring's backend."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise RuntimeError("locked")
        return self.texts.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise RuntimeError("locked")
        self.texts[service, username] = password


def no_keyring() -> Keyring:
    return Keyring(lambda: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys.json"


def test_without_a_keyring_the_file_holds_the_keys_and_says_so(path: Path) -> None:
    secrets = Secrets(path, no_keyring())
    assert secrets.find("r1", "Ann") == NO_KEY
    secrets.keep("r1", "Ann", KEY)
    secrets.keep("r2", "Ann", OTHER)
    assert Secrets(path, no_keyring()).find("r1", "aNN") == KEY
    assert secrets.find("r2", "Ann") == OTHER
    assert secrets.find("r1", "Bob") == NO_KEY
    assert json.loads(path.read_text())["about"] == ABOUT
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_with_a_keyring_no_secret_is_in_the_file(path: Path) -> None:
    drawer = Drawer()
    secrets = Secrets(path, Keyring(lambda: drawer))
    secrets.keep("r1", "Ann", DeviceKey(KEY.secret))
    secrets.keep("r1", "Ann", KEY)
    assert KEY.secret not in path.read_text()
    assert list(drawer.texts.values()) == [KEY.secret]
    assert secrets.find("r1", "Ann") == KEY


def test_a_keyring_that_is_locked_later_is_named(path: Path) -> None:
    drawer = Drawer()
    secrets = Secrets(path, Keyring(lambda: drawer))
    secrets.keep("r1", "Ann", KEY)
    drawer.is_locked = True
    assert secrets.find("r1", "Ann") == DeviceKey("", True, LOCKED)
    secrets.keep("r1", "Bob", OTHER)
    assert secrets.find("r1", "Bob") == OTHER


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": []}', "\udcff"])
def test_a_broken_list_is_told_and_left_alone(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    secrets = Secrets(path, no_keyring())
    with pytest.raises(UserError):
        secrets.find("r1", "Ann")
    with pytest.raises(UserError):
        secrets.keep("r1", "Ann", KEY)
    assert path.read_bytes() == text.encode("utf-8", "surrogateescape")


def test_an_entry_of_another_shape_is_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"keys": {"r1 ann": 5}}')
    assert Secrets(path, no_keyring()).find("r1", "Ann") == NO_KEY


def test_a_folder_that_can_not_be_written_is_told(path: Path) -> None:
    path.parent.write_text("a file in the folder's place")
    with pytest.raises(UserError):
        Secrets(path, no_keyring()).keep("r1", "Ann", KEY)


def test_a_keyring_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "WAIT_S", 0.05)
    let_go = threading.Event()

    def hang() -> None:
        let_go.wait(10)

    keyring = Keyring(hang)
    assert keyring.get("a") == ""
    assert not keyring.put("a", "text")
    let_go.set()


def test_a_keyring_that_keeps_nothing_is_none() -> None:
    assert keyrings.system_backend() is None  # the null keyring of this run, or no package at all


@pytest.fixture
def desks(path: Path) -> Iterator[list[KeyDesk]]:
    made: list[KeyDesk] = []
    yield made
    for desk in made:
        desk.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("secrets")]


def wait_for(woken: threading.Event, until: float) -> None:
    woken.wait(until - time.monotonic())
    woken.clear()


def test_the_desk_keeps_and_fetches_on_another_thread(path: Path, desks: list[KeyDesk]) -> None:
    woken = threading.Event()
    desk = KeyDesk(path, woken.set, no_keyring())
    desks.append(desk)
    assert not desk.has_kept()
    desk.keep("r1", "Ann", KEY)
    wait_for(woken, time.monotonic() + 10)
    assert desk.has_kept()
    assert not desk.has_kept()
    assert desk.find("r1", "Ann", lambda until: wait_for(woken, until)) == KEY


def test_the_desk_does_not_call_kept_what_is_not(path: Path, desks: list[KeyDesk]) -> None:
    woken = threading.Event()
    path.parent.write_text("a file in the folder's place")
    desk = KeyDesk(path, woken.set, no_keyring())
    desks.append(desk)
    desk.keep("r1", "Ann", KEY)
    wait_for(woken, time.monotonic() + 10)
    assert not desk.has_kept()
    assert desk.find("r1", "Ann", lambda until: wait_for(woken, until)).trouble != ""


def test_a_desk_without_a_list_has_no_keys(desks: list[KeyDesk]) -> None:
    desk = KeyDesk(None, lambda: None, no_keyring())
    desks.append(desk)
    assert not desk.is_open
    assert desk.find("r1", "Ann", lambda until: None) == NO_KEY


def test_closing_does_not_wait_for_a_keyring_that_hangs(path: Path, desks: list[KeyDesk]) -> None:
    let_go, asked = threading.Event(), threading.Event()

    def hang() -> None:
        asked.set()
        let_go.wait(60)

    desk = KeyDesk(path, lambda: None, Keyring(hang))
    desks.append(desk)
    desk.keep("r1", "Ann", KEY)
    assert asked.wait(60)
    started_at = time.monotonic()
    desk.close()
    assert time.monotonic() - started_at < 30.0
    let_go.set()
