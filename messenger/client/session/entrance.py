"""The way in: drives a login, watches its time, and tells how it ended."""

from collections.abc import Callable
from dataclasses import dataclass

from messenger.client.events import LinkUp, LoginFailed, LoginFault
from messenger.client.link.clocks import Late, LoginClock
from messenger.client.session import read_marks
from messenger.client.session.abilities import abilities
from messenger.client.session.claim import Claim, Keep
from messenger.client.session.cleaning import plain
from messenger.client.session.context import REF_TOKEN
from messenger.client.session.conversation import Conversation
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.client.session.handlers.rooms import set_realname
from messenger.client.session.login import Login, LoginEnd, Stage
from messenger.client.session.proving import Proving
from messenger.irc import keeps, names, sts
from messenger.irc.message import Message

HOLD_S = 3.0  # over plain text the server may take so long to say whether it knows CAP
# The welcome is over when one of these comes.
WELCOME_END = frozenset({"376", "422"})


@dataclass(frozen=True, slots=True)
class Relay:
    """Whom we are connected to. address: as shown to people; "" for the one that was typed.

    fingerprint_words: its certificate in words, "" over plain text.
    is_safe: nobody listens on the way: a pinned certificate, or our own computer.
    key: what we can show it; keep_key: writes one down, None where we claim no name.
    device: what this computer is called in the account's list of keys. is_plain: over plain
    text. note_sts: told for how many seconds the server wants to be spoken to by TLS only.
    """

    address: str = ""
    fingerprint_words: str = ""
    is_safe: bool = False
    key: DeviceKey = NO_KEY
    keep_key: Keep | None = None
    device: str = ""
    is_plain: bool = False
    note_sts: Callable[[int], None] | None = None


class Entrance:
    """One session's login. is_up: we are in. failure: why we are not, and will not be.
    sts_s: what `Relay.note_sts` was told last, -1 for nothing.

    claim: what we do to make the name our own, once we are in.
    """

    def __init__(self, talk: Conversation, relay: Relay) -> None:
        self.is_up = False
        self.failure: LoginEnd | None = None
        self.sts_s = -1
        self._talk = talk
        self._relay = relay
        self._address = relay.address or talk.account.address
        self.claim = Claim(talk, relay.key, relay.keep_key, relay.device)
        nick, back = talk.bookmarks.nick, talk.bookmarks.logged_in_before
        proving = Proving(nick, talk.account.login_password, relay.key, relay.is_safe)
        self._login = Login(talk.account, nick, back, proving, relay.is_plain)
        self._hold_until = talk.now + HOLD_S
        self._clock = LoginClock(talk.now)
        for line in self._login.start():
            talk.send(line)

    @property
    def is_welcome(self) -> bool:
        """001 has come: what follows is for the session."""
        return self._login.is_done

    @property
    def has_heard(self) -> bool:
        """Something came that only an IRC server says."""
        return self._login.heard > 0

    @property
    def upgrade_port(self) -> int:
        """Where the server wants us by TLS; this connection is over then. 0: nowhere."""
        return self._login.upgrade_port

    def receive(self, message: Message) -> None:
        """Take one step."""
        for line in self._login.receive(message):
            self._talk.send(line)
        self._note_sts()
        if self._login.stage is Stage.PROBING and self._clock.probing_at is None:
            self._clock.probing_at = self._talk.now
        elif self._login.is_done:
            self._talk.nick = self._login.nick
            self._talk.caps = set(self._login.caps)
            self._talk.cap_values = dict(self._login.offered)
            self._clock.welcomed_at = self._talk.now
        self._tell_failure()

    def tick(self) -> None:
        """Let time pass."""
        if self._talk.now >= self._hold_until:
            for line in self._login.say_the_rest():
                self._talk.send(line)
        late = self._clock.late(self._talk.now, heard_anything=self.has_heard)
        if late is Late.WELCOME:
            self.come_up()
        elif late is Late.PROBE:
            self._login.give_up_probing()
        elif late is Late.ANSWER:
            self._login.fail(LoginFault.NO_ANSWER, "")
        self._tell_failure()

    def fail(self, fault: LoginFault, detail: str) -> None:
        """Something outside the login ended it."""
        self._login.fail(fault, detail)
        self._tell_failure()

    def come_up(self) -> None:
        """The welcome is over: tell it, and go where we want to be."""
        talk, bookmarks = self._talk, self._talk.bookmarks
        self.is_up = True
        first = not bookmarks.logged_in_before
        bookmarks.logged_in_before = True
        talk.outbox.is_open = True
        network, words = plain(talk.isupport.network), self._relay.fingerprint_words
        ours = REF_TOKEN in talk.isupport.tokens
        kept = keeps.sentence(talk.isupport.tokens.get(keeps.TOKEN, ""))
        can = abilities(talk)
        talk.tell(LinkUp(self._address, network, talk.nick, words, first, ours, kept, can))
        if bookmarks.away:
            talk.send(Message("AWAY", (bookmarks.away,)))
        talk.is_proven = self._login.is_proven
        talk.catchup.start_talks()
        for room, key in talk.attaching.wanted():
            talk.send(Message("JOIN", (room, key) if key else (room,)))
        read_marks.tell_owed(talk)
        read_marks.ask_known(talk)
        if token := talk.attaching.begin():
            talk.send(Message("PING", (token,)))
        if not first:
            set_realname(talk)
        talk.nick_asked_at = talk.now
        self.claim.begin(self._login.is_proven, bool(talk.account.login_password))

    def _note_sts(self) -> None:
        """What is said over TLS counts for later, whatever becomes of this login."""
        note, lasts_s = self._relay.note_sts, sts.duration_s(self._login.offered.get(sts.CAP, ""))
        if note is not None and lasts_s is not None and lasts_s != self.sts_s:
            self.sts_s = lasts_s
            note(lasts_s)

    def _tell_failure(self) -> None:
        failure = self._login.failure
        if failure is None or self.failure is not None:
            return
        self.failure = failure
        if not self._talk.bookmarks.logged_in_before:
            detail = plain(failure.detail)
            may_prove = failure.fault is LoginFault.NAME_TAKEN and self._login.may_prove
            wanted = self._talk.account.display_name
            free = tuple(names.as_typed(nick, wanted) for nick in failure.free_nicks)
            self._talk.tell(LoginFailed(failure.fault, self._address, detail, free, may_prove))
        if self.has_heard:
            self._talk.send(Message("QUIT", ("",)))
