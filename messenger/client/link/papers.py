"""What we remember of servers, and what we can show them: TLS policies, and keys for names."""

import functools
import logging
import socket
from collections.abc import Callable
from dataclasses import replace

from messenger import fingerprint
from messenger.client.link import sts
from messenger.client.link.address import Address
from messenger.client.link.key_desk import KeyDesk
from messenger.client.link.sts import StsPolicies
from messenger.client.link.wire import Wire
from messenger.client.session.device_key import DeviceKey
from messenger.client.session.entrance import Relay
from messenger.client.session.login import Account
from messenger.errors import UserError

_log = logging.getLogger(__name__)


class Papers:
    """Owned by the link thread. account: without the typed password, once a key replaces it.

    wake: called on another thread when a key is found or kept.
    """

    def __init__(self, account: Account, wake: Callable[[], None]) -> None:
        self.account = account
        self.keys = KeyDesk(account.secrets_path, wake)
        pins = account.pins_path
        self.policies = StsPolicies(pins.with_name(sts.FILE_NAME) if pins else None)

    def relay(
        self,
        where: Address,
        wire: Wire,
        print_of_it: str,
        nick: str,
        wait: Callable[[float], object],
    ) -> Relay:
        """Whom we talk to, and the key that we have for it. print_of_it: its certificate's
        fingerprint, "" over plain text. wait: as in `KeyDesk.find`."""
        is_safe = bool(print_of_it) or wire.stays_here
        base = Relay(
            str(where),
            fingerprint.words(print_of_it) if print_of_it else "",
            is_safe,
            is_plain=not print_of_it,
            note_sts=functools.partial(self.note_sts, where) if print_of_it else None,
        )
        if not is_safe or not self.keys.is_open:
            return base
        place = print_of_it or where.key
        key = self.keys.find(place, nick, wait)
        if not print_of_it:  # any program may listen on that port today: nothing to insist on
            key = replace(key, is_claimed=False)
        keep = functools.partial(self._keep, place, nick)
        return replace(base, key=key, keep_key=keep, device=socket.gethostname())

    def note_sts(self, where: Address, lasts_s: int) -> None:
        """Said over TLS: for so long by TLS only; nothing below 0."""
        if lasts_s < 0:
            return
        try:
            self.policies.keep(where, lasts_s)
        except UserError as error:  # this link is by TLS; only the next start does not know
            _log.warning("%s", error)

    def _keep(self, place: str, nick: str, key: DeviceKey) -> None:
        if key.is_claimed:  # it does from now on what the typed password did
            self.account = replace(self.account, login_password="")
        self.keys.keep(place, nick, key)
