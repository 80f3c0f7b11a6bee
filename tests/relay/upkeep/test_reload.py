"""SIGHUP: settings are read again, nobody is dropped, a broken file changes nothing."""

import os
import signal

import pytest

from messenger.config import RelayConfig
from messenger.config_file import load
from messenger.errors import UserError
from messenger.relay.upkeep.reload import AT_START_ONLY, message_of_the_day, read_again
from tests.relay.conftest import Client
from tests.relay.test_app import log_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGHUP")


def test_what_only_a_start_can_change_stays_and_is_told(tmp_path):
    path = tmp_path / "relay.toml"
    path.write_text('[server]\nname = "other.relay"\nnetwork = "Other"\n[websocket]\nport = 99\n')
    settings, told = read_again(path, RelayConfig())
    assert settings.server.network == "Other"
    assert settings.server.name == RelayConfig().server.name
    assert settings.websocket == RelayConfig().websocket
    assert told == [
        "'name' in [server] takes effect at the next start",
        "'port' in [websocket] takes effect at the next start",
    ]


def test_the_keys_that_wait_for_a_start_exist():
    for section, keys in AT_START_ONLY.items():
        for key in keys:
            assert hasattr(getattr(RelayConfig(), section), key)


def test_a_missing_message_of_the_day_is_one_sentence(tmp_path):
    path = tmp_path / "relay.toml"
    path.write_text('[server]\nmotd = "none.txt"\n')
    with pytest.raises(UserError, match="mend 'motd'"):
        message_of_the_day(load(path))


def test_a_running_relay_takes_new_settings_and_keeps_its_people(relay, tmp_path, eventually):
    path, motd = tmp_path / "relay.toml", tmp_path / "motd.txt"
    motd.write_text("old words\n")
    path.write_text('[server]\nmotd = "motd.txt"\n')
    one = relay("--config", str(path))
    ann = Client(one.ports["plain"])
    log_in(ann)
    motd.write_text("new words\n")
    os.kill(one.pid, signal.SIGHUP)
    eventually(lambda: "new settings are in force" in one.stderr())
    ann.send(b"MOTD\r\n")
    assert b"- new words" in b"\n".join(ann.line() for _ in range(3))
    path.write_text("[server]\nmott = 'x'\n")
    os.kill(one.pid, signal.SIGHUP)
    eventually(lambda: "the old settings stay" in one.stderr())
    assert "line 2: there is no key 'mott'" in one.stderr()
    ann.send(b"MOTD\r\n")
    assert b"- new words" in b"\n".join(ann.line() for _ in range(3))
    audited = (one.data / "relay" / "audit.log").read_text()
    assert audited.count("the relay read its settings again") == 1


def test_a_hang_up_without_a_file_ends_it(relay):
    one = relay()
    os.kill(one.pid, signal.SIGHUP)
    assert one.process.wait(30) == 0
