"""What a profile remembers from day to day, in one small JSON file of its owner."""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)
FILE_NAME = "settings.json"
MAX_RECENT = 8
MAX_SIZE_BYTES = 1 << 20
THEMES = ("system", "light", "dark")
LAST_CHOICES = ("login", "host")
MIN_ZOOM, MAX_ZOOM = 0.8, 3.0


@dataclass(frozen=True, slots=True)
class Settings:
    """recent_servers: as typed, the last used first. name: what the person is called.

    theme: "system", "light" or "dark"; zoom: 0.8 to 3.0; geometry: Tk's "900x600+10+20", ""
    when never moved; last_choice: what the login window was left by, "login" or "host".
    """

    recent_servers: tuple[str, ...] = ()
    name: str = ""
    theme: str = "system"
    zoom: float = 1.0
    geometry: str = ""
    last_choice: str = "login"

    def with_server(self, server: str) -> "Settings":
        """The same, this server being the last used."""
        rest = (known for known in self.recent_servers if known != server)
        return replace(self, recent_servers=(server, *rest)[:MAX_RECENT])


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("a list of texts is needed")
    return tuple(value[:MAX_RECENT])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is needed")
    return value


def _zoom(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is needed")
    if not MIN_ZOOM <= value <= MAX_ZOOM:
        raise ValueError(f"{MIN_ZOOM} to {MAX_ZOOM} is possible")
    return float(value)


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)} is needed")
        return str(value)

    return read


_READERS: Mapping[str, Callable[[object], Any]] = {
    "recent_servers": _strings,
    "name": _text,
    "theme": _one_of(THEMES),
    "zoom": _zoom,
    "geometry": _text,
    "last_choice": _one_of(LAST_CHOICES),
}


def load(path: Path) -> tuple[Settings, str]:
    """(settings, warning): defaults where nothing was kept; the warning is "" or a sentence.

    A file that is no JSON object is kept beside as `.broken`; a single wrong value gives its
    default, and a key of a newer program is passed over.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SIZE_BYTES + 1)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"Your settings could not be read ({error.strerror}); defaults are used."
    try:
        if len(raw) > MAX_SIZE_BYTES:
            raise ValueError("too large")
        found = json.loads(raw.decode())
        if not isinstance(found, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError) as error:
        _log.warning("settings %s: %s", path, error)
        return Settings(), _put_aside(path)
    return _read(found, path)


def save(path: Path, settings: Settings) -> str:
    """Keep the settings: all of them or, when that fails, what was there before; owner-only.

    Returns "" or a sentence about what went wrong.
    """
    data = json.dumps(asdict(settings), ensure_ascii=True, indent=1).encode()
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # 0600
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        _log.warning("settings %s: %s", path, error)
        return f"Your settings could not be kept ({error.strerror})."
    return ""


def _read(found: Mapping[str, object], path: Path) -> tuple[Settings, str]:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in fields(Settings):
        if field.name not in found:
            continue
        try:
            values[field.name] = _READERS[field.name](found[field.name])
        except ValueError as error:
            wrong.append(f"{field.name} ({error})")
    if wrong:
        _log.warning("settings %s: %s", path, ", ".join(wrong))
        return Settings(**values), f"Some settings were wrong and are the defaults now: {wrong[0]}."
    return Settings(**values), ""


def _put_aside(path: Path) -> str:
    aside = path.with_name(path.name + ".broken")
    try:
        os.replace(path, aside)
    except OSError:
        return "Your settings were damaged; defaults are used."
    return f"Your settings were damaged; defaults are used. The old file is {aside}."
