"""Rows as `client.rows` makes them, for tests of what draws them."""

from datetime import date

from messenger.client.model.rows import DayRow, FoldRow, MessageRow, NewRow, NoteRow
from messenger.client.text.richtext import Span, Style

DAY = DayRow("d0", date(2026, 11, 22))
NEW = NewRow("n0")
FOLD = FoldRow(
    "f1",
    "Sven and Ines came in",
    "09:11",
    (("09:11", "Sven came in"), ("09:12", "Ines came in")),
)
NOTE = NoteRow("t0", "Welcome", (Span("Welcome"),), "09:00", False)
LINK = Span("boathouse.local", Style.LINK, "http://boathouse.local")


def message(number: int, *spans: Span | str, **options) -> MessageRow:
    """A message of the key "m<number>"; by default one in three starts a group."""
    parts = tuple(Span(part) if isinstance(part, str) else part for part in spans)
    parts = parts or (Span(f"words {number}"),)
    options.setdefault("starts_group", number % 3 == 0)
    options.setdefault("sender", "mira")
    return MessageRow(
        key=f"m{number}",
        name="Mira Lindqvist",
        account="",
        sent_at=float(number),
        time="09:12",
        text="".join(part.text for part in parts),
        spans=parts,
        **options,
    )


def messages(first: int, end: int) -> list[MessageRow]:
    return [message(number) for number in range(first, end)]
