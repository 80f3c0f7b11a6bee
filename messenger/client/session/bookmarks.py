"""What outlives one session: where we were, and how far we had read the relay's history."""

from collections import OrderedDict
from dataclasses import dataclass, field

from messenger.client.session.login import Account
from messenger.irc import names

MAX_KNOWN = 4096


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


@dataclass(slots=True)
class Bookmarks:
    """Owned by the link thread, lent to one session after the other.

    rooms: name and key by folded name. newest: the msgid up to which a target's history is
        known without a gap, by folded name. nick: the one we want. away: the reason, "" if not.
    """

    nick: str
    rooms: dict[str, tuple[str, str]] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    away: str = ""
    logged_in_before: bool = False
    known: Known = field(default_factory=Known)

    @classmethod
    def of(cls, account: Account) -> "Bookmarks":
        """The ones to begin with."""
        rooms = {names.fold(room): (room, "") for room in account.rooms}
        return cls(nick=account.nick, rooms=rooms)
