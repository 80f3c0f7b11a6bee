"""From a timeline's entries to the rows a person sees: day lines, groups, folded happenings.

`build` is pure; `RowList` keeps its result up to date and computes anew only what changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import chain

from messenger.client.model import happenings
from messenger.client.model.entry import LOCAL, SPOKEN, Entry
from messenger.client.model.row_kinds import (
    Block,
    DayRow,
    DisplayRow,
    FoldRow,
    MessageRow,
    NewRow,
    NoteRow,
    Pill,
    Quote,
)
from messenger.client.text.richtext import Span, linked, spans
from messenger.irc.formatting import clean

__all__ = ["DayRow", "DisplayRow", "FoldRow", "MessageRow", "NewRow", "NoteRow", "RowList"]
MAX_FOLD = 200  # happenings in one line; more start another, so that one more costs little
FULL_FOLD = 100  # from here on a line ends where a key is a multiple of this
GROUP_S = 300  # a later message of the same sender starts a group of its own


@dataclass(slots=True)
class Look:
    """What rows depend on besides the entries.

    name: what to call a person (nick, and the realname a message told); own_names: for the chip
    on our own name; zone: None is this computer's; new_before: key of the entry under the new
    line, 0 for none; own_relay: the server is a relay of ours; find: the entry of a msgid, to
    quote it.
    """

    name: Callable[[str, str], str]
    own_names: tuple[str, ...] = ()
    zone: tzinfo | None = None
    new_before: int = 0
    own_relay: bool = False
    find: Callable[[str], Entry | None] = lambda msgid: None
    _spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    def name_of(self, nick: str) -> str:
        """What to call somebody of whom only the nick is told."""
        return self.name(nick, "")

    def spans(self, text: str) -> tuple[Span, ...]:
        known = self._spans.get(text)
        if known is None:
            if len(self._spans) > 10_000:
                self._spans.clear()
            known = self._spans[text] = spans(text, self.own_names)
        return known

    def moment(self, sent_at: float) -> datetime:
        """Local time; a time no calendar has (a hostile server's) counts as 1970."""
        try:
            return datetime.fromtimestamp(sent_at, self.zone)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, self.zone)


def build(
    entries: Sequence[Entry],
    start: int,
    look: Look,
    is_end: Callable[[int], bool] = lambda at: False,
) -> list[Block]:
    """One block for each of entries[start:], or up to the first row before which is_end(number
    of its entry) is true.

    start must not lie inside a fold; the entry before it is looked at for the group and the day.
    """
    blocks: list[Block] = []
    before = entries[start - 1] if start else None
    day = look.moment(before.message.sent_at).date() if before else None
    at = start
    while at < len(entries) and not is_end(at):
        entry = entries[at]
        moment = look.moment(entry.message.sent_at)
        head: list[DisplayRow] = []
        if moment.date() != day and entry.message.sent_at:
            day = moment.date()
            head.append(DayRow(f"d{entry.key}", day))
        if entry.key == look.new_before:
            head.append(NewRow(f"n{entry.key}"))
        if is_happening(entry):
            stop = _run_end(entries, at, day, look)
            blocks.append((*head, _fold_row(entries[at:stop], look)))
            blocks.extend(() for _ in range(stop - at - 1))
            at = stop
            before = None
            continue
        if entry.message.kind in LOCAL:
            row: DisplayRow = _note_row(entry, moment, look)
            before = None
        else:
            row = _message_row(entry, moment, _starts_group(before, entry, bool(head)), look)
            before = entry
        blocks.append((*head, row))
        at += 1
    return blocks


def is_happening(entry: Entry) -> bool:
    return entry.message.kind not in SPOKEN and entry.message.kind not in LOCAL


def _starts_group(before: Entry | None, entry: Entry, broken: bool) -> bool:
    if broken or before is None or before.message.kind not in SPOKEN:
        return True
    old, new = before.message, entry.message
    same = old.sender == new.sender and old.own == new.own and "notice" not in (old.kind, new.kind)
    return not same or abs(new.sent_at - old.sent_at) > GROUP_S


def _run_end(entries: Sequence[Entry], at: int, day: date | None, look: Look) -> int:
    """Where a fold ends: when it is full, at other words, a new day or the new line.

    Full is told by the entries' own keys: counted from the first one, all folds of a flood were
    others whenever the oldest entries go.
    """
    stop, end = at + 1, min(len(entries), at + MAX_FOLD)
    while (
        stop < end
        and is_happening(entries[stop])
        and not (stop - at >= FULL_FOLD and entries[stop].key % FULL_FOLD == 0)
        and entries[stop].key != look.new_before
        and look.moment(entries[stop].message.sent_at).date() == day
    ):
        stop += 1
    return stop


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"  # ten times as fast as strftime


def _message_row(entry: Entry, moment: datetime, starts_group: bool, look: Look) -> MessageRow:
    message, became = entry.message, entry.outcome
    text = message.text if became.text is None else became.text
    return MessageRow(
        f"m{entry.key}",
        message.sender,
        look.name(message.sender, message.realname),
        message.account,
        message.sent_at,
        _clock(moment),
        text,
        look.spans(text),
        starts_group,
        message.kind,
        entry.state,
        entry.reason,
        entry.mention,
        message.own,
        message.msgid,
        message.ref,
        became.edited,
        became.waits,
        _quote(message.subject, look) if message.subject else None,
        tuple(
            Pill(one.text, tuple(look.name(*person) for person in one.people), one.own)
            for one in became.reactions
        ),
    )


def _quote(msgid: str, look: Look) -> Quote:
    """What is answered, if it is here."""
    entry = look.find(msgid)
    if entry is None:
        return Quote(msgid)
    message = entry.message
    name = look.name(message.sender, message.realname)
    if message.kind not in SPOKEN:
        return Quote(msgid, name, happenings.DELETED)
    words = "".join(span.text for span in spans(clean(message.text)))  # without its * and `
    return Quote(msgid, name, " ".join(words.split()))


def _note_row(entry: Entry, moment: datetime, look: Look) -> NoteRow:
    text = entry.message.text
    error = entry.message.kind == "error"
    time = _clock(moment) if entry.message.sent_at else ""
    styled = (Span(clean(text)),) if entry.message.kind == "facts" else linked(text)
    return NoteRow(f"t{entry.key}", text, styled, time, error)


def _fold_row(run: Sequence[Entry], look: Look) -> FoldRow:
    said = [
        (entry.message, look.name(entry.message.sender, entry.message.realname)) for entry in run
    ]
    own = look.own_relay
    details = tuple(
        (
            _clock(look.moment(message.sent_at)),
            happenings.sentence(message, name, look.name_of, own),
        )
        for message, name in said
    )
    text = happenings.summary(said, look.name_of, own)
    removals = all(message.kind == "deleted" for message, _ in said)
    return FoldRow(f"f{run[0].key}", text, details[-1][0], details, removals)


@dataclass(frozen=True, slots=True)
class Splice:
    """What became of the rows: drop `removed`, redraw `changed`, put `added` above the row of
    key `before` ("" is below all)."""

    removed: tuple[str, ...]
    changed: Block
    added: Block
    before: str


class RowList:
    """The rows of one place, kept up to date with its timeline's entries."""

    def __init__(self, entries: Sequence[Entry], look: Look) -> None:
        self.look = look
        self._entries = entries
        self._blocks = build(entries, 0, look)

    @property
    def rows(self) -> Block:
        return tuple(chain.from_iterable(self._blocks))

    def update(self, head: int, tail: int) -> Splice:
        """Take over what changed; head and tail as `Timeline.take_touched` gives them."""
        entries, blocks = self._entries, self._blocks
        start, changed = head, max(head, len(entries) - tail)
        if start and is_happening(entries[start - 1]):  # it may stand in one line with these
            start -= 1
            while start and not blocks[start]:  # only a fold's first entry has a row
                start -= 1
        more = len(blocks) - len(entries)

        def is_as_before(at: int) -> bool:
            """The one at `changed` may start a group or a day now; behind it all is as it was
            from where a row began before, too."""
            return at > changed and bool(blocks[at + more])

        built = build(entries, start, self.look, is_as_before)
        old_end = start + len(built) + more
        old = tuple(chain.from_iterable(blocks[start:old_end]))
        blocks[start:old_end] = built
        below = next((block[0].key for block in blocks[start + len(built) :] if block), "")
        return _compare(old, tuple(chain.from_iterable(built)), below)


def _compare(old: Block, new: Block, below: str) -> Splice:
    """The shortest change from old rows to new ones, rows being known by their keys."""
    shorter = min(len(old), len(new))
    first = 0
    while first < shorter and old[first].key == new[first].key:
        first += 1
    last = 0
    while last < shorter - first and old[-1 - last].key == new[-1 - last].key:
        last += 1
    kept = chain(
        zip(old[:first], new[:first], strict=True),
        zip(old[len(old) - last :], new[len(new) - last :], strict=True),
    )
    return Splice(
        tuple(row.key for row in old[first : len(old) - last]),
        tuple(after for before, after in kept if before != after),
        new[first : len(new) - last],
        new[len(new) - last].key if last else below,
    )
