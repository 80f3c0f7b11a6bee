"""What may have been meant."""

import pytest

from messenger.nearest import did_you_mean, nearest

KNOWN = ("Tim_Öz", "Kai_Lee", "Kaia", "ann", "Anna")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("tim_oz", ["Tim_Öz"]),
        ("Tim", ["Tim_Öz"]),
        ("Lee", ["Kai_Lee"]),
        ("kai", ["Kaia", "Kai_Lee"]),
        ("AN", ["ann", "Anna"]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_the_likest_come_first(wanted, found):
    assert nearest(wanted, KNOWN) == found


def test_there_are_three_at_most_and_a_question_names_them():
    assert did_you_mean("kai", KNOWN) == " Did you mean Kaia or Kai_Lee?"
    assert did_you_mean("room", [f"room{n}" for n in range(9)]).count("room") == 3
    assert did_you_mean("xyzzy", KNOWN) == ""
