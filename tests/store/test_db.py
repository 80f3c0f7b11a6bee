import os
import sqlite3
import stat

import pytest

from messenger.errors import UserError
from messenger.store.db import connect, open_database

STEPS = (("CREATE TABLE a (x)",), ("ALTER TABLE a ADD COLUMN y", "CREATE TABLE b (z)"))
OURS = 0x4D534752


@pytest.fixture
def path(tmp_path):
    return tmp_path / "some.sqlite3"


def test_a_new_database_is_durable_and_in_its_newest_shape(path):
    conn = open_database(path, STEPS, OURS)
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert conn.execute("PRAGMA synchronous").fetchone() == (2,)
    assert conn.execute("PRAGMA user_version").fetchone() == (2,)
    conn.execute("INSERT INTO a (x, y) VALUES (1, 2)")
    conn.close()


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX files")
def test_its_files_are_their_owners_only(path):
    old = os.umask(0)
    try:
        conn = open_database(path, STEPS, OURS)
        conn.execute("INSERT INTO a (x) VALUES (1)")
        files = list(path.parent.iterdir())
        assert len(files) == 3  # the database, -wal, -shm
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        conn.close()
    finally:
        os.umask(old)


def test_an_older_database_is_brought_forward_and_keeps_its_rows(path):
    conn = open_database(path, STEPS[:1], OURS)
    conn.execute("INSERT INTO a (x) VALUES (1)")
    conn.close()
    conn = open_database(path, STEPS, OURS)
    assert conn.execute("SELECT x, y FROM a").fetchall() == [(1, None)]
    conn.close()


def test_a_step_that_fails_changes_nothing(path):
    broken = (*STEPS, ("CREATE TABLE c (x)", "CREATE TABLE c (x)"))
    with pytest.raises(UserError):
        open_database(path, broken, OURS)
    conn = connect(path)
    assert conn.execute("PRAGMA user_version").fetchone() == (2,)
    assert conn.execute("SELECT name FROM sqlite_schema WHERE name = 'c'").fetchone() is None
    conn.close()


def refused(path):
    """Opening fails with a sentence, and the file is left as it was."""
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        open_database(path, STEPS, OURS)
    assert path.read_bytes() == before
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_database_of_a_newer_program_is_refused(path):
    open_database(path, (*STEPS, ("CREATE TABLE c (x)",)), OURS).close()
    assert "newer version" in refused(path)


def test_another_programs_database_is_refused(path):
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE theirs (x)")
    conn.close()
    assert "not one of Messenger's" in refused(path)


def test_no_database_at_all_is_refused(path):
    path.write_bytes(b"something else, and long enough to be looked at\n" * 100)
    assert "damaged" in refused(path)


def test_noise_in_its_middle_is_refused(path):
    conn = open_database(path, STEPS, OURS)
    conn.executemany("INSERT INTO a (x) VALUES (?)", [("x" * 500,)] * 500)
    conn.close()
    data = bytearray(path.read_bytes())
    data[20_480:24_576] = b"\xa5" * 4096
    path.write_bytes(data)
    assert "damaged" in refused(path)


def test_a_locked_database_is_refused(path, monkeypatch):
    monkeypatch.setattr("messenger.store.db.BUSY_TIMEOUT_MS", 50)
    open_database(path, STEPS, OURS).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    assert "in use by another program" in refused(path)
    other.close()


def test_a_folder_in_its_place_is_refused(path):
    path.mkdir()
    with pytest.raises(UserError, match="can't be opened"):
        open_database(path, STEPS, OURS)
