"""What is remembered of whom: with an account for good, without one while connected."""

import pytest

from messenger.relay.registry.facts import METADATA, READ, Facts
from messenger.store.facts import FactRow
from tests.relay.harness import Town


@pytest.fixture
def ann():
    return Town().log_in("ann").peer.person


@pytest.fixture
def facts():
    return Facts({("@1", READ): {"#a": "5", "#b": "5"}})


def test_without_an_account_nothing_is_stored(facts, ann):
    assert facts.put_person(ann, METADATA, "avatar", "x") == []
    assert facts.of_person(ann, METADATA) == {"avatar": "x"}


def test_what_was_told_before_the_account_goes_over_to_it(facts, ann):
    facts.put_person(ann, METADATA, "avatar", "x")
    for room, read in (("#a", "4"), ("#b", "6")):
        facts.put_person(ann, READ, room, read)
    ann.account_id = "1"
    assert facts.adopt(ann) == [
        FactRow("@1", METADATA, "avatar", "x"), FactRow("@1", READ, "#b", "6"),
    ]  # fmt: skip
    assert facts.of_person(ann, READ) == {"#a": "5", "#b": "6"}
    assert facts.adopt(ann) == []


def test_moved_and_forgotten(facts):
    assert facts.move("@1", "@2")[-1] == FactRow("@2", READ, "#b", "5")
    assert facts.of("@1", READ) == {}
    assert facts.forget("@2") == [FactRow("@2", READ, name, None) for name in ("#a", "#b")]
    assert facts.of("@2", READ) == {}


def test_taken_back_is_as_it_was(facts):
    rows = [facts.put("@2", READ, "#a", "1"), facts.put("@1", READ, "#a", None)]
    for row in reversed(rows):
        facts.take_back(row)
    assert facts.of("@2", READ) == {}
    assert facts.of("@1", READ) == {"#b": "5", "#a": "5"}
    assert facts.forget("@2") == []


def test_an_owner_is_forgotten_without_a_look_at_the_others():
    """Anybody can make rooms end, and each one forgets its facts."""

    class Counted(dict):
        looks = 0

        def __iter__(self):
            Counted.looks += 1
            return super().__iter__()

        def items(self):
            Counted.looks += 1
            return super().items()

    facts = Facts({(f"@{number}", READ): {"#a": "1"} for number in range(3)})
    facts._known = Counted(facts._known)
    assert len(facts.forget("@1")) == 1
    assert facts.forget("#room") == []
    assert Counted.looks == 0
