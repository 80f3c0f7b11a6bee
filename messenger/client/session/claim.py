"""The silent claim: a name becomes this computer's own, on a relay that takes claims. And the
second device: let in by a password once, it gets a key of its own, and asks no more for it.

source: our own extension; IRCv3 draft/account-registration (REGISTER).
"""

import enum
from collections.abc import Callable

from messenger.client.session.conversation import Conversation
from messenger.client.session.device_key import DeviceKey
from messenger.irc.claims import TOKEN, new_device_secret
from messenger.irc.message import Message

CAP = "draft/account-registration"
# Asks somebody to keep the key; `Claim.kept` follows when it is safe on the disk.
Keep = Callable[[DeviceKey], None]


class _Stage(enum.Enum):
    IDLE = "nothing under way"
    KEEPING = "the key is being written down"
    ASKING = "the relay was asked"


class Claim:
    """One session's claim. The key is on the disk before the relay learns of it: a name that
    nobody has the key to would be lost to everybody."""

    def __init__(
        self, talk: Conversation, key: DeviceKey, keep: Keep | None, device: str = ""
    ) -> None:
        """keep: None where no name may be claimed: over a line that others can read.

        device: what this computer is called in the account's list of keys.
        """
        self._talk = talk
        self._device = device
        self._by_password = False
        self._key = key
        self._keep = keep
        self._stage = _Stage.IDLE
        self._nick = ""

    def begin(self, is_proven: bool, by_password: bool = False) -> None:
        """We are in. is_proven: under our own account; by_password: as the person typed it."""
        if self._keep is None:
            return
        self._by_password = by_password
        if is_proven and not by_password:
            self._confirm(self._key)
        elif is_proven and self._talk.identity.is_offered:
            self._make_key(new_device_secret())  # an old one has just been refused
        elif not is_proven and self._may_claim():
            self._make_key(self._key.secret or new_device_secret())

    def _make_key(self, secret: str) -> None:
        self._key = DeviceKey(secret)
        self._stage, self._nick = _Stage.KEEPING, self._talk.nick
        if self._keep is not None:
            self._keep(self._key)

    def kept(self) -> None:
        """The key is safe: now the relay may have it."""
        if self._stage is not _Stage.KEEPING:
            return
        if self._by_password:
            self._stage = _Stage.IDLE
            self._talk.identity.add_device(self._key.secret, self._device, self._added)
        elif self._talk.is_me(self._nick):
            self._stage = _Stage.ASKING
            self._talk.send(Message("REGISTER", (self._nick, "*", self._key.secret)))

    def answered(self, message: Message) -> bool:
        """REGISTER or FAIL; whether it was about our claim, and no concern of the person's."""
        is_ours = self._stage is _Stage.ASKING and (
            message.command == "REGISTER" or message.params[:1] == ("REGISTER",)
        )
        if is_ours:
            self._stage = _Stage.IDLE
            if message.params[:1] == ("SUCCESS",):
                self._confirm(self._key)
                self._talk.identity.name_device(self._device)
        return is_ours

    def _added(self, done: bool) -> None:
        if done:
            self._confirm(self._key)

    def _may_claim(self) -> bool:
        talk = self._talk
        wants_more = "email-required" in talk.cap_values.get(CAP, "").split(",")
        return (
            TOKEN in talk.isupport.tokens
            and CAP in talk.caps
            and not wants_more
            and not self._key.trouble
            # The name that was typed, not a free variant, nor what another device has taken.
            and talk.nick == talk.bookmarks.nick
            and (talk.nick == talk.account.nick or talk.nick != talk.bookmarks.adopted)
        )

    def _confirm(self, key: DeviceKey) -> None:
        if self._keep is not None and key.secret and not key.is_claimed:
            self._key = DeviceKey(key.secret, is_claimed=True)
            self._keep(self._key)
