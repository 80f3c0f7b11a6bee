"""A bell that other threads ring: heard at once, by Tk's thread, and no more often than needed."""

import threading

import pytest

from messenger.gui.bell import Bell
from messenger.gui.pump import Pump, Source


@pytest.fixture
def heard(root):
    notes = []
    bell = Bell(root, lambda: notes.append(threading.current_thread()))
    yield bell, notes
    bell.close()


def ring_from_a_thread(bell, times=1):
    def work():
        for _ in range(times):
            bell.ring()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def test_many_rings_are_heard_once_and_on_tk_s_thread(heard, root):
    bell, notes = heard
    for _ in range(2):
        ring_from_a_thread(bell, times=5_000)
        root.update()
    assert notes == [threading.current_thread()] * 2


def test_a_bell_that_is_gone_is_silent(heard, root):
    bell, notes = heard
    ring_from_a_thread(bell)
    bell.close()
    ring_from_a_thread(bell)
    bell.close()
    root.update()
    assert notes == []


def test_what_a_thread_puts_and_rings_for_is_taken_before_the_next_look(root):
    """The look that comes by itself never comes here."""
    waiting, taken = [], []
    pump = Pump(Patient(root))
    pump.add(Source(lambda most: [waiting.pop(0)] if waiting else [], taken.extend))
    pump.start()
    try:
        for number in range(3):
            waiting.append(number)
            ring_from_a_thread(pump)
            while len(taken) <= number:
                root.update()
    finally:
        pump.stop()
    assert taken == [0, 1, 2]


class Patient:
    """A root whose long timers never end."""

    def __init__(self, root):
        self._root, self.tk = root, root.tk

    def after(self, delay_ms, call):
        return self._root.after(delay_ms if delay_ms < 10 else 10**6, call)

    def after_cancel(self, timer):
        self._root.after_cancel(timer)
