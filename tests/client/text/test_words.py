"""What the program says, sentence by sentence."""

from datetime import date

import pytest

from messenger.client.events import JoinFailed, LinkStage, RoomLeft
from messenger.client.model.link_state import LinkPhase, LinkState
from messenger.client.text import words


@pytest.mark.parametrize("phase", LinkPhase)
def test_every_phase_of_the_link_has_words(phase):
    assert words.link(LinkState(phase))
    assert set(words.STAGES) == set(LinkStage)


def test_a_lost_link_says_what_becomes_of_unsent_messages():
    down = LinkState(LinkPhase.DOWN, "gone", 4.0)
    assert words.link(down, 3.6, 2) == (
        "Reconnecting in 4 s…  2 messages waiting. They are kept and will be sent."
    )
    assert words.link(down, 0.0) == "Reconnecting…"


def test_rooms():
    assert words.join_failed(JoinFailed("#a", "475", "Cannot join channel (+k)")) == (
        "You could not enter #a: it needs a password; type /join ROOM PASSWORD."
    )
    assert "bad luck" in words.join_failed(JoinFailed("#a", "999", "bad luck"))
    assert "bob removed you from #a (noise)" in words.removed(RoomLeft("#a", "noise", "bob"))


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 11, 22), "Today, 22 November"),
        (date(2026, 11, 21), "Yesterday, 21 November"),
        (date(2026, 11, 20), "Friday, 20 November"),
        (date(2025, 11, 20), "Thursday, 20 November 2025"),
    ],
)
def test_day_lines(day, line):
    assert words.day_line(day, date(2026, 11, 22)) == line


def test_a_doubt_is_told_as_one() -> None:
    assert words.not_sent("the connection broke", doubtful=True) == (
        "Not certain that this arrived: the connection broke."
    )


@pytest.mark.parametrize(
    ("since", "part"), [(0.0, "until the program was started"), (1e300, "until the program")]
)
def test_a_gap_without_a_known_begin(since: float, part: str) -> None:
    assert words.gap(since).startswith(words.GAP)
    assert part in words.gap(since)
