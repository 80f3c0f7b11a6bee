"""What one session knows of the relay, and its two ways out: lines to send, events to tell."""

from messenger.client.events import Event
from messenger.client.outbox.outbox import Outbox
from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.login import Account
from messenger.client.session.members import RoomState
from messenger.errors import PeerError
from messenger.irc import names
from messenger.irc.batch import Batches
from messenger.irc.isupport import ISupport
from messenger.irc.message import Message
from messenger.irc.stamps import parse_time

TARGETS = "draft/chathistory-targets"  # a batch of the talks that went on
KEPT_BATCHES = frozenset({"chathistory", "draft/multiline", TARGETS})
MAX_ROOMS = 500
SET_BACK_S = 5.0  # a clock that is behind by more was set back; by less it was measured late
REF_TAG = "+messenger.internal/ref"
# A relay that says this in 005 stores and delivers a (sender, ref) once, however often it is sent.
REF_TOKEN = "messenger.internal/ref"


class Context:
    """One session's state, used by its handlers on the session's thread.

    now: seconds, monotonic; wall_offset: what makes it seconds since 1970.
    cut_at: when the last session ended, by our clock; 0 when there was none.
    is_proven: we are logged in to our account, so that our private talks are ours again.
    """

    def __init__(self, account: Account, bookmarks: Bookmarks, outbox: Outbox) -> None:
        self.account = account
        self.bookmarks = bookmarks
        self.outbox = outbox
        self.wall_offset = 0.0
        self.now = 0.0
        self._heard_at = 0.0  # the newest time that we gave to a message
        self.cut_at = bookmarks.heard_at
        self.is_proven = False
        self.nick = bookmarks.nick
        self.own_host = ""  # "user@host" as others see us, "" until known
        self.server_name = ""
        self.caps: set[str] = set()
        self.cap_values: dict[str, str] = {}
        self.isupport = ISupport()
        self.rooms: dict[str, RoomState] = {}
        self.batches = Batches(KEPT_BATCHES)
        self.lines_out: list[bytes] = []
        self.events: list[Event] = []
        self._serial = 0

    def send(self, message: Message) -> None:
        """Queue a line."""
        self.lines_out.append(message.encode())

    def tell(self, event: Event) -> None:
        """Queue an event."""
        self.events.append(event)

    def next_id(self) -> str:
        """A short name for a label, a batch or a ping, new in this session."""
        self._serial += 1
        return f"m{self._serial}"

    @property
    def wall(self) -> float:
        """Seconds since 1970."""
        return self.now + self.wall_offset

    def time_of(self, message: Message) -> float:
        """When the relay says that it was; now where it says nothing (or nonsense)."""
        stamp = message.tags.get("time")
        if stamp:
            try:
                return parse_time(stamp) / 1000
            except PeerError:
                return self._time_here()
        return self._time_here()

    def _time_here(self) -> float:
        """Now, and never before what was heard last: messages are sorted by it, and the offset of
        the system's clock is not measured without error where other work delays us."""
        if not 0.0 < self._heard_at - self.wall < SET_BACK_S:
            self._heard_at = self.wall
        return self._heard_at

    def is_me(self, nick: str) -> bool:
        """Whether this nick is ours."""
        return nick == self.nick or self.isupport.fold(nick) == self.isupport.fold(self.nick)

    def room(self, name: str) -> RoomState | None:
        """A room that we are in."""
        return self.rooms.get(self.isupport.fold(name))

    def add_room(self, name: str) -> RoomState | None:
        """We are in it now; None when a hostile server put us into too many."""
        if len(self.rooms) >= MAX_ROOMS:
            return None
        room = RoomState(name, self.isupport.fold)
        self.rooms[self.isupport.fold(name)] = room
        self.bookmarks.rooms.setdefault(names.fold(name), (name, ""))
        self.bookmarks.been_in.add(names.fold(name))
        return room

    def drop_room(self, name: str) -> None:
        """We left it for good: it is not joined again after a reconnect."""
        self.rooms.pop(self.isupport.fold(name), None)
        self.bookmarks.rooms.pop(names.fold(name), None)
        self.bookmarks.been_in.discard(names.fold(name))

    def rooms_with(self, nick: str) -> list[RoomState]:
        """Rooms in which this person is with us."""
        return [room for room in self.rooms.values() if room.get(nick)]

    def without_status_mark(self, target: str) -> str:
        """ "@#room" (to the operators only) is still that room."""
        if target[:1] and target[0] in self.isupport.status_marks:
            return target[1:]
        return target
