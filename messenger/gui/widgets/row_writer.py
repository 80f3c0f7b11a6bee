"""Writes one display row into the pane's text, at the mark CURSOR."""

import re
import tkinter as tk
from collections.abc import Callable, Iterable
from datetime import date
from itertools import count
from typing import Any, Final

from messenger.client.model.rows import DayRow, DisplayRow, FoldRow, MessageRow, NewRow, NoteRow
from messenger.client.model.timeline import State
from messenger.client.text import lesson_words, mark_words, words
from messenger.client.text.richtext import Span, Style
from messenger.gui.look.avatars import person_index
from messenger.gui.look.look import Look
from messenger.gui.widgets.code_card import CodeCard
from messenger.gui.widgets.drawn_words import DrawnWords
from messenger.gui.widgets.pane_lines import PaneLines
from messenger.gui.widgets.pane_tags import AVATAR, person_tag
from messenger.gui.widgets.row_marks import RowMarks

CURSOR: Final = "cursor"
RETRY: Final = "act:retry"
DISCARD: Final = "act:discard"
TOGGLE: Final = "act:toggle"
LINK_PREFIX: Final = "href:"
# Tk draws nothing good for these, and a NUL or a lone half of a pair harms it.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_STYLE_TAGS: Final = (
    (Style.BOLD, "bold"),
    (Style.ITALIC, "italic"),
    (Style.CODE, "code"),
    (Style.QUOTE, "quote"),
    (Style.MENTION, "at"),
    (Style.OWN, "me"),
    (Style.LINK, "link"),
)
_Tags = tuple[str, ...]


def clean(text: str) -> str:
    """The text without what Tk cannot bear; what is cut out shows as U+FFFD."""
    return _UNSAFE.sub("\ufffd", text)


class RowWriter:
    """Knows how each kind of row looks. It writes; where, and when, the pane says."""

    def __init__(self, text: tk.Text, look: Look, lines: PaneLines) -> None:
        self._text, self._look, self._lines = text, look, lines
        self._links: dict[str, str] = {}  # tag: address
        self.drawn = DrawnWords(text, look)
        self._marks = RowMarks(text, look, self._put, self._image)
        self._numbers = count()
        self._pieces: list[Any] = []  # text, tags, text, tags … of one insert
        self.open_folds: set[str] = set()
        self._writers: dict[type, Callable[[Any], None]] = {
            MessageRow: self._message,
            DayRow: self._day,
            NewRow: self._new,
            FoldRow: self._fold,
            NoteRow: self._note,
        }

    def write(self, row: DisplayRow) -> None:
        """Insert the row and its line end at the mark."""
        self._writers[type(row)](row)
        self._flush()

    def address(self, tag: str) -> str:
        """Where the link of this tag leads; "" when it is no link."""
        return self._links.get(tag, "")

    def forget_links(self, tags: Iterable[str]) -> None:
        """The rows with these tags are gone."""
        gone = [tag for tag in tags if self._links.pop(tag, "")]
        if gone:
            self._text.tag_delete(*gone)

    def link_tags(self, start: str, end: str) -> list[str]:
        """The tags of the links between two places of the text."""
        if not self._links:
            return []
        found = self._text.dump(start, end, tag=True)
        return [tag for kind, tag, _ in found if kind == "tagon" and tag.startswith(LINK_PREFIX)]

    # pieces ------------------------------------------------------------------------------

    def _put(self, text: str, tags: _Tags) -> None:
        self._pieces += (text, tags)

    def _flush(self) -> None:
        if self._pieces:
            self._text.tk.call(str(self._text), "insert", CURSOR, *self._pieces)
            self._pieces = []

    def _image(self, picture: tk.PhotoImage, tags: _Tags, align: str = "center") -> None:
        self._flush()
        call, name = self._text.tk.call, str(self._text)
        call(name, "image", "create", CURSOR, "-image", str(picture), "-align", align)
        self._tag_last(tags)

    def _tag_last(self, tags: _Tags) -> None:
        """An image or a window has no tags of its own at first, so that the row's tint would have
        a hole; or those that what lies before and behind it have in common."""
        call, name, place = self._text.tk.call, str(self._text), f"{CURSOR}-1c"
        for tag in self._text.tk.splitlist(call(name, "tag", "names", place)):
            if tag not in tags:
                call(name, "tag", "remove", tag, place)
        for tag in tags:
            call(name, "tag", "add", tag, place)

    # rows --------------------------------------------------------------------------------

    def _message(self, row: MessageRow) -> None:
        tint: _Tags = ("mention",) if row.mention else ()
        lower = self._head(row, tint) if row.starts_group else None
        line = "first" if lower else "next"
        if lower:
            self._image(lower, (line, *tint), "top")
            self._put("\t", (line, *tint))
        if row.quote:
            self._marks.quote(row.quote, (line, *tint))
            self._put("\n", (line, *tint))
            line = "more"
        extra: _Tags = tint
        if row.state in (State.PENDING, State.HELD) or row.waits:
            extra = ("pending", *extra)
        elif row.kind == "notice":
            extra = ("notice", *extra)
        if row.kind == "action":
            extra = ("italic", *extra)
            name = person_tag(person_index(row.name))
            self._put(clean(row.name) + " ", (line, *tint, name))
        line = self._body(row.spans, line, extra)
        if row.edited:
            self._put(f"  {mark_words.EDITED}", (line, "time", *tint))
        self._state(row, (line, *tint))
        self._put("\n", (line, *tint))
        if row.pills:
            self._marks.pills(row, tint)
        if row.state in (State.FAILED, State.UNCERTAIN):
            self._failure(row, ("extra", *tint))
        elif row.state is State.HELD:
            self._put(f"{lesson_words.WAITS}\n", ("extra", "time", *tint))

    def _head(self, row: MessageRow, tint: _Tags) -> tk.PhotoImage:
        """The name line with the upper half of the avatar; returns the lower half."""
        look = self._look
        upper, lower = look.pictures.avatar_slices(
            row.name, AVATAR, lambda: look.fonts.line_height("bold")
        )
        tags = ("head", *tint)
        self._image(upper, tags, "top")
        self._put("\t", tags)
        self._put(clean(row.name), (*tags, person_tag(person_index(row.name))))
        self._put(f"  {row.time}\n", (*tags, "time"))
        return lower

    def _body(self, spans: Iterable[Span], line: str, extra: _Tags) -> str:
        """The words; returns the kind of line they end on."""
        in_quote = False
        for span in spans:
            if span.style & Style.BLOCK:
                self._card(span.text, (line, *extra))
                continue
            tags = self._span_tags(span) + extra
            quoted = bool(span.style & Style.QUOTE)
            for number, part in enumerate(clean(span.text).split("\n")):
                if number:
                    self._put("\n", (line, *extra))
                    line, in_quote = "more", False
                if quoted and not in_quote and part:
                    self._put("▎", (line, "quote_bar", *extra))
                    in_quote = True
                if part:
                    self._words(part, span.style, (line, *tags))
        return line

    def _words(self, text: str, style: Style, tags: _Tags) -> None:
        """Words of a message: our own name is a chip, emoji are pictures."""
        chip = self.drawn.chip(text) if style & Style.OWN else None
        if chip:
            self._image(chip, tuple(tag for tag in tags if tag != "me"))
        elif style & Style.CODE:
            self._put(text, tags)
        else:
            for piece, picture in self.drawn.emoji_in(text):
                if picture:
                    self._image(picture, tags)
                else:
                    self._put(piece, tags)

    def _span_tags(self, span: Span) -> _Tags:
        tags = tuple(tag for style, tag in _STYLE_TAGS if span.style & style)
        if not span.href:
            return tags
        name = f"{LINK_PREFIX}{next(self._numbers)}"
        self._links[name] = span.href
        return (*tags, "click", name)

    def _card(self, code: str, tags: _Tags) -> None:
        """A code block: a frame of its own; the pane owns it and drops it with its text."""
        self._flush()
        card = CodeCard(self._text, self._look, clean(code))
        self._lines.fit(card)
        self._text.window_create(CURSOR, window=card, align="top")
        self._tag_last(tags)

    def _state(self, row: MessageRow, tags: _Tags) -> None:
        icons = self._look.pictures.icon
        if row.state in (State.PENDING, State.HELD) or row.waits:
            self._put("  ", tags)
            self._image(icons("clock", 14, "muted"), tags)
        elif row.own and row.state is State.SETTLED and row.msgid:
            self._put("  ", tags)
            self._image(icons("checks", 15, "muted"), tags)

    def _failure(self, row: MessageRow, tags: _Tags) -> None:
        doubtful = row.state is State.UNCERTAIN
        tone = "doubtful" if doubtful else "failed"
        again, let_be = ("Send again", "Leave it") if doubtful else ("Try again", "Delete")
        self._image(self._look.pictures.icon("alert", 15, "warn" if doubtful else "danger"), tags)
        self._put(f"  {clean(words.not_sent(row.reason, doubtful))}   ", (*tags, tone))
        self._put(again, (*tags, f"{tone}_act", "click", RETRY))
        self._put("    ", (*tags, tone))
        self._put(let_be, (*tags, f"{tone}_act", "click", DISCARD))
        self._put("\n", tags)

    def _day(self, row: DayRow) -> None:
        self._image(self._lines.day, ("day",))
        self._put(f"   {words.day_line(row.day, date.today())}   ", ("day",))
        self._image(self._lines.day, ("day",))
        self._put("\n", ("day",))

    def _new(self, row: NewRow) -> None:
        self._image(self._lines.new, ("new",))
        self._put("   New messages\n", ("new",))

    def _fold(self, row: FoldRow) -> None:
        is_open = row.key in self.open_folds
        icon = "trash" if row.removals else "enter"
        self._image(self._look.pictures.icon(icon, 16, "muted"), ("fold",))
        self._put(f"\t{clean(row.text)}", ("fold",))
        if len(row.details) > 1:  # one alone is told in full already
            self._put("   ", ("fold",))
            self._put("Hide" if is_open else "Show", ("fold", "act", "click", TOGGLE))
        else:
            self._put(f"   {row.time}", ("fold", "time"))
        self._put("\n", ("fold",))
        if is_open:
            for time, sentence in row.details:
                self._put(f"{time}  {clean(sentence)}\n", ("detail",))

    def _note(self, row: NoteRow) -> None:
        tone: _Tags = ("error",) if row.error else ()
        icon = ("alert", 16, "danger") if row.error else ("info", 16, "muted")
        self._image(self._look.pictures.icon(*icon), ("fold",))
        self._put("\t", ("fold",))
        line = "fold"
        for span in row.spans:
            for number, part in enumerate(clean(span.text).split("\n")):
                if number:
                    self._put("\n", (line,))
                    line = "detail"
                self._put(part, (line, *tone, *self._span_tags(span)))
        self._put("\n", (line,))
