"""Where things lie: assets that come with the program, and the person's own data."""

import os
import re
import tempfile
from pathlib import Path

import platformdirs

from messenger.errors import UserError

DEFAULT_PROFILE = "default"
_RELAY = "relay"
_PACKAGE = Path(__file__).resolve().parent
_PROFILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}")


def asset(name: str) -> Path:
    """A file that comes with the program: asset("words.txt"), asset("licences/GPL-3.0.txt").

    A wheel and the frozen program carry the assets inside the package, a working copy beside it.
    """
    for folder in (_PACKAGE / "_assets", _PACKAGE.parent / "assets"):
        path = folder / name
        if path.exists():
            return path
    raise UserError(f"The file {name} of Messenger is missing: please install Messenger again.")


def data_dir(override: str | None, profile: str = DEFAULT_PROFILE) -> Path:
    """The folder of a profile, made for its owner only (0700) if it is not there yet.

    override: what --data says, None for the system's own place.
    Raises UserError when nothing can be kept there.
    """
    if not _PROFILE_NAME.fullmatch(profile):
        raise UserError(
            f"The profile name {profile!r} can't be used: take letters, digits, '-', '_' and '.'."
        )
    base = _base(override)
    folder = base if profile == DEFAULT_PROFILE else base / "profiles" / profile
    return private_dir(folder.absolute())


def relay_dir_there(override: str | None) -> Path:
    """Where the relay of --data keeps its store, if it has been started there; makes nothing."""
    return _base(override).absolute() / _RELAY


def _base(override: str | None) -> Path:
    if override == "":  # as of a shell variable that is not set
        raise UserError("--data needs a folder: its name is empty.")
    return Path(override).expanduser() if override else _system_data_dir()


def relay_dir(data_dir: Path) -> Path:
    """Where the relay that belongs to this data folder keeps its store and certificate."""
    return private_dir(data_dir / _RELAY)


def private_dir(folder: Path) -> Path:
    """Make the folder (0700, its missing parents too) and make sure that it can be written to."""
    try:
        for part in (*reversed(folder.parents), folder):
            if not part.exists():
                part.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"The data folder {folder} can't be used ({reason}): "
            "mend its permissions, or choose another with --data."
        ) from error


def _system_data_dir() -> Path:
    if os.name == "posix" and not os.environ.get("HOME") and not os.environ.get("XDG_DATA_HOME"):
        raise UserError("There is no home folder to keep data in: set HOME, or use --data.")
    return platformdirs.user_data_path("messenger", appauthor=False)
