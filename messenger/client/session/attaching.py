"""We are one more device of somebody who is on this relay already: where the others are, we are.

The relay says so before its message of the day (NOTE ATTACHED), and puts us into the rooms right
after it. source: our own extension; any other server says nothing, and we enter what we want.
"""

from messenger.client.events import RoomLeft
from messenger.client.session.context import Context

CODE = "ATTACHED"
# Who came in less than this ago is still entering its rooms: perhaps after a restart of the relay.
SETTLED_S = 60


class Attaching:
    """One session's. unsure: rooms that we were in, and are not put into as yet."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._unsure: set[str] = set()
        self._ping = ""

    def told(self, here_s: str) -> None:
        """here_s: since how many seconds the other devices are here."""
        ctx = self._ctx
        ctx.bookmarks.nick = ctx.bookmarks.adopted = ctx.nick  # as the others are called
        if here_s.isascii() and here_s.isdigit() and int(here_s[:9]) >= SETTLED_S:
            self._unsure = ctx.bookmarks.been_in & ctx.bookmarks.rooms.keys()

    def wanted(self) -> list[tuple[str, str]]:
        """Rooms to enter now, with their keys."""
        rooms = self._ctx.bookmarks.rooms
        return [room for key, room in rooms.items() if key not in self._unsure]

    def begin(self) -> str:
        """The token of a PING behind which we know where we are; "" when nothing is unsure."""
        self._ping = self._ctx.next_id() if self._unsure else ""
        return self._ping

    def ponged(self, token: str) -> bool:
        """Whether it was our PING: rooms that we are not in were left on another device."""
        if not self._ping or token != self._ping:
            return False
        self._ping = ""
        ctx = self._ctx
        for key in self._unsure:
            name = ctx.bookmarks.rooms.get(key, ("", ""))[0]
            if name and ctx.room(name) is None:
                ctx.drop_room(name)
                ctx.tell(RoomLeft(name))
        self._unsure = set()
        return True


def is_about_it(command: str, code: str) -> bool:
    """Whether a NOTE is this one."""
    return command == "*" and code == CODE
