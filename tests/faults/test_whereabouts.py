"""The judgement of read positions and rooms: the relay and all devices of a person say the same."""

import pytest

from tests.faults.breach import Kind
from tests.faults.evidence import Evidence, Person
from tests.faults.journal import Account
from tests.faults.verdict import judge
from tests.faults.whereabouts import Whereabouts

ROOM, TEA = "#lobby", "#tea"
KNOWN = Whereabouts({ROOM: 2000}, {ROOM, TEA})
LESS = Whereabouts({ROOM: 1000}, {ROOM, TEA})
MORE = Whereabouts({ROOM: 3000}, {ROOM, TEA})
OUTSIDE = Whereabouts({ROOM: 2000}, {ROOM})


def found(relay=KNOWN, screen=KNOWN, cache=KNOWN):
    """(where, target) of the breaches of Ann's tablet."""
    tablet = Person(Account(), nick="ann", screen_at=screen, cache_at=cache)
    breaches = judge(Evidence([], [], {"anntoo": tablet}, {}, whereabouts={"ann": relay}))
    assert {one.kind for one in breaches} <= {Kind.APART}
    return {(one.where, one.token) for one in breaches}


def test_nothing_is_found_where_all_is_the_same():
    assert found() == set()


def test_what_was_there_before_the_first_visit_counts_as_read_on_that_screen_only():
    assert found(screen=MORE) == set()


def test_a_place_that_a_device_does_not_show_is_not_asked_about():
    unread = Whereabouts({}, {ROOM, TEA})
    assert found(screen=unread, cache=unread) == set()


@pytest.mark.parametrize(
    ("places", "breach"),
    [
        ({"screen": LESS}, ("anntoo's screen", ROOM)),
        ({"cache": LESS}, ("anntoo's cache", ROOM)),
        ({"cache": MORE}, ("anntoo's cache", ROOM)),
        ({"relay": Whereabouts({}, {ROOM, TEA})}, ("relay", ROOM)),
        ({"screen": OUTSIDE}, ("anntoo's screen", TEA)),
        ({"cache": OUTSIDE}, ("anntoo's cache", TEA)),
    ],
)
def test_every_difference_is_found(places, breach):
    assert breach in found(**places)


def test_a_room_that_the_relay_does_not_know_of_is_found_on_both():
    assert found(relay=OUTSIDE) == {("anntoo's screen", TEA), ("anntoo's cache", TEA)}
