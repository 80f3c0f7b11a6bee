"""The relay's settings: frozen sections with defaults; `config_file` reads the TOML file."""

from dataclasses import dataclass, field
from pathlib import Path


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
    redact_minutes (0: always), by operators at any time, and authors can change theirs for as
    long; memory_only: nothing on disk (for
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
    told to clients that can hold to TLS from then on, "duration=2592000,port=6697".
    client_certificates: IRC clients may show one, and log in by it (SASL EXTERNAL)."""

    certificate: Path | None = None
    key: Path | None = None
    sts: str = ""
    client_certificates: bool = True


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
