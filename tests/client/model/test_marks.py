"""What was said about messages: the same outcome in whatever order it is told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from messenger.client import events as ev
from messenger.client.events import ChatMessage
from messenger.client.model.entry import Entry
from messenger.client.model.marks import MOST_EDITORS, MOST_REACTIONS
from messenger.client.model.model import Model
from messenger.client.model.rows import FoldRow, MessageRow, NoteRow
from messenger.client.model.timeline import Timeline

ROOM = "#den"


def said(n: int, sender: str = "bob", **more: object) -> ChatMessage:
    line = ChatMessage(sender, f"line {n}", 1_000.0 + n, msgid=f"relay-{n:x}")
    return replace(line, **more)  # type: ignore[arg-type]


def mark(n: int, kind: str, about: int, text: str = "", sender: str = "bob") -> ChatMessage:
    return ChatMessage(
        sender, text, 2_000.0 + n, kind, f"relay-{n + 500:x}", subject=f"relay-{about:x}",
        own=sender == "ada",
    )  # fmt: skip


WORDS = tuple(said(n) for n in range(4))
MARKS = (
    mark(0, "edit", 0, "first wording"),
    mark(1, "edit", 0, "second wording"),
    mark(2, "edit", 0, "a stranger's", "eve"),
    mark(3, "react", 1, "👍", "ada"),
    mark(4, "react", 1, "👍", "eve"),
    mark(5, "unreact", 1, "👍", "ada"),
    mark(6, "react", 1, "🎉", "ada"),
    mark(7, "edit", 2, "better"),
    mark(8, "react", 2, "👍", "ada"),
    mark(9, "redact", 2),
    mark(10, "react", 3, "👀", "eve"),
    replace(mark(11, "redact", 0), subject=mark(10, "react", 3).msgid),
)


def take(timeline: Timeline, message: ChatMessage) -> None:
    (timeline.add_live if message.kind == "message" else timeline.mark)(message)


def shape(entry: Entry) -> tuple[object, ...]:
    pills = [(one.text, [nick for nick, _ in one.people]) for one in entry.outcome.reactions]
    return (entry.message.kind, entry.message.text, entry.outcome.edited, pills)


@given(st.permutations([*WORDS, *MARKS]), st.lists(st.sampled_from([*WORDS, *MARKS])))
def test_the_same_outcome_in_any_order_and_number(order, repeated):
    timeline = Timeline()
    for message in [*order, *repeated]:
        take(timeline, message)
    assert [shape(entry) for entry in timeline.entries] == [
        ("message", "second wording", True, []),
        ("message", "line 1", False, [("👍", ["eve"]), ("🎉", ["ada"])]),
        ("deleted", "", False, []),
        ("message", "line 3", False, []),
    ]


@given(st.permutations([*WORDS, *MARKS]))
def test_rows_are_kept_up_to_date_by_what_is_told(order):
    """What a window makes of the changes is what it would draw anew."""
    model = Model("ada")
    model.apply(ev.RoomJoined(ROOM))
    model.show(ROOM)
    shown = {}
    for message in order:
        for change in model.apply(ev.MessageArrived(ROOM, message)):
            shown |= {row.key: row for row in getattr(change, "rows", ())}
            for key in getattr(change, "keys", ()):
                shown.pop(key, None)
    assert {row.key: row for row in model.rows()} == shown


def test_nothing_said_about_a_message_grows_without_bounds():
    timeline = Timeline()
    timeline.add_live(said(1))
    for n in range(MOST_REACTIONS + 50):
        timeline.mark(mark(n, "react", 1, "👍", f"guest{n}"))
        timeline.mark(mark(n, "edit", 1, "x", f"guest{n}"))
    timeline.mark(mark(9_000, "edit", 1, "mine"))
    entry = timeline.find("relay-1")
    assert len(entry.outcome.reactions[0].people) == MOST_REACTIONS
    assert MOST_EDITORS < 50
    assert entry.message.text == "mine"


def test_what_was_dropped_from_memory_comes_back_as_it_was_last():
    timeline = Timeline()
    timeline.merge(WORDS)
    timeline.mark(mark(1, "edit", 0, "new"))
    timeline.forget_before(len(WORDS))
    assert timeline.find("relay-0") is None
    timeline.merge(WORDS)
    assert timeline.find("relay-0").message.text == "new"


def told(*events: ev.Event) -> Model:
    model = Model("ada")
    model.apply_all((ev.RoomJoined(ROOM), *events))
    model.show(ROOM)
    return model


def test_a_failed_change_is_told_with_its_words_and_undone():
    waiting = replace(mark(1, "edit", 0, "long thought about", "ada"), ref="r1", msgid="")
    mine = ev.MessageArrived(ROOM, said(0, "ada", own=True))
    model = told(mine, ev.MessagePending(ROOM, waiting))
    row = model.rows()[-1]
    assert (row.text, row.waits, model.waiting) == ("long thought about", True, 1)
    model.apply(ev.MessageFailed(ROOM, "r1", "Too late."))
    row, note = model.rows()[-2:]
    assert (row.text, row.waits, model.waiting) == ("line 0", False, 0)
    assert isinstance(note, NoteRow)
    assert note.text == "The message was not changed: Too late. You wrote: long thought about"


def test_an_own_reaction_on_its_way_shows_at_once_and_counts_once():
    waiting = replace(mark(1, "react", 0, "👍", "ada"), ref="r1", msgid="")
    model = told(ev.MessageArrived(ROOM, said(0)), ev.MessagePending(ROOM, waiting))
    (pill,) = model.rows()[-1].pills
    assert (pill.names, pill.own) == (("ada",), True)
    settled = replace(waiting, msgid="relay-99")
    model.apply(ev.MessageSettled(ROOM, settled))
    assert model.rows()[-1].pills == (pill,)
    back = replace(waiting, kind="unreact", ref="r2")
    model.apply(ev.MessagePending(ROOM, back))
    assert model.rows()[-1].pills == ()


def test_what_was_taken_back_is_not_unread_any_more():
    model = Model("ada")
    model.apply_all(
        (ev.RoomJoined(ROOM), ev.RoomJoined("#other"), ev.ReadMarked("#other", 1_000.0))
    )
    model.show(ROOM)
    model.apply_all(ev.MessageArrived("#other", said(n, text="ada, look")) for n in (1, 2))
    assert (model.places["#other"].unread, model.places["#other"].wanted) == (2, 2)
    model.apply(ev.MessageArrived("#other", mark(1, "redact", 2)))
    assert (model.places["#other"].unread, model.places["#other"].wanted) == (1, 1)


def test_marks_are_never_unread():
    model = Model("ada")
    model.apply_all((ev.RoomJoined(ROOM), ev.RoomJoined("#other")))
    model.show(ROOM)
    model.apply(ev.MessageArrived("#other", said(1)))
    for n, kind in enumerate(("edit", "react", "unreact")):
        model.apply(ev.MessageArrived("#other", mark(n, kind, 1, "ada")))
    assert model.places["#other"].unread == 1


def test_an_answer_to_what_is_not_here_says_so_and_knows_it_later():
    model = told(ev.MessageArrived(ROOM, said(5, subject="relay-1")))
    assert model.rows()[-1].quote.name == ""
    model.apply(ev.HistoryLoaded(ROOM, (said(1),), True, False))
    quote = model.rows()[-1].quote
    assert (quote.name, quote.text) == ("bob", "line 1")


def test_deleted_messages_stand_in_one_line():
    deleted = [mark(n, "redact", n) for n in range(3)]
    model = told(*(ev.MessageArrived(ROOM, one) for one in (*WORDS, *deleted)))
    fold, last = model.rows()[-2:]
    assert isinstance(fold, FoldRow)
    assert isinstance(last, MessageRow)
    assert fold.text == "bob deleted a message (3 times)"
    assert fold.removals
    assert last.starts_group


def test_what_is_answered_is_quoted_in_one_line_without_its_markup():
    words = said(1, text="only *four* `boats`\nthis year")
    model = told(
        ev.MessageArrived(ROOM, words), ev.MessageArrived(ROOM, said(5, subject="relay-1"))
    )
    assert model.rows()[-1].quote.text == "only four boats this year"
