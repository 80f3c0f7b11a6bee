"""Log in, from CAP LS to 001: a machine without I/O. Lines in, lines out, every step a row.

source: IRCv3 capability-negotiation; RFC 2812 section 3.1.
"""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from messenger.client.events import LoginFault
from messenger.client.session.wanted_caps import WANTED_CAPS, in_lines
from messenger.irc import names
from messenger.irc.message import Message

MAX_CAPS = 200
FREE_NICKS = 3  # so many names are offered in place of a taken one
MAX_VARIANTS = 30  # after a reconnect, so many are tried
_LINE_OF_A_SERVER = re.compile(r"CAP|NOTICE|PING|PONG|ERROR|AUTHENTICATE|FAIL|NOTE|WARN|MODE|\d{3}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in where.

    address: as typed; display_name: what the person is called, spaces and all.
    nick_hint: a nick to use instead of one made from the display name.
    realname: "" means the display name. password: of the server (PASS), "" for none.
    pins_path: where the known certificates are kept; None: they are forgotten at the end.
    rooms: joined after login. host_secret: proves to our own relay that we are its host.
    """

    address: str
    display_name: str
    pins_path: Path | None = None
    realname: str = ""
    nick_hint: str = ""
    password: str = field(default="", repr=False)
    rooms: tuple[str, ...] = ("#lobby",)
    host_secret: str = field(default="", repr=False)

    @property
    def nick(self) -> str:
        """The nick to ask for; "" when nothing usable was typed."""
        return self.nick_hint or names.nick_from_display(self.display_name)


class Stage(enum.Enum):
    """How far the login is."""

    ASKING = "asking for capabilities"
    REQUESTING = "requesting them"
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
    """

    def __init__(self, account: Account, nick: str, may_rename: bool) -> None:
        self.account = account
        self.nick = nick
        self.wanted = nick
        self.stage = Stage.ASKING
        self.offered: dict[str, str] = {}
        self.caps: set[str] = set()
        self.failure: LoginEnd | None = None
        self.heard = 0  # lines that looked like a server's
        self._may_rename = may_rename
        self._variant = 1
        self._unanswered: list[tuple[str, ...]] = []
        self._refused: set[str] = set()

    @property
    def is_done(self) -> bool:
        """001 has come."""
        return self.stage is Stage.DONE

    def start(self) -> list[Message]:
        """The first lines."""
        account = self.account
        lines = [Message("CAP", ("LS", "302"))]
        if account.host_secret:
            lines.append(Message("PASS", (f"host:{account.host_secret}",)))
        if account.password:
            lines.append(Message("PASS", (account.password,)))
        realname = account.realname or account.display_name or self.nick
        lines.append(Message("NICK", (self.nick,)))
        lines.append(Message("USER", (_user_of(self.nick), "0", "*", realname)))
        return lines

    def receive(self, message: Message) -> list[Message]:
        """Take one step; return what to send. Lines of no concern change nothing."""
        if self.stage in (Stage.DONE, Stage.FAILED):
            return []
        if not _LINE_OF_A_SERVER.fullmatch(message.command) or (
            message.command.isdigit() and message.source is None
        ):
            # "HTTP/1.1 400", "SSH-2.0-…", "220 mail…": an honest stranger, but no relay.
            if not self.heard:
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
        verb = message.params[1].upper() if len(message.params) > 1 else ""
        step = CAP_STEPS.get(verb)
        return step(self, message) if step else []

    def _on_ls(self, message: Message) -> list[Message]:
        if self.stage is not Stage.ASKING:
            return []
        for word in message.params[-1].split():
            if len(self.offered) < MAX_CAPS:
                name, _, value = word.partition("=")
                self.offered[name] = value
        if len(message.params) > 3 and message.params[2] == "*":
            return []  # the list goes on in the next line
        wanted = [name for name in WANTED_CAPS if name in self.offered]
        return self._request(in_lines(wanted))

    def _request(self, groups: list[tuple[str, ...]]) -> list[Message]:
        self._unanswered.extend(groups)
        if not self._unanswered:
            self.stage = Stage.WAITING
            return [Message("CAP", ("END",))]
        self.stage = Stage.REQUESTING
        return [Message("CAP", ("REQ", " ".join(group))) for group in groups]

    def _on_ack(self, message: Message) -> list[Message]:
        self.caps.update(name for name in message.params[-1].split() if name in WANTED_CAPS)
        return self._answered(message, retry_single=False)

    def _on_nak(self, message: Message) -> list[Message]:
        return self._answered(message, retry_single=True)

    def _answered(self, message: Message, retry_single: bool) -> list[Message]:
        if self.stage is not Stage.REQUESTING or not self._unanswered:
            return []
        names_there = tuple(message.params[-1].split())
        group = names_there if names_there in self._unanswered else self._unanswered[0]
        self._unanswered.remove(group)
        again: list[tuple[str, ...]] = []
        if retry_single and len(group) > 1:
            again = [(name,) for name in group]
        if again or not self._unanswered:
            return self._request(again)
        return []

    def _on_welcome(self, message: Message) -> list[Message]:
        self.stage = Stage.DONE
        self.nick = message.params[0] if message.params else self.nick
        return []

    def _on_taken(self, message: Message) -> list[Message]:
        self._refused.update(message.params[1:2])
        if self._may_rename and self._variant < MAX_VARIANTS:
            self._variant += 1
            self.nick = names.variant(self.wanted, self._variant)
            return [Message("NICK", (self.nick,))]
        if self.stage is Stage.PROBING:
            return []
        if self.stage is Stage.WAITING:
            # Any name we tried now would log us in under it.
            self._taken_for_good()
            return []
        self.stage = Stage.PROBING
        probes = [Message("NICK", (nick,)) for nick in self._candidates()]
        return [*probes, Message("PING", ("probe",))]

    def _candidates(self) -> list[str]:
        return [names.variant(self.wanted, number) for number in range(2, 2 + 2 * FREE_NICKS)]

    def _on_probed(self, message: Message) -> list[Message]:
        if self.stage is Stage.PROBING:
            self._taken_for_good()
        return []

    def _taken_for_good(self) -> None:
        free = [nick for nick in self._candidates() if nick not in self._refused]
        self.fail(LoginFault.NAME_TAKEN, "", tuple(free[:FREE_NICKS]))

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


def _user_of(nick: str) -> str:
    """The user name of USER: ASCII, since servers are strict; the rest says who it is."""
    user = "".join(letter for letter in nick.lower() if letter.isascii() and letter.isalnum())
    return user[:10] or "user"


STEPS: Mapping[str, Callable[[Login, Message], list[Message]]] = {
    "CAP": Login._on_cap,
    "001": Login._on_welcome,
    "433": Login._on_taken,
    "436": Login._on_taken,
    "437": Login._on_taken,
    "431": Login._on_bad_nick,
    "432": Login._on_bad_nick,
    "464": Login._on_password,
    "465": Login._on_banned,
    "466": Login._on_banned,
    "ERROR": Login._on_error,
    "PING": Login._on_ping,
    "PONG": Login._on_probed,
    "451": Login._on_probed,  # a server that answers no PING before login says so
}
CAP_STEPS: Mapping[str, Callable[[Login, Message], list[Message]]] = {
    "LS": Login._on_ls,
    "ACK": Login._on_ack,
    "NAK": Login._on_nak,
}
