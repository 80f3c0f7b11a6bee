import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.client.outbox.splitting import pieces


@given(st.text(max_size=400), st.integers(min_value=4, max_value=60))
def test_pieces_fit_and_join_to_the_text(text: str, limit: int) -> None:
    clean = text.encode("utf-8", "replace").decode()
    parts = list(pieces(clean, limit))
    assert "".join(parts) == clean
    assert all(0 < len(part.encode()) <= limit for part in parts)


def test_cuts_after_a_space_where_there_is_one() -> None:
    assert list(pieces("one two three four", 10)) == ["one two ", "three four"]


@pytest.mark.parametrize(
    "letter",
    ["e\u0301", "👩\u200d👩\u200d👧", "👍\U0001f3fd", "🇩🇪", "❤\ufe0f"],
)
def test_never_inside_what_is_seen_as_one_letter(letter: str) -> None:
    size = len(letter.encode())
    assert list(pieces(letter * 5, size * 2 + size // 2)) == [letter * 2, letter * 2, letter]


def test_a_letter_without_end_is_cut_all_the_same() -> None:
    assert len(list(pieces("e" + "\u0301" * 500, 100))) > 5
