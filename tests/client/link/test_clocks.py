from itertools import takewhile

from messenger.client.link.clocks import ANSWER_S, EAGER_S, IDLE_S, Beat, Late, LoginClock, Pulse


def watch(pulse: Pulse, start: float, awaits: bool = False) -> tuple[float, float]:
    """Look once a second at a server that is silent: after how many seconds we ask, and how
    many later we give it up."""
    seconds = [start + n for n in range(1, 200)]
    silent = list(takewhile(lambda now: pulse.beat(now, awaits) is Beat.NOTHING, seconds))
    asked_at = start + len(silent) + 1
    seconds = [asked_at + n for n in range(1, 200)]
    waited = list(takewhile(lambda now: pulse.beat(now, awaits) is Beat.NOTHING, seconds))
    return asked_at - start, float(len(waited) + 1)


def test_a_silent_server_is_asked_and_given_up() -> None:
    assert watch(Pulse(50.0), 50.0) == (IDLE_S, ANSWER_S)


def test_who_waits_for_an_answer_asks_sooner() -> None:
    assert watch(Pulse(50.0), 50.0, awaits=True) == (EAGER_S, ANSWER_S)
    assert EAGER_S + ANSWER_S < 15.0


def test_a_process_that_was_stopped_asks_before_it_gives_up() -> None:
    pulse = Pulse(0.0)
    assert pulse.beat(300.0, awaits=True) is Beat.PING
    assert pulse.beat(600.0, awaits=True) is Beat.NOTHING  # stopped again: nobody could listen
    pulse.heard(601.0)
    assert pulse.beat(602.0, awaits=False) is Beat.NOTHING


def test_a_doubt_asks_once() -> None:
    pulse = Pulse(0.0)
    assert [pulse.doubted(), pulse.doubted()] == [True, False]
    assert pulse.beat(1.0, awaits=False) is Beat.NOTHING


def test_login_times() -> None:
    clock = LoginClock(0.0)
    assert clock.late(10.0, heard_anything=False) is Late.ANSWER
    assert clock.late(29.0, heard_anything=True) is Late.NOTHING
    assert clock.late(30.0, heard_anything=True) is Late.ANSWER
    clock.probing_at = 1.0
    assert clock.late(6.0, heard_anything=True) is Late.PROBE
    clock.welcomed_at = 2.0
    assert clock.late(6.0, heard_anything=True) is Late.NOTHING
    assert clock.late(7.0, heard_anything=True) is Late.WELCOME
