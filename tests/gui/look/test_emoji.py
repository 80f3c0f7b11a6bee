"""Emoji: what is one picture, and what stays text."""

import pytest

from messenger.gui.look import emoji

ONE = [
    "😀",
    "👍🏽",
    "☝🏿",
    "👨‍👩‍👧‍👦",
    "👩🏽‍💻",
    "🤷‍♂️",
    "🏳️‍🌈",
    "🇩🇪",
    "1️⃣",
    "❤️",
    "⚽",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
]


@pytest.mark.parametrize("letters", ONE)
def test_a_sequence_is_one_picture(letters):
    assert list(emoji.split(f"a {letters}{letters} b")) == [
        ("a ", False),
        (letters, True),
        (letters, True),
        (" b", False),
    ]


@pytest.mark.parametrize(
    "text", ["hello", "grüße, 你好", "a → b ✓ ©", "1 # *", "❤\ufe0e", "\u200d"]
)
def test_other_letters_stay_text(text):
    assert list(emoji.split(text)) == [(text, False)]


def test_no_chain_is_longer_than_a_family_ever_is():
    pieces = list(emoji.split("\u200d".join("👩" * 5000)))
    assert "".join(piece for piece, _ in pieces) == "\u200d".join("👩" * 5000)
    assert max(len(piece) for piece, _ in pieces) < 20


needs_font = pytest.mark.skipif(not emoji.has_picture("😀"), reason="no colour emoji font")


@needs_font
@pytest.mark.parametrize("letters", ONE)
def test_a_picture_has_the_height_asked_for_and_colours(letters):
    image = emoji.draw_emoji(letters, 18)
    assert image.height == 18
    assert 12 <= image.width <= 30
    assert len(image.getcolors(10_000)) > 8


@needs_font
def test_what_the_font_lacks_is_no_picture():
    assert not emoji.has_picture("\U0001faff")
