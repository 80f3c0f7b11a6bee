"""One connection to a server, without I/O: bytes and intents in, bytes and events out.

Five verbs: `receive_data`, `submit`, `data_to_send`, `tick`, `receive_eof`. The owner (the link
thread, or a test) brings the time, moves the bytes and closes the socket when `finished`.
"""

from collections.abc import Callable, Mapping

from messenger.client.events import Event, LoginFault, ServerSaid
from messenger.client.intents import DiscardText, Intent, Quit, RetryText, SendText
from messenger.client.link.clocks import Beat, Pulse
from messenger.client.outbox.outbox import Outbox
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.cleaning import clean_line, plain
from messenger.client.session.conversation import Conversation
from messenger.client.session.entrance import WELCOME_END, Entrance, Relay
from messenger.client.session.handlers import lesson, messages, people, replies, rooms, whois
from messenger.client.session.login import Account, LoginEnd
from messenger.client.session.offline import submit_offline
from messenger.client.session.requests import REQUESTS
from messenger.errors import PeerError
from messenger.irc.framing import LineBuffer, TooLong
from messenger.irc.message import Message

CLOCK_JUMP_S = 5.0  # more than that between two passes, and the computer has slept
MAX_UNHEARD_BYTES = 8192
MAX_TOO_LONG = 100  # lines over the limit; a server that sends more is broken or hostile

HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    **rooms.HANDLERS,
    **people.HANDLERS,
    **whois.HANDLERS,
    **messages.HANDLERS,
    **replies.HANDLERS,
    **lesson.HANDLERS,
}


class ClientSession:
    """From the first byte after the (TLS) connection to the last.

    bookmarks and outbox outlive the session. Call `set_wall` before the first `receive_data`.
    """

    def __init__(
        self,
        account: Account,
        bookmarks: Bookmarks,
        outbox: Outbox,
        now: float,
        relay: Relay = Relay(),  # noqa: B008 - frozen
    ) -> None:
        self.talk = Conversation(account, bookmarks, outbox)
        self.talk.now = now
        self.finished = False
        self.reason = ""  # why it finished, for people
        self._entrance = Entrance(self.talk, relay)
        self._buffer = LineBuffer()
        self._too_long = 0
        self._unheard = 0  # bytes before the first line that a server could have said
        self._pulse = Pulse(now)

    @property
    def is_up(self) -> bool:
        """The login is complete."""
        return self._entrance.is_up

    @property
    def upgrade_port(self) -> int:
        """Where the server wants us by TLS instead, 0 for nowhere."""
        return self._entrance.upgrade_port

    @property
    def sts_s(self) -> int:
        """For how long the server wants to be spoken to by TLS only, -1 when it says nothing."""
        return self._entrance.sts_s

    @property
    def login_failure(self) -> LoginEnd | None:
        """Why the login failed."""
        return self._entrance.failure

    def receive_data(self, data: bytes, now: float) -> list[Event]:
        """Take in bytes, cut anywhere; tell what they mean."""
        talk = self.talk
        talk.now = now
        self._pulse.heard(now)
        if self.is_up:
            talk.bookmarks.heard_at = talk.wall
        for line in self._buffer.feed(data):
            if self.finished:
                break
            try:
                if isinstance(line, TooLong):
                    self._skip_too_long()
                else:
                    self._receive(Message.parse(clean_line(line)))
            except PeerError as error:
                self._broken(str(error))
        if not self._entrance.has_heard and not self.finished:
            self._unheard += len(data)
            if self._unheard > MAX_UNHEARD_BYTES:
                self._broken("no line in what it sent")
        if self.is_talking:
            talk.post.pump()
        return self._told()

    def submit(self, intent: Intent, now: float) -> list[Event]:
        """Do what a front end asks. Before the login is complete, what can wait waits."""
        talk = self.talk
        talk.now = now
        if isinstance(intent, Quit):
            self._quit(intent)
        elif isinstance(intent, SendText | RetryText | DiscardText) or not self.is_talking:
            talk.events += submit_offline(intent, talk.bookmarks, talk.outbox, talk.wall)
            if self.is_talking:
                talk.post.pump()
        else:
            request = REQUESTS.get(type(intent))
            if request:
                request(talk, intent)
        return self._told()

    def key_kept(self) -> None:
        """What `Relay.keep_key` was given is written down."""
        self._entrance.claim.kept()

    def data_to_send(self) -> bytes:
        """What has to go to the socket, once."""
        data = b"".join(self.talk.lines_out)
        self.talk.lines_out.clear()
        return data

    def receive_eof(self, now: float) -> list[Event]:
        """The stream ended."""
        self.talk.now = now
        if not self.finished:
            said = self.talk.farewell
            if not self.is_up:
                known = self._entrance.has_heard
                fault = LoginFault.OTHER if known else LoginFault.NOT_A_RELAY
                self._entrance.fail(fault, said or "The connection was closed.")
            self.finish(said or "The server closed the connection.")
        return self._told()

    def tick(self, now: float) -> list[Event]:
        """Let time pass; call it at least every `wait_s()` seconds, after reading the socket."""
        self.talk.now = now
        if self.finished:
            return self._told()
        if self.is_up:
            self._keep_alive()
            self.talk.catchup.tick()
            self.talk.post.tick()
            rooms.keep_asking_for_nick(self.talk)
        else:
            self._entrance.tick()
            self._finish_failed()
        return self._told()

    def wait_s(self) -> float:
        """Seconds until the next tick is due."""
        pace_s = self.talk.post.wait_s() if self.is_up else None
        return 1.0 if pace_s is None else min(max(pace_s, 0.01), 1.0)

    def set_wall(self, wall_offset: float) -> None:
        """The system's clock against ours. After a jump (a laptop woke up) we find out at once
        whether the server is still there."""
        jumped = abs(wall_offset - self.talk.wall_offset) > CLOCK_JUMP_S
        self.talk.wall_offset = wall_offset
        if jumped:
            self.doubt()

    def doubt(self) -> None:
        """Something around us changed: find out whether the server is still there."""
        if self.is_talking and self._pulse.doubted():
            self._ping()

    def is_catching_up(self, target: str) -> bool:
        """Whether what was missed there is still on its way."""
        return self.talk.catchup.busy(target)

    @property
    def has_history(self) -> bool:
        """Whether this server can tell what we missed."""
        return self.talk.catchup.offered

    @property
    def is_talking(self) -> bool:
        """Logged in, and not at the end."""
        return self.is_up and not self.finished

    @property
    def drained(self) -> bool:
        """Nothing of ours waits for the server."""
        return self.talk.post.idle

    def _receive(self, message: Message) -> None:
        talk = self.talk
        if not self._entrance.is_welcome:
            self._entrance.receive(message)
            self._finish_failed()
            if not self._entrance.is_welcome:
                return
        if "batch" in message.tags and message.command != "BATCH" and talk.batches.hold(message):
            return
        if self._entrance.claim.answered(message):
            return
        handler, least = HANDLERS.get(message.command, _NO_HANDLER)
        if handler is not None:
            if len(message.params) >= least:
                handler(talk, message)
        elif message.command.isdigit() and len(message.command) == 3:
            is_error = message.command[0] in "45"
            (replies.numeric_error if is_error else replies.other_numeric)(talk, message)
        if "label" in message.tags and message.command != "BATCH":
            talk.post.acknowledged(message.tags["label"])
        if not self.is_up and message.command in WELCOME_END:
            self._entrance.come_up()

    def _finish_failed(self) -> None:
        failure = self.login_failure
        if self.upgrade_port:
            self.finish("The server wants to be spoken to by TLS.")
        if failure:
            self.finish(plain(failure.detail) or failure.fault.value)

    def _quit(self, intent: Quit) -> None:
        if not self.finished and not self.talk.leaving:
            self.talk.leaving = True
            self.talk.send(Message("QUIT", (intent.reason,)))

    def _keep_alive(self) -> None:
        awaits = self.talk.post.awaits or self.talk.catchup.awaits
        beat = self._pulse.beat(self.talk.now, awaits)
        if beat is Beat.DEAD:
            self.finish("The server does not answer any more.")
        elif beat is Beat.PING:
            self._ping()

    def _ping(self) -> None:
        self.talk.send(Message("PING", ("alive",)))

    def _skip_too_long(self) -> None:
        self._too_long += 1
        if not self._entrance.has_heard or self._too_long > MAX_TOO_LONG:
            raise PeerError("lines over the limit")

    def _broken(self, detail: str) -> None:
        if not self.is_up:
            self._entrance.fail(LoginFault.NOT_A_RELAY, detail)
        else:
            self.talk.tell(ServerSaid("The server sent nonsense.", error=True))
        self.finish("The server sent nonsense.")

    def finish(self, reason: str) -> None:
        """End it; the owner sends what is queued and closes the socket."""
        if not self.finished:
            self.finished, self.reason = True, reason
            self.talk.identity.lost()

    def _told(self) -> list[Event]:
        events, self.talk.events = self.talk.events, []
        return events


_NO_HANDLER: tuple[None, int] = (None, 0)
