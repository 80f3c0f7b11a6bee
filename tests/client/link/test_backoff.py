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
