"""What outlives one session: where we were, and how far we had read the relay's history."""

from collections import OrderedDict
from dataclasses import dataclass, field

from messenger.client.session.login import Account
from messenger.irc import names

MAX_KNOWN = 4096
MAX_REALNAMES = 20_000


class Known:
    """The newest ids that were seen, bounded: a message is shown once."""

    def __init__(self, most: int = MAX_KNOWN) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def add(self, ident: str) -> bool:
        """True when it is new; "" always is."""
        if not ident:
            return True
        if ident in self._ids:
            return False
        self._ids[ident] = None
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return True

    def __contains__(self, ident: str) -> bool:
        return ident in self._ids


class Sources:
    """Who said the newest messages, "nick!user@host" by msgid; bounded."""

    def __init__(self, most: int = MAX_KNOWN) -> None:
        self._most = most
        self._sources: OrderedDict[str, str] = OrderedDict()

    def add(self, msgid: str, source: str) -> None:
        if msgid:
            self._sources[msgid] = source
            if len(self._sources) > self._most:
                self._sources.popitem(last=False)

    def of(self, msgid: str) -> str:
        """ "" for one that is not known."""
        return self._sources.get(msgid, "")


class Realnames:
    """What people are called, by nick; bounded. What was never told is "".

    fresh: folded nick -> (nick, realname), learned since somebody took them to keep them.
    """

    def __init__(self, most: int = MAX_REALNAMES) -> None:
        self._most = most
        self._names: OrderedDict[str, str] = OrderedDict()
        self.fresh: dict[str, tuple[str, str]] = {}

    def recall(self, nick: str, realname: str) -> None:
        """Take up what was kept; what we heard since is newer."""
        self._names.setdefault(names.fold(nick), realname)

    def learn(self, nick: str, realname: str) -> None:
        """Somebody is called so."""
        key = names.fold(nick)
        if not realname or self._names.get(key) == realname:
            return
        self._names[key] = realname
        self._names.move_to_end(key)
        self.fresh[key] = (nick, realname)
        if len(self._names) > self._most:
            forgotten, _ = self._names.popitem(last=False)
            self.fresh.pop(forgotten, None)

    def of(self, nick: str) -> str:
        """The realname of a nick."""
        return self._names.get(names.fold(nick), "")

    def take_fresh(self) -> tuple[tuple[str, str], ...]:
        """What was learned since the last call."""
        taken, self.fresh = tuple(self.fresh.values()), {}
        return taken


@dataclass(slots=True)
class Bookmarks:
    """Owned by the link thread, lent to one session after the other.

    rooms: name and key by folded name. newest: the msgid up to which a target's history is
        known without a gap, by folded name. nick: the one we want. away: the reason, "" if not.
    realname: what we are called since we changed it, "" before. realnames: what others are.
    been_in: keys of those rooms that we were in, not only wanted: what another device of ours has
        left meanwhile is not entered again.
    heard_at: when the server was last heard, by our clock. talks_until: up to which moment of
        the server's clock we know of every private talk; 0 for nothing. kept_until: the server's
        time of the newest message that the last run of the program left behind. adopted: the nick
        that other devices of ours had when we joined them; nobody typed it here. reads_owed: as
        typed, and up to which millisecond it is read, by folded target (`read_marks`).
        reads_kept: what the last run of the program left behind of that, told or not, until the
        server says what it knows.
    """

    nick: str
    rooms: dict[str, tuple[str, str]] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    away: str = ""
    logged_in_before: bool = False
    known: Known = field(default_factory=Known)
    sources: Sources = field(default_factory=Sources)
    realname: str = ""
    realnames: Realnames = field(default_factory=Realnames)
    been_in: set[str] = field(default_factory=set)
    heard_at: float = 0.0
    talks_until: float = 0.0
    kept_until: float = 0.0
    adopted: str = ""
    reads_owed: dict[str, tuple[str, int]] = field(default_factory=dict)
    reads_kept: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, account: Account) -> "Bookmarks":
        """The ones to begin with."""
        rooms = {names.fold(room): (room, "") for room in account.rooms}
        return cls(nick=account.nick, rooms=rooms)
