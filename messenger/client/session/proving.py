"""The part of a login that proves whose name it is: SASL, before CAP END. Without I/O.

It shows the password that the person typed or, without one, this computer's own key for the
name. The key goes out only where nobody listens. Who can't be asked for a proof that we have
is not talked to without it: that is what an impostor would want.

source: IRCv3 sasl-3.1, sasl-3.2.
"""

import enum
import logging
from collections.abc import Callable, Mapping, Sequence

from messenger.client.events import LoginFault
from messenger.client.session.device_key import DeviceKey
from messenger.errors import PeerError, Refused
from messenger.irc.message import Message
from messenger.irc.sasl import ABORT, Exchange, Login

_log = logging.getLogger(__name__)
SASL = "sasl"  # the capability
BY_PASSWORD = ("SCRAM-SHA-256", "PLAIN")  # the better one first
BY_KEY = ("PLAIN",)  # a relay keeps no more of it than a hash, so SCRAM has nothing to go by
NO_KEY_WANTED = (
    "This relay knows your name by a key of this computer, and does not ask for it today. "
    "It may be another relay: nothing was shown to it"
)
NO_SAFE_WAY = "This server offers no safe way to log in with a password"
LIED = "The server could not show that it knows you"
KEY_REFUSED = "This computer's key for it does not fit any more; the host can release the name."


class Verdict(enum.Enum):
    """How it ended."""

    NOT_TRIED = "we have nothing to show"
    PROVEN = "we are logged in to our account"
    UNKNOWN = "the relay does not know our key: it may be a free name"
    FAILED = "no login"


class Proving:
    """From CAP LS to the server's last word. verdict: None until it is over.

    fault, detail: why it failed. trouble: what to add when the name turns out to be taken.
    """

    def __init__(self, name: str, password: str, key: DeviceKey, is_safe: bool) -> None:
        secret = key.secret if is_safe else ""
        self.verdict: Verdict | None = None if password or secret else Verdict.NOT_TRIED
        self.fault = LoginFault.OTHER
        self.detail = ""
        self.trouble = key.trouble
        self._login = Login(name, password or secret)
        self._by_password = bool(password)
        self._is_needed = bool(password) or (bool(secret) and key.is_claimed)
        self._is_safe = is_safe
        self._exchange: Exchange | None = None
        self._listed: str | None = None  # the mechanisms; "": the server does not list them
        self._tried: set[str] = set()
        self._is_under_way = False  # the server has taken up the mechanism tried last

    @property
    def wants(self) -> bool:
        """Whether there is something to show, and nothing was decided yet."""
        return self.verdict is None

    def begin(self, mechanisms: str | None) -> list[Message]:
        """mechanisms: the value of the capability, None when we do not have it."""
        self._listed = mechanisms
        name = self._chosen()
        if not name:
            self.skip()
            return []
        self._tried.add(name)
        self._exchange = Exchange(name, self._login)
        return [Message("AUTHENTICATE", (name,))]

    def skip(self) -> None:
        """There is no chance to show anything."""
        if self.verdict is not None:
            return
        if self._is_needed:
            self._fail(LoginFault.OTHER, NO_SAFE_WAY if self._by_password else NO_KEY_WANTED)
        else:
            self.verdict = Verdict.NOT_TRIED

    def receive(self, message: Message) -> list[Message]:
        """Take one step; return what to send. Lines of no concern change nothing."""
        step = STEPS.get(message.command)
        if self._exchange is None or self.verdict is not None or step is None:
            return []
        return step(self, self._exchange, message)

    def takes_password(self, mechanisms: str | None) -> bool:
        """Whether the server would take one, and we have shown none. mechanisms: see `begin`."""
        return not self._by_password and bool(self._usable(BY_PASSWORD, mechanisms))

    def _chosen(self) -> str:
        return self._usable(BY_PASSWORD if self._by_password else BY_KEY, self._listed)

    def _usable(self, known: Sequence[str], mechanisms: str | None) -> str:
        """The best of those known that may be there, is safe here and untried, "" for none."""
        if mechanisms is None:
            return ""
        offered = mechanisms.upper().split(",") if mechanisms else known
        safe = (name for name in known if self._is_safe or name != "PLAIN")
        return next((name for name in safe if name in offered and name not in self._tried), "")

    def _on_challenge(self, exchange: Exchange, message: Message) -> list[Message]:
        self._is_under_way = True
        try:
            answers = exchange.receive(message.params[-1] if message.params else "")
        except PeerError as error:
            return self._lied(str(error))
        except Refused:
            return [*_abort(), *self._on_refused(exchange, message)]
        return [Message("AUTHENTICATE", (answer,)) for answer in answers]

    def _on_success(self, exchange: Exchange, message: Message) -> list[Message]:
        if not exchange.is_proven:
            return self._lied("success without a proof")
        self.verdict = Verdict.PROVEN
        return []

    def _on_refused(self, exchange: Exchange, message: Message) -> list[Message]:
        if not self._is_under_way and self._chosen():
            return self.begin(self._listed)  # it was the mechanism that was not there
        said = message.params[-1] if message.command.isdigit() and message.params else ""
        if self._by_password:
            self._fail(LoginFault.PROOF_WRONG, said)
        else:
            self.verdict, self.trouble = Verdict.UNKNOWN, KEY_REFUSED
        return []

    def _on_other_mechanisms(self, exchange: Exchange, message: Message) -> list[Message]:
        """A 904 comes after it."""
        self._listed = message.params[1] if len(message.params) > 1 else None
        if self._is_under_way or not self._chosen():
            self.skip()
        return []

    def _on_fail(self, exchange: Exchange, message: Message) -> list[Message]:
        if message.params[:1] == ("AUTHENTICATE",):
            self._fail(LoginFault.OTHER, message.params[-1])
        return []

    def _lied(self, how: str) -> list[Message]:
        _log.warning("login stopped: %s", how)
        self._fail(LoginFault.OTHER, LIED)
        return _abort()

    def _fail(self, fault: LoginFault, detail: str) -> None:
        self.verdict, self.fault, self.detail = Verdict.FAILED, fault, detail


def _abort() -> list[Message]:
    return [Message("AUTHENTICATE", (ABORT,))]


STEPS: Mapping[str, Callable[[Proving, Exchange, Message], list[Message]]] = {
    "AUTHENTICATE": Proving._on_challenge,
    "903": Proving._on_success,
    "907": Proving._on_success,
    "902": Proving._on_refused,
    "904": Proving._on_refused,
    "905": Proving._on_refused,
    "906": Proving._on_refused,
    "908": Proving._on_other_mechanisms,
    "FAIL": Proving._on_fail,
}
ANSWERS = frozenset(STEPS)  # the commands that matter here
