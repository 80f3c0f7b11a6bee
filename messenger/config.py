"""The relay's settings: frozen sections with defaults, and the TOML file that changes them."""

import dataclasses
import ipaddress
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from messenger import toml_lines
from messenger.errors import UserError


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """motd: a text file with the message of the day; password: asked of everybody by PASS.
    gateways: networks whose WEBIRC is believed if it has gateway_password."""

    name: str = "messenger.relay"
    network: str = "Messenger"
    description: str = "A Messenger relay"
    icon: str = ""
    motd: Path | None = None
    password: str = ""
    casemapping: str = "ascii"
    utf8_only: bool = True
    proxy_protocol: bool = False
    proxy_allowed_from: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    gateway_password: str = ""
    default_user_modes: str = ""
    roleplay: bool = False


@dataclass(frozen=True, slots=True)
class OperatorConfig:
    """Somebody who may look after the whole relay."""

    name: str = ""
    password: str = ""
    role: str = field(default="server-admin", metadata={"key": "class"})


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What one peer may use. Generous for each address: a whole class sits behind one.

    enabled: False switches off what hinders load tests: flood, addresses, time to log in.
    flood_*: a bucket of lines that fills again; who empties it is read more slowly, not killed.
    connections_per_address: 0 for no limit; the networks in connections_exempt have none.
    """

    enabled: bool = True
    nick_length: int = 32
    channel_length: int = 64
    topic_length: int = 390
    kick_length: int = 390
    away_length: int = 200
    monitor_entries: int = 100
    list_modes: int = 60
    multiline_max_bytes: int = 16_384
    multiline_max_lines: int = 200
    whowas_entries: int = 100
    rooms_per_peer: int = 200
    send_queue_bytes: int = 8_388_608
    flood_burst_lines: int = 100
    flood_lines_per_s: float = 20.0
    connections_per_address: int = 500
    connections_exempt: tuple[str, ...] = ("127.0.0.1/32", "::1/128")
    registration_timeout_s: float = 60.0
    handshake_timeout_s: float = 10.0
    ping_interval_s: float = 90.0
    ping_timeout_s: float = 60.0


@dataclass(frozen=True, slots=True)
class AccountsConfig:
    """registration: people may make accounts (REGISTER, and the client's silent claims).
    email_required: the host hands out the codes that `messenger account list` shows.
    fast_hash: for tests only, not safe. claim_expiry_days: names claimed without a password are
    free again when nobody has used them so long; 0: never. rooms_per_account: rooms that one
    account may found, so that they last; room_expiry_days: unless nobody is in for so long.
    always_on: who stays here without a device (see `relay.registry.choices`); always_on_days:
    who has not come for so long leaves; 0: never. messages_wait: private words to an account
    that nobody uses are kept for it."""

    registration: bool = True
    before_connect: bool = True
    email_required: bool = False
    fast_hash: bool = False
    always_on: str = "opt-in"
    always_on_days: int = 30
    messages_wait: bool = True
    nick_reservation: str = "strict"
    password_min_bytes: int = 8
    registrations_per_address: int = 100
    claim_expiry_days: int = 180
    rooms_per_account: int = 100
    room_expiry_days: int = 365


@dataclass(frozen=True, slots=True)
class HistoryConfig:
    """replay_on_join: lines given to a client without chathistory; max_messages: at most so many
    in one answer to CHATHISTORY; allow_redact: messages can be taken back, by their authors for
    redact_minutes (0: always), by operators at any time; memory_only: nothing on disk (for
    comparing speeds). keep_*: what is older, or more, is erased from the disk; 0 keeps all."""

    enabled: bool = True
    replay_on_join: int = 50
    max_messages: int = 1000
    allow_redact: bool = True
    redact_minutes: int = 1440
    memory_only: bool = False
    keep_days: float = 0.0
    keep_messages: int = 0


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """PEM files; None for both means the certificate that the relay makes itself. sts: what is
    told to clients that can hold to TLS from then on, "duration=2592000,port=6697"."""

    certificate: Path | None = None
    key: Path | None = None
    sts: str = ""


@dataclass(frozen=True, slots=True)
class WebsocketConfig:
    """port: 0 for no listener; tls: with the relay's certificate; origins: the web pages that
    may connect ("https://chat.example.org"), none for pages of this machine only, "*" for all."""

    host: str = "127.0.0.1"
    port: int = 0
    tls: bool = False
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonConfig:
    """How a relay starts, until its operators say otherwise: everybody muted, private talks
    closed, first messages held in new rooms. held_*: messages that wait for approval."""

    muted: bool = False
    talks_closed: bool = False
    approve_first: bool = False
    held_per_person: int = 3
    held_in_all: int = 500
    hand_pause_s: float = 2.0


@dataclass(frozen=True, slots=True)
class RelayConfig:
    """All sections. warnings: sentences about keys that have no effect, for standard error."""

    server: ServerConfig = ServerConfig()
    operators: tuple[OperatorConfig, ...] = ()
    limits: LimitsConfig = LimitsConfig()
    accounts: AccountsConfig = AccountsConfig()
    history: HistoryConfig = HistoryConfig()
    lesson: LessonConfig = LessonConfig()
    tls: TlsConfig = TlsConfig()
    websocket: WebsocketConfig = WebsocketConfig()
    warnings: tuple[str, ...] = field(default=(), metadata={"key": None})


# What a file may ask for and this version does not do, if it asks for more than the default.
_WITHOUT_EFFECT = {
    ("server", "casemapping"): "names are always folded as ascii",
    ("server", "utf8_only"): "text is always UTF-8",
    ("server", "roleplay"): "there is no NPC and SCENE",
}
# The least that makes sense, where 0 or a negative number does not.
_LEAST = {"nick_length": 9, "channel_length": 16, "send_queue_bytes": 65_536, "ping_interval_s": 1}
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
                raise self.wrong((name,), f"there is no section '{name}'")
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
                raise self.wrong(where, f"there is no key '{key}' in [{place[0]}]")
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

    def wrong(self, where: tuple[str, ...], what: str) -> UserError:
        return UserError(f"{self._position(where)}: {what}.")

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
