"""mIRC codes: out, or read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.irc.formatting import Look, Piece, clean, parse, strip

CODED = st.text(st.sampled_from("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f0129,afAF xé\n\r\u2028"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x02bold\x02 \x1dit\x0f", "bold it"),
        ("\x0304,12red\x03", "red"),
        ("\x03041", "1"),
        ("\x0304,red", ",red"),
        ("\x03,4", ",4"),
        ("\x04ff8800x\x04", "x"),
        ("\x04ff880", "ff880"),
    ],
)
def test_codes_are_taken_out_and_nothing_else(text, plain):
    assert strip(text) == plain


def test_codes_are_read():
    assert parse("a\x02b\x0304,12c\x03d\x0fe") == (
        Piece("a"),
        Piece("b", Look.BOLD),
        Piece("c", Look.BOLD, "4", "12"),
        Piece("d", Look.BOLD),
        Piece("e"),
    )


@given(CODED)
def test_reading_and_stripping_agree(text):
    assert "".join(piece.text for piece in parse(text)) == strip(text)


@given(st.text(st.characters()) | CODED)
def test_clean_text_is_safe_and_stays_so(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()  # no lone surrogate is left
    assert not [letter for letter in cleaned if letter < " " and letter not in "\n\t"]


def test_what_could_mislead_the_eye_or_crash_tk_is_taken_out():
    assert clean("a\r\nb\rc\u2028d\u202eevil\x00\x9b\ud83d") == "a\nb\nc\ndevil\ufffd"
