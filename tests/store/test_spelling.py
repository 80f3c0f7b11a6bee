"""Words of every script are found as people write them, and only those."""

import pytest

from messenger.store.spelling import MAX_WORD, Wanted, holds_all, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The quick, Fox's", "the quick fox s"),
        ("Ärger im Büro", "arger im buro"),
        ("Straße STRASSE", "strasse strasse"),
        ("Łódź Ørsted œuvre", "lodz orsted oeuvre"),
        ("İstanbul ılık", "istanbul ilik"),
        ("Ёлка ЙОД", "елка иод"),
        ("Ελλάδα", "ελλαδα"),
        ("東京都へ行く", "東 京 都 へ 行 く"),
        ("ガギ が", "ガ ギ が"),
        ("ﾊﾟﾅ", "パ ナ"),
        ("대학교", "대 학 교"),
        ("สวัสดี", "ส ว ั ส ด ี"),
        ("أهلاً وسهلاً", "اهلا وسهلا"),
        ("שָׁלוֹם", "שלום"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("ok👍🏽!", "ok 👍 🏽"),
        ("\x01ACTION waves\x01", "action waves"),
        ("a_b\nc", "a b c"),
        ("...!?", ""),
        ("x" * 100, "x" * MAX_WORD),
    ],
)
def test_words(text, words):
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("fox", "Foxes run", True),
        ("berg", "am Kornberg", True),  # four letters and more: inside of words, too
        ("ber", "am Kornberg", False),  # fewer: beginnings only
        ("ko", "am Kornberg", True),
        ("don't", "I don’t know", True),
        ("quick fox", "the quick foxes", True),
        ("uick fox", "the quick foxes", False),
        ("quick fox", "fox quick", False),
        ("京", "東京都", True),
        ("京都", "東京都", True),
        ("東都", "東京都", False),
        ("👍", "good👍🏽", True),
        ("uber", "Über alles", True),
        ("über", "uberall", True),
        ("%", "100% sure", True),
        ("%", "100 sure", False),
    ],
)
def test_what_is_found_where(wanted, text, found):
    assert holds_all(text, [Wanted(wanted)]) is found
