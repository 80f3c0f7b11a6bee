"""The log: for its owner only, and harmless in a terminal."""

import logging
import os
import threading

import pytest

from messenger import log


@pytest.fixture(autouse=True)
def _old_log(monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logger = logging.getLogger("messenger")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    for handler in logger.handlers:
        if handler not in before[0]:
            handler.close()
    logger.handlers[:], logger.level, logger.propagate = before


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_its_owner_reads_it(tmp_path):
    log.setup(tmp_path / "relay.log")
    logging.getLogger("messenger.relay").info("hello")
    assert (tmp_path / "relay.log").stat().st_mode & 0o777 == 0o600
    assert "hello" in (tmp_path / "relay.log").read_text()


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_in_its_place_is_refused(tmp_path):
    (tmp_path / "relay.log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        log.setup(tmp_path / "relay.log")
    assert not (tmp_path / "elsewhere").exists()


def test_control_codes_of_strangers_are_shown_not_sent(capsys):
    log.setup(None)
    logging.getLogger("messenger").warning("a line: %s", "\x1b]52;c;x\x07 \x9b2J \ud83d\r")
    shown = capsys.readouterr().err
    assert r"\x1b]52;c;x\x07 \x9b2J \ud83d\r" in shown
    assert all(letter.isprintable() for letter in shown.strip())


def test_details_only_when_wanted(capsys):
    log.setup(None, verbose=False)
    logging.getLogger("messenger").debug("quiet")
    log.setup(None, verbose=True)
    logging.getLogger("messenger").debug("loud")
    shown = capsys.readouterr().err
    assert "quiet" not in shown
    assert "loud" in shown


def test_a_thread_that_fails_is_in_the_log(tmp_path):
    log.setup(tmp_path / "log")
    thread = threading.Thread(target=lambda: 1 / 0, name="busy")
    thread.start()
    thread.join()
    text = (tmp_path / "log").read_text()
    assert "thread busy ended by a bug" in text
    assert "ZeroDivisionError" in text


def test_it_is_renewed_before_it_grows_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(log, "FILE_SIZE_BYTES", 1000)
    log.setup(tmp_path / "log")
    for number in range(100):
        logging.getLogger("messenger").info("line %d of many that are written here", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["log", "log.1", "log.2"]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
