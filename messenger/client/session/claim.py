"""The silent claim: a name becomes this computer's own, on a relay that takes claims.

source: our own extension; IRCv3 draft/account-registration (REGISTER).
"""

import enum
from collections.abc import Callable

from messenger.client.session.context import Context
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

    def __init__(self, talk: Context, key: DeviceKey, keep: Keep | None) -> None:
        """keep: None where no name may be claimed: over a line that others can read."""
        self._talk = talk
        self._key = key
        self._keep = keep
        self._stage = _Stage.IDLE
        self._nick = ""

    def begin(self, is_proven: bool) -> None:
        """We are in. is_proven: under our own account."""
        if self._keep is None:
            return
        if is_proven:
            self._confirm(self._key)
        elif self._may_claim():
            self._key = DeviceKey(self._key.secret or new_device_secret())
            self._stage, self._nick = _Stage.KEEPING, self._talk.nick
            self._keep(self._key)

    def kept(self) -> None:
        """The key is safe: now the relay may have it."""
        if self._stage is _Stage.KEEPING and self._talk.is_me(self._nick):
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
        return is_ours

    def _may_claim(self) -> bool:
        talk = self._talk
        wants_more = "email-required" in talk.cap_values.get(CAP, "").split(",")
        return (
            TOKEN in talk.isupport.tokens
            and CAP in talk.caps
            and not wants_more
            and not self._key.trouble
            and talk.nick == talk.bookmarks.nick  # the name that was typed, not a free variant
        )

    def _confirm(self, key: DeviceKey) -> None:
        if self._keep is not None and key.secret and not key.is_claimed:
            self._key = DeviceKey(key.secret, is_claimed=True)
            self._keep(self._key)
