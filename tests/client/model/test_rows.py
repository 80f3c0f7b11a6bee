"""From entries to rows, and that small updates give the same as building anew."""

from dataclasses import replace
from datetime import UTC
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from messenger.client.events import ChatMessage
from messenger.client.model import rows as module
from messenger.client.model.rows import (
    MAX_FOLD,
    DayRow,
    FoldRow,
    Look,
    MessageRow,
    NewRow,
    RowList,
    build,
)
from messenger.client.model.timeline import Timeline

LOOK = Look(lambda nick, realname: nick.title(), zone=UTC)
DAY_S = 86_400.0


def rows_of(*messages: ChatMessage, look: Look = LOOK):
    timeline = Timeline()
    timeline.merge(messages)
    return RowList(timeline.entries, look).rows


def said(sender: str, at: float, kind: str = "message", text: str = "hi") -> ChatMessage:
    return ChatMessage(sender, text, at, kind, msgid=f"r-{int(at):x}")


def test_messages_of_one_sender_within_five_minutes_are_a_group():
    rows = rows_of(said("ann", 0.5), said("ann", 300), said("ann", 601), said("bob", 602))
    starts = [row.starts_group for row in rows if isinstance(row, MessageRow)]
    assert starts == [True, False, True, True]


def test_a_new_day_breaks_the_group_and_gets_a_line():
    rows = rows_of(said("ann", DAY_S - 1), said("ann", DAY_S + 1))
    assert [type(row) for row in rows] == [DayRow, MessageRow, DayRow, MessageRow]
    assert rows[3].starts_group
    assert rows[3].time == "00:00"


def test_comings_and_goings_are_folded_until_somebody_speaks():
    rows = rows_of(
        said("sven", 1, "join", ""),
        said("ines", 2, "join", ""),
        said("karl", 3, "part", "lunch"),
        said("ann", 4),
        said("sven", 5, "quit", ""),
    )
    assert [type(row) for row in rows] == [DayRow, FoldRow, MessageRow, FoldRow]
    assert rows[1].text == "Sven and Ines came in, Karl left"
    assert rows[1].details[2] == ("00:00", "Karl left (lunch)")


def test_a_flood_of_happenings_makes_many_lines_of_bounded_length():
    rows = rows_of(*(said(f"p{n}", n, "join", "") for n in range(1, 2 * MAX_FOLD + 2)))
    folds = [row for row in rows if isinstance(row, FoldRow)]
    assert [len(row.details) for row in folds] == [199, 100, 100, 2]
    assert max(len(row.details) for row in folds) <= MAX_FOLD


def test_one_more_happening_looks_at_its_own_line_only():
    timeline, named = Timeline(), []
    timeline.merge(said(f"p{n}", n, "join", "") for n in range(1, 10 * MAX_FOLD))
    shown = RowList(
        timeline.entries, Look(lambda nick, realname: named.append(nick) or "x", zone=UTC)
    )
    timeline.take_touched()
    named.clear()
    timeline.add_live(said("late", 10 * MAX_FOLD, "join", ""))
    shown.update(*timeline.take_touched())
    assert len(named) <= MAX_FOLD


def test_when_the_oldest_go_only_their_own_line_is_made_anew():
    timeline, named = Timeline(), []
    timeline.merge(said(f"p{n}", n, "join", "") for n in range(1, 10 * MAX_FOLD))
    shown = RowList(
        timeline.entries, Look(lambda nick, realname: named.append(nick) or "x", zone=UTC)
    )
    before = shown.rows
    timeline.take_touched()
    named.clear()
    timeline.forget_before(MAX_FOLD // 2 + 7)
    splice = shown.update(*timeline.take_touched())
    assert len(named) <= MAX_FOLD
    assert len(splice.removed) + len(splice.added) <= 5  # the day, and one line for two
    assert shown.rows[-10:] == before[-10:]


def test_the_new_line_stands_above_the_first_unread_and_breaks_the_group():
    timeline = Timeline()
    timeline.merge([said("ann", 1), said("ann", 2)])
    look = Look(lambda nick, realname: nick, zone=UTC, new_before=timeline.entries[1].key)
    rows = RowList(timeline.entries, look).rows
    assert [type(row) for row in rows] == [DayRow, MessageRow, NewRow, MessageRow]
    assert rows[3].starts_group


def test_a_time_that_no_calendar_has_is_harmless():
    assert rows_of(said("ann", 1e300))[-1].text == "hi"


MESSAGES = st.builds(
    lambda number, sender, kind: ChatMessage(
        sender, "text", number * 100.0, kind, msgid=f"r-{number:x}"
    ),
    st.integers(1, 3_000),
    st.sampled_from(["ann", "bob"]),
    st.sampled_from(["message", "message", "action", "join", "part", "topic"]),
)


def apply(rows: list, splice) -> list:
    """What a view does with a splice."""
    rows = [row for row in rows if row.key not in splice.removed]
    changed = {row.key: row for row in splice.changed}
    rows = [changed.get(row.key, row) for row in rows]
    keys = [row.key for row in rows]
    place = keys.index(splice.before) if splice.before else len(rows)
    return rows[:place] + list(splice.added) + rows[place:]


@patch.object(module, "MAX_FOLD", 4)
@patch.object(module, "FULL_FOLD", 2)
@given(st.lists(st.lists(st.tuples(MESSAGES, st.sampled_from("lphdx")), max_size=6), max_size=12))
def test_updates_give_what_building_anew_gives(turns):
    timeline = Timeline()
    shown_list = RowList(timeline.entries, LOOK)
    shown: list = []
    for turn in turns:
        for message, act in turn:
            mine = replace(message, own=True, msgid="", ref=message.msgid, kind="message")
            if act == "l":
                timeline.add_live(message)
            elif act == "p":
                timeline.add_pending(mine)
            elif act == "h":
                timeline.settle(replace(mine, msgid=message.msgid + "0"))
            elif act == "d":
                timeline.discard(message.msgid)
            else:
                timeline.forget_before(2)
        touched = timeline.take_touched()
        if touched is not None:
            shown = apply(shown, shown_list.update(*touched))
        anew = build(timeline.entries, 0, LOOK)
        assert shown == [row for block in anew for row in block]
        assert tuple(shown) == shown_list.rows
        assert len({row.key for row in shown}) == len(shown)
