"""The keys by which this computer shows relays that a name is its own.

One JSON file, owner-only, lists them; the keys themselves lie in the system's keyring where it
has one, else in the file, which says so.
"""

import json
import uuid
from pathlib import Path
from typing import Any

from messenger.client.link import owner_file
from messenger.client.link.keyring import Keyring
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.errors import UserError
from messenger.irc import names

ABOUT = (
    "Keys that let this computer in under its names. An entry with a secret is as good as a "
    "password: do not pass it on. The secrets of entries without one lie in the system's keyring."
)
FILE_NAME = "keys.json"  # beside the pins
LOCKED = "The key for it lies in the keyring of this system, which does not give it out just now."


class Secrets:
    """Keys by relay and nick. For one thread; slow, since a keyring may be.

    path: of the list; it is read anew each time, since another window may have written meanwhile.
    """

    def __init__(self, path: Path, keyring: Keyring) -> None:
        self._path = path
        self._keyring = keyring

    def find(self, relay: str, nick: str) -> DeviceKey:
        """relay: its certificate's fingerprint, or its address where it has none.

        Raises UserError when the list can't be read.
        """
        entry = self._load().get(_place(relay, nick))
        if not isinstance(entry, dict):
            return NO_KEY
        is_claimed, ident = bool(entry.get("claimed")), str(entry.get("keyring", ""))
        secret = self._keyring.get(ident) if ident else str(entry.get("secret", ""))
        return DeviceKey(secret, is_claimed, LOCKED if ident and not secret else "")

    def keep(self, relay: str, nick: str, key: DeviceKey) -> None:
        """Raises UserError when it can't be kept."""
        entries, place = self._load(), _place(relay, nick)
        before = entries.get(place)
        ident = str(before.get("keyring", "")) if isinstance(before, dict) else ""
        if ident and self._keyring.get(ident) == key.secret:
            entry: dict[str, Any] = {"keyring": ident}
        else:
            ident = uuid.uuid4().hex
            kept = self._keyring.put(ident, key.secret)
            entry = {"keyring": ident} if kept else {"secret": key.secret}
        entries[place] = {**entry, "claimed": key.is_claimed}
        try:
            text = json.dumps({"about": ABOUT, "keys": entries}, indent=1, sort_keys=True)
            owner_file.write(self._path, text)
        except OSError as error:
            raise UserError(
                f"The list of keys for names, {self._path}, cannot be written ({error.strerror}). "
                "Make room on the disk or choose another data folder."
            ) from error

    def _load(self) -> dict[str, Any]:
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            keys = read["keys"]
            if not isinstance(keys, dict):
                raise ValueError("not a table of keys")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"The list of keys for names, {self._path}, cannot be read ({error}). "
                "Repair it, or delete it: the names in it then need a host who releases them."
            ) from error
        return {str(place): entry for place, entry in keys.items()}


def _place(relay: str, nick: str) -> str:
    return f"{relay} {names.fold(nick)}"
