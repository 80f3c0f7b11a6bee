"""Times of one link: how long a login may take, and whether the server is still there.

All times are `now`, seconds of a monotonic clock.
"""

from enum import Enum

SILENCE_S = 10.0  # a server that says nothing for so long is none
LOGIN_S = 30.0
PROBE_S = 5.0  # a search for free names may take so long
WELCOME_S = 5.0  # after 001 the rest of the welcome may take so long
IDLE_S = 20.0  # of silence; then we ask whether the server is still there …
EAGER_S = 4.0  # … and earlier while something of ours waits for its answer …
ANSWER_S = 8.0  # … and when not a byte comes for so long after asking, it is not
STEP_S = 2.0  # counts of one step of the clock at most: who was stopped could not listen
STOPPED_S = 5.0  # a longer step, and this process was stopped: we ask at once


class Beat(Enum):
    """What to do about a silent server."""

    NOTHING = "nothing"
    PING = "ask"
    DEAD = "give it up"


class Pulse:
    """Is the server still there? Look at least once a second."""

    def __init__(self, now: float) -> None:
        self._looked_at = now
        self._silent_s = 0.0  # since it was heard, or since we asked
        self._has_asked = False

    def heard(self, now: float) -> None:
        """Any byte came."""
        self._looked_at, self._silent_s, self._has_asked = now, 0.0, False

    def doubted(self) -> bool:
        """Something around us changed: whether to ask at once."""
        if self._has_asked:
            return False
        self._silent_s, self._has_asked = 0.0, True
        return True

    def beat(self, now: float, awaits: bool) -> Beat:
        """Look at the clock, after reading the socket.

        awaits: something of ours waits for an answer, so that silence means more.
        """
        step_s = max(now - self._looked_at, 0.0)
        self._looked_at = now
        self._silent_s += min(step_s, STEP_S)
        if self._has_asked:
            return Beat.DEAD if self._silent_s >= ANSWER_S else Beat.NOTHING
        limit_s = EAGER_S if awaits else IDLE_S
        if self._silent_s < limit_s and step_s < STOPPED_S:
            return Beat.NOTHING
        self._silent_s, self._has_asked = 0.0, True
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
