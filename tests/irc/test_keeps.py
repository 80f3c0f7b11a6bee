"""How long things are kept: what a relay tells is what people read."""

import pytest

from messenger.irc.keeps import sentence, value


@pytest.mark.parametrize(
    ("settings", "token", "words"),
    [
        ((True, 0.0, 0), "", ""),
        ((True, 1.0, 0), "days:1", "What is said here is kept for 1 day; then it is erased"),
        ((True, 0.5, 0), "days:0.5", "What is said here is kept for 0.5 days; then it is erased"),
        (
            (True, 30.0, 9),
            "days:30,entries:9",
            "What is said here is kept for 30 days, up to the newest 9 entries; then it is erased",
        ),
        ((False, 1.0, 1), "nothing", "Nothing that is said here is kept"),
    ],
)
def test_there_and_back(settings, token, words):
    assert value(*settings) == token
    assert sentence(token) == words


@pytest.mark.parametrize("token", ["days:", "days:\x1b[31m", "days:999999999999999", "x:1", ","])
def test_what_is_not_understood_says_nothing(token):
    assert sentence(token) == ""
