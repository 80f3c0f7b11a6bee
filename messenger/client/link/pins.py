"""The certificates we know: pinned on the first meeting, a change stops everything.

One JSON file, owner-only, replaced as a whole so that a crash leaves the old or the new one.
"""

import json
from pathlib import Path

from messenger.client.link import owner_file
from messenger.errors import UserError


class Pins:
    """Fingerprints by "host:port". Owned by the link thread; read anew before each use, since
    another profile's program may have written meanwhile.

    path: None keeps them in memory only.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, str] = {}

    def get(self, key: str) -> str:
        """The fingerprint known for a relay, "" when we never met.

        Raises UserError when the file cannot be read: guessing would unpin every relay.
        """
        self._load()
        return self._known.get(key, "")

    def put(self, key: str, fingerprint: str) -> None:
        """From now on this is the one. Raises UserError when it cannot be written."""
        self._load()
        self._known[key] = fingerprint
        if self._path is not None:
            self._save(self._path)

    def _load(self) -> None:
        if self._path is None:
            return
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            if not isinstance(read, dict):
                raise ValueError("not a table of fingerprints")
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise UserError(
                f"The list of known relays, {self._path}, cannot be read ({error}). "
                "Repair it or delete it; each relay is then taken as new."
            ) from error
        self._known = {str(key): str(value) for key, value in read.items()}

    def _save(self, path: Path) -> None:
        try:
            owner_file.write(path, json.dumps(self._known, indent=1, sort_keys=True))
        except OSError as error:
            raise UserError(
                f"The list of known relays, {path}, cannot be written ({error.strerror}). "
                "Make room on the disk or choose another data folder."
            ) from error
