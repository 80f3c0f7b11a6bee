"""Settings read again while the relay runs (SIGHUP): what can change does, nobody is dropped."""

import dataclasses
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from messenger import config_file
from messenger.config import RelayConfig
from messenger.errors import UserError
from messenger.relay.io.loop import Loop
from messenger.relay.upkeep import audit

# What stands in sockets, threads and lists that were made at the start.
AT_START_ONLY: Mapping[str, frozenset[str]] = {
    "server": frozenset({"name"}),
    "limits": frozenset({"send_queue_bytes", "handshake_timeout_s", "whowas_entries"}),
    "history": frozenset({"memory_only", "replay_on_join"}),
    "tls": frozenset({"certificate", "key", "client_certificates"}),
    "websocket": frozenset({"host", "port", "tls", "origins"}),
}
_log = logging.getLogger(__name__)


def read_again(path: Path, running: RelayConfig) -> tuple[RelayConfig, list[str]]:
    """The file's settings, but for those that only a start can change; and what to tell.

    Raises UserError when the file is no good.
    """
    wanted = config_file.load(path)
    told = list(wanted.warnings)
    kept: dict[str, Any] = {}
    for section, keys in AT_START_ONLY.items():
        old, new = getattr(running, section), getattr(wanted, section)
        same = {key: getattr(old, key) for key in keys}
        changed = sorted(key for key in keys if getattr(new, key) != same[key])
        told += [f"'{key}' in [{section}] takes effect at the next start" for key in changed]
        kept[section] = dataclasses.replace(new, **same)
    return dataclasses.replace(wanted, **kept), told


class Reloader:
    """Reads the file again when it is told to; a broken one changes nothing and is told of."""

    def __init__(self, path: Path, running: RelayConfig, loop: Loop) -> None:
        self._path, self._running, self._loop = path, running, loop

    def __call__(self) -> None:
        try:
            settings, told = read_again(self._path, self._running)
            motd = message_of_the_day(settings)
        except UserError as error:
            _log.error("the old settings stay: %s", error)
            return
        for sentence in told:
            _log.warning("%s", sentence)
        self._running = settings
        self._loop.reload(settings, motd)
        audit.note_relay("read its settings again")


def message_of_the_day(settings: RelayConfig) -> list[str]:
    """Its lines; UserError when its file can't be read."""
    path = settings.server.motd
    if path is None:
        return []
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UserError(
            f"The message of the day {path} can't be read ({error.strerror}): "
            "mend 'motd' in [server], or leave it out."
        ) from error
