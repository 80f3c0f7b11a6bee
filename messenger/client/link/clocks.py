"""Times of one link: how long a login may take, and whether the server is still there.

All times are `now`, seconds of a monotonic clock.
"""

from enum import Enum

SILENCE_S = 10.0  # a server that says nothing for so long is none
LOGIN_S = 30.0
PROBE_S = 5.0  # a search for free names may take so long
WELCOME_S = 5.0  # after 001 the rest of the welcome may take so long
IDLE_S = 20.0  # then we ask whether the server is still there …
MISSES = 2  # … and after so many pings without any answer it is not


class Beat(Enum):
    """What to do about a silent server."""

    NOTHING = "nothing"
    PING = "ask"
    DEAD = "give it up"


class Pulse:
    """Is the server still there?"""

    def __init__(self, now: float) -> None:
        self._heard_at = now
        self._pinged_at: float | None = None
        self._misses = 0

    def heard(self, now: float) -> None:
        """Any byte came."""
        self._heard_at, self._pinged_at, self._misses = now, None, 0

    def doubted(self, now: float) -> bool:
        """The clock jumped: whether to ask at once."""
        if self._pinged_at is not None:
            return False
        self._pinged_at = now
        return True

    def beat(self, now: float) -> Beat:
        """Look at the clock, after reading the socket."""
        quiet_since = self._heard_at if self._pinged_at is None else self._pinged_at
        if now - quiet_since < IDLE_S:
            return Beat.NOTHING
        if self._pinged_at is not None:
            self._misses += 1
        if self._misses >= MISSES:
            return Beat.DEAD
        self._pinged_at = now
        return Beat.PING


class Late(Enum):
    """What took too long in a login."""

    NOTHING = "nothing"
    ANSWER = "the answer"
    PROBE = "the search for free names"
    WELCOME = "the welcome after 001"


class LoginClock:
    """Is the login still moving? probing_at, welcomed_at: set when that began."""

    def __init__(self, now: float) -> None:
        self._started_at = now
        self.probing_at: float | None = None
        self.welcomed_at: float | None = None

    def late(self, now: float, heard_anything: bool) -> Late:
        """Look at the clock."""
        if self.welcomed_at is not None:
            return Late.WELCOME if now - self.welcomed_at >= WELCOME_S else Late.NOTHING
        if self.probing_at is not None and now - self.probing_at >= PROBE_S:
            return Late.PROBE
        limit_s = LOGIN_S if heard_anything else SILENCE_S
        return Late.ANSWER if now - self._started_at >= limit_s else Late.NOTHING
