"""Masks beside what they mean, said in the longest way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.relay.access import masks


def covers(mask, text):
    if not mask or not text:
        return not text and not mask.strip("*")
    if mask[0] == "*":
        return covers(mask[1:], text) or covers(mask, text[1:])
    return mask[0] in ("?", text[0]) and covers(mask[1:], text[1:])


@given(mask=st.text("ab*?", max_size=9), text=st.text("ab", max_size=9))
def test_a_mask_covers_what_it_means(mask, text):
    assert masks.matches(mask, text) is covers(mask, text)


@pytest.mark.parametrize(
    ("mask", "text"), [("ANN*!*@*", "ann_!a@h"), ("*[X]*", "a{x}b"), ("a**b", "ab"), ("?é", "xé")]
)
def test_case_is_no_matter(mask, text):
    assert masks.matches(mask, text) is ("[" not in mask)


@pytest.mark.parametrize(
    "mask", ["*a" * 120 + "b", "*" + "a?" * 60 + "b!*", "*a?" * 80 + "b", "*" + "?" * 200 + "b*"]
)
def test_no_mask_takes_long(mask):
    start = time.thread_time()
    for _ in range(100):
        assert not masks.matches(mask, "a" * 110 + "!u@h")
    assert time.thread_time() - start < 0.5  # a room may hold 60, and each JOIN asks all of them
