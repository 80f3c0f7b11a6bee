from messenger.client.link.clocks import Beat, Late, LoginClock, Pulse


def test_two_pings_without_answer_are_the_end() -> None:
    pulse = Pulse(0.0)
    assert [pulse.beat(now) for now in (19, 20, 39, 40, 59, 60)] == [
        Beat.NOTHING,
        Beat.PING,
        Beat.NOTHING,
        Beat.PING,
        Beat.NOTHING,
        Beat.DEAD,
    ]


def test_a_process_that_was_stopped_asks_before_it_gives_up() -> None:
    pulse = Pulse(0.0)
    assert pulse.beat(300.0) is Beat.PING
    pulse.heard(301.0)
    assert pulse.beat(320.0) is Beat.NOTHING


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
