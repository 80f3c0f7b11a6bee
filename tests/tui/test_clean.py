"""No terminal escape of a remote person gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.tui.clean import clean, clean_lines


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("plain Grüße 👋", "plain Grüße 👋"),
        ("\x1b[2J", "␛[2J"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b2J", "\\x9b2J"),
        ("\x90q\x9c", "\\x90q\\x9c"),
        ("a\x7f\x00\r\x08", "a␡␀␍␈"),
        ("a\tb", "a b"),
        ("\u202etxet", "\\u202etxet"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("a\u2028b", "a\\u2028b"),
        ("half \ud83d", "half \ufffd"),
        ("\x02bold\x02 \x0304,12colour\x03 \x04ff0000hex\x0f", "bold colour hex"),
    ],
)
def test_what_is_shown(wire, shown):
    assert clean(wire) == shown


def test_lines_are_kept_apart():
    assert clean_lines("a\r\nb\nc") == ["a", "b", "c"]
    assert clean_lines("") == [""]


@given(st.text(st.characters()))
def test_nothing_that_a_terminal_obeys_is_left(text):
    shown = clean(text)
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in shown)
    shown.encode()
    assert clean(shown) == shown
