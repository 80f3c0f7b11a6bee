"""What --print-config says is a file that can be read, and means the defaults."""

import dataclasses
import tomllib
from collections.abc import Iterator

from messenger import config_file
from messenger.config import OperatorConfig, RelayConfig
from messenger.relay.upkeep import config_text


def keys() -> Iterator[tuple[str, str]]:
    """Every (section, key) that a file may have."""
    config = RelayConfig()
    for item in dataclasses.fields(config):
        section = getattr(config, item.name)
        if dataclasses.is_dataclass(section):
            yield from ((item.name, key.name) for key in dataclasses.fields(section))
    yield from (
        ("operators", key.metadata.get("key", key.name))
        for key in dataclasses.fields(OperatorConfig)
    )


def test_the_printed_file_means_the_defaults(tmp_path):
    path = tmp_path / "relay.toml"
    path.write_text(config_text.text())
    assert config_file.load(path) == RelayConfig()


def test_every_key_stands_in_it_with_a_sentence():
    text = config_text.text()
    for section, key in keys():
        assert f"{key} = " in text
        if section != "operators":
            assert config_text.MEANINGS[section][key].endswith((".", "..."))
            assert key in tomllib.loads(text)[section] or f'# {key} = "file"' in text


def test_no_meaning_is_left_of_a_key_that_is_gone():
    named = {(section, key) for section, keys in config_text.MEANINGS.items() for key in keys}
    assert named <= set(keys())


def test_the_commented_operator_is_one(tmp_path):
    path = tmp_path / "relay.toml"
    lines = config_text.text().splitlines()
    start = lines.index("# [[operators]]")
    path.write_text("\n".join(line.removeprefix("# ") for line in lines[start:]))
    path.chmod(0o600)
    (operator,) = config_file.load(path).operators
    assert (operator.name, operator.role) == ("ada", "server-admin")
