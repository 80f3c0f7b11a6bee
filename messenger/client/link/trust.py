"""Whether the relay that answers is the one we know: pinned on the first meeting, or confirmed."""

from pathlib import Path

from messenger import fingerprint
from messenger.client.events import CertificateChanged
from messenger.client.link.address import Address
from messenger.client.link.pins import Pins


class Trust:
    """The list of pins and what the person confirmed. Owned by the link thread."""

    def __init__(self, pins_path: Path | None) -> None:
        self._pins = Pins(pins_path)
        self._confirmed = ""

    def confirm(self, seen: str) -> None:
        """The person compared the words of this fingerprint."""
        self._confirmed = seen

    def is_confirmed(self, seen: str) -> bool:
        return self._confirmed == seen

    def change(self, where: Address, seen: str) -> CertificateChanged | None:
        """What to ask the person; None: go on, and it is pinned now. Raises UserError."""
        known = self._pins.get(where.key)
        if not known or self.is_confirmed(seen):
            self._pins.put(where.key, seen)
        elif seen != known:
            words = fingerprint.words
            return CertificateChanged(str(where), known, words(known), seen, words(seen))
        return None
