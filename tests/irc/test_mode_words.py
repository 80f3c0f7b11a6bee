"""Modes of a room in words."""

import re

import pytest

from messenger.irc.mode_words import in_words
from messenger.relay.handlers.modes import STEPS


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("+i", "closed the room: by invitation only"),
        ("+im-t", "closed the room: by invitation only, let only people with a voice speak "
         "and let everybody change the topic"),
        ("+A", "had each person's first message held for approval"),
        ("+k secret", "set a password for coming in"),
        ("-k secret", "took off the room's password"),
        ("+l 20", "set a limit of 20 people"),
        ("-l", "took off the limit of people"),
        ("+j 5:10", "let at most 5 people come in within 10 seconds"),
        ("+o-v Bo_Ek Bo_Ek", "made Bo Ek an operator here and took the voice from Bo Ek"),
        ("+b kid1!*@*", "banned kid1"),
        ("+b *!*@192.0.2.7", "banned everybody from 192.0.2.7"),
        ("+b k*!x@192.0.2.*", "banned k*!x@192.0.2.*"),
        ("+b ~a:Ada", "banned the account Ada"),
        ("+b ~m:kid1!*@*", "muted kid1"),
        ("-b ~m:*!*@192.0.2.7", "let everybody from 192.0.2.7 speak again"),
        ("+z", "set +z"),
        ("+mz 5", "set +mz 5"),
        ("+o", "set +o"),
        ("+m more", "set +m more"),
        ("", "set"),
    ],
)  # fmt: skip
def test_what_a_mode_means(told: str, words: str) -> None:
    assert in_words(told, lambda nick: nick.replace("_", " "), own_relay=True) == words


def test_every_mode_of_our_relay_has_words() -> None:
    for letter in STEPS:
        for sign in "+-":
            words = in_words(f"{sign}{letter} 5:10", str, own_relay=True)
            alone = in_words(f"{sign}{letter}", str, own_relay=True)
            assert not (words.startswith("set +") and alone.startswith("set +")), letter
            assert not re.search(r"[{}]", words)


def test_elsewhere_a_letter_may_mean_something_else() -> None:
    assert in_words("+r", str, own_relay=False) == "set +r"
    assert in_words("+i", str, own_relay=False) == "closed the room: by invitation only"
