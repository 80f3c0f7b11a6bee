"""MARKREAD: it only ever goes forward, and all devices of an account hear of it."""

import pytest

from messenger.relay.handlers import read_marker
from tests.relay.harness import Town

EARLY, LATE = "timestamp=2019-01-04T14:33:26.123Z", "timestamp=2020-01-04T14:33:26.123Z"


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def ann(town):
    return town.join("ann", "draft/read-marker")


def test_nothing_is_known_at_first(ann):
    assert ann.ask("MARKREAD bob") == [":messenger.relay MARKREAD bob *"]


def test_only_forward(ann):
    for line, expected in (
        (f"MARKREAD #lobby {EARLY}", EARLY),
        (f"MARKREAD #LOBBY {LATE}", LATE),
        (f"MARKREAD #lobby {EARLY}", LATE),
        ("MARKREAD #lobby", LATE),
    ):
        assert ann.ask(line)[0].split()[-1] == expected


def test_told_before_the_names(ann):
    ann.send(f"MARKREAD #a {LATE}")
    lines = ann.ask("JOIN #a")
    codes = [line.split()[1] for line in lines]
    assert codes == ["JOIN", "MARKREAD", "353", "366"]
    assert lines[1].endswith(f"MARKREAD #a {LATE}")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MARKREAD", "NEED_MORE_PARAMS"),
        ("MARKREAD #lobby *", "INVALID_PARAMS"),
        ("MARKREAD #lobby timestamp=soon", "INVALID_PARAMS"),
        ("MARKREAD #lobby 2019-01-04T14:33:26.123Z", "INVALID_PARAMS"),
        ("MARKREAD " + "x" * 200, "INVALID_PARAMS"),
    ],
)
def test_what_is_refused(ann, line, code):
    assert f"FAIL MARKREAD {code} " in ann.ask(line)[0]


def test_too_many_forget_the_oldest(ann, monkeypatch):
    monkeypatch.setattr(read_marker, "MAX_TARGETS", 2)
    ann.send(f"MARKREAD #old {EARLY}", f"MARKREAD #b {LATE}", f"MARKREAD #c {LATE}")
    assert ann.ask("MARKREAD #old")[0].endswith("*")
    assert ann.ask("MARKREAD #c")[0].endswith(LATE)


def test_nobody_else_is_told(town, ann):
    bob = town.join("bob", "draft/read-marker")
    ann.send(f"MARKREAD #lobby {LATE}")
    assert bob.read() == []
    assert bob.ask("MARKREAD #lobby")[0].endswith("*")
