"""Servers that must be spoken to by TLS only, because they said so once (STS).

One JSON file, owner-only, replaced as a whole: {host: {"port": 6697, "until": seconds}}.

source: IRCv3 sts.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

from messenger.client.link import owner_file
from messenger.client.link.address import Address
from messenger.errors import UserError

FILE_NAME = "sts.json"  # beside the pins


class StsPolicies:
    """Owned by the link thread. path: None keeps them in memory only; clock: seconds since 1970.

    Read anew before each use, since another window may have written meanwhile.
    """

    def __init__(self, path: Path | None, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._upgraded: dict[str, int] = {}  # for as long as this program runs
        self._kept: dict[str, dict[str, float]] = {}

    def secured(self, address: Address) -> Address:
        """Where to go instead of this address; itself where plain text is allowed.

        Raises UserError when the list can't be read: guessing would fall back to plain text.
        """
        if address.tls:
            return address
        host = address.host.lower()
        kept = self._load().get(host)
        port = self._upgraded.get(host, 0)
        if kept and kept["until"] > self._clock():
            port = int(kept["port"])
        return Address(address.host, port, True) if port else address

    def upgrade(self, address: Address, port: int) -> None:
        """Said over plain text: from now on by TLS; only a word over TLS makes it last."""
        self._upgraded[address.host.lower()] = port

    def keep(self, address: Address, duration_s: int) -> None:
        """Said over TLS, at this address. Raises UserError."""
        kept, host = self._load(), address.host.lower()
        if duration_s:
            kept[host] = {"port": address.port, "until": self._clock() + duration_s}
        elif kept.pop(host, None) is None:
            return
        self._kept = kept
        if self._path is not None:
            try:
                owner_file.write(self._path, json.dumps(kept, indent=1, sort_keys=True))
            except OSError as error:
                raise UserError(
                    f"The list of servers that need TLS, {self._path}, cannot be written "
                    f"({error.strerror}). Make room on the disk or choose another data folder."
                ) from error

    def _load(self) -> dict[str, dict[str, float]]:
        if self._path is None:
            return self._kept
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                str(host): {"port": int(entry["port"]), "until": float(entry["until"])}
                for host, entry in read.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"The list of servers that need TLS, {self._path}, cannot be read ({error}). "
                "Repair it or delete it; each server then has to say it anew."
            ) from error
