"""Folding by width: which column stands where."""

import pytest

from messenger.gui.chat.layout import Fold, Plan, Span, Wish, fold_for, plan


@pytest.mark.parametrize(
    ("width", "zoom", "fold"),
    [
        (1000, 1.0, Fold.WIDE),
        (999, 1.0, Fold.MEDIUM),
        (720, 1.0, Fold.MEDIUM),
        (719, 1.0, Fold.NARROW),
        (1999, 2.0, Fold.MEDIUM),
        (1100, 2.0, Fold.NARROW),
        (800, 0.8, Fold.WIDE),
    ],
)
def test_what_counts_is_width_over_zoom(width, zoom, fold):
    assert fold_for(width, zoom) is fold


def test_three_columns_share_the_width_without_a_gap():
    assert plan(1180, 1.0, Wish()) == Plan(Span(0, 252), Span(253, 698), Span(952, 228))


def test_people_can_be_put_away_where_they_would_fit():
    assert plan(1180, 1.0, Wish(people_wanted=False)) == Plan(Span(0, 252), Span(253, 927), None)


def test_in_the_middle_fold_people_are_a_drawer_over_the_centre():
    assert plan(860, 1.0, Wish()).right is None
    opened = plan(860, 1.0, Wish(right_open=True))
    assert opened == Plan(Span(0, 252), Span(253, 607), Span(632, 228))


def test_in_the_narrow_fold_the_centre_has_all_the_width_even_under_a_drawer():
    assert plan(600, 1.0, Wish()) == Plan(None, Span(0, 600), None)
    assert plan(600, 1.0, Wish(left_open=True)) == Plan(Span(0, 252), Span(0, 600), None)


def test_a_drawer_is_never_wider_than_the_window():
    assert plan(400, 2.0, Wish(left_open=True)).left == Span(0, 400)


def test_a_private_talk_has_no_column_of_people():
    assert plan(1180, 1.0, Wish(people_exist=False)).right is None
    assert plan(860, 1.0, Wish(right_open=True, people_exist=False)).right is None
