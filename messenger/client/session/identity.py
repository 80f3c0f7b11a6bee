"""Our own account on the relay: what lets us in, asked and changed by IDENTITY.

source: our own extension, `messenger.relay.handlers.identity`. Elsewhere NickServ does it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from messenger.client.account_events import (
    AccountAnswered,
    AccountDeed,
    AccountDescribed,
    AccountKey,
)
from messenger.client.session.cleaning import plain
from messenger.client.session.context import Context
from messenger.irc.claims import IDENTITY, IDENTITY_TOKEN
from messenger.irc.message import Message

NOT_HERE = "This server keeps accounts in another way: /msg NickServ HELP may say more."
NO_ACCOUNT = "Your name here is not tied to you: it is free for others when you leave."
BROKE = "The connection broke before the relay answered."
UNFIT = "This is too long, or of more than one line."
MAX_KEYS = 200
MAX_BYTES = 400  # so that the line holds 512
_BREAKING = frozenset("\r\n\0")


@dataclass(frozen=True, slots=True)
class _Asked:
    """deed: for the person, None for what we do by ourselves. then(done): what follows."""

    deed: AccountDeed | None = None
    then: Callable[[bool], None] = lambda done: None


class Identity:
    """One session's questions; the relay answers them in their order."""

    def __init__(self, talk: Context) -> None:
        self._talk = talk
        self._asked: deque[_Asked] = deque()
        self._account, self._has_password = "", False
        self._stays: bool | None = None
        self._keys: list[AccountKey] = []

    @property
    def is_offered(self) -> bool:
        """Whether this server knows the command."""
        return IDENTITY_TOKEN in self._talk.isupport.tokens

    def describe(self) -> None:
        """Answered by AccountDescribed."""
        if self.is_offered:
            self._ask(_Asked(then=self._described), "LIST")
        else:
            self._talk.tell(AccountDescribed("", why_not=NOT_HERE))

    def do(self, deed: AccountDeed, argument: str) -> None:
        """Answered by AccountAnswered. argument: the password, the key's id, the account."""
        if not self.is_offered:
            self._talk.tell(AccountAnswered(deed, NOT_HERE))
        elif len(argument.encode("utf-8", "replace")) > MAX_BYTES or set(argument) & _BREAKING:
            self._talk.tell(AccountAnswered(deed, UNFIT))
        else:
            self._ask(_Asked(deed), _VERBS[deed], argument)

    def add_device(self, secret: str, label: str, then: Callable[[bool], None]) -> None:
        """A key of this computer's own, for an account that we are in."""
        self._ask(_Asked(then=then), "ADD", secret, label)

    def name_device(self, label: str) -> None:
        """What this computer is called in the list of keys."""
        if self.is_offered and label:
            self._ask(_Asked(), "LABEL", label)

    def answered(self, message: Message) -> None:
        """An IDENTITY line."""
        step = STEPS.get(message.params[0].upper(), Identity._done)
        step(self, message.params[1:])

    def refused(self, code: str, text: str) -> None:
        """A FAIL for IDENTITY."""
        asked = self._next()
        if asked.deed is not None:
            self._talk.tell(AccountAnswered(asked.deed, text))
        asked.then(False)

    def lost(self) -> None:
        """The link is gone; nobody answers any more."""
        while self._asked:
            self.refused("", BROKE)

    def _ask(self, asked: _Asked, *params: str) -> None:
        self._asked.append(asked)
        self._talk.send(Message(IDENTITY, params))

    def _next(self) -> _Asked:
        return self._asked.popleft() if self._asked else _Asked()

    def _on_account(self, params: tuple[str, ...]) -> None:
        self._account, self._keys = plain(params[0] if params else ""), []
        self._has_password = params[1:2] == ("PASSWORD",)
        self._stays = {"YES": True, "NO": False}.get(params[2] if len(params) > 2 else "")

    def _on_key(self, params: tuple[str, ...]) -> None:
        if len(params) >= 6 and len(self._keys) < MAX_KEYS:
            key_id, kind, added, seen, here, label = params[:6]
            self._keys.append(
                AccountKey(
                    plain(key_id), plain(kind), plain(label), _seconds(added), _seconds(seen),
                    here == "HERE",
                )
            )  # fmt: skip

    def _described(self, done: bool) -> None:
        if done and self._account:
            told = AccountDescribed(
                self._account, self._has_password, tuple(self._keys), stays=self._stays
            )
        else:
            told = AccountDescribed("", why_not=NO_ACCOUNT)
        self._talk.tell(told)

    def _done(self, params: tuple[str, ...]) -> None:
        asked = self._next()
        if asked.deed is not None:
            self._talk.tell(AccountAnswered(asked.deed))
        asked.then(True)


def _seconds(ms: str) -> float:
    return int(ms) / 1000 if ms.isascii() and ms.isdigit() and len(ms) < 16 else 0.0


_VERBS: Mapping[AccountDeed, str] = {
    AccountDeed.PASSWORD: "PASSWORD",
    AccountDeed.REVOKE: "REVOKE",
    AccountDeed.DELETE: "DELETE",
    AccountDeed.STAY: "STAY",
}
STEPS: Mapping[str, Callable[[Identity, tuple[str, ...]], None]] = {
    "ACCOUNT": Identity._on_account,
    "KEY": Identity._on_key,
}
