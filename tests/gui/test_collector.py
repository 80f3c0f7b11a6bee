"""Garbage is looked for on the Tk thread only."""

import gc
import threading
import weakref

import pytest

from messenger.gui.collector import FULL_S, YOUNG, Collector


class Knot:
    """Garbage that only the search for cycles finds; tells which thread freed it."""

    def __init__(self, freed_by):
        self.itself = self
        weakref.finalize(self, lambda: freed_by.append(threading.current_thread()))


@pytest.fixture
def clock():
    now = [0.0]
    collector = Collector(lambda: now[0])
    collector.step()  # the first lays aside what lives now
    yield collector, now
    collector.stop()
    assert gc.isenabled()


def work_hard(rounds=3 * YOUNG):
    return [[number] for number in range(rounds)]


def test_another_thread_frees_no_cycle_however_much_it_allocates(clock):
    collector, _ = clock
    freed_by = []
    Knot(freed_by)
    worker = threading.Thread(target=work_hard)
    worker.start()
    worker.join()
    assert freed_by == []
    kept = work_hard()
    collector.step()
    assert freed_by == [threading.current_thread()]
    assert len(kept) == 3 * YOUNG


def test_what_has_grown_old_is_found_once_in_a_while(clock):
    collector, now = clock
    freed_by = []
    knot = Knot(freed_by)
    gc.collect()  # it is old now
    del knot
    collector.step()
    assert freed_by == []
    now[0] = FULL_S
    collector.step()
    assert freed_by == [threading.current_thread()]
