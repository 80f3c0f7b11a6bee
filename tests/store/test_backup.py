"""One file that holds a running relay, and the relay made of it again."""

import sqlite3

import pytest

from messenger.errors import UserError
from messenger.store.backup import SERIAL_GAP, back_up, restore
from messenger.store.history import open_relay_store
from messenger.store.rows import HistoryRequest, HistoryRow, RoomRow


def row(serial):
    return HistoryRow(serial, "#a", 1000 + serial, "ann!a@h", "", "PRIVMSG", (f"words {serial}",))


@pytest.fixture
def folder(tmp_path):
    """Of a relay that runs."""
    folder = tmp_path / "one"
    folder.mkdir(mode=0o700)
    store = open_relay_store(folder)
    store.load()
    store.write([row(1), row(2), RoomRow("#a", "{}")])
    (folder / "relay.pem").write_bytes(b"a certificate")
    yield folder
    store.close()


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "two"
    folder.mkdir(mode=0o700)
    return folder


def test_there_and_back_again(folder, empty, tmp_path):
    back_up(folder, tmp_path / "copy")
    restore(tmp_path / "copy", empty)
    assert (empty / "relay.pem").read_bytes() == b"a certificate"
    first = sqlite3.connect(folder / "relay.sqlite3")
    (relay_id,) = first.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()
    first.close()
    store = open_relay_store(empty)
    memory = store.load()
    assert memory.relay_id == relay_id
    assert memory.rooms == {"#a": "{}"}
    reader = store.reader()
    assert reader.run(HistoryRequest("#a", None, None, 9, False)) == (row(1), row(2))
    assert memory.last_serial == 2 + SERIAL_GAP  # no id is given twice
    store.write([row(memory.last_serial + 1)])
    reader.close()
    store.close()


def test_it_is_one_file_for_its_owner(folder, tmp_path):
    (tmp_path / "safe").mkdir()
    back_up(folder, tmp_path / "safe" / "copy")
    (file,) = (tmp_path / "safe").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_overwritten(folder, empty, tmp_path):
    (tmp_path / "copy").write_text("something dear")
    with pytest.raises(UserError, match="there already"):
        back_up(folder, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "something dear"
    back_up(folder, tmp_path / "other")
    restore(tmp_path / "other", empty)
    with pytest.raises(UserError, match="already"):
        restore(tmp_path / "other", empty)


def test_a_running_relay_is_not_restored_into(folder, tmp_path):
    back_up(folder, tmp_path / "copy")
    with pytest.raises(UserError, match="running"):
        restore(tmp_path / "copy", folder)


def test_what_is_no_backup_is_refused_and_leaves_nothing(folder, empty, tmp_path):
    (tmp_path / "noise").write_bytes(b"noise" * 1000)
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE x (y)")
    other.close()
    back_up(folder, tmp_path / "half")
    whole = (tmp_path / "half").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    for name in ("noise", "other", "half"):
        with pytest.raises(UserError, match="can't be restored"):
            restore(tmp_path / name, empty)
    assert [file.name for file in empty.iterdir()] == ["relay.lock"]
    with pytest.raises(UserError, match="no relay"):
        back_up(empty, tmp_path / "copy")
