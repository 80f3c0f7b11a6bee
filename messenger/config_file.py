"""The relay's settings as a TOML file: read, checked, and what is wrong named by its line."""

import dataclasses
import ipaddress
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from messenger import toml_lines
from messenger.config import OperatorConfig, RelayConfig, ServerConfig
from messenger.errors import UserError
from messenger.nearest import did_you_mean

# What a file may ask for and this version does not do, if it asks for more than the default.
_WITHOUT_EFFECT = {
    ("server", "casemapping"): "names are always folded as ascii",
    ("server", "utf8_only"): "text is always UTF-8",
    ("server", "roleplay"): "there is no NPC and SCENE",
}
# The least that makes sense, where 0 or a negative number does not.
_LEAST = {
    "nick_length": 9,
    "channel_length": 16,
    "send_queue_bytes": 65_536,
    "ping_interval_s": 1,
    "flood_burst_lines": 1,
    "flood_lines_per_s": 0.1,
    "ping_timeout_s": 1,
    "registration_timeout_s": 1,
    "handshake_timeout_s": 0.1,
}
_STS = re.compile(r"duration=\d{1,10},port=\d{1,5}(,preload)?", re.ASCII)
# Keys that know some words only.
_CHOICES = {"always_on": ("disabled", "off", "opt-in", "opt-out", "mandatory")}
# Keys that hold addresses or networks: "192.0.2.1", "2001:db8::/32".
_NETWORKS = frozenset({"connections_exempt", "proxy_allowed_from", "gateways"})


def load(path: Path) -> RelayConfig:
    """Read a TOML file. UserError names the file, the line and the key of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not valid TOML: {error}.") from error
    return _Reader(path, text).relay(tables)


class _Reader:
    """Turns parsed tables into sections, and knows where each key stands in the text."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.places = toml_lines.places(text)
        self.warnings: list[str] = []

    def relay(self, tables: Mapping[str, Any]) -> RelayConfig:
        sections = {item.name: item for item in _keys(RelayConfig).values()}
        values: dict[str, Any] = {}
        for name, table in tables.items():
            if name not in sections:
                meant = did_you_mean(name, sections, 1)
                raise self.wrong((name,), f"there is no section '{name}'", meant)
            values[name] = (
                self.operators(table)
                if name == "operators"
                else self.section(type(sections[name].default), (name,), table)
            )
        self.check_secrets(values)
        return RelayConfig(**values, warnings=tuple(self.warnings))

    def operators(self, tables: Any) -> tuple[OperatorConfig, ...]:
        if not isinstance(tables, list):
            raise self.wrong(("operators",), "'operators' must be tables: [[operators]]")
        found = []
        for number, table in enumerate(tables):
            place = ("operators", str(number))
            found.append(self.section(OperatorConfig, place, table))
            if not (found[-1].name and found[-1].password):
                raise self.wrong(place, "an operator needs a 'name' and a 'password'")
        return tuple(found)

    def section(self, kind: type[Any], place: tuple[str, ...], table: Any) -> Any:
        if not isinstance(table, dict):
            raise self.wrong(place, f"'{place[0]}' must be a table: [{place[0]}]")
        known = _keys(kind)
        hints = typing.get_type_hints(kind)
        values = {}
        for key, value in table.items():
            where = (*place, key)
            if key not in known:
                raise self.wrong(
                    where, f"there is no key '{key}' in [{place[0]}]", _meant(key, place[0])
                )
            item = known[key]
            values[item.name] = self.value(where, hints[item.name], value)
            reason = _WITHOUT_EFFECT.get((place[0], key))
            if reason and values[item.name] != item.default:
                self.warn(where, f"'{key}' has no effect in this version: {reason}")
        return kind(**values)

    def value(self, where: tuple[str, ...], hint: Any, value: Any) -> Any:
        name, accepts, make = _KINDS[hint]
        if not accepts(value):
            raise self.wrong(where, f"'{where[-1]}' must be {name}, not {value!r}")
        if isinstance(value, int | float) and value < _LEAST.get(where[-1], 0):
            raise self.wrong(where, f"'{where[-1]}' must be at least {_LEAST.get(where[-1], 0)}")
        if value not in _CHOICES.get(where[-1], (value,)):
            words = ", ".join(_CHOICES[where[-1]])
            raise self.wrong(where, f"'{where[-1]}' must be one of {words}, not {value!r}")
        if where[-1] == "sts" and value and not _STS.fullmatch(value):
            raise self.wrong(where, "'sts' must read like duration=2592000,port=6697")
        if where[-1] in _NETWORKS:
            self.check_networks(where, value)
        if hint == Path | None:  # a path is seen from the file that names it
            return self.path.parent / Path(value).expanduser()
        return make(value)

    def check_networks(self, where: tuple[str, ...], texts: Sequence[str]) -> None:
        for text in texts:
            try:
                ipaddress.ip_network(text, strict=False)
            except ValueError as error:
                raise self.wrong(where, f"{text!r} is no address and no network") from error

    def check_secrets(self, values: Mapping[str, Any]) -> None:
        server = values.get("server", ServerConfig())
        secret = values.get("operators") or server.password or server.gateway_password
        if secret and self.path.stat().st_mode & 0o044:
            self.warnings.append(f"{self.path}: others can read the passwords in it: chmod 600 it.")

    def warn(self, where: tuple[str, ...], what: str) -> None:
        self.warnings.append(f"{self._position(where)}: {what}.")

    def wrong(self, where: tuple[str, ...], what: str, more: str = "") -> UserError:
        return UserError(f"{self._position(where)}: {what}.{more}")

    def _position(self, where: tuple[str, ...]) -> str:
        """The file and the line of a key, or of the nearest table around it that has one."""
        for length in range(len(where), 0, -1):
            if where[:length] in self.places:
                return f"{self.path}, line {self.places[where[:length]]}"
        return str(self.path)


def _keys(kind: type[Any]) -> dict[str, "dataclasses.Field[Any]"]:
    """The key in the file → the field it fills."""
    fields = dataclasses.fields(kind)
    named = {item.metadata.get("key", item.name): item for item in fields}
    return {key: item for key, item in named.items() if key is not None}


def _meant(key: str, section: str) -> str:
    """What may have been meant by a key that a section lacks: one of its own, or of another."""
    kinds = {item.name: type(item.default) for item in _keys(RelayConfig).values()}
    kinds["operators"] = OperatorConfig
    if meant := did_you_mean(key, _keys(kinds[section]), 1):
        return meant
    homes = [f"[{name}]" for name, kind in kinds.items() if name != section and key in _keys(kind)]
    if homes:
        return f" It belongs to {' or '.join(homes)}."
    return " 'messenger relay --print-config' shows all keys."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# The type of a field → what it is called, what is accepted, and what is made of it.
_KINDS: Mapping[Any, tuple[str, typing.Callable[[Any], bool], typing.Callable[[Any], Any]]] = {
    str: ("a text in quotes", lambda value: isinstance(value, str), str),
    bool: ("true or false", lambda value: isinstance(value, bool), bool),
    int: ("a whole number", lambda value: type(value) is int, int),
    float: ("a number", _is_number, float),
    Path | None: ("the path of a file in quotes", lambda value: isinstance(value, str), Path),
    tuple[str, ...]: (
        "a list of texts",
        lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
        tuple,
    ),
}
