"""The judgement of the fault harness: it finds nothing where all is well, and every breach."""

import dataclasses

import pytest

from tests.faults.evidence import Evidence, Kept, Person, Said
from tests.faults.journal import Account, Mark, Meant
from tests.faults.plain import Seen
from tests.faults.plan import make_plan
from tests.faults.verdict import IN_HAND_S, Kind, judge

ROOM = "#lobby"
SAID = [("ann#1", ROOM), ("bob#1", ROOM), ("ann#2", "bob"), ("ann#3", ROOM)]
ROWS = [
    Kept(f"r-{serial}", ROOM if target == ROOM else "@1 @2", f"{token} hello")
    for serial, (token, target) in enumerate(SAID, 1)
]
IN_ROOM = [(row.msgid, row.text) for row in ROWS if row.target == ROOM]
IN_TALK = [(row.msgid, row.text) for row in ROWS if row.target != ROOM]


def person(name, other):
    own = {row.token: row for row in ROWS if row.token.startswith(name)}
    targets = dict(SAID)
    account = Account(
        meant={token: Meant(targets[token], row.text) for token, row in own.items()},
        entered_at=dict.fromkeys(own, 100.0),
        settled={token: {row.msgid} for token, row in own.items()},
        seen={row.msgid: {row.token} for row in ROWS if row.token not in own},
    )
    places = {ROOM: IN_ROOM, other: IN_TALK}
    return Person(account, places, dict(places), told={row.msgid for row in ROWS})


@pytest.fixture
def evidence():
    live = [(msgid, text) for msgid, text in IN_ROOM]
    people = {"ann": person("ann", "bob"), "bob": person("bob", "ann")}
    people["bob"].pane = ["ann#1", "bob#1", "ann#3"]
    return Evidence(ROWS, IN_ROOM, people, {"emil": Seen(live=[live])})


def kinds(evidence):
    return {breach.kind for breach in judge(evidence)}


def test_nothing_is_found_where_all_is_well(evidence):
    assert judge(evidence) == []


def test_a_place_may_begin_late_but_has_all_from_there_on(evidence):
    evidence.people["bob"].screen = {**evidence.people["bob"].screen, ROOM: IN_ROOM[1:]}
    evidence.people["bob"].pane = ["ann#3"]
    assert judge(evidence) == []


def with_a_second_device(evidence, told):
    """Ann's tablet, which has said nothing itself."""
    ann = evidence.people["ann"]
    tablet = Person(Account(), dict(ann.cache), dict(ann.screen), nick="ann", told=told)
    evidence.people["anntoo"] = tablet
    return evidence


def test_what_was_said_on_one_device_is_on_the_others(evidence):
    assert judge(with_a_second_device(evidence, {row.msgid for row in ROWS})) == []


def test_a_device_that_is_not_told_what_another_said_is_found(evidence):
    breaches = judge(with_a_second_device(evidence, set()))
    assert {(one.kind, one.where, one.token) for one in breaches} == {
        (Kind.LOST, "anntoo", "ann#2")
    }


def without_a_row(evidence):
    evidence.history = [row for row in ROWS if row.token != "bob#1"]


def with_a_row_twice(evidence):
    evidence.history = [*ROWS, Kept("r-9", ROOM, ROWS[0].text)]


def with_other_words(evidence):
    evidence.history = [dataclasses.replace(ROWS[0], text="ann#1 adieu"), *ROWS[1:]]


def with_a_later_one_first(evidence):
    evidence.history = [ROWS[3], *ROWS[:3]]


def with_a_gap_in_the_cache(evidence):
    evidence.people["bob"].cache = {ROOM: [IN_ROOM[0], IN_ROOM[2]], "ann": IN_TALK}


def with_a_gap_in_the_window(evidence):
    evidence.people["bob"].pane = ["ann#1", "ann#3"]


def with_two_exchanged_on_screen(evidence):
    evidence.people["ann"].screen = {ROOM: [IN_ROOM[1], IN_ROOM[0], IN_ROOM[2]], "bob": IN_TALK}


def with_one_twice_in_the_window(evidence):
    evidence.people["bob"].pane = ["ann#1", "bob#1", "bob#1", "ann#3"]


def with_a_private_one_that_never_came(evidence):
    evidence.people["bob"].cache = {ROOM: IN_ROOM}


def with_a_private_one_that_nobody_told_of(evidence):
    evidence.people["bob"].told = set()


def with_a_gap_in_what_is_served(evidence):
    evidence.served = [IN_ROOM[0], IN_ROOM[2]]


def with_a_gap_in_a_connection(evidence):
    evidence.plain["emil"].live[0].pop(1)


def with_an_echo_of_nothing(evidence):
    evidence.plain["emil"].echoed["emil#1"] = {"r-77"}


def with_a_confirmation_of_nothing(evidence):
    evidence.people["ann"].account.settled["ann#4"] = {"r-44"}


def with_one_that_vanished(evidence):
    evidence.people["ann"].account.entered_at["ann#4"] = 100.0


def with_one_that_waits(evidence):
    evidence.people["ann"].account.entered_at["ann#4"] = 100.0
    evidence.people["ann"].unsettled = ["ann#4"]


def with_a_stored_one_shown_as_unsent(evidence):
    evidence.people["ann"].unsettled = ["ann#1"]


def with_a_stored_one_in_the_outbox(evidence):
    evidence.people["ann"].outbox = ["ann#1"]


def takes_back(evidence, token="bob#1"):
    """Bob has taken his words back, and everybody knows."""
    row = next(row for row in ROWS if row.token == token)
    erased = dataclasses.replace(row, text="", is_erased=True)
    evidence.history = [erased if one is row else one for one in ROWS]
    mark = Mark(90.0, "redact", row.msgid, "", is_marked=True)
    evidence.people["bob"].account.marks["e1"] = mark
    left = [(msgid, text) for msgid, text in IN_ROOM if msgid != row.msgid]
    for person in evidence.people.values():
        person.screen = {**person.screen, ROOM: left}
        person.cache = {**person.cache, ROOM: left}
    evidence.people["bob"].pane = ["ann#1", "ann#3"]
    evidence.served = left
    return evidence


def with_what_was_taken_back_on_a_screen(evidence):
    takes_back(evidence).people["ann"].screen = {ROOM: IN_ROOM, "bob": IN_TALK}


def with_what_was_taken_back_in_the_window(evidence):
    takes_back(evidence).people["bob"].pane = ["ann#1", "bob#1", "ann#3"]


def with_what_was_taken_back_in_a_file(evidence):
    takes_back(evidence).files = {"ann": [b"\x00\x1cbob#11 bob#1 hello"]}


def with_what_was_not_taken_back(evidence):
    evidence.people["ann"].account.marks["e1"] = Mark(90.0, "redact", "r-1", "", is_marked=True)


def with_a_reaction_that_vanished(evidence):
    evidence.people["ann"].account.marks["e1"] = Mark(90.0, "react", "r-2", "!")


def with_a_reaction_that_is_not_shown(evidence):
    evidence.about = Said(reactions={("r-2", "ann !")}, refs={"e1"})


def with_old_words(evidence):
    evidence.history = [dataclasses.replace(ROWS[0], text="ann#1 adieu"), *ROWS[1:]]
    evidence.people["ann"].account.marks["e1"] = Mark(90.0, "edit", "r-1", "ann#1 adieu")
    evidence.about = Said(edits=[("r-1", "ann#1 adieu")], refs={"e1"})


def with_older_words_than_the_newest(evidence):
    evidence.about = Said(edits=[("r-1", "ann#1 adieu")])


def with_a_damaged_file(evidence):
    evidence.damage = {"ann": "row 7 missing from index"}


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (without_a_row, Kind.LOST),
        (with_a_row_twice, Kind.DOUBLED),
        (with_other_words, Kind.ALTERED),
        (with_a_later_one_first, Kind.ORDER),
        (with_a_gap_in_the_cache, Kind.LOST),
        (with_a_gap_in_the_window, Kind.LOST),
        (with_two_exchanged_on_screen, Kind.ORDER),
        (with_one_twice_in_the_window, Kind.DOUBLED),
        (with_a_private_one_that_never_came, Kind.LOST),
        (with_a_private_one_that_nobody_told_of, Kind.LOST),
        (with_a_gap_in_what_is_served, Kind.LOST),
        (with_a_gap_in_a_connection, Kind.LOST),
        (with_an_echo_of_nothing, Kind.LOST),
        (with_a_confirmation_of_nothing, Kind.FORGED),
        (with_one_that_vanished, Kind.LOST),
        (with_one_that_waits, Kind.OPEN),
        (with_a_stored_one_shown_as_unsent, Kind.OPEN),
        (with_a_stored_one_in_the_outbox, Kind.OPEN),
        (with_what_was_taken_back_on_a_screen, Kind.ERASED),
        (with_what_was_taken_back_in_the_window, Kind.ERASED),
        (with_what_was_taken_back_in_a_file, Kind.ERASED),
        (with_what_was_not_taken_back, Kind.FORGED),
        (with_a_reaction_that_vanished, Kind.LOST),
        (with_a_reaction_that_is_not_shown, Kind.ALTERED),
        (with_old_words, Kind.ALTERED),
        (with_older_words_than_the_newest, Kind.ALTERED),
        (with_a_damaged_file, Kind.DAMAGED),
    ],
)
def test_every_breach_is_found(evidence, spoil, found):
    spoil(evidence)
    assert found in kinds(evidence)


def test_what_is_taken_back_everywhere_is_no_breach(evidence):
    takes_back(evidence).files = {"ann": [b"\x00\x1cbob#11"]}
    assert judge(evidence) == []


def test_who_was_told_that_nothing_is_kept_was_warned(evidence):
    account = evidence.people["ann"].account
    account.entered_at["ann#4"] = 100.0
    assert kinds(evidence) == {Kind.LOST}
    account.warned = {"ann#4"}
    assert judge(evidence) == []


def test_what_was_refused_may_come_later(evidence):
    evidence.history = [ROWS[3], *ROWS[:3]]
    evidence.people["ann"].account.refused = {"ann#1"}
    assert not [one for one in judge(evidence) if one.where == "relay"]


def test_a_refused_message_is_no_breach(evidence):
    account = evidence.people["ann"].account
    account.entered_at["ann#4"] = 100.0
    account.failed["ann#4"] = "Nobody here is called zoe."
    evidence.people["ann"].unsettled = ["ann#4"]
    assert judge(evidence) == []


def test_who_is_killed_while_entering_has_not_said_it(evidence):
    evidence.people["ann"].account.entered_at["ann#4"] = 100.0
    evidence.people["ann"].killed_at = [100.0 + IN_HAND_S / 2]
    assert judge(evidence) == []
    evidence.people["ann"].killed_at = [100.0 + IN_HAND_S * 2]
    assert kinds(evidence) == {Kind.LOST}


def test_the_plan_is_a_function_of_the_seed():
    people, lines = ("ann", "bob"), ("ann", "bob", "emil")
    plan = make_plan(7, 600, people, lines)
    assert plan == make_plan(7, 600, people, lines)
    assert plan != make_plan(8, 600, people, lines)
    assert sum(fault.kind in ("relay killed", "all killed") for fault in plan) >= 50
