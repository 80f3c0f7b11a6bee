"""Log in, from CAP LS to 001: a machine without I/O. Lines in, lines out, every step a row.

source: IRCv3 capability-negotiation; RFC 2812 section 3.1.
"""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from messenger.client.events import LoginFault
from messenger.client.session.device_key import NO_KEY
from messenger.client.session.name_search import KEPT_FROM_HOST, OWN_NAME, NameSearch
from messenger.client.session.negotiation import Negotiation
from messenger.client.session.opening import Opening, first_lines
from messenger.client.session.proving import ANSWERS, SASL, Proving, Verdict
from messenger.irc import names, sts
from messenger.irc.message import Message

NOT_REGISTERED = "451"
_LINE_OF_A_SERVER = re.compile(r"CAP|NOTICE|PING|PONG|ERROR|AUTHENTICATE|FAIL|NOTE|WARN|MODE|\d{3}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in where.

    address: as typed; display_name: what the person is called, spaces and all.
    nick_hint: a nick to use instead of one made from the display name.
    realname: "" means the display name. password: of the server (PASS), "" for none.
    pins_path: where the known certificates are kept; None: they are forgotten at the end.
    rooms: joined after login. host_secret: proves to our own relay that we are its host.
    secrets_path: where this computer's keys for names are kept; None: no name is claimed.
    login_password: of the account that the name belongs to (SASL), "" for none.
    """

    address: str
    display_name: str
    pins_path: Path | None = None
    realname: str = ""
    nick_hint: str = ""
    password: str = field(default="", repr=False)
    rooms: tuple[str, ...] = ("#lobby",)
    host_secret: str = field(default="", repr=False)
    secrets_path: Path | None = None
    login_password: str = field(default="", repr=False)

    @property
    def nick(self) -> str:
        """The nick to ask for; "" when nothing usable was typed."""
        return self.nick_hint or names.nick_from_display(self.display_name)


class Stage(enum.Enum):
    """How far the login is."""

    ASKING = "asking for capabilities"
    PROVING = "showing whose name it is"
    WAITING = "waiting for 001"
    PROBING = "looking for free names"
    DONE = "logged in"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LoginEnd:
    """Why a login failed."""

    fault: LoginFault
    detail: str
    free_nicks: tuple[str, ...] = ()


class Login:
    """One login. Knows no socket, no clock, no thread.

    may_rename: after a reconnect a taken name is no reason to fail: a variant will do.
    proving: what we can show for the name; None: nothing. is_plain: everybody on the way can
    read along. upgrade_port: where the server wants us by TLS instead; it ends this login.
    """

    def __init__(
        self,
        account: Account,
        nick: str,
        may_rename: bool,
        proving: Proving | None = None,
        is_plain: bool = False,
    ) -> None:
        self.account = account
        self.upgrade_port = 0
        realname = account.realname or account.display_name or nick
        host = f"host:{account.host_secret}" if account.host_secret else ""
        lines = first_lines(nick, realname, (host, account.password))
        self._opening = Opening(lines, is_plain)
        self.nick = nick
        self.stage = Stage.ASKING
        self.failure: LoginEnd | None = None
        self.heard = 0  # lines that looked like a server's
        self._proving = proving or Proving(nick, "", NO_KEY, is_safe=False)
        self._negotiation = Negotiation((SASL,) if self._proving.wants else ())
        self._may_rename = may_rename
        self._search = NameSearch(nick)
        self._hurried = False  # the name was refused before we could show that it is ours

    @property
    def is_done(self) -> bool:
        """001 has come."""
        return self.stage is Stage.DONE

    @property
    def offered(self) -> dict[str, str]:
        """The capabilities that the server has, with their values."""
        return self._negotiation.offered

    @property
    def caps(self) -> set[str]:
        """Those that we use."""
        return self._negotiation.caps

    @property
    def is_proven(self) -> bool:
        """We are logged in to the account of this name."""
        return self._proving.verdict is Verdict.PROVEN

    @property
    def may_prove(self) -> bool:
        """A password of the person could show that the name is theirs; it was not tried."""
        return self._proving.takes_password(self.offered.get(SASL))

    def start(self) -> list[Message]:
        """The first lines."""
        return self._opening.begin()

    def say_the_rest(self) -> list[Message]:
        """The server is silent about what it can do: go on as if it could nothing."""
        return self._opening.release() if self.stage is Stage.ASKING else []

    def receive(self, message: Message) -> list[Message]:
        """Take one step; return what to send. Lines of no concern change nothing."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return []
        known = _LINE_OF_A_SERVER.fullmatch(message.command) is not None
        if not self.heard and (not known or (message.command.isdigit() and not message.source)):
            # "HTTP/1.1 400", "SSH-2.0-…", "220 mail…": an honest stranger, but no relay.
            self.fail(LoginFault.NOT_A_RELAY, f"{message.command} {' '.join(message.params)}")
            return []
        self.heard += 1
        step = STEPS.get(message.command)
        return step(self, message) if step else []

    def fail(self, fault: LoginFault, detail: str, free_nicks: tuple[str, ...] = ()) -> None:
        """End it."""
        self.stage = Stage.FAILED
        self.failure = LoginEnd(fault, detail[:300], free_nicks)

    def _on_cap(self, message: Message) -> list[Message]:
        if self.stage is not Stage.ASKING:
            return []
        lines = self._negotiation.receive(message)
        if not (lines or self._negotiation.is_over):
            return []
        if self._opening.is_held and (port := sts.port(self.offered.get(sts.CAP, ""))):
            self.stage, self.upgrade_port = Stage.FAILED, port
            return []
        if self._negotiation.is_over:
            lines = self._prove()
        return [*self._opening.release(), *lines]

    def _prove(self) -> list[Message]:
        if not self._proving.wants:
            return self._end_caps()
        self.stage = Stage.PROVING
        mechanisms = self.offered.get(SASL) if SASL in self.caps else None
        return self._proved(self._proving.begin(mechanisms))

    def _on_proof(self, message: Message) -> list[Message]:
        return self._proved(self._proving.receive(message))

    def _proved(self, lines: list[Message]) -> list[Message]:
        """lines: to send before anything else. Go on when it is over."""
        if self.stage is not Stage.PROVING or self._proving.wants or self._is_unproven():
            return lines
        if self._hurried and self.is_proven:
            lines.append(Message("NICK", (self.nick,)))
        elif self._hurried:
            lines += self._taken()
        return [*lines, *self._end_caps()] if self.stage is Stage.PROVING else lines

    def _is_unproven(self) -> bool:
        """Whether the login ends because a proof that we have was not taken."""
        if self._proving.verdict is Verdict.FAILED:
            self.fail(self._proving.fault, self._proving.detail)
        return self.stage is Stage.FAILED

    def _end_caps(self) -> list[Message]:
        self.stage = Stage.WAITING
        return [Message("CAP", ("END",))]

    def _on_welcome(self, message: Message) -> list[Message]:
        self._proving.skip()
        if not self._is_unproven():
            self.stage = Stage.DONE
            self.nick = message.params[0] if message.params else self.nick
        return []

    def _on_taken(self, message: Message) -> list[Message]:
        for nick in message.params[1:2]:
            self._search.refuse(nick)
        if self._proving.wants:
            self._hurried = True
            return []
        return self._taken()

    def _taken(self) -> list[Message]:
        other = self._search.next() if self._may_rename else ""
        if other:
            self.nick = other
            return [Message("NICK", (other,))]
        if self.stage is Stage.WAITING:
            # Any name we tried now would log us in under it.
            self._taken_for_good()
        if self.stage in (Stage.PROBING, Stage.FAILED):
            return []
        self.stage = Stage.PROBING
        probes = [Message("NICK", (nick,)) for nick in self._search.candidates()]
        return [*probes, Message("PING", ("probe",))]

    def _on_unknown(self, message: Message) -> list[Message]:
        if message.params[1:2] not in (("CAP",), ("AUTHENTICATE",)):
            return []
        self._proving.skip()
        if self._is_unproven() or self.stage is Stage.PROVING:
            return self._proved([])
        return self._opening.release() or (self._taken() if self._hurried else [])

    def _on_probed(self, message: Message) -> list[Message]:
        if self.stage is Stage.PROBING:
            self._taken_for_good()
        return self._opening.release() if message.command == NOT_REGISTERED else []

    def _taken_for_good(self) -> None:
        why = OWN_NAME if self.is_proven else self._proving.trouble
        if not why and self.account.host_secret:
            why = KEPT_FROM_HOST.format(self.account.nick)
        self.fail(LoginFault.NAME_TAKEN, why, self._search.free())

    def give_up_probing(self) -> None:
        """The server did not answer the probes in time: offer what it did not refuse."""
        if self.stage is Stage.PROBING:
            self._taken_for_good()

    def _on_bad_nick(self, message: Message) -> list[Message]:
        if self.stage is not Stage.PROBING:
            self.fail(LoginFault.NAME_INVALID, _last(message))
        return []

    def _on_password(self, message: Message) -> list[Message]:
        self.fail(LoginFault.PASSWORD_WRONG, _last(message))
        return []

    def _on_banned(self, message: Message) -> list[Message]:
        self.fail(LoginFault.BANNED, _last(message))
        return []

    def _on_error(self, message: Message) -> list[Message]:
        self.fail(LoginFault.OTHER, _last(message))
        return []

    def _on_ping(self, message: Message) -> list[Message]:
        return [Message("PONG", message.params[:1])]


def _last(message: Message) -> str:
    return message.params[-1] if message.params else ""


STEPS: Mapping[str, Callable[[Login, Message], list[Message]]] = {
    "CAP": Login._on_cap,
    "001": Login._on_welcome,
    "433": Login._on_taken,
    "436": Login._on_taken,
    "437": Login._on_taken,
    **dict.fromkeys(ANSWERS, Login._on_proof),
    "421": Login._on_unknown,
    "431": Login._on_bad_nick,
    "432": Login._on_bad_nick,
    "464": Login._on_password,
    "465": Login._on_banned,
    "466": Login._on_banned,
    "ERROR": Login._on_error,
    "PING": Login._on_ping,
    "PONG": Login._on_probed,
    NOT_REGISTERED: Login._on_probed,  # a server that answers no PING before login says so
}
