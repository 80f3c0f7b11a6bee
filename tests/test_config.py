"""The relay's settings: what a file may say, and how it is told what is wrong."""

import dataclasses
from pathlib import Path

import pytest

from messenger.config import OperatorConfig, RelayConfig
from messenger.config_file import load
from messenger.errors import UserError

# Every key that the conformance suite's controller writes.
CONFORMANCE = """
[server]
name = "My.Little.Server"
network = "MessengerTest"
description = "test server"
motd = "motd.txt"
password = "secret"
casemapping = "ascii"
utf8_only = true
proxy_protocol = false
proxy_allowed_from = ["127.0.0.1/32"]
default_user_modes = ""
roleplay = false

[[operators]]
name = "operuser"
password = "operpassword"
class = "server-admin"

[limits]
enabled = false
nick_length = 32
channel_length = 64
topic_length = 390
kick_length = 390
away_length = 200
monitor_entries = 100
list_modes = 60
multiline_max_bytes = 4096
multiline_max_lines = 32
whowas_entries = 100

[accounts]
registration = true
before_connect = true
email_required = false
fast_hash = true
always_on = "opt-in"
nick_reservation = "strict"

[history]
replay_on_join = 0
enabled = true
max_messages = 100
allow_redact = true

[tls]
certificate = "cert.pem"
key = "/etc/key.pem"

[websocket]
host = "127.0.0.1"
port = 8097
origins = ["*"]
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "relay.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


def test_an_empty_file_is_the_defaults(write):
    assert load(write("")) == RelayConfig()


def test_the_defaults_suit_a_class_behind_one_address():
    limits = RelayConfig().limits
    assert limits.enabled
    assert limits.connections_per_address >= 200
    assert RelayConfig().history.replay_on_join == 50


def test_every_key_of_the_conformance_suite_is_taken(write, tmp_path):
    config = load(write(CONFORMANCE))
    assert config.server.name == "My.Little.Server"
    assert config.server.motd == tmp_path / "motd.txt"
    assert config.server.proxy_allowed_from == ("127.0.0.1/32",)
    assert config.operators == (OperatorConfig("operuser", "operpassword", "server-admin"),)
    assert not config.limits.enabled
    assert config.limits.multiline_max_bytes == 4096
    assert config.history.replay_on_join == 0
    assert config.tls.certificate == tmp_path / "cert.pem"
    assert config.tls.key == Path("/etc/key.pem")
    assert config.websocket.origins == ("*",)


def test_a_whole_number_does_for_a_fraction(write):
    assert load(write("[limits]\nflood_lines_per_s = 5")).limits.flood_lines_per_s == 5.0


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[server]\nname = 'x'\n\nnmae = 'y'", 4, "'nmae'"),
        ("# c\n[sever]\nname = 'x'", 2, "'sever'"),
        ("stray = 1", 1, "'stray'"),
        ("[limits]\nenabled = 'no'", 2, "true or false"),
        ("[limits]\nnick_length = true", 2, "a whole number"),
        ("[limits]\nnick_length = 1", 2, "at least 9"),
        ("[limits]\nsend_queue_bytes = 12.5", 2, "a whole number"),
        ("[limits]\nping_interval_s = '3'", 2, "a number"),
        ("[limits]\nrooms_per_peer = -1", 2, "at least 0"),
        ("[server]\nname = 5", 2, "a text"),
        ("[server]\nmotd = 5", 2, "path"),
        ("[server]\nproxy_allowed_from = [1]", 2, "a list of texts"),
        ("[[operators]]\nname='a'\npassword='b'\n[[operators]]\nnick='a'", 5, "'nick'"),
        ("[[operators]]\nname='a'\npassword='b'\n[[operators]]\nname='a'", 4, "'password'"),
        ("\n[operators]\nname='a'", 2, "[[operators]]"),
        ("limits = 3", 1, "[limits]"),
        ("server.nmae = 'y'", 1, "'nmae'"),
        ("[server]\n\"nmae\" = 'y'", 2, "'nmae'"),
        ("[history]\nenabled = true\n[server]\nenabled = true", 4, "'enabled'"),
        ("[server]\nname = x", 2, "TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(write, text, line, word):
    path = write(text)
    with pytest.raises(UserError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert f"line {line}" in str(caught.value)
    assert word in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"none\.toml can't be read"):
        load(tmp_path / "none.toml")


def test_bytes_that_are_no_text_are_named(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="UTF-8"):
        load(tmp_path / "x.toml")


def test_what_has_no_effect_yet_is_warned_of(write):
    warnings = load(write("[server]\nutf8_only = false\n\nroleplay = true")).warnings
    assert len(warnings) == 2
    assert "line 2: 'utf8_only' has no effect" in warnings[0]
    assert "line 4: 'roleplay' has no effect" in warnings[1]


def test_defaults_written_out_are_not_warned_of(write):
    assert load(write("[server]\ncasemapping = 'ascii'\nproxy_protocol = false")).warnings == ()


def test_a_password_that_others_can_read_is_warned_of(write):
    path = write("[server]\npassword = 'x'")
    assert load(path).warnings == ()
    path.chmod(0o644)
    assert "chmod 600" in load(path).warnings[0]


def test_settings_can_not_be_changed_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RelayConfig().server.name = "other"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[limit]", "Did you mean limits?"),
        ("[limits]\nnick_lenght = 3", "Did you mean nick_length?"),
        ("[server]\nkeep_days = 3", "It belongs to [history]."),
        ("[[operators]]\nnam = 'x'", "Did you mean name?"),
        ("[server]\nxyzzy = 3", "'messenger relay --print-config' shows all keys."),
    ],
)
def test_what_may_have_been_meant_is_told(write, text, hint):
    with pytest.raises(UserError) as caught:
        load(write(text))
    assert str(caught.value).endswith(f". {hint}")


@pytest.mark.parametrize("line", ["flood_lines_per_s = 0", "ping_timeout_s = 0"])
def test_limits_that_would_let_nobody_speak_are_refused(write, line):
    with pytest.raises(UserError, match=r"line 2: .* must be at least"):
        load(write(f"[limits]\n{line}"))
