import random

from messenger.client.link.backoff import Backoff


def test_longer_each_time_up_to_some_seconds_and_anew_after_a_good_link() -> None:
    backoff = Backoff(lambda: 0.5)
    assert [backoff.next_wait_s() for _ in range(7)] == [1, 2, 4, 8, 12, 12, 12]
    backoff.held(1.0)  # let in, and thrown out
    assert backoff.next_wait_s() == 12
    backoff.held(6.0)
    assert backoff.next_wait_s() == 1


def test_who_is_refused_waits_longer_until_let_in() -> None:
    backoff = Backoff(lambda: 0.5)
    waits = [backoff.next_wait_refused_s() for _ in range(8)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.held(1.0)
    assert backoff.next_wait_refused_s() == 1


def test_a_refusal_after_a_long_outage_is_the_first_one() -> None:
    backoff = Backoff(lambda: 0.5)
    for _ in range(9):
        backoff.next_wait_s()
    assert backoff.next_wait_refused_s() == 1


def test_spread() -> None:
    assert Backoff(lambda: 0.0).next_wait_s() == 0.75
    assert Backoff(lambda: 1.0).next_wait_s() == 1.25


def test_nobody_waits_more_than_a_quarter_of_a_minute_for_a_relay_that_is_away() -> None:
    backoff = Backoff(random.Random(3).random)
    waits = [backoff.next_wait_s() for _ in range(300)]
    assert max(waits) <= 15.0
    assert max(waits) - min(waits[6:]) > 5.0  # forty people do not come back at once
    assert len({round(wait_s, 3) for wait_s in waits[6:]}) > 200


def test_an_hour_of_refusals_is_no_storm() -> None:
    chance = random.Random(3)
    backoff, now, tries = Backoff(chance.random), 0.0, 0
    while now < 3600.0:
        now += backoff.next_wait_refused_s()
        tries += 1
    assert tries < 75


def test_an_hour_of_being_thrown_out_at_once_is_no_storm() -> None:
    chance = random.Random(3)
    backoff, now, tries = Backoff(chance.random), 0.0, 0
    while now < 3600.0:
        now += backoff.next_wait_s()
        backoff.held(0.5)  # it lets us in, and ends at once
        tries += 1
    assert tries < 330


def test_another_network_is_tried_at_once() -> None:
    backoff = Backoff(lambda: 0.5)
    for _ in range(9):
        backoff.next_wait_s()
        backoff.next_wait_refused_s()
    backoff.begin_anew()
    assert (backoff.next_wait_s(), backoff.next_wait_refused_s()) == (1.0, 1.0)
