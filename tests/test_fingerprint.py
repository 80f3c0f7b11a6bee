"""Fingerprints in hex and in words."""

import hashlib

import pytest

from messenger import fingerprint, paths

ONE = hashlib.sha256(b"one").hexdigest()


def vocabulary():
    return paths.asset("words.txt").read_text(encoding="ascii").split()


def test_it_is_the_hash_of_the_der_form():
    assert fingerprint.of_der(b"one") == ONE


def test_the_words_are_three_of_the_list_and_always_the_same():
    assert fingerprint.words(ONE) == "sofa pretty honey"


def test_colons_and_capitals_do_not_matter():
    spelled = ":".join(ONE[place : place + 2].upper() for place in range(0, 64, 2))
    assert fingerprint.words(spelled) == fingerprint.words(ONE)


def test_one_other_bit_gives_other_words():
    other = f"{int(ONE, 16) ^ 1:064x}"
    assert fingerprint.words(other) != fingerprint.words(ONE)


def test_what_is_no_fingerprint_is_refused():
    with pytest.raises(ValueError, match="hex"):
        fingerprint.words("no hex digits")


def test_each_word_of_the_list_stands_for_ten_bits():
    words = vocabulary()
    assert len(words) == len(set(words)) == fingerprint.WORDS
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
    assert {len(word) for word in words} <= set(range(3, 9))
