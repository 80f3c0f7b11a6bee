import random

from messenger.client.link.backoff import Backoff


def test_longer_each_time_up_to_a_minute_and_anew_after_a_good_link() -> None:
    backoff = Backoff(lambda: 0.5)
    assert [backoff.next_wait_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    backoff.held(5.0)
    assert backoff.next_wait_s() == 60
    backoff.held(31.0)
    assert backoff.next_wait_s() == 1


def test_spread() -> None:
    assert Backoff(lambda: 0.0).next_wait_s() == 0.75
    assert Backoff(lambda: 1.0).next_wait_s() == 1.25


def test_an_hour_of_refusals_is_no_storm() -> None:
    chance = random.Random(3)
    backoff, now, tries = Backoff(chance.random), 0.0, 0
    waits = []
    while now < 3600.0:
        waits.append(backoff.next_wait_s())
        backoff.held(0.5)  # it answers, and ends at once
        now += waits[-1]
        tries += 1
    assert tries < 75
    assert len({round(wait_s, 3) for wait_s in waits[6:]}) > 20  # two clients never go in step
    assert max(waits) > 60.0


def test_another_network_is_tried_at_once() -> None:
    backoff = Backoff(lambda: 0.5)
    for _ in range(9):
        backoff.next_wait_s()
    backoff.begin_anew()
    assert backoff.next_wait_s() == 1.0
