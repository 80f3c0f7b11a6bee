"""The rows that a person sees, as data; `rows.build` makes them."""

from dataclasses import dataclass
from datetime import date

from messenger.client.model.entry import State
from messenger.client.text.richtext import Span


@dataclass(frozen=True, slots=True)
class Quote:
    """What a message answers, in one line. text: "" when it is not here; name: "" then, too."""

    msgid: str
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pill:
    """A reaction under a message. names: of those who chose it; own: we are among them."""

    text: str
    names: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What somebody said.

    key: stable for the life of the row. sender: nick; name: what to show; time: "09:31".
    starts_group: draw avatar, name and time. kind: "message", "action" or "notice".
    reason: why it failed. mention: it names us. ref: for RetryText and DiscardText.
    edited: these are not its first words. waits: something of ours about it is on its way.
    """

    key: str
    sender: str
    name: str
    account: str
    sent_at: float
    time: str
    text: str
    spans: tuple[Span, ...]
    starts_group: bool
    kind: str = "message"
    state: State = State.SETTLED
    reason: str = ""
    mention: bool = False
    own: bool = False
    msgid: str = ""
    ref: str = ""
    edited: bool = False
    waits: bool = False
    quote: Quote | None = None
    pills: tuple[Pill, ...] = ()


@dataclass(frozen=True, slots=True)
class DayRow:
    """A line above the first row of a day; `words.day_line(day, today)` is its text."""

    key: str
    day: date


@dataclass(frozen=True, slots=True)
class FoldRow:
    """Comings, goings and changes in one line: "Sven and Ines came in, Karl left".

    details: (time, sentence) for each, when the reader wants to see them.
    removals: it tells of deleted messages only.
    """

    key: str
    text: str
    time: str
    details: tuple[tuple[str, str], ...]
    removals: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Words of our own program or of the server, for this person only."""

    key: str
    text: str
    spans: tuple[Span, ...]
    time: str
    error: bool


@dataclass(frozen=True, slots=True)
class NewRow:
    """The line "new messages"."""

    key: str


DisplayRow = MessageRow | DayRow | FoldRow | NoteRow | NewRow
Block = tuple[DisplayRow, ...]  # the rows that come of one entry
