"""One thing that a terminal shows, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to show.

    kind: "message", "action" and "notice" (then `nick` said `text`, and `name` is what to
        call that person), "happening", "note" or "error".
    target: room or person, "" for what belongs nowhere. at: seconds since 1970, 0 for now.
    past: from history, said before we came. Texts may hold line feeds, and are not cleaned.
    """

    kind: str
    text: str
    target: str = ""
    nick: str = ""
    name: str = ""
    at: float = 0.0
    own: bool = False
    past: bool = False
    mention: bool = False
